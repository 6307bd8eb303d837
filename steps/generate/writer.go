package generate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"text/template"

	"federate/federation"
	"federate/steps/playbook"
)

// A writer fills the templates of one file.
type writer struct {
	values
	file  playbook.File
	tree  fs.FS
	needs []federation.Fact
	whole *template.Template // what is being filled
}

// page is what a template is filled with, beside what its functions say.
type page struct {
	Name, Federation  string // of the federation, for people and for commands
	Platform, IdP     string // their names
	PlatformID, IdPID string
	Expect            federation.Expect
	With              map[string]string
}

// A refusal is why a file cannot be made of the values there are.
type refusal struct{ error }

func refuse(format string, args ...any) error { return refusal{fmt.Errorf(format, args...)} }

// needed is what the file cannot be made without here.
func (w *writer) needed() []federation.Fact {
	out := slices.Clone(w.file.Needs)
	for i, f := range out {
		if other := w.file.Instead[f]; other != "" && w.word(other) != "" {
			out[i] = other
		}
	}
	if w.partner("") == "" {
		out = append(out, w.file.Unnamed...)
	}
	if w.file.Attributes {
		for _, a := range w.Pair.Expect.Attributes.Value {
			if a.Constant != "" {
				out = append(out, a.Constant)
			}
		}
	}
	if e := w.Pair.Expect.Signed; e.Set && len(e.Value) > 0 { // then the platform's demand is what counts
		out = slices.DeleteFunc(out, func(f federation.Fact) bool { return f == "saml.signed" })
	}
	return out
}

// known are the facts that the file is made of now.
func (w *writer) known() []federation.Fact {
	out := slices.Clone(w.needs)
	for _, f := range w.file.May {
		if w.word(f) != "" {
			out = append(out, f)
		}
	}
	return out
}

// files makes the file, or says why it cannot be made.
func (w *writer) files() ([]File, error) {
	if err := w.sound(w.known()...); err != nil {
		return nil, err
	}
	name, err := w.text("name", w.file.Name)
	if err != nil {
		return nil, err
	}
	var body string
	if w.file.Text != "" {
		body, err = w.text("text", w.file.Text)
	} else {
		body, err = w.shipped()
	}
	if err != nil {
		return nil, err
	}
	raw := append(bytes.TrimRight([]byte(body), "\n"), '\n')
	if path.Ext(name) == ".json" {
		var out bytes.Buffer
		if err := json.Indent(&out, raw, "", "  "); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		raw = out.Bytes()
	}
	return []File{{name, raw}}, nil
}

// shipped fills the file's template below templates/, which may use those that the
// files called parts define beside it.
func (w *writer) shipped() (string, error) {
	file := path.Join("templates", w.file.Template)
	parts, err := fs.Glob(w.tree, path.Join(path.Dir(file), "parts*"))
	if err != nil {
		return "", err
	}
	if _, err := fs.Stat(w.tree, file); err != nil {
		return "", err
	}
	t, err := template.New(path.Base(file)).Funcs(w.functions()).ParseFS(w.tree, append(parts, file)...)
	if err != nil {
		return "", err
	}
	return w.fill(t)
}

// text fills a template that stands in the playbook.
func (w *writer) text(name, text string) (string, error) {
	if !strings.Contains(text, "{{") {
		return text, nil
	}
	t, err := template.New(name).Funcs(w.functions()).Parse(text)
	if err != nil {
		return "", err
	}
	return w.fill(t)
}

func (w *writer) fill(t *template.Template) (string, error) {
	outer := w.whole
	w.whole = t
	defer func() { w.whole = outer }()
	p := page{Name: w.State.Name, Federation: w.State.ID, Platform: w.Pair.Words.Name(federation.Platform),
		IdP:        w.Pair.Words.Name(federation.IdP),
		PlatformID: w.Pair.Platform.ID, IdPID: w.Pair.IdP.ID, Expect: w.Pair.Expect, With: map[string]string{}}
	if t.Name() != "goes" && t.Name() != "name" && t.Name() != "with" {
		for key, text := range w.file.With {
			said, err := w.text("with", text)
			if err != nil {
				return "", err
			}
			p.With[key] = said
		}
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		var why refusal
		if errors.As(err, &why) { // without the place in the template
			return "", why.error
		}
		return "", err
	}
	return b.String(), nil
}
