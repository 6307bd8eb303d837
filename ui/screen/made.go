package screen

import (
	"fmt"
	"slices"
	"strings"

	"federate/steps"
	"federate/steps/generate"
	"federate/steps/playbook"
)

// NewMade shows what can be made for the consoles: policies, settings, payloads.
// What cannot be made yet says what it waits for. It begins with what step s names.
func NewMade(env *Env, session *steps.Session, s playbook.Step) *Export {
	var forms []form
	var about [][]string
	var asks []func() Screen
	at := 0
	for _, a := range generate.Of(session.View(), env.Templates) {
		x := form{title: a.Title, name: a.File, make: func() ([]byte, error) { return made(env, session, a.ID) }}
		var ask func() Screen
		if len(a.Questions(session.View())) > 0 {
			ask = func() Screen {
				if len(a.Questions(session.View())) == 0 {
					return nil // somebody else has answered them meanwhile
				}
				return NewWanted(env, session, a)
			}
		}
		asks = append(asks, ask)
		about = append(about, []string{a.For, "Goes to: " + a.Goes + " (" + a.Role.Title() + ")"})
		if slices.ContainsFunc(s.Do, func(do string) bool { return strings.Contains(do, a.ID) }) {
			at = len(forms)
		}
		forms = append(forms, x)
	}
	e := newExport(env, forms)
	e.session, e.called, e.about, e.asks, e.form = session, "Files", about, asks, at
	e.format.SetHelp("f", "another file")
	return e
}

// made is the artifact id as it would be made now.
func made(env *Env, session *steps.Session, id string) ([]byte, error) {
	all := generate.Of(session.View(), env.Templates)
	i := slices.IndexFunc(all, func(a generate.Artifact) bool { return a.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("there is nothing to make any more")
	}
	if files, err := all[i].Files(); err != nil || len(files) == 1 {
		if err != nil {
			return nil, err
		}
		return files[0].Body, nil
	}
	return nil, fmt.Errorf("these are several files: federate generate %q %s -o FOLDER/ writes them", session.ID, id)
}

// makes reports whether there is anything to make for v.
func makes(env *Env, v *steps.Snapshot) bool {
	return env.Templates != nil && generate.Any(v)
}
