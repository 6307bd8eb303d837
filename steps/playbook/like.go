package playbook

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"federate/federation"
)

// resolve fills each step of pb that says like with what it leaves to the other: a
// console that asks for what the standard asks for says its own labels, and no more.
func (l *Library) resolve(pb *Playbook) (slips []slip) {
	read := map[string]Playbook{}
	for i := range pb.Steps {
		s := &pb.Steps[i]
		if s.Like == "" {
			continue
		}
		wrong := func(text string) { slips = append(slips, slip{at: place{"steps", i, "like"}, text: text}) }
		id, step, _ := strings.Cut(s.Like, "/")
		src, ok := l.files[id]
		if !ok || src.side != pb.Side || id == pb.ID {
			wrong(fmt.Sprintf("like names a step of another playbook of this side, as generic-oidc/client%s", federation.DidYouMean(id, slices.Sorted(maps.Keys(l.files)))))
			continue
		}
		other, ok := read[id]
		if !ok {
			_, _ = src.open(&other) // what is wrong with it is said of it
			read[id] = other
		}
		at := slices.IndexFunc(other.Steps, func(o Step) bool { return o.ID == step })
		switch {
		case at < 0:
			var ids []string
			for _, o := range other.Steps {
				ids = append(ids, o.ID)
			}
			wrong(fmt.Sprintf("%s has no step %q%s", id, step, federation.DidYouMean(step, ids)))
		case other.Steps[at].Like != "":
			wrong(fmt.Sprintf("%s is itself like another step: name that one", s.Like))
		default:
			s.over(other.Steps[at])
			if _, there := pb.Consoles[s.Console]; !there && len(pb.Consoles) == 1 {
				s.Console = slices.Collect(maps.Keys(pb.Consoles))[0]
			}
		}
	}
	return slips
}

// over lays s over o: what s does not say, o says. Rows and fields are laid over each
// other one by one. Where and when are a console's own.
func (s *Step) over(o Step) {
	s.Title, s.Kind, s.Console, s.Role = cmp.Or(s.Title, o.Title), cmp.Or(s.Kind, o.Kind), cmp.Or(s.Console, o.Console), cmp.Or(s.Role, o.Role)
	s.Phase, s.Why, s.Optional = cmp.Or(s.Phase, o.Phase), cmp.Or(s.Why, o.Why), s.Optional || o.Optional
	s.Takes, s.Gives, s.Plants = or(s.Takes, o.Takes), or(s.Gives, o.Gives), or(s.Plants, o.Plants)
	s.Do, s.Cautions = or(s.Do, o.Do), or(s.Cautions, o.Cautions)
	if s.Source == (federation.Source{}) {
		s.Source, s.Confidence = o.Source, cmp.Or(s.Confidence, o.Confidence)
	}
	s.Enter = laid(s.Enter, o.Enter, func(e Entry) string { return string(e.Fact) + "#" + e.Key + e.Label }, func(a, b Entry) Entry {
		a.Note = cmp.Or(a.Note, b.Note)
		if a.Value == nil {
			a.Value = b.Value
		}
		return a
	})
	s.Fields = laid(s.Fields, o.Fields, Field.Name, func(a, b Field) Field {
		a.Side, a.Label, a.Help, a.Example = cmp.Or(a.Side, b.Side), cmp.Or(a.Label, b.Label), cmp.Or(a.Help, b.Help), cmp.Or(a.Example, b.Example)
		a.Optional, a.Accepts = a.Optional || b.Optional, or(a.Accepts, b.Accepts)
		return a
	})
}

func or[T any](own, other []T) []T {
	if own == nil {
		return other
	}
	return own
}

// laid is other with each of own in the place of its namesake, the rest of own after it.
func laid[T any](own, other []T, name func(T) string, over func(a, b T) T) []T {
	out := slices.Clone(other)
	for _, x := range own {
		if i := slices.IndexFunc(out, func(o T) bool { return name(o) == name(x) }); i >= 0 {
			out[i] = over(x, out[i])
		} else {
			out = append(out, x)
		}
	}
	return out
}
