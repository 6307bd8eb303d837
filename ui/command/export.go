package command

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps"
	"federate/ui/report"
)

func (a *app) export() *cobra.Command {
	var format, out, who string
	formats := report.Formats()
	var words []string
	for _, f := range formats {
		words = append(words, f.Word)
	}
	cmd := &cobra.Command{
		Use:   "export NAME --format " + strings.Join(words, "|"),
		Short: "Write what was done, by whom, and what is left",
		Long: "Writes the federation as a checklist: the steps with who did them and when, the values, the findings, what was accepted by whom, " +
			"the certificates with their last day, the logins that were judged, and the journal. It holds no secret. " +
			"--role leaves out the steps of the other admin. Of an estate it is the programme, and the calendar holds what ends at any member.\n\n" +
			"md, html and json are the checklist; the web page needs nothing but itself. " +
			"ics is a calendar of the days on which certificates, secrets and accepted findings end, with reminders; imported again, it replaces what it said before. " +
			"ticket is the open steps of one --role as text for a ticket or a mail, with lines to fill in: federate answer NAME --reply reads what comes back.",
		Example: `federate export acme --format md -o acme.md
federate export acme --format ics -o acme.ics
federate export acme --format ticket --role idp-admin -o ticket.txt`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.all,
		RunE: func(cmd *cobra.Command, args []string) error {
			i := slices.Index(words, format)
			if i < 0 {
				return fmt.Errorf("there is no format %q%s", format, federation.DidYouMean(format, words))
			}
			r, err := role(who)
			if err != nil {
				return err
			}
			if formats[i].Needs && r == "" {
				return fmt.Errorf("whose steps? say --role %s or --role %s", federation.IdPAdmin, federation.PlatformAdmin)
			}
			c, err := a.recorded(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			var b bytes.Buffer
			if err := formats[i].Write(&b, c, r); err != nil {
				return err
			}
			return a.deliver(out, b.Bytes())
		},
	}
	cmd.Flags().StringVar(&format, "format", "md", strings.Join(words, " or "))
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write (else the standard output)")
	cmd.Flags().StringVar(&who, "role", "", "whose steps: idp-admin or platform-admin")
	return cmd
}

// deliver puts data into the file path, or on the standard output.
func (a *app) deliver(path string, data []byte) error {
	return a.deliverBy(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// deliverBy is deliver for what is written bit by bit.
func (a *app) deliverBy(path string, write func(io.Writer) error) error {
	if path == "" || path == "-" {
		return write(a.Out)
	}
	if err := writeFileBy(path, write); err != nil {
		return err
	}
	a.say("written to %s", path)
	return nil
}

// writeFile puts data at path: all of it, or what was there stays.
func writeFile(path string, data []byte) error {
	return writeFileBy(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// writeFileBy is writeFile for what is written bit by bit.
func writeFileBy(path string, write func(io.Writer) error) error {
	return beside(path, func(f *os.File, target string) error {
		err := write(f)
		if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
			return err
		}
		return os.Rename(f.Name(), target)
	})
}

// writable is nil where a file can be written at path. Nothing that is there is touched.
func writable(path string) error {
	return beside(path, func(f *os.File, _ string) error { return errors.Join(f.Close(), os.Remove(f.Name())) })
}

// beside has a new file, which lies beside the one that path means, and takes it away where
// that fails.
func beside(path string, do func(f *os.File, target string) error) error {
	return notSaved(path, func() error {
		target, err := fileAt(path)
		if err != nil {
			return err
		}
		f, err := os.CreateTemp(filepath.Dir(target), ".federate-*")
		if err != nil {
			return err
		}
		if err = do(f, target); err != nil {
			os.Remove(f.Name())
		}
		return err
	})
}

// fileAt is the file that path means: where it is a link, the one that it leads to. What
// is no file, such as a device, is an error.
func fileAt(path string) (string, error) {
	if to, err := filepath.EvalSymlinks(path); err == nil {
		path = to
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return "", errors.New("it is no file")
	}
	return path, nil
}

// notSaved does what saves something at path, and says of an error which path it is about.
func notSaved(path string, do func() error) error {
	err := do()
	if err == nil {
		return nil
	}
	var in *fs.PathError
	if errors.As(err, &in) { // it names a file that nobody knows
		err = in.Err
	}
	return &steps.NotSavedError{Err: fmt.Errorf("%s: %w", path, err)}
}
