package playbook

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"federate/federation"
)

// LintJoins joins the playbook id with everything it could meet, and says where
// somebody would wait for ever: for a fact that nobody gives, or with a placeholder
// that nobody replaces. checks are the built-in ones; a demand may be a consequence
// only of what they or a playbook can find.
func (l *Library) LintJoins(id string, checks []federation.Check) []*Fault {
	src, ok := l.files[id]
	s := l.get(id)
	if !ok || s.err != nil {
		return nil // said by Lint
	}
	pb := s.playbook
	slips := l.because(pb, checks)
	met := map[string][]string{} // what is wrong → with whom
	where := map[string]place{}
	for _, other := range l.Playbooks(pb.Side.Other()) {
		for _, protocol := range pb.Protocols {
			if !slices.Contains(other.Protocols, protocol) {
				continue
			}
			p, i := pb.ID, other.ID
			if pb.Side == federation.IdP {
				p, i = i, p
			}
			pair, err := l.Pair(p, i, protocol, "", nil)
			found := []snag{}
			var circle circleError
			switch {
			case errors.As(err, &circle):
				found = append(found, snag{circle.step, "takes", circle.fact, circle.Error()})
			case err != nil:
				found = append(found, snag{text: err.Error()})
			default:
				found = pair.snags()
			}
			for _, n := range found {
				if with := other.ID + " by " + protocol; !slices.Contains(met[n.text], with) {
					met[n.text] = append(met[n.text], with)
				}
				where[n.text] = n.in(pb)
			}
		}
	}
	for _, text := range slices.Sorted(maps.Keys(met)) {
		slips = append(slips, slip{at: where[text], text: fmt.Sprintf("%s (with %s)", text, strings.Join(met[text], ", "))})
	}
	return Faults(src.faults(slips))
}

// because judges the codes that demands name.
func (l *Library) because(pb Playbook, checks []federation.Check) (slips []slip) {
	var codes []string
	for _, c := range checks {
		codes = append(codes, string(c.Rule.Code))
	}
	for _, side := range []federation.Side{federation.Platform, federation.IdP} {
		for _, other := range l.Playbooks(side) {
			for _, d := range other.Demands {
				codes = append(codes, string(d.Code))
			}
		}
	}
	for _, code := range slices.Sorted(maps.Keys(pb.Remedies)) {
		if !slices.Contains(codes, string(code)) {
			slips = append(slips, slip{at: place{"remedies", aKey(code)}, text: fmt.Sprintf("there is no finding %q%s", code, federation.DidYouMean(string(code), codes))})
		}
	}
	for i, d := range pb.Demands {
		for j, code := range d.Because {
			if !slices.Contains(codes, string(code)) {
				slips = append(slips, slip{at: place{"demands", i, "because", j},
					text: fmt.Sprintf("there is no finding %q%s", code, federation.DidYouMean(string(code), codes))})
			}
		}
	}
	return slips
}

// A snag is where a plan would wait for ever.
type snag struct {
	step Step
	key  string // takes, plants
	fact federation.Fact
	text string
}

// in is the place of n in pb: of its own step, else of all its steps.
func (n snag) in(pb Playbook) place {
	for i, s := range pb.Steps {
		if s.Ref() != n.step.Ref() {
			continue
		}
		list := s.Takes
		if n.key == "plants" {
			list = s.Plants
		}
		if j := slices.Index(list, n.fact); j >= 0 {
			return place{"steps", i, n.key, j}
		}
		return place{"steps", i}
	}
	return place{aKey("steps")}
}

// snags walks the whole plan, and then the part of it that depends on no answer.
func (p *Pair) snags() []snag {
	var always []Step
	for _, s := range p.Order {
		if s.Suits(p.Protocol) && (len(s.When) == 0 || len(s.When) == 1 && s.When["protocol"] != "") {
			always = append(always, s)
		}
	}
	out := waitsIn(p.Order, "takes %s, which nobody gives before it")
	for _, n := range waitsIn(always, "takes %s, which only a step with a condition gives") {
		if !slices.ContainsFunc(out, func(o snag) bool { return o.step.Ref() == n.step.Ref() && o.fact == n.fact }) {
			out = append(out, n)
		}
	}
	return out
}

func waitsIn(plan []Step, takes string) (out []snag) {
	known, planted := map[federation.Fact]bool{}, map[federation.Fact]Step{}
	for _, s := range plan {
		for _, f := range s.Takes {
			if !known[f] && !slices.Contains(s.Gives, f) {
				out = append(out, snag{s, "takes", f, fmt.Sprintf("step %s "+takes, s.Ref(), f)})
			}
			if by, ok := planted[f]; ok && by.Ref() != s.Ref() && by.Playbook == s.Playbook {
				delete(planted, f)
			}
		}
		for _, f := range s.Gives {
			known[f] = true
		}
		for _, f := range s.Plants {
			if !known[f] { // what is known is entered itself
				planted[f] = s
			}
		}
	}
	for _, f := range slices.Sorted(maps.Keys(planted)) {
		s := planted[f]
		out = append(out, snag{s, "plants", f, fmt.Sprintf("step %s plants a placeholder for %s that no later step takes and replaces", s.Ref(), f)})
	}
	return out
}

// A circleError is two sides that wait for each other.
type circleError struct {
	step Step
	fact federation.Fact
}

func (e circleError) Error() string {
	return fmt.Sprintf("step %s takes %s, which only later steps give, and no step plants a placeholder to begin with", e.step.Ref(), e.fact)
}
