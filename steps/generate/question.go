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
			q = Question{Field: playbook.Field{Fact: f, Help: federation.Sentence(t.Title) + "."}, Step: playbook.Step{Side: t.Owner}}
			if h, ok := hints[f]; ok {
				q.Help, q.Example = h[0], h[1]
			}
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

// hints are help and example for the facts that only artifacts are made of, where
// their titles are not enough.
var hints = map[federation.Fact][2]string{
	"genesys-cloud.roles":      {"One group a line: the group, the roles with semicolons between them, the division.", "CC Agents | employee; Communicate - User | Home"},
	"cxone.roles":              {"One group a line: the group, the roles with semicolons between them, the team.", "CC Agents | Agent | Support"},
	genesysIdle:                {"Seconds without activity after which a session ends: 300 to 28800, under HIPAA 900 at most.", "1800"},
	cxoneIdle:                  {"Seconds without activity after which a session ends: 300 to 28800. Without a choice it is 1200.", "1200"},
	genesysPilot:               {"The name that people see for the pilot.", "Jane Doe"},
	genesysPilotID:             {"The member id of the answer with which SCIM created the pilot.", "2f6a8f9e-0000-4c6f-9a55-1d9b1c0d2e3f"},
	cxoneUser:                  {"The pilot's user name in CXone.", "jane.doe@classics.example"},
	cxoneGiven:                 {"The pilot's first name.", "Jane"},
	cxoneFamily:                {"The pilot's last name.", "Doe"},
	cxoneSCIM:                  {"The address of your tenant for SCIM, as NICE or its console gives it. No guide's address will do.", "https://api-na1.niceincontact.com/scim/v2"},
	userEmail:                  {"The pilot's mail address.", "jane.doe@classics.example"},
	userNameID:                 {"The name that the identity provider knows the pilot by. Left out, the file is made without the part that needs it.", "jane.doe@classics.example"},
	"saml.name_id_format":      {"The format of the NameID that the identity provider sends.", "emailAddress"},
	"saml.name_id_source":      {"The attribute that becomes the NameID.", "user.userprincipalname"},
	"saml.signed":              {"The part of the response that is signed.", "message"},
	"genesys-cloud.short_name": {"The short name of the organisation, letter by letter.", "acme"},
}
