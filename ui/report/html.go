package report

import (
	"cmp"
	_ "embed"
	"html/template"
	"io"
	"strings"

	"federate/federation"
	"federate/steps/checklist"
	"federate/steps/view"
)

//go:embed checklist.html.tmpl
var page string

// HTML writes c as one page that needs nothing but itself: no script, no font
// and no picture from elsewhere. It prints, and follows the reader's choice of
// dark or light. Certificates are told by thumbprint and dates.
func HTML(w io.Writer, c checklist.Checklist) error {
	t, err := template.New("checklist").Funcs(template.FuncMap{
		"plain":    view.Plain,
		"brief":    brief,
		"told":     Told,
		"waits":    Waits,
		"tally":    view.Tally,
		"moment":   federation.Moment,
		"day":      federation.Day,
		"protocol": protocol,
		"join":     strings.Join,
		"who":      federation.Role.Title,
		"login":    func(key string) string { return cmp.Or(key, "single") },
	}).Parse(page)
	if err != nil {
		return err
	}
	return t.Execute(w, c)
}
