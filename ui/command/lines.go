package command

import (
	"bytes"
	"context"
	"io"
	"strings"

	"federate/federation"
	"federate/steps"
)

// Explain is what federate explain prints about text, for a wizard in lines.
// Where nothing is known of it, it says so.
func (d Deps) Explain(sh *steps.Shelf, text string) string {
	var b strings.Builder
	a := &app{Deps: d}
	if err := a.meaning(&b, sh.Library, question{text: text, words: federation.Words{Terms: sh.Library.Terms()}}, false); err != nil {
		return err.Error()
	}
	return b.String()
}

// Judge is what federate check prints about a document, for a wizard in lines: by
// what federation id holds, or where id is empty by the standards alone.
func (d Deps) Judge(ctx context.Context, sh *steps.Shelf, id string, raw []byte) string {
	a := &app{Deps: d}
	look := sh.Standards
	if id != "" {
		look = func() (*steps.Snapshot, error) { return sh.Look(ctx, id) }
	}
	view, err := look()
	if err != nil {
		return err.Error()
	}
	j := &judge{app: a, view: view, now: d.Now().UTC(), blank: id == "", reads: true}
	v := j.judge(ctx, []source{{path: "the document", open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(raw)), nil
	}}})
	if err := v.inputs[0].Err; err != nil {
		return err.Error()
	}
	var b strings.Builder
	for _, note := range v.notes {
		b.WriteString(note + "\n")
	}
	v.text(&b)
	return b.String()
}
