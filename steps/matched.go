package steps

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"federate/federation"
	"federate/steps/playbook"
	"federate/steps/record"
)

// KindMatching is what is kept of a comparison of the people of both sides: how many
// will not get in and for which reasons, and digests of the lists. No person is.
const KindMatching federation.Kind = "people-matching"

// A Matching is one comparison of the platform's list of people with the identity
// provider's.
type Matching struct {
	Version  int        `json:"version"` // 1
	At       time.Time  `json:"at"`
	Platform PeopleList `json:"platform"`
	IdP      PeopleList `json:"idp"`
	Active   int        `json:"active"`  // accounts of the platform that are on
	Failing  int        `json:"failing"` // of them, who will not get in
	// LockedOut are those of them who have no other way in once logins are enforced. Of the
	// Glass accounts that have to get in without the identity provider, GlassInside will not,
	// and of GlassUnsure nobody knows.
	LockedOut   int `json:"locked_out,omitempty"`
	Glass       int `json:"break_glass,omitempty"`
	GlassInside int `json:"break_glass_inside,omitempty"`
	GlassUnsure int `json:"break_glass_unsure,omitempty"`

	Codes  map[federation.Code]int `json:"codes,omitempty"`  // how often each reason was found
	Unread bool                    `json:"unread,omitempty"` // of a list not everything was looked at

	Step   string `json:"-"` // reference
	By     string `json:"-"`
	Digest string `json:"-"` // of what is kept
}

// Verdict is what came of it, as a part of a sentence.
func (m Matching) Verdict() (text string) {
	switch {
	case m.Active == 0:
		text = "nobody was compared, since no account in the platform's list was on"
	case m.Failing == 0:
		text = fmt.Sprintf("all %s of the platform will get in", federation.Count(m.Active, "account"))
	default:
		text = fmt.Sprintf("%d of %s of the platform will not get in", m.Failing, federation.Count(m.Active, "account"))
	}
	switch {
	case m.GlassInside > 0:
		text += ", and the account that has to get in without the identity provider would not"
	case m.GlassUnsure > 0:
		text += ", and whether the account gets in that has to do without the identity provider is not known"
	}
	if m.Unread {
		text += ", and not everything in the lists was looked at"
	}
	return text
}

// A PeopleList is a list that was compared, and is not kept.
type PeopleList struct {
	List   string `json:"list"` // digest: "sha256:…"
	People int    `json:"people"`
	Column string `json:"column"` // header of the column that was compared
}

// Matched keeps what came of a comparison beside the step at which everybody is let in.
type Matched struct{ Matching }

func (c Matched) event(_ *Session, v *Snapshot) (draft, error) {
	step, ok := v.Gate()
	if !ok {
		return draft{}, fmt.Errorf("%s has no step at which everybody is let in, so nothing is kept of people", v.State.Name)
	}
	c.Version = 1
	return noted(step, KindMatching, c.At.UTC().Format(time.RFC3339), c.Verdict(), c.Matching)
}

func (Matched) concerns(*Snapshot, record.Event) bool { return false }

// Gate is the step at which everybody is let in.
func (v *Snapshot) Gate() (playbook.Step, bool) {
	i := slices.IndexFunc(v.Plan, func(s playbook.Step) bool { return s.Kind == playbook.Gate })
	if i < 0 {
		return playbook.Step{}, false
	}
	return v.Plan[i], true
}

// Matchings are the comparisons of people, oldest first.
func (v *Snapshot) Matchings() (out []Matching) {
	for n := range v.notes(KindMatching) {
		m := Matching{Step: n.step, By: n.by, Digest: n.digest}
		if json.Unmarshal(n.raw, &m) == nil {
			out = append(out, m)
		}
	}
	return out
}

// Matching is the newest comparison of people, and why it says nothing any more; empty
// where it still does.
func (v *Snapshot) Matching() (m Matching, old string, ok bool) {
	all := v.Matchings()
	if len(all) == 0 {
		return m, "", false
	}
	m = all[len(all)-1]
	for _, w := range v.State.Words(v.State.Last) {
		if slices.Contains(naming, w.Fact) && w.At.After(m.At) {
			return m, "the name that is sent was changed since", true
		}
	}
	if age := v.Now.Sub(m.At); age > sameStaff {
		return m, fmt.Sprintf("that was %s ago, and people come and go", Span(age)), true
	}
	return m, "", true
}

// sameStaff is how long the people of a company may be taken for the same.
const sameStaff = 14 * 24 * time.Hour

// naming are the facts that decide by what name people are sent.
var naming = []federation.Fact{"saml.name_id_source", "saml.name_id_format"}

// unmatched says why people are a reason to keep everybody out; empty where they are
// none, or were never compared.
func (v *Snapshot) unmatched() string {
	switch m, old, ok := v.Matching(); {
	case !ok:
		return ""
	case old != "":
		return "the people of both sides were compared, and " + old + ": compare them again"
	case m.Active == 0:
		return "the people of both sides were compared, and no account in the platform's list was on: nobody was compared"
	case m.GlassInside > 0:
		return "the account that has to get in without the identity provider would not, as the platform's list of people says"
	case m.Failing > 0:
		return fmt.Sprintf("%d of %s of the platform will not get in, as the lists of people say", m.Failing, federation.Count(m.Active, "account"))
	case m.Unread:
		return "of the lists of people not everything was looked at"
	}
	return ""
}
