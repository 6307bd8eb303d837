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

// A Planted is a placeholder that still stands.
type Planted struct {
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

	Plan     []playbook.Step
	Status   map[string]Status // by Step.Ref
	Report   federation.Report // of the facts and of every attempt
	Attempts []Attempt
	Planted  []Planted
	Finished bool // every step is settled, no placeholder, no error

	Members  []Member            // of an estate, each as it stands itself
	Together *federation.Dossier // of an estate: what its checks see, with the members in it

	blank   bool                      // nobody has begun it
	docs    documents                 // those that lie in this place; read alone
	revised func() map[int64][]string // worked out when somebody asks
	places  map[string]vault.Place    // where secrets are kept, by name
}

// documents are the parsed artifacts of a journal, by digest.
type documents map[string]federation.Artifact

func (d documents) have(digest string) bool { _, ok := d[digest]; return ok }

// look derives everything from events. docs holds the artifacts that they cite,
// and members, of an estate, how its federations stand.
func look(p *Pair, id string, events []record.Event, docs documents, members []Member, now time.Time) (*Snapshot, error) {
	st, err := record.Replay(id, events)
	if err != nil {
		return nil, err
	}
	v := &Snapshot{Pair: p, State: st, Events: events, Now: now, Status: map[string]Status{}, Members: members, docs: docs}
	v.Plan = p.Plan(st)
	if v.IsEstate() {
		if err := v.meet(); err != nil {
			return nil, err
		}
	}
	v.judge(docs)
	v.planted()
	v.revised = sync.OnceValue(func() map[int64][]string { return revise(events, docs) })
	for i := range v.Report.Findings {
		v.locate(&v.Report.Findings[i])
	}
	v.Finished = len(v.Planted) == 0 && v.Report.Worst() < federation.Error
	var before []string // titles of what is not settled yet
	for _, s := range v.Plan {
		if v.Status[s.Ref()] = v.stand(s, before); !v.Status[s.Ref()].Settled() {
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
	for _, w := range v.State.Words(seq) {
		d.Hear(w.Claim)
	}
	return d
}

// final reports whether placeholders have had their time: a step that replaces
// one was confirmed, or a login was tried, or a gate was passed.
func (v *Snapshot) final() bool {
	for _, d := range v.State.Documents() {
		if t, _ := v.Pair.Terms.Kind(d.Kind); t.Message {
			return true
		}
	}
	planted := map[federation.Fact]bool{}
	for _, s := range v.Plan {
		for _, f := range s.Plants {
			planted[f] = true
		}
		m, _ := v.State.Mark(s.Ref())
		if m.Kind != record.Confirmed {
			continue
		}
		if s.Kind != playbook.Task || slices.ContainsFunc(s.Takes, func(f federation.Fact) bool {
			t, _ := v.Pair.Terms.Term(f)
			return planted[f] && t.Owner != s.Side
		}) {
			return true
		}
	}
	return false
}

// unchanged is said of a new version that changes nothing that is looked at.
const unchanged = "nothing changed that a federation depends on"

// Revised is what a new version of a document, handed in with event seq, changed
// against the one before, in lines; nil where it was the first.
func (v *Snapshot) Revised(seq int64) []string { return v.revised()[seq] }

// revise compares every document with the one whose place it took.
func revise(events []record.Event, docs documents) map[int64][]string {
	out := map[int64][]string{}
	undone := record.Undoings(events)
	type place struct {
		kind federation.Kind
		key  string
	}
	newest := map[place]federation.Artifact{}
	for _, e := range events {
		for _, a := range e.Artifacts {
			doc, ok := docs[a.Digest]
			next, speaks := doc.Doc.(federation.Successor)
			if !ok || !speaks || undone[e.Seq] {
				continue
			}
			at := place{a.Kind, a.Key}
			if old, ok := newest[at]; ok {
				changes := next.Since(old.Doc)
				if changes == nil {
					changes = []string{unchanged}
				}
				out[e.Seq] = append(out[e.Seq], changes...)
			}
			newest[at] = doc
		}
	}
	return out
}

func (v *Snapshot) planted() {
	for _, w := range v.State.Words(v.State.Last) {
		if w.Planted {
			v.Planted = append(v.Planted, Planted{w.Fact, w.Side, w.Value, v.stepFor(federation.Subject{Side: w.Side, Fact: w.Fact, Key: w.Key})})
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

// Count returns how many steps are settled and how many there are. Optional
// ones that were left alone are not counted.
func (v *Snapshot) Count() (settled, all int) {
	for _, s := range v.Plan {
		switch st := v.Status[s.Ref()]; {
		case st.Settled():
			settled++
			all++
		case !s.Optional:
			all++
		}
	}
	return settled, all
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

// Shut says why gate s may not be confirmed; nil where it is open. Every step
// before it has to be settled, what it takes written down, a login tested, and no
// placeholder left. One test may be left out with a reason; all of them may not.
func (v *Snapshot) Shut(s playbook.Step) (why []string) {
	if s.Kind != playbook.Gate {
		return nil
	}
	tests, tested := 0, 0
	for _, o := range v.Plan {
		if o.Ref() == s.Ref() {
			break
		}
		if o.Kind == playbook.Test {
			tests++
			if v.Status[o.Ref()].State != Skipped {
				tested++ // or it is open, which says so itself
			}
		}
		if st := v.Status[o.Ref()]; !o.Optional && !st.Settled() {
			why = append(why, "“"+o.Title+"” is "+string(st.State))
		}
	}
	if tests > 0 && tested == 0 {
		why = append(why, "no login was tested: every test was left out")
	}
	for _, f := range s.Takes { // a step that was left out has given nothing
		if _, ok := v.Pair.known(v.State, f); !ok && !slices.Contains(s.Gives, f) {
			why = append(why, v.Pair.Terms.Title(f)+" is not written down")
		}
	}
	for _, p := range v.Planted {
		why = append(why, "a placeholder still stands in "+v.Pair.Words.Name(p.Side)+", "+v.Pair.Words.Call(p.Side, p.Fact))
	}
	return why
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

// Answer is what was answered to field f of step s; ok is false where nothing was.
func (v *Snapshot) Answer(s playbook.Step, f playbook.Field) (record.Word, bool) {
	return v.State.Said(f.Speaker(s), f.Fact, f.Key)
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
