package report

import (
	_ "embed"
	"html/template"
	"io"

	"federate/steps/checklist"
)

//go:embed checklist.html.tmpl
var page string

// HTML writes c as one page that needs nothing but itself: no script, no font
// and no picture from elsewhere. It prints, and follows the reader's choice of
// dark or light. Certificates are told by thumbprint and dates.
func HTML(w io.Writer, c checklist.Checklist) error { return documentOf(c).html(w) }

// html writes d as a page of its own.
func (d *document) html(w io.Writer) error {
	t, err := template.New("checklist").Parse(page)
	if err != nil {
		return err
	}
	return t.Execute(w, map[string]any{"Title": d.title, "Lead": d.lead, "Blocks": d.blocks,
		"Served": d.served, "Subject": d.subject, "Script": d.script})
}
