package view

import (
	"cmp"
	"fmt"
	"slices"

	"federate/federation"
	"federate/steps"
)

// A Matching is a comparison of the people of both sides, in numbers.
type Matching struct {
	Step        string           `json:"step"`
	At          Moment           `json:"at"`
	By          string           `json:"by"`
	Platform    steps.PeopleList `json:"platform"`
	IdP         steps.PeopleList `json:"idp"`
	Active      int              `json:"active"` // accounts of the platform that are on
	Failing     int              `json:"failing"`
	LockedOut   int              `json:"locked_out"`
	Glass       int              `json:"break_glass"`
	GlassInside int              `json:"break_glass_inside"`
	GlassUnsure int              `json:"break_glass_unsure"`
	Unread      bool             `json:"unread"`
	Verdict     string           `json:"verdict"`
	Reasons     []Reason         `json:"reasons"` // the most frequent first
}

// A Reason is why people will not get in, and how many.
type Reason struct {
	Code   federation.Code `json:"code"`
	People int             `json:"people"`
}

// Matchings are those of v, oldest first.
func Matchings(v *steps.Snapshot) (out []Matching) {
	for _, m := range v.Matchings() {
		out = append(out, Matching{m.Step, At(m.At), m.By, m.Platform, m.IdP, m.Active, m.Failing, m.LockedOut, m.Glass, m.GlassInside, m.GlassUnsure, m.Unread, m.Verdict(), Reasons(m.Codes)})
	}
	return out
}

// Reasons are those that codes count, the most frequent first.
func Reasons(codes map[federation.Code]int) (out []Reason) {
	for code, n := range codes {
		out = append(out, Reason{code, n})
	}
	slices.SortFunc(out, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(a.Code, b.Code))
	})
	return out
}

// String is m as a sentence without its full stop.
func (m Matching) String() string {
	return fmt.Sprintf("people compared by %s on %s: %s", m.By, m.At, m.Verdict)
}

// MatchedAt is the newest comparison of people, at the step where it counts; empty where
// there is none.
func MatchedAt(v *steps.Snapshot, step string) string {
	all := Matchings(v)
	if len(all) == 0 || all[len(all)-1].Step != step {
		return ""
	}
	text := all[len(all)-1].String()
	if _, old, _ := v.Matching(); old != "" {
		text += "; " + old
	}
	return text
}
