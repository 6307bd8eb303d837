package playbook

import (
	"errors"
	"io/fs"
	"reflect"

	"federate/federation"
)

// A Programme is what is agreed on and done for several federations together: the
// file estate/<id>.yaml. Its topics become the steps of an estate's plan.
type Programme struct {
	Format  int                                   `yaml:"programme"` // version of this format: 1
	ID      string                                `yaml:"id"`
	Title   string                                `yaml:"title"`
	Source  federation.Source                     `yaml:"source"`
	Options map[federation.Fact]map[string]string `yaml:"options"` // the words for a choice
	Topics  []Topic                               `yaml:"topics"`
}

// A Topic is one part of a programme. Nobody confirms it: it is done when the
// checks that it names have passed.
type Topic struct {
	ID         string                `yaml:"id"`
	Title      string                `yaml:"title"`
	Role       federation.Role       `yaml:"role"`
	Do         []string              `yaml:"do"`       // one action each, in order
	Disputes   []string              `yaml:"disputes"` // what a guide says and the makers do not
	Judges     []federation.Code     `yaml:"judges"`
	Asks       []Ask                 `yaml:"asks"`
	Source     federation.Source     `yaml:"source"`
	Confidence federation.Confidence `yaml:"confidence"`
}

// An Ask is one question of a topic: to the whole estate, or about each member or
// each account.
type Ask struct {
	Fact    federation.Fact              `yaml:"fact"`
	Each    Each                         `yaml:"each"`
	When    map[federation.Fact][]string `yaml:"when"`    // of a member: what was agreed for it before, one of these words
	Expects Expectation                  `yaml:"expects"` // of a member: what its platform has to state
	Help    string                       `yaml:"help"`
	Example string                       `yaml:"example"`
}

// Each says what a question is asked about.
type Each string

// What a question is asked about. The empty word is the whole estate.
const (
	EachMember  Each = "member"
	EachAccount Each = "account"
)

// Expectation is a part of [federation.Expect] on which a question depends.
type Expectation string

// The expectations that questions depend on.
const (
	ClockTolerance   Expectation = "clock_tolerance"
	SessionIdleHIPAA Expectation = "session_idle.hipaa"
)

// Stated reports whether x states e. The empty expectation is always met.
func (e Expectation) Stated(x federation.Expect) bool {
	switch e {
	case ClockTolerance:
		return x.ClockTolerance.Set
	case SessionIdleHIPAA:
		return x.SessionIdle.Value.HIPAA > 0
	}
	return true
}

// Topic returns the topic with this id.
func (p *Programme) Topic(id string) (Topic, bool) {
	for _, t := range p.Topics {
		if t.ID == id {
			return t, true
		}
	}
	return Topic{}, false
}

// Steps are the topics of p as the steps of a plan.
func (p *Programme) Steps() (out []Step) {
	for _, t := range p.Topics {
		s := Step{ID: t.ID, Title: t.Title, Kind: Agreed, Role: t.Role, Phase: "Programme", Do: t.Do, Source: t.Source, Confidence: t.Confidence,
			Playbook: p.ID}
		for _, d := range t.Disputes {
			s.Cautions = append(s.Cautions, Caution{Text: d, Dispute: true})
		}
		out = append(out, s)
	}
	return out
}

// Programme returns the programme of estates, read once. terms are the facts that it
// may ask for, and checks those that its topics may name; they are always the same.
func (l *Library) Programme(terms *federation.Vocabulary, checks []federation.Check) (*Programme, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.whole == nil && l.wholeErr == nil {
		l.whole, l.wholeErr = l.programme.programme(terms, checks)
	}
	return l.whole, l.wholeErr
}

// programme reads and judges the programme that src names.
func (src source) programme(terms *federation.Vocabulary, checks []federation.Check) (*Programme, error) {
	if src.path == "" {
		return nil, errors.New("there is no programme of estates: estate/estate.yaml is missing")
	}
	var p Programme
	if _, err := src.open(&p); err != nil {
		return nil, err
	}
	if err := src.faults(append(belongs("programme", p.Format, p.ID, "estate"), p.lint(terms, checks)...)); err != nil {
		return nil, err
	}
	return &p, nil
}

// lint lists what is wrong with p beyond its shape.
func (p *Programme) lint(terms *federation.Vocabulary, checks []federation.Check) []slip {
	var codes []string
	for _, c := range checks {
		codes = append(codes, string(c.Rule.Code))
	}
	l := &linter{pb: &Playbook{ID: p.ID}, terms: terms}
	l.needs(nil, map[string]string{"title": p.Title})
	for f, words := range p.Options {
		t, _ := terms.Term(f)
		for w := range words {
			if l.fact(place{"options", aKey(f)}, f) && len(t.Values) > 0 {
				l.word(place{"options", string(f), aKey(w)}, w, t.Values)
			}
		}
	}
	seen := map[string]bool{}
	for i, t := range p.Topics {
		at := place{"topics", i}
		l.needs(at, map[string]string{"id": t.ID, "title": t.Title, "role": string(t.Role), "confidence": string(t.Confidence)})
		l.needs(at.at("source"), map[string]string{"document": t.Source.Document})
		l.id(at.at("id"), t.ID)
		if seen[t.ID] {
			l.wrong(at.at("id"), "there is a topic %q already", t.ID)
		}
		seen[t.ID] = true
		if len(t.Judges) == 0 {
			l.wrong(at.at(aKey("id")), "topic %s names no check: nothing would have to pass for it to be done", t.ID)
		}
		for j, code := range t.Judges {
			l.word(at.at("judges", j), string(code), codes)
		}
		l.word(at.at("role"), string(t.Role), choices[reflect.TypeFor[federation.Role]()])
		l.word(at.at("confidence"), string(t.Confidence), choices[reflect.TypeFor[federation.Confidence]()])
		for j, a := range t.Asks {
			at := at.at("asks", j)
			l.fact(at.at("fact"), a.Fact)
			l.needs(at, map[string]string{"help": a.Help})
			l.word(at.at("each"), string(a.Each), choices[reflect.TypeFor[Each]()])
			l.word(at.at("expects"), string(a.Expects), choices[reflect.TypeFor[Expectation]()])
			for f, words := range a.When {
				t, _ := terms.Term(f)
				for _, w := range words {
					if l.fact(at.at("when", aKey(f)), f) {
						l.word(at.at("when", string(f)), w, t.Values)
					}
				}
			}
		}
	}
	return l.slips
}

// findProgramme notes where tree has a programme. That of a later tree counts.
func (l *Library) findProgramme(tree fs.FS) {
	const file = "estate/estate.yaml"
	if _, err := fs.Stat(tree, file); err == nil {
		l.programme = source{tree: tree, path: file}
	}
}
