package screen

import (
	"path"
	"strings"

	"federate/steps"
	"federate/steps/generate"
)

// newEstateExport shows what can be written of an estate: its programme in every
// format, the calendar among them, and its pages. It begins with the page that
// belongs to topic.
func newEstateExport(env *Env, session *steps.Session, topic string) *Export {
	e := NewExport(env, session)
	e.wraps = true // tables are for reading here
	for _, p := range generate.OfEstate(session.View()) {
		name := session.ID + "-" + strings.TrimSuffix(p.ID, "-json") + path.Ext(p.File)
		e.forms = append(e.forms, form{p.Title, name, func() ([]byte, error) {
			files, err := p.Files()
			if err != nil {
				return nil, err
			}
			return files[0].Body, nil
		}})
	}
	for i, f := range e.forms {
		if first := map[string]string{"roles": "Role matrix", "sessions": "Session policies", "certificates": "Certificate calendar"}[topic]; f.title == first {
			e.form = i
			break
		}
	}
	return e
}
