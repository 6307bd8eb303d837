package plain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"federate/federation/lazy"
)

// A shape says what may stand where a text of several lines is asked for.
type shape int

const (
	document shape = iota // a short first line is a path
	loose                 // a short first line is a path if there is such a file, and otherwise text
)

// A pasted text, and where it came from: a path, or "pasted".
type pasted struct{ text, origin string }

// An unreadable is a path that leads to no file.
type unreadable struct {
	path string
	err  error
}

func (e *unreadable) Error() string {
	return fmt.Sprintf("%s could not be read: %v", e.path, e.err)
}

// An unended is a text that the input, or an interrupt, ended in the middle of.
type unended struct {
	text string
	err  error
}

func (e *unended) Error() string { return e.err.Error() }
func (e *unended) Unwrap() error { return e.err }

// paste reads the rest of what begins with the line first: a file by its path, or
// lines up to their own end, and otherwise up to a line with a single dot.
func (t *talk) paste(ctx context.Context, first string, read func(string) ([]byte, error), sort shape) (pasted, error) {
	first = strings.TrimPrefix(first, "\ufeff")
	if path := strings.Trim(strings.TrimSpace(first), `"'`); read != nil && maybePath(path) {
		raw, err := read(path)
		if whole := strings.ReplaceAll(path, `\ `, " "); err != nil && whole != path {
			// A file that was dragged into a terminal comes with its spaces escaped.
			if again, other := read(whole); other == nil {
				raw, err, path = again, nil, whole
			}
		}
		switch {
		case err == nil && len(raw) > most:
			return pasted{}, errLong
		case err == nil:
			return pasted{string(raw), path}, nil
		case sort == document && !base64Line().MatchString(path):
			return pasted{}, &unreadable{path, cause(err)}
		}
	}
	var b strings.Builder
	for l, long := first, false; ; {
		switch {
		case l == ".":
			return taken(b.String(), long)
		case l == `\.`:
			l = "."
		}
		if b.Len()+len(l) > most {
			long = true
		}
		if !long {
			b.WriteString(l + "\n")
		}
		if complete(b.String(), l) {
			return taken(b.String(), long)
		}
		var err error
		l, err = t.in.line(ctx)
		switch {
		case errors.Is(err, errLong):
			l, long = "", true
		case err != nil:
			text := b.String() + t.in.rest
			t.in.rest = ""
			return pasted{}, &unended{text, err}
		}
	}
}

func taken(text string, long bool) (pasted, error) {
	if long {
		return pasted{}, errLong
	}
	return pasted{strings.TrimSuffix(text, "\n"), "pasted"}, nil
}

// cause is err without the path, which is said already.
func cause(err error) error {
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return err
}

var (
	address    = lazy.Regexp(`^(?i:https?)://\S+$`)
	base64Line = lazy.Regexp(`^[A-Za-z0-9+/_=-]{60,}$`)
	pemBegin   = lazy.Regexp(`-{2,}\s*BEGIN [A-Z0-9 #]+-{2,}`)
	pemEnd     = lazy.Regexp(`-{2,}\s*END [A-Z0-9 #]+-{2,}`)
	rootTag    = lazy.Regexp(`(?s)^\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!(?i:DOCTYPE)[^>\[]*>\s*)*<([A-Za-z_][\w.:-]*)`)
	preamble   = lazy.Regexp(`^(Bag Attributes|Certificate:|subject=|issuer=|\s)`)
)

// maybePath reports whether a first line can be the name of a file.
func maybePath(s string) bool {
	return s != "" && len(s) < 1024 && !strings.ContainsAny(s[:1], "<{[") && !pemBegin().MatchString(s) && !preamble().MatchString(s) &&
		!strings.Contains(s, "SAMLResponse=") && !address().MatchString(s)
}

// Unended reports whether text is the beginning of a document whose end has not
// come.
func Unended(text string) bool {
	text = strings.TrimSpace(text)
	marked := strings.HasPrefix(text, "---") || strings.HasPrefix(text, "<?xml") || text == "{" || strings.HasPrefix(text, `{"`) || strings.HasPrefix(text, "{\n") ||
		rootTag().MatchString(text[:min(len(text), 64<<10)])
	return marked && !complete(text+"\n", text[strings.LastIndexByte(text, '\n')+1:])
}

// Values is text as values of one line each; ok is false where it is a document.
func Values(text string) (values []string, ok bool) {
	if Unended(text) || pemBegin().MatchString(text) || rootTag().MatchString(text[:min(len(text), 64<<10)]) {
		return nil, false
	}
	for l := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(l) == "" || base64Line().MatchString(l) || len(l) > 300 {
			return nil, false
		}
		values = append(values, l)
	}
	return values, true
}

// begins reports whether a line is the first of a document of several.
func begins(line string) bool {
	return pemBegin().MatchString(line) || Unended(line) && !strings.HasPrefix(strings.TrimSpace(line), "-")
}

// complete reports whether text, of which last is the last line, is a document
// that needs no dot to end it.
func complete(text, last string) bool {
	only := len(text) == len(last)+1
	switch {
	case last == "":
		return false
	case pemBegin().MatchString(text[:min(len(text), 4096)]):
		return pemEnd().MatchString(last)
	case strings.HasSuffix(strings.TrimSpace(last), ">"):
		m := rootTag().FindStringSubmatch(text[:min(len(text), 64<<10)])
		end := strings.TrimRight(text, " \t\r\n")
		return m != nil && (strings.HasSuffix(end, "</"+m[1]+">") || only && strings.HasSuffix(end, "/>") && strings.Count(end, "<") == 1)
	case only && (last[:1] == "{" || last[:1] == "["), last == "}" || last == "]":
		return json.Valid([]byte(text))
	}
	return only && (len(last) >= 200 && !strings.ContainsAny(strings.TrimSpace(last), " \t") || strings.Contains(last, "SAMLResponse=") ||
		address().MatchString(last) && strings.ContainsAny(last, "?#"))
}
