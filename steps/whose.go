package steps

import (
	"bytes"

	"federate/federation"
)

// identifying are the facts by which a document tells which federation it belongs to:
// those that nobody else has first, then those that the federations of one identity
// provider share.
var identifying = []struct {
	fact federation.Fact
	own  bool
}{
	{"sp.entity_id", true}, {"sp.acs_url", true}, {"oidc.client_id", true}, {"oidc.redirect_uri", true},
	{"idp.entity_id", false}, {"idp.sso_url", false}, {"oidc.issuer", false},
}

// A Mark is a value by which documents name a federation.
type Mark struct {
	Fact  federation.Fact
	Value string
	own   bool
}

// leastMark is how long a value is at least that occurs nowhere by chance.
const leastMark = 8

// marks are the values by which documents name v.
func (v *Snapshot) marks() (out []Mark) {
	for _, i := range identifying {
		for _, side := range []federation.Side{federation.Platform, federation.IdP} {
			w, ok := v.State.Said(side, i.fact, "")
			if ok && !w.Withheld && !w.Placeholder && len(w.Value) >= leastMark {
				out = append(out, Mark{i.fact, w.Value, i.own})
				break
			}
		}
	}
	return out
}

// Whose is the one of all that document a belongs to, by the values that it names, and
// the value that tells; ok is false where it names none, or several alike.
func Whose(a federation.Artifact, all []Summary) (s Summary, by Mark, ok bool) {
	best, rivals := 0, 0
	for _, o := range all {
		points, mark := 0, Mark{}
		for _, m := range o.Marks {
			if !names(a, m.Value) {
				continue
			}
			if points++; m.own {
				points += len(identifying) // more than everything that is shared
			}
			if mark.Value == "" {
				mark = m
			}
		}
		switch {
		case points > best:
			best, rivals, s, by = points, 0, o, mark
		case points == best && points > 0:
			rivals++
		}
	}
	return s, by, best > 0 && rivals == 0
}

// names reports whether a names value as a whole.
func names(a federation.Artifact, value string) bool {
	for _, c := range a.Claims {
		if c.Value == value {
			return true
		}
	}
	for _, p := range a.Parts {
		if names(p, value) {
			return true
		}
	}
	for raw := a.Raw; ; {
		i := bytes.Index(raw, []byte(value))
		if i < 0 {
			return false
		}
		if raw = raw[i+len(value):]; ends(raw) {
			return true
		}
	}
}

// ends reports whether a value that rest follows is over there.
func ends(rest []byte) bool {
	switch {
	case len(rest) == 0:
		return true
	case rest[0] == '.': // of a sentence
		return len(rest) == 1 || !alphanumeric(rest[1])
	}
	return !alphanumeric(rest[0]) && !bytes.ContainsRune([]byte("/-_:?%"), rune(rest[0]))
}

func alphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
