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
	if err := a.meaning(&b, sh.Library, text, federation.Words{Terms: sh.Library.Terms()}, nil, false); err != nil {
		return err.Error()
	}
	return b.String()
}

// Judge is what federate check prints about a document by the standards alone,
// for a wizard in lines.
func (d Deps) Judge(sh *steps.Shelf, raw []byte) string {
	a := &app{Deps: d}
	pair, err := a.pair(sh.Library, "", "", "")
	if err != nil {
		return err.Error()
	}
	now := d.Now().UTC()
	view, err := steps.Blank(pair, now)
	if err != nil {
		return err.Error()
	}
	j := &judge{app: a, view: view, now: now}
	v := j.judge(context.Background(), []source{{"the document", func(context.Context) (io.ReadCloser, error) {
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
