package steps

import (
	"fmt"
	"slices"
	"strings"
	"text/template"

	"federate/federation"
)

// lint lists what is wrong with pb beyond its syntax: words that are in no
// vocabulary, texts that do not render, ids used twice.
func (pb *Playbook) lint(terms *federation.Vocabulary) (errs []error) {
	place := pb.ID
	wrong := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s", place, fmt.Sprintf(format, args...)))
	}
	facts := func(what string, fs ...federation.Fact) {
		for _, f := range fs {
			if err := terms.CheckFact(f); err != nil {
				wrong("%s: %v", what, err)
			}
		}
	}
	for f := range pb.Calls {
		facts("calls", f)
	}
	for f := range pb.Also {
		facts("also", f)
	}
	for f, words := range pb.Options {
		facts("options", f)
		t, _ := terms.Term(f)
		for w := range words {
			if !slices.Contains(t.Values, w) {
				wrong("options: %s cannot be %q%s", f, w, federation.DidYouMean(w, t.Values))
			}
		}
	}
	for f := range pb.Placeholders {
		facts("placeholders", f)
	}
	codes := map[federation.Code]bool{}
	for _, d := range pb.Demands {
		facts("demand "+string(d.Code), d.Fact)
		if d.SameAs != "" {
			facts("demand "+string(d.Code), d.SameAs)
		}
		if codes[d.Code] {
			wrong("demand %s is there twice", d.Code)
		}
		codes[d.Code] = true
		if d.Severity == 0 || d.Title == "" || d.Remedy == "" || d.Role == "" || d.Source.Document == "" {
			wrong("demand %s needs severity, title, remedy, role and source", d.Code)
		}
	}
	seen := map[string]bool{}
	for _, s := range pb.Steps {
		place = pb.ID + "/" + s.ID
		if seen[s.ID] {
			wrong("the id is there twice")
		}
		seen[s.ID] = true
		errs = append(errs, s.lint(pb, terms)...)
	}
	return errs
}

func (s Step) lint(pb *Playbook, terms *federation.Vocabulary) (errs []error) {
	wrong := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s", s.Ref(), fmt.Sprintf(format, args...)))
	}
	if s.Title == "" || s.Source.Document == "" || s.Confidence == "" {
		wrong("needs title, source and confidence")
	}
	if !slices.ContainsFunc(Phases, func(p struct{ ID, Title string }) bool { return p.ID == s.Phase }) {
		wrong("there is no phase %q", s.Phase)
	}
	if s.Kind != Task && s.Kind != Test && s.Kind != Gate {
		wrong("there is no kind of step %q%s", s.Kind, federation.DidYouMean(string(s.Kind), []string{"test", "gate"}))
	}
	if s.Console != "" && pb.Consoles[s.Console] == "" {
		wrong("console %q is not among the consoles", s.Console)
	}
	switch s.Role {
	case federation.IdPAdmin, federation.PlatformAdmin, federation.Either:
	default:
		wrong("there is no role %q", s.Role)
	}
	for _, f := range slices.Concat(s.Takes, s.Gives, s.Plants) {
		if err := terms.CheckFact(f); err != nil {
			wrong("%v", err)
		}
	}
	for f := range s.When {
		if f != "protocol" && f != "adopted" {
			if err := terms.CheckFact(f); err != nil {
				wrong("when: %v", err)
			}
		}
	}
	for _, e := range s.Enter {
		if e.Fact == "" && e.Label == "" {
			wrong("an entry needs a fact or a label")
		}
		if e.Fact != "" {
			if err := terms.CheckFact(e.Fact); err != nil {
				wrong("enter: %v", err)
			}
		}
	}
	given := map[federation.Fact]bool{}
	for _, f := range s.Fields {
		if f.Fact == "" && len(f.Accepts) == 0 {
			wrong("a field needs a fact or what it accepts")
		}
		if f.Fact != "" {
			given[f.Fact] = true
			if err := terms.CheckFact(f.Fact); err != nil {
				wrong("field: %v", err)
			}
		}
		for _, k := range f.Accepts {
			if err := terms.CheckKind(k); err != nil {
				wrong("field: %v", err)
			}
		}
	}
	for _, f := range s.Gives {
		if !given[f] && !slices.ContainsFunc(s.Fields, func(x Field) bool { return len(x.Accepts) > 0 }) {
			wrong("gives %s and has no field for it", f)
		}
	}
	for _, text := range s.texts() {
		if _, err := template.New("").Funcs(blankFuncs).Parse(text); err != nil {
			wrong("%v", err)
		}
	}
	return errs
}

// texts is every template of s.
func (s Step) texts() []string {
	out := append([]string{s.Title, s.Why}, s.Do...)
	for _, e := range s.Enter {
		out = append(out, e.Note)
	}
	for _, f := range s.Fields {
		out = append(out, f.Help)
	}
	for _, c := range s.Cautions {
		out = append(out, c.Text)
	}
	return out
}

func (l *Library) lintRoute(r Route) (errs []error) {
	wrong := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("route %s: %s", r.ID, fmt.Sprintf(format, args...)))
	}
	refs := map[string]bool{}
	for _, side := range []struct {
		id   string
		side federation.Side
	}{{r.Platform, federation.Platform}, {r.IdP, federation.IdP}} {
		pb, err := l.Playbook(side.id, side.side)
		if err != nil {
			wrong("%v", err)
			continue
		}
		for _, s := range pb.Steps {
			refs[s.Ref()] = true
		}
	}
	var all []string
	for ref := range refs {
		all = append(all, ref)
	}
	slices.Sort(all)
	named := map[string]bool{}
	for _, ref := range r.Steps {
		if !refs[ref] {
			wrong("there is no step %q%s", ref, federation.DidYouMean(ref, all))
		}
		if named[ref] {
			wrong("step %s is there twice", ref)
		}
		named[ref] = true
	}
	for ref, reason := range r.Omits {
		if !refs[ref] || named[ref] || strings.TrimSpace(reason) == "" {
			wrong("omits %s: it must be a step that is not in the route, with a reason", ref)
		}
		named[ref] = true
	}
	for _, ref := range all {
		s := l.step(ref)
		if !named[ref] && s.suits(r.Protocol) {
			wrong("step %s is neither used nor omitted with a reason", ref)
		}
	}
	return errs
}

func (l *Library) step(ref string) Step {
	id, _, _ := strings.Cut(ref, "/")
	for _, s := range l.get(id).playbook.Steps {
		if s.Ref() == ref {
			return s
		}
	}
	return Step{}
}
