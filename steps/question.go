package steps

import (
	"cmp"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/estate"
	"federate/steps/playbook"
)

// An Ask is one question of an estate.
type Ask struct {
	Fact    federation.Fact
	Key     string // a member's id, or the label of an account; empty: the whole estate's
	Of      string // the same as people call it
	Label   string
	Help    string
	Example string
	Values  []string // of a choice
	Lines   bool     // one group a line
	Value   string
	From    string // the federation that says so itself; empty: the estate, or nobody
	Seen    int64  // the newest event of the estate when it was asked; see [Agree]
}

// Name is a as commands call it: "estate.scim#acme-cxone".
func (a Ask) Name() string {
	if a.Key == "" {
		return string(a.Fact)
	}
	return string(a.Fact) + "#" + a.Key
}

// Asks are the questions of topic s, as far as they arise.
func (v *Snapshot) Asks(s playbook.Step) (out []Ask) {
	t, _ := v.Pair.Programme.Topic(s.ID)
	accounts := slices.ContainsFunc(t.Asks, func(q playbook.Ask) bool { return q.Each == playbook.EachAccount })
	if accounts { // the questions of one account stand together
		for _, c := range v.Together.Claims(estate.FactGlass) {
			for _, q := range t.Asks {
				out = append(out, v.ask(q, c.Key))
			}
		}
		return out
	}
	for _, q := range t.Asks {
		if q.Each == "" {
			out = append(out, v.ask(q, ""))
			continue
		}
		for _, m := range v.Together.Members {
			if arises(q, m) {
				out = append(out, v.ask(q, m.Value(estate.FactID)))
			}
		}
	}
	return out
}

// arises reports whether q is asked about member m.
func arises(q playbook.Ask, m *federation.Dossier) bool {
	for f, words := range q.When {
		if !slices.Contains(words, m.Value(f)) {
			return false
		}
	}
	return q.Expects.Stated(m.Expect)
}

func (v *Snapshot) ask(q playbook.Ask, key string) Ask {
	t, _ := v.Together.Terms.Term(q.Fact)
	a := Ask{Fact: q.Fact, Key: key, Of: v.MemberName(key), Label: t.Label, Help: q.Help, Example: q.Example, Values: t.Values,
		Lines: t.Form == federation.Prose, Seen: v.State.Last}
	m := estate.Member(v.Together, key)
	if c, ok := v.Together.Said(federation.IdP, q.Fact, key); ok {
		a.Value = c.Value
		if _, told := v.State.Said(federation.IdP, q.Fact, key); !told { // its own federation names the account
			glass, _ := v.Together.Said(federation.IdP, estate.FactGlass, key)
			a.From = v.MemberName(glass.Value)
		}
	} else if m != nil && estate.AboutMember(q.Fact) {
		if a.Value = estate.OwnWord(m, q.Fact); a.Value != "" {
			a.From = m.Value(estate.FactName)
		}
	}
	if q.Fact == estate.FactGlass {
		for _, m := range v.Members {
			a.Values = append(a.Values, m.ID)
		}
		a.Values = append(a.Values, "idp")
	}
	if m != nil && q.Fact == estate.FactSCIMBase {
		a.Example = cmp.Or(m.Expect.SCIM.Value.Example, a.Example)
	}
	return a
}

// Account is the question what a new break-glass account gets into.
func (v *Snapshot) Account(label string) Ask {
	for _, t := range v.Pair.Programme.Topics {
		for _, q := range t.Asks {
			if q.Fact == estate.FactGlass {
				return v.ask(q, strings.TrimSpace(label))
			}
		}
	}
	return Ask{}
}

// AsksForAccounts reports whether topic s asks for break-glass accounts, of which
// people may add any number.
func (v *Snapshot) AsksForAccounts(s playbook.Step) bool {
	t, _ := v.Pair.Programme.Topic(s.ID)
	return slices.ContainsFunc(t.Asks, func(q playbook.Ask) bool { return q.Each == playbook.EachAccount })
}

// Means is the answer value to the fact f in words.
func (v *Snapshot) Means(f federation.Fact, value string) string {
	if word := v.Pair.Words.Option(federation.IdP, f, value); word != value || f != estate.FactGlass {
		return word
	}
	return v.MemberName(value)
}
