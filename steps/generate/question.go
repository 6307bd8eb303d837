package generate

import (
	"slices"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
)

// A Question asks for a value that an artifact is made of. Step is where the plan
// asks for it; of one that only artifacts are made of it has a side and no name.
type Question struct {
	playbook.Field
	Step playbook.Step
}

// Questions are what is to be asked before a can be made: what it cannot do
// without and nobody has answered, and whatever no step of the plan asks for,
// answered or not.
func (a Artifact) Questions(v *steps.Snapshot) (out []Question) {
	for _, f := range slices.Concat(a.Needs, a.May) {
		may := !slices.Contains(a.Needs, f)
		if slices.ContainsFunc(out, func(q Question) bool { return q.Fact == f }) {
			continue
		}
		t, known := v.Pair.Terms.Term(f)
		if !known {
			continue // a playbook of one's own has no such fact
		}
		q, asked := inPlan(v, f, t.Owner)
		switch {
		case asked && (may || values{v}.word(f) != ""):
			continue
		case !asked:
			q = Question{Field: playbook.Field{Fact: f}, Step: playbook.Step{Side: t.Owner}}
			q.Help, q.Example = hint(v, f, t.Title)
		}
		q.Optional = may
		out = append(out, q)
	}
	return out
}

// inPlan is the field of the plan that asks the owner for f.
func inPlan(v *steps.Snapshot, f federation.Fact, owner federation.Side) (Question, bool) {
	for _, s := range v.Plan {
		for _, field := range s.Fields {
			if field.Fact == f && field.Key == "" && v.Speaker(s, field) == owner {
				return Question{field, s}, true
			}
		}
	}
	return Question{}, false
}

// hint is help and example for a fact that only artifacts are made of.
func hint(v *steps.Snapshot, f federation.Fact, title string) (help, example string) {
	if h, ok := hints[f]; ok {
		return h[0], h[1]
	}
	for _, pb := range []playbook.Playbook{v.Pair.Platform, v.Pair.IdP} {
		for _, s := range pb.Facts {
			if s.Help != "" && f == federation.Fact(pb.ID+"."+s.Name) {
				return s.Help, s.Example
			}
		}
	}
	return federation.Sentence(title) + ".", ""
}

// hints are those for common facts whose titles are not enough. What only one
// console knows says it in its playbook.
var hints = map[federation.Fact][2]string{
	"user.email":          {"The pilot's mail address.", "jane.doe@classics.example"},
	"user.name_id":        {"The name that the identity provider knows the pilot by. Left out, the file is made without the part that needs it.", "jane.doe@classics.example"},
	"saml.name_id_format": {"The format of the NameID that the identity provider sends.", "emailAddress"},
	"saml.name_id_source": {"The attribute that becomes the NameID.", "user.userprincipalname"},
	"saml.signed":         {"The part of the response that is signed.", "message"},
}
