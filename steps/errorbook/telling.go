package errorbook

import (
	"strings"

	"federate/federation"
)

// Telling returns checks that say more of what another party refused with its own
// words: what these mean, and with that what to do, who does it and where. What no
// book knows, or only guesses at, stays as the check says it.
func Telling(checks []federation.Check, load func() (*Book, error)) []federation.Check {
	out := make([]federation.Check, len(checks))
	for i, c := range checks {
		run := c.Run
		c.Run = func(d *federation.Dossier) []federation.Finding {
			found := run(d)
			for i := range found {
				if found[i].Said == "" {
					continue
				}
				if b, err := load(); err == nil {
					b.tell(d, &found[i])
				}
			}
			return found
		}
		out[i] = c
	}
	return out
}

// tell lets f say what its words mean.
func (b *Book) tell(d *federation.Dossier, f *federation.Finding) {
	of := b.named(normal(f.Said+"\n"+strings.Join([]string{d.Words.Name(federation.IdP), d.Words.Name(federation.Platform)}, "\n")), nil)
	entries := b.find(plain(f.Said), of)
	if len(entries) == 0 || entries[0].Guess || entries[0].Vague {
		return
	}
	e := entries[0]
	f.Remedy, f.Source, f.Uncapped = strings.TrimSuffix(e.Remedy, "."), e.Source, true // that it was refused is certain
	f.Confidence = e.Confidence
	if e.Unknown {
		return
	}
	f.Detail = strings.TrimRight(f.Detail, ".") + ". " + d.Words.Say(e.Means)
	if e.Role != "" {
		f.Role = e.Role
	}
	about(d, f, e)
}

// about turns f to the fact that e is about: to the value in the words that is not
// the known one, or where there is none, to what has to be looked at.
func about(d *federation.Dossier, f *federation.Finding, e Entry) {
	if len(e.Facts) > 0 {
		f.Subject.Fact = e.Facts[0]
		f.Subject.Side = sideOf(f.Role, d.Owner(e.Facts[0]))
	}
	for _, v := range e.Values {
		known, ok := d.Known(v.Fact(d.Protocol))
		if !ok {
			continue
		}
		f.Subject.Fact = known.Fact
		f.Subject.Side = sideOf(f.Role, d.Owner(known.Fact))
		if t, _ := d.Terms.Term(known.Fact); !t.Agrees(known.Value, v.Value) {
			f.Want, f.Got = known.Value, v.Value
			return
		}
	}
}

// sideOf is the side whose admin role is.
func sideOf(r federation.Role, owner federation.Side) federation.Side {
	switch r {
	case federation.IdPAdmin:
		return federation.IdP
	case federation.PlatformAdmin:
		return federation.Platform
	}
	return owner
}
