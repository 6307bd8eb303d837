// Package estate is several federations on one identity provider: what each of
// them cannot see of the others.
//
// It believes that most of what goes wrong in an estate is shared where it should
// be apart (an application, a certificate, a role that two consoles read
// differently), or apart where it should be agreed (clocks, sessions, the order in
// which a password login is switched off). It stores nothing about a member but
// its id; everything else is read from the member's own journal.
package estate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
)

// A Member is one federation of an estate.
type Member struct {
	ID   string
	View *steps.Snapshot // nil where it cannot be opened
	Err  error
}

// An Estate is one as it stands.
type Estate struct {
	ID      string
	State   *record.State
	Events  []record.Event
	Members []Member
	Now     time.Time
	Dossier *federation.Dossier
	Report  federation.Report
}

// Create begins an estate of the federations members, which are ids, and returns
// its id.
func Create(ctx context.Context, sh *steps.Shelf, name string, members []string) (string, error) {
	name = strings.TrimSpace(name)
	base := playbook.Slug(name)
	if base == "" {
		return "", errors.New("an estate needs a name with a letter or a digit in it")
	}
	if _, err := Find(ctx, sh, name); err == nil {
		return "", fmt.Errorf("there is an estate %q already", name)
	}
	e := event(sh, record.Opened, joining(members))
	e.Opening = &record.Opening{Name: name, Platform: steps.EstateWord, Protocol: steps.EstateWord}
	return sh.Begin(ctx, steps.EstatePrefix+base, e)
}

// joining are the claims that make members belong to an estate.
func joining(members []string) (out []federation.Claim) {
	for _, id := range members {
		out = append(out, federation.Claim{Side: federation.IdP, Fact: FactMember, Key: id, Value: id})
	}
	return out
}

func event(sh *steps.Shelf, kind record.Kind, claims []federation.Claim) record.Event {
	return record.Event{V: record.Format, At: sh.Now().UTC(), Actor: sh.Actor, Kind: kind, Claims: claims}
}

// Find returns the id of the estate that is called name: its id, or its name in
// any case.
func Find(ctx context.Context, sh *steps.Shelf, name string) (string, error) {
	ids, err := sh.Estates(ctx)
	if err != nil {
		return "", err
	}
	words := slices.Clone(ids)
	for _, id := range ids {
		if id == name || id == steps.EstatePrefix+name {
			return id, nil
		}
		st, err := replay(ctx, sh, id)
		if err != nil {
			continue
		}
		if strings.EqualFold(st.Name, strings.TrimSpace(name)) {
			return id, nil
		}
		words = append(words, st.Name)
	}
	return "", fmt.Errorf("there is no estate %q%s", name, federation.DidYouMean(name, words))
}

func replay(ctx context.Context, sh *steps.Shelf, id string) (*record.State, error) {
	events, err := sh.Store.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	return record.Replay(id, events)
}

// Join adds the federations members, which are ids, to the estate id.
func Join(ctx context.Context, sh *steps.Shelf, id string, members []string) error {
	st, err := replay(ctx, sh, id)
	if err != nil {
		return err
	}
	return Tell(ctx, sh, id, st.Last, joining(members))
}

// Leave takes the federations members out of the estate id again, with what was
// said about them.
func Leave(ctx context.Context, sh *steps.Shelf, id string, members []string) error {
	st, err := replay(ctx, sh, id)
	if err != nil {
		return err
	}
	var claims []federation.Claim
	for _, w := range st.Words(st.Last) {
		if slices.Contains(members, w.Key) && aboutMember(w.Fact) || w.Fact == FactMember && slices.Contains(members, w.Key) {
			c := w.Claim
			c.Value, c.Retracted = "", true
			claims = append(claims, c)
		}
	}
	return Tell(ctx, sh, id, st.Last, claims)
}

// Look is the estate id as it stands, judged.
func Look(ctx context.Context, sh *steps.Shelf, id string) (*Estate, error) {
	events, err := sh.Store.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	st, err := record.Replay(id, events)
	if err != nil {
		return nil, err
	}
	e := &Estate{ID: id, State: st, Events: events, Now: sh.Now().UTC()}
	for _, w := range st.Words(st.Last) {
		if w.Fact == FactMember {
			v, err := sh.Look(ctx, w.Value)
			e.Members = append(e.Members, Member{w.Value, v, err})
		}
	}
	terms := federation.NewVocabulary(Terms(), nil)
	e.Dossier = &federation.Dossier{Now: e.Now, Terms: terms, Words: federation.Words{Terms: terms}, Waivers: st.Waivers(), Final: true}
	for _, w := range st.Words(st.Last) {
		e.Dossier.Hear(w.Claim)
	}
	for _, m := range e.Members {
		if m.Err != nil {
			continue
		}
		d, err := m.dossier(e.Now)
		if err != nil {
			return nil, err
		}
		e.Dossier.Members = append(e.Dossier.Members, d)
	}
	Share(e.Dossier)
	e.Report = Judge(e.Dossier)
	for i, f := range e.Report.Findings {
		for _, m := range e.Members {
			if f.Subject.Fact == FactMember && f.Subject.Key == m.ID && m.Err != nil {
				e.Report.Findings[i].Detail = m.Err.Error()
			}
		}
	}
	return e, nil
}

// dossier is what the estate's checks see of m: its own facts, and how it stands.
func (m Member) dossier(now time.Time) (*federation.Dossier, error) {
	d := m.View.Dossier(now)
	terms, err := d.Terms.With(Terms()...)
	if err != nil {
		return nil, err
	}
	d.Terms = terms
	tests, gate := m.Tests(), "open"
	if m.Passed() {
		gate = "passed"
	}
	for _, x := range []struct {
		f federation.Fact
		v string
	}{{FactID, m.ID}, {FactName, m.View.State.Name}, {FactPlatform, m.View.State.Platform}, {FactIdP, m.View.State.IdP},
		{FactProtocol, m.View.State.Protocol}, {FactTests, tests}, {FactGate, gate}} {
		d.Hear(federation.Claim{Side: federation.IdP, Fact: x.f, Value: x.v})
	}
	return d, nil
}

// Tests says how the logins of m were judged: "right", "wrong", or "open" where
// one was not tried.
func (m Member) Tests() string {
	out := "open"
	for _, s := range m.View.Plan {
		if s.Kind != playbook.Test {
			continue
		}
		switch st := m.View.Status[s.Ref()]; {
		case st.State == steps.Wrong:
			return "wrong"
		case st.State == steps.Done && out == "open":
			out = "right"
		case !st.Settled() && !s.Optional:
			out = "unfinished"
		}
	}
	if out == "unfinished" {
		return "open"
	}
	return out
}

// Passed reports whether a gate of m was passed: people depend on it.
func (m Member) Passed() bool {
	return slices.ContainsFunc(m.View.Plan, func(s playbook.Step) bool {
		mark, _ := m.View.State.Mark(s.Ref())
		return s.Kind == playbook.Gate && mark.Kind == record.Confirmed
	})
}

// Member returns the id of the member that name names: its id, or its name in any
// case.
func (e *Estate) Member(name string) (string, error) {
	var words []string
	for _, m := range e.Members {
		if m.ID == name || m.View != nil && strings.EqualFold(m.View.State.Name, name) {
			return m.ID, nil
		}
		words = append(words, m.ID)
	}
	return "", fmt.Errorf("%s has no member %q%s", e.State.Name, name, federation.DidYouMean(name, words))
}
