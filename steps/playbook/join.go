package playbook

import (
	"cmp"
	"slices"

	"federate/federation"
)

// Join orders the steps of both playbooks so that every taker follows its giver.
// Earlier phases go first, then the order of the files. Where no step is ready,
// the first that plants goes next: it opens the circle.
func Join(protocol string, pbs ...Playbook) ([]Step, error) {
	var todo, plan []Step
	for _, pb := range pbs {
		for _, s := range pb.Steps {
			if s.Suits(protocol) {
				todo = append(todo, s)
			}
		}
	}
	slices.SortStableFunc(todo, func(a, b Step) int { return cmp.Compare(phase(a.Phase), phase(b.Phase)) })
	gives := map[federation.Fact]int{} // steps still to come that give it
	for _, s := range todo {
		for _, f := range s.Gives {
			gives[f]++
		}
	}
	for len(todo) > 0 {
		waits := func(s Step) int {
			return slices.IndexFunc(s.Takes, func(f federation.Fact) bool { return gives[f] > 0 && !slices.Contains(s.Gives, f) })
		}
		ready := func(s Step) bool { return waits(s) < 0 }
		i := slices.IndexFunc(todo, ready)
		if i < 0 {
			i = slices.IndexFunc(todo, func(s Step) bool { return len(s.Plants) > 0 })
		}
		if i < 0 {
			return nil, circleError{todo[0], todo[0].Takes[waits(todo[0])]}
		}
		for _, f := range todo[i].Gives {
			gives[f]--
		}
		plan = append(plan, todo[i])
		todo = slices.Delete(todo, i, i+1)
	}
	return plan, nil
}

func phase(id string) int {
	return slices.IndexFunc(Phases, func(p struct{ ID, Title string }) bool { return p.ID == id })
}
