package steps

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/federation/estate"
	"federate/steps/playbook"
	"federate/steps/record"
)

// An estate is several federations on one identity provider. It is a journal of
// its own beside theirs, which opens with this word for a platform and for a
// protocol, and whose id begins with EstatePrefix: so a list of federations need
// not open every journal to leave the estates out. It stores nothing about a
// member but its id; everything else is read from the member's own journal.
const (
	EstateWord   = "estate"
	EstatePrefix = "estate-"
)

// A Member is one federation of an estate.
type Member struct {
	ID   string
	View *Snapshot // nil where it cannot be opened
	Err  error
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
		case st.State == Wrong:
			return "wrong"
		case st.State == Done && out == "open":
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

// Gate is Passed in a word: "passed" or "open".
func (m Member) Gate() string {
	if m.Passed() {
		return "passed"
	}
	return "open"
}

// dossier is what the checks of an estate see of m: its own facts, and how it
// stands.
func (m Member) dossier(now time.Time) (*federation.Dossier, error) {
	d := m.View.Dossier(now)
	terms, err := d.Terms.With(estate.Terms()...)
	if err != nil {
		return nil, err
	}
	d.Terms = terms
	st := m.View.State
	for _, c := range []federation.Claim{{Fact: estate.FactID, Value: m.ID}, {Fact: estate.FactName, Value: st.Name}, {Fact: estate.FactPlatform, Value: st.Platform},
		{Fact: estate.FactIdP, Value: st.IdP}, {Fact: estate.FactProtocol, Value: st.Protocol}, {Fact: estate.FactTests, Value: m.Tests()}, {Fact: estate.FactGate, Value: m.Gate()}} {
		c.Side = federation.IdP
		d.Hear(c)
	}
	return d, nil
}

// together is what the plan and the checks of an estate with these members are
// made of.
func (sh *Shelf) together(members []Member) (*Pair, error) {
	terms := federation.NewVocabulary(estate.Terms(), nil)
	checks := estate.Checks()
	p, err := sh.Library.Programme(terms, checks)
	if err != nil {
		return nil, err
	}
	titles := func(of func(*Snapshot) string) string {
		var out []string
		for _, m := range members {
			if m.Err == nil && !slices.Contains(out, of(m.View)) {
				out = append(out, of(m.View))
			}
		}
		return cmp.Or(strings.Join(out, ", "), "no member yet")
	}
	pair := NewPair(&playbook.Pair{Terms: terms, Checks: checks, Order: p.Steps(), Route: &playbook.Route{Title: p.Title, Source: p.Source},
		Platform: playbook.Playbook{Title: titles(func(v *Snapshot) string { return v.Pair.Platform.Title })},
		IdP:      playbook.Playbook{Title: titles(func(v *Snapshot) string { return v.Pair.IdP.Title })},
		Protocol: titles(func(v *Snapshot) string { return v.State.Protocol }),
		Words:    federation.Words{Terms: terms, Options: map[federation.Side]map[federation.Fact]map[string]string{federation.IdP: p.Options}}})
	pair.Programme = p
	return pair, nil
}

// Estates returns the ids of all estates.
func (sh *Shelf) Estates(ctx context.Context) (out []string, err error) {
	ids, err := sh.Store.List(ctx)
	for _, id := range ids {
		if sh.IsEstate(ctx, id) {
			out = append(out, id)
		}
	}
	return out, err
}

// IsEstate reports whether id is an estate and no federation. A federation may have
// an id like an estate's, so its opening is looked at.
func (sh *Shelf) IsEstate(ctx context.Context, id string) bool {
	if !strings.HasPrefix(id, EstatePrefix) {
		return false
	}
	events, err := sh.Store.Load(ctx, id)
	return err == nil && len(events) > 0 && events[0].Opening != nil && isEstate(*events[0].Opening)
}

func isEstate(o record.Opening) bool { return o.Platform == EstateWord && o.Protocol == EstateWord }

// federations is ids without those of estates.
func (sh *Shelf) federations(ctx context.Context, ids []string) []string {
	return slices.DeleteFunc(ids, func(id string) bool { return sh.IsEstate(ctx, id) })
}

// CreateEstate begins an estate of the federations members, which are ids, and
// returns its id.
func (sh *Shelf) CreateEstate(ctx context.Context, name string, members []string) (string, error) {
	name = strings.TrimSpace(name)
	if err := sh.nameEstate(ctx, "", name); err != nil {
		return "", err
	}
	return sh.Begin(ctx, EstatePrefix+playbook.Slug(name), record.Event{V: record.Format, At: sh.Now().UTC(), Actor: sh.Actor, Kind: record.Opened,
		Claims: Joining(members), Opening: &record.Opening{Name: name, Platform: EstateWord, Protocol: EstateWord}})
}

// nameEstate refuses a name that the estate id cannot have.
func (sh *Shelf) nameEstate(ctx context.Context, id, name string) error {
	if playbook.Slug(name) == "" {
		return errors.New("an estate needs a name with a letter or a digit in it")
	}
	if other, err := sh.FindEstate(ctx, name); err == nil && other != id {
		return fmt.Errorf("there is an estate %q already", strings.TrimSpace(name))
	}
	return nil
}

// FindEstate returns the id of the estate that is called name: its id, or its name
// in any case.
func (sh *Shelf) FindEstate(ctx context.Context, name string) (string, error) {
	ids, err := sh.Estates(ctx)
	if err != nil {
		return "", err
	}
	words := slices.Clone(ids)
	for _, id := range ids {
		if id == name || id == EstatePrefix+name {
			return id, nil
		}
		events, err := sh.Store.Load(ctx, id)
		if err != nil {
			continue
		}
		st, err := record.Replay(id, events)
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

// OpenEstate starts a session on the estate id.
func (sh *Shelf) OpenEstate(ctx context.Context, id string) (*Session, error) {
	s, events, err := sh.journal(ctx, id, true)
	if err != nil {
		return nil, err
	}
	return s, s.start(ctx, events)
}

// LookEstate is the estate id as it stands, for whoever only wants to read.
func (sh *Shelf) LookEstate(ctx context.Context, id string) (*Snapshot, error) {
	return sh.read(ctx, id, true)
}

// OpenAny starts a session on id, be it a federation or an estate.
func (sh *Shelf) OpenAny(ctx context.Context, id string) (*Session, error) {
	if sh.IsEstate(ctx, id) {
		return sh.OpenEstate(ctx, id)
	}
	return sh.Open(ctx, id)
}

// LookAny is id as it stands, be it a federation or an estate.
func (sh *Shelf) LookAny(ctx context.Context, id string) (*Snapshot, error) {
	return sh.read(ctx, id, sh.IsEstate(ctx, id))
}

// EstateSummary is Summary of an estate.
func (sh *Shelf) EstateSummary(ctx context.Context, id string) Summary {
	return summary(id, func() (*Snapshot, error) { return sh.LookEstate(ctx, id) })
}

func estateError(id string) error {
	return fmt.Errorf("%s is an estate and not a federation: federate estate status %s shows it, federate estate --help says what can be done with it; steps belong to its members", id, id)
}

// Member returns the id of the member of the estate v that name names: its id, or
// its name in any case.
func (v *Snapshot) Member(name string) (string, error) {
	var words []string
	for _, m := range v.Members {
		if m.ID == name || m.View != nil && strings.EqualFold(m.View.State.Name, name) {
			return m.ID, nil
		}
		words = append(words, m.ID)
	}
	return "", fmt.Errorf("%s has no member %q%s", v.State.Name, name, federation.DidYouMean(name, words))
}

// MemberName is what the member id is called; other words stay.
func (v *Snapshot) MemberName(id string) string {
	for _, m := range v.Members {
		if m.ID == id && m.View != nil {
			return m.View.State.Name
		}
	}
	return id
}

// Need is n as a sentence says it, of an estate with the member whose fact it is.
func (v *Snapshot) Need(n federation.Need) string {
	text := v.Pair.Words.Need(n)
	if n.Key != "" {
		text += " of " + v.MemberName(n.Key)
	}
	if n.Member != "" {
		text += " at " + v.MemberName(n.Member)
	}
	return text
}

// meet brings the members of the estate v together: what its checks see.
func (v *Snapshot) meet() error {
	v.Together = v.dossier(v.State.Last, v.Now)
	for _, m := range v.Members {
		if m.Err != nil {
			continue
		}
		d, err := m.dossier(v.Now)
		if err != nil {
			return err
		}
		v.Together.Members = append(v.Together.Members, d)
	}
	estate.Share(v.Together)
	return nil
}
