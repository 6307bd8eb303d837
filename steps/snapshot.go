package steps

import (
	"slices"
	"sync"
	"time"

	"federate/federation"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/steps/vault"
)

// A Placeholder is a placeholder that still stands.
type Placeholder struct {
	Fact  federation.Fact
	Side  federation.Side // whose console it stands in
	Value string
	Step  string // the step that replaces it
}

// A Snapshot is everything there is to show of one federation at one moment. It
// is made by the session and never changed.
type Snapshot struct {
	Pair   *Pair
	State  *record.State
	Events []record.Event
	Now    time.Time

	Plan         []playbook.Step
	Status       map[string]Status // by Step.Ref
	Report       federation.Report // of the facts and of every attempt
	Attempts     []Attempt
	Placeholders []Placeholder
	Finished     bool // every step is settled, no placeholder, no error

	Members  []Member            // of an estate, each as it stands itself
	Together *federation.Dossier // of an estate: what its checks see, with the members in it

	blank   bool                      // nobody has begun it
	shown   []record.Word             // what judged logins show and nobody told
	docs    documents                 // those that lie in this place; read alone
	revised func() map[int64][]string // worked out when somebody asks
	places  map[string]vault.Place    // where secrets are kept, by name
}

// documents are the parsed artifacts of a journal, by digest.
type documents map[string]federation.Artifact

func (d documents) have(digest string) bool { _, ok := d[digest]; return ok }

// derive works everything out from events. docs holds the artifacts that they cite,
// and members, of an estate, how its federations stand.
func derive(p *Pair, id string, events []record.Event, docs documents, members []Member, now time.Time) (*Snapshot, error) {
	st, err := record.Replay(id, events)
	if err != nil {
		return nil, err
	}
	st.Follow(p.rules)
	v := &Snapshot{Pair: p, State: st, Events: events, Now: now, Status: map[string]Status{}, Members: members, docs: docs}
	v.Plan = p.Plan(st)
	if v.IsEstate() {
		if err := v.meet(); err != nil {
			return nil, err
		}
	}
	v.judge(docs)
	v.findPlaceholders()
	v.revised = sync.OnceValue(func() map[int64][]string { return revise(events, docs) })
	for i := range v.Report.Findings {
		v.locate(&v.Report.Findings[i])
	}
	v.Finished = len(v.Placeholders) == 0 && v.Report.Worst() < federation.Error
	var before []string // titles of what is not settled yet
	for _, s := range v.Plan {
		if v.Status[s.Ref()] = v.statusOf(s, before); !v.Status[s.Ref()].Settled() {
			before = append(before, s.Title)
		}
		if !s.Optional && !v.Status[s.Ref()].Settled() {
			v.Finished = false
		}
	}
	return v, nil
}

// dossier is what checks see of the state after event seq.
func (v *Snapshot) dossier(seq int64, now time.Time) *federation.Dossier {
	d := v.Pair.dossier(now)
	d.Waivers, d.Final = v.State.Waivers(), v.IsEstate() || v.final()
	for _, w := range v.words(seq) {
		d.Hear(w.Claim)
	}
	return d
}

// findPlaceholders lists the placeholders that still stand.
func (v *Snapshot) findPlaceholders() {
	for _, w := range v.State.Words(v.State.Last) {
		if w.Placeholder {
			v.Placeholders = append(v.Placeholders, Placeholder{w.Fact, w.Side, w.Value, v.stepFor(federation.Subject{Side: w.Side, Fact: w.Fact, Key: w.Key})})
		}
	}
}

// locate says which step f leads back to, and who does it.
func (v *Snapshot) locate(f *federation.Finding) {
	if v.IsEstate() {
		v.place(f)
		return
	}
	about := f.Subject
	if about.Side == "" {
		t, _ := v.Pair.Terms.Term(about.Fact)
		about.Side = t.Owner
	}
	if about.Fact != "" {
		f.Step = v.stepFor(about)
	}
	if f.Step == "" && f.Attempt != "" {
		for _, s := range v.Plan {
			if s.Kind == playbook.Test && s.Attempt() == f.Attempt {
				f.Step = s.Ref()
			}
		}
	}
	if s, ok := v.Step(f.Step); ok && f.Role == "" {
		f.Role = s.Role
	}
}

// StepsAbout returns where what both sides say about f is put right, the owner's
// step first.
func (v *Snapshot) StepsAbout(f federation.Fact) (out []playbook.Step) {
	t, _ := v.Pair.Terms.Term(f)
	sides := []federation.Side{federation.Platform, federation.IdP}
	if t.Owner == federation.IdP {
		slices.Reverse(sides)
	}
	for _, side := range sides {
		if s, ok := v.Step(v.stepFor(federation.Subject{Side: side, Fact: f})); ok {
			out = append(out, s)
		}
	}
	return out
}

// Step returns the step of the plan that ref names.
func (v *Snapshot) Step(ref string) (playbook.Step, bool) {
	for _, s := range v.Plan {
		if s.Ref() == ref || slices.Contains(s.Formerly, ref) {
			return s, true
		}
	}
	return playbook.Step{}, false
}

// Next is the first step that is not settled, optional ones only when nothing
// else is left; empty when everything is.
func (v *Snapshot) Next() string { return v.NextFor("") }

// NextFor is Next among the steps that role does, for either of both or its own;
// empty where nothing is left for it. The empty role is everybody.
func (v *Snapshot) NextFor(role federation.Role) string {
	for _, optional := range []bool{false, true} {
		for _, s := range v.Plan {
			if s.For(role) && s.Optional == optional && !v.Status[s.Ref()].Settled() {
				return s.Ref()
			}
		}
	}
	return ""
}

// Count returns how many steps are settled and how many there are. Optional steps
// count in neither number, so that both mean the same from the first day to the last.
func (v *Snapshot) Count() (settled, all int) {
	for _, s := range v.Plan {
		switch {
		case s.Optional:
		case v.Status[s.Ref()].Settled():
			settled++
			fallthrough
		default:
			all++
		}
	}
	return settled, all
}

// Position returns where step ref stands among the steps that [Snapshot.Count] counts,
// from 1. An optional step has the number of the one before it.
func (v *Snapshot) Position(ref string) (at int) {
	for _, s := range v.Plan {
		if !s.Optional {
			at++
		}
		if s.Ref() == ref {
			return at
		}
	}
	return 0
}

// FoundSince returns the findings of v that old did not have: about the same value, in
// the same login, whatever else is said of it.
func (v *Snapshot) FoundSince(old *Snapshot) (out []federation.Finding) {
	for _, f := range v.Report.Findings {
		if !slices.ContainsFunc(old.Report.Findings, func(o federation.Finding) bool {
			return o.Code == f.Code && o.Subject == f.Subject && o.Got == f.Got && o.Attempt == f.Attempt
		}) {
			out = append(out, f)
		}
	}
	return out
}

// FindingsAt returns the findings that lead back to step ref, and for a test
// those about its message.
func (v *Snapshot) FindingsAt(ref string) (out []federation.Finding) {
	s, _ := v.Step(ref)
	for _, f := range v.Report.Findings {
		if f.Step == ref || f.Attempt != "" && s.Kind == playbook.Test && s.Attempt() == f.Attempt {
			out = append(out, f)
		}
	}
	return out
}

// Label is what field f of step s is called.
func (v *Snapshot) Label(s playbook.Step, f playbook.Field) string {
	switch {
	case f.Label != "":
		return f.Label
	case f.Fact != "":
		return v.Pair.Words.Call(s.Side, f.Fact)
	}
	t, _ := v.Pair.Terms.Kind(f.Accepts[0])
	return t.Title
}

// Rows returns what has to be entered in the console at step s.
func (v *Snapshot) Rows(s playbook.Step) []Row { return v.Pair.Rows(s, v.State, v.Plan) }

// Say renders one of the texts of step s.
func (v *Snapshot) Say(s playbook.Step, text string) string { return v.Pair.Say(s, v.State, text) }

// Answer is what was answered to field f of step s, or what a judged login shows of
// it; ok is false where nothing is known.
func (v *Snapshot) Answer(s playbook.Step, f playbook.Field) (record.Word, bool) {
	if w, ok := v.State.Said(f.Speaker(s), f.Fact, f.Key); ok {
		return w, true
	}
	return v.Shown(s, f)
}

// Document is the newest document that field f of step s was given.
func (v *Snapshot) Document(f playbook.Field) (record.Document, bool) {
	for _, d := range slices.Backward(v.State.Documents()) {
		if d.Key == f.Key && slices.Contains(f.Accepts, d.Kind) {
			return d, true
		}
	}
	return record.Document{}, false
}

// Speaker is the side whose word field f of step s is.
func (v *Snapshot) Speaker(s playbook.Step, f playbook.Field) federation.Side { return f.Speaker(s) }
