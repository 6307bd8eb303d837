package command

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/federation/capture"
	"federate/federation/capture/fiddler"
	"federate/federation/capture/trace"
	"federate/federation/redact"
)

func (a *app) redact() *cobra.Command {
	var out, level string
	var words []string
	for _, l := range redact.Levels() {
		words = append(words, string(l))
	}
	cmd := &cobra.Command{
		Use:   "redact FILE",
		Short: "Make a copy for a vendor's ticket, without people and secrets",
		Long: "Copies a recording of a login (HAR, SAML-tracer, Fiddler), a SAML message, metadata, an ID token, an address or an error page. What a vendor needs stays: " +
			"times, hosts, status codes, the IDs of messages, issuers, audiences, algorithms, the names of everything. People, passwords, cookies and tokens do not, " +
			"nor a signature, by which names could be tried out. Look through the copy before you send it.\n\n" +
			"--level hash puts the same word wherever the same value stood, so that one sees what is equal; mask puts one word for all; none copies the file as it is.\n\n" +
			"The IDs by which a vendor finds the login in its own logs are printed. federate check reads the copy, and says that nobody can verify it any more.",
		Example: `federate redact login.har -o ticket.har
federate redact response.b64 --level mask
federate redact error.html -o error-for-the-ticket.html`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			level = strings.TrimSuffix(level, "ed") // hashed and masked mean the same
			if !slices.Contains(words, level) {
				return fmt.Errorf("there is no level %q%s", level, federation.DidYouMean(level, words))
			}
			in, err := a.whole(args[0])
			if err != nil {
				return &InputError{err}
			}
			defer in.Close()
			r := redact.New(redact.Level(level), []byte(rand.Text()))
			copied, whole, err := copyOf(r, in)
			if err != nil {
				return &InputError{fmt.Errorf("%s: %w", args[0], err)}
			}
			if r.Level == redact.None {
				if _, err := in.Seek(0, io.SeekStart); err != nil {
					return &InputError{err}
				}
				if copied, err = io.ReadAll(in); err != nil {
					return &InputError{err}
				}
			}
			if err := a.deliver(out, copied); err != nil {
				return err
			}
			return a.redacted(r, whole)
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write (else the standard output)")
	cmd.Flags().StringVar(&level, "level", string(redact.Hash), "how much of a value stays: "+strings.Join(words, ", "))
	return cmd
}

// copyOf is the copy of in. whole is false where it ends in the middle.
func copyOf(r *redact.Redactor, in io.ReadSeeker) (out []byte, whole bool, err error) {
	const head = 4 << 10
	start := make([]byte, head)
	n, _ := io.ReadFull(in, start) // what is shorter is read below
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return nil, false, err
	}
	if trace.Sniff(start[:n]) {
		return recorded(r, in)
	}
	most := int64(capture.Most)
	if fiddler.Sniff(start[:n]) {
		most = fiddler.Most
	}
	raw, err := io.ReadAll(io.LimitReader(in, most+1))
	if err != nil {
		return nil, false, err
	}
	if saved, ok, err := fiddler.HAR(raw); ok {
		return recorded(r, bytes.NewReader(saved))
	} else if err != nil {
		return nil, false, err
	}
	out, err = r.Document(raw)
	return out, true, err
}

// recorded is the copy of a recording.
func recorded(r *redact.Redactor, in io.ReadSeeker) (out []byte, whole bool, err error) {
	var b bytes.Buffer
	whole, err = r.Recording(&b, in)
	return b.Bytes(), whole, err
}

// redacted says what was left out, and what to write into the ticket.
func (a *app) redacted(r *redact.Redactor, whole bool) error {
	switch {
	case r.Level == redact.None:
		a.say("nothing was redacted: whoever reads this can see people, and may be able to log in as them")
	default:
		a.say("%s replaced or left out; look through the copy before you send it", federation.Count(r.Values, "value"))
	}
	if !whole {
		a.say("the recording ends in the middle, and so does the copy")
	}
	if len(r.IDs) == 0 {
		a.say("no correlation or trace ID is in it: the ticket needs the time of the login, with its time zone")
		return nil
	}
	book, err := a.ErrorBook()
	if err != nil {
		return err
	}
	const most = 12
	a.say("for the ticket:")
	ids := slices.Clone(r.IDs)
	slices.SortStableFunc(ids, func(x, y redact.ID) int { // those first that a vendor is known to ask for
		return len(book.Asks(y.Name, y.Host)) - len(book.Asks(x.Name, x.Host))
	})
	for i, id := range ids {
		if i == most {
			a.say("  and %d more in the copy", len(ids)-most)
			break
		}
		line := "  " + id.Name + " " + id.Value
		if id.Host != "" {
			line += ", " + id.Host
		}
		if !id.At.IsZero() {
			line += ", " + id.At.UTC().Format(time.RFC3339)
		}
		if vendor := book.Asks(id.Name, id.Host); vendor != "" {
			line += " (" + vendor + " asks for it)"
		}
		a.say("%s", line)
	}
	return nil
}

// seeker is a file, or what came by a pipe, that can be read twice.
type seeker interface {
	io.ReadSeeker
	io.Closer
}

// whole opens a file so that it can be read twice; "-" is the standard input.
func (a *app) whole(path string) (seeker, error) {
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return f, nil
		}
		defer f.Close()
		return held(f)
	}
	return held(a.In)
}

func held(r io.Reader) (seeker, error) {
	raw, err := io.ReadAll(r)
	if err == nil && len(raw) == 0 {
		err = errors.New("there is nothing in it")
	}
	return struct {
		*bytes.Reader
		io.Closer
	}{bytes.NewReader(raw), io.NopCloser(nil)}, err
}
