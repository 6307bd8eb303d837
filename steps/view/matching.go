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
		out = append(out, Matching{m.Step, At(m.At), m.By, m.Platform, m.IdP, m.Active, m.Failing, m.LockedOut, m.Glass, m.GlassInside, m.GlassUnsure, m.Unread, Reasons(m.Codes)})
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
	text := fmt.Sprintf("people compared by %s on %s: ", m.By, m.At)
	switch {
	case m.Active == 0:
		text += "nobody, since no account in the platform's list was on"
	case m.Failing == 0:
		text += fmt.Sprintf("all %s of the platform will get in", federation.Count(m.Active, "account"))
	default:
		text += fmt.Sprintf("%d of %s of the platform will not get in", m.Failing, federation.Count(m.Active, "account"))
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
