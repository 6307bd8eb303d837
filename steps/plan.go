// Package steps turns two playbooks into one plan, and a plan into progress.
//
// What an admin did is a claim; what is left to do, stale or wrong is derived from
// the claims and never stored. A Session is one federation, written to by one
// goroutine and read through snapshots; a Shelf is all federations of one folder.
package steps

import (
	"time"

	"federate/federation"
	"federate/steps/playbook"
	"federate/steps/record"
)

// A Pair is two joined playbooks with all that a session plans and judges with.
type Pair struct {
	*playbook.Pair

	Programme *playbook.Programme // of an estate; nil for a federation

	lasting, passing []federation.Check // Checks, parted: of standing facts and of messages
	proven           []federation.Fact  // that a message is proof of
	protocols        map[federation.Kind][]string
	rules            []record.Rule // what follows from what
}

// NewPair prepares p for judging.
func NewPair(p *playbook.Pair) *Pair {
	out := &Pair{Pair: p}
	out.lasting, out.passing = p.Terms.Split(p.Checks)
	out.proven, out.protocols = provenBy(out.passing), protocolsOf(p.Checks)
	out.rules = rules(p)
	return out
}

// dossier is one of p at the time now, in which nobody has said anything.
func (p *Pair) dossier(now time.Time) *federation.Dossier {
	return &federation.Dossier{Now: now, Protocol: p.Protocol, Terms: p.Terms, Expect: p.Expect, Words: p.Words, Demands: p.Demands}
}

// Plan returns the steps that apply in state st, in order. It is a function of
// the state: an answer can add steps and take them away.
func (p *Pair) Plan(st *record.State) (out []playbook.Step) {
	for _, s := range p.Order {
		if p.applies(s, st) {
			out = append(out, s)
		}
	}
	return out
}

func (p *Pair) applies(s playbook.Step, st *record.State) bool {
	if !s.Suits(p.Protocol) {
		return false
	}
	for f, want := range s.When {
		if f == "protocol" {
			continue
		}
		t, _ := p.Terms.Term(f)
		if w, ok := st.Said(t.Owner, f, ""); !ok || w.Value != want {
			return false
		}
	}
	return true
}
