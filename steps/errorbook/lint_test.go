package errorbook

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"federate/federation"
	"federate/federation/lazy"
)

// Lint reads errors/*.yaml of tree strictly and reports everything that is wrong
// at once, each with its file.
func Lint(tree fs.FS) error {
	var errs []error
	seen := map[string]string{} // normal form of a name → where it is
	err := each(tree, func(name string, raw []byte) {
		f, err := whole(raw)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
			return
		}
		if id := system(name); f.Format != 1 || f.System != id || f.Title == "" {
			errs = append(errs, fmt.Errorf("%s: must say errors: 1, system: %s and a title", name, id))
		}
		if len(f.Names) == 0 && !f.Standard {
			errs = append(errs, fmt.Errorf("%s: must say the names of the vendor, or that it is a standard", name))
		}
		for _, y := range f.Families {
			if _, err := y.known(&f); err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", name, err))
			}
		}
		for _, o := range f.Others {
			if !slices.ContainsFunc(f.Entries, func(e Entry) bool { return slices.Contains(e.names(), o) }) {
				errs = append(errs, fmt.Errorf("%s: others: no entry has the name %q", name, o))
			}
		}
		_, pages, err := open(raw)
		if err != nil || len(pages) != len(f.Entries) {
			errs = append(errs, fmt.Errorf("%s: %d entries, of which %d are found: each begins with two blanks, a hyphen and its code, then its other names (%w)",
				name, len(f.Entries), len(pages), err))
			return
		}
		for i, e := range f.Entries {
			e = f.complete(e)
			place := fmt.Sprintf("%s: %s", name, e.Code)
			if len(e.Topics) > 0 && !f.Standard {
				errs = append(errs, fmt.Errorf("%s: a company has no topics", place))
			}
			for _, problem := range e.lacks() {
				errs = append(errs, fmt.Errorf("%s: %s", place, problem))
			}
			if !slices.Equal(pages[i].names, e.names()) {
				errs = append(errs, fmt.Errorf("%s: its names are read as %q: write them plainly, in one line or one a line", place, pages[i].names))
			}
			for _, n := range e.names() {
				key := f.System + " " + normal(n)
				if token().MatchString(normal(n)) {
					key = squeeze(normal(n)) // a code is one vendor's
				}
				if at, ok := seen[key]; ok {
					errs = append(errs, fmt.Errorf("%s: %q is there already, at %s", place, n, at))
				}
				seen[key] = place
			}
		}
	})
	return errors.Join(append(errs, err)...)
}

var reference = lazy.Regexp(`^[a-z0-9-]+/[a-z0-9-]+$`)

// lacks lists what is wrong with e by itself.
func (e Entry) lacks() (out []string) {
	if e.Code == "" || e.Means == "" || e.Remedy == "" || len(e.Causes) == 0 {
		out = append(out, "needs code, means, causes and remedy")
	}
	if e.Source.Document == "" || e.Confidence == "" {
		out = append(out, "needs source and confidence")
	}
	if e.Role != "" && e.Role != federation.IdPAdmin && e.Role != federation.PlatformAdmin && e.Role != federation.Either {
		out = append(out, fmt.Sprintf("who: %q is no role", e.Role))
	}
	for _, n := range e.names() {
		if len(normal(n)) < 5 {
			out = append(out, fmt.Sprintf("%q is too short to be found by", n))
		}
		if _, err := newForm(normal(n)); err != nil {
			out = append(out, fmt.Sprintf("%q: %v", n, err))
		}
	}
	for _, t := range e.Topics {
		if _, err := newTopic(t, 0); err != nil {
			out = append(out, err.Error())
		}
	}
	for _, r := range e.Steps {
		if !reference().MatchString(r) {
			out = append(out, fmt.Sprintf("%q is not a reference to a step", r))
		}
	}
	if plain := len(slices.DeleteFunc(slices.Clone(e.Causes), func(c Cause) bool { return c.Sign != "" })); len(e.Causes) > 1 && plain > 1 {
		out = append(out, "several causes need each a sign that tells it from the others; one of them may do without")
	}
	for _, c := range e.Causes {
		if strings.HasPrefix(strings.ToLower(c.Sign), "sign:") {
			out = append(out, "a sign says what is seen, and not that it is a sign")
		}
	}
	return out
}

// names is everything that e is found by.
func (e Entry) names() []string { return append([]string{e.Code}, e.Also...) }

// system is what the book in the file name is called.
func system(name string) string { return strings.TrimSuffix(path.Base(name), ".yaml") }

// whole decodes a book strictly, entries and all.
func whole(raw []byte) (f file, err error) {
	if err := yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(&f); err != nil {
		return f, fmt.Errorf("%s", strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	return f, nil
}
