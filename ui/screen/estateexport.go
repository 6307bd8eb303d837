package screen

import (
	"strings"
)

// newEstateExport shows what can be written of an estate: its programme in every
// format, the calendar among them, and its pages. It begins with the page that
// belongs to topic.
func newEstateExport(of *Estate, topic string) *Export {
	var forms []form
	for _, p := range of.e.Pages() {
		forms = append(forms, form{p.Title, of.id + "-" + strings.TrimSuffix(p.ID, "-json") + p.Suffix, func() ([]byte, error) { return p.Body, nil }})
	}
	seen := of.e // the estate is read again beside this page
	programme := checklists(of.id, seen.Checklist)
	e := newExport(of.env, append(programme, forms...))
	e.wraps = true // tables are for reading here
	for i, f := range e.forms {
		if first := map[string]string{"roles": "Role matrix", "sessions": "Session policies", "certificates": "Certificate calendar"}[topic]; f.title == first {
			e.form = i
			break
		}
	}
	return e
}
