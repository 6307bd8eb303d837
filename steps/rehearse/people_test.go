package rehearse_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"federate/federation"
	"federate/steps/rehearse"
)

// withAnother rehearses against an identity provider that another rehearsal stands in for:
// to this one it is as real as any.
func withAnother(t *testing.T, o rehearse.Options) *stage {
	t.Helper()
	idp := begin(t, rehearse.Options{View: blank(t, "cxone", "saml"), WithIdP: true})
	doc, err := know.Recognise([]byte(idp.send(t, http.MethodGet, idp.Address()+"idp/metadata", nil).body))
	if err != nil || doc.Kind != federation.KindIdPMetadata {
		t.Fatalf("%s, %v", doc.Kind, err)
	}
	o.View, o.Docs = blank(t, "cxone", "saml"), []federation.Artifact{doc}
	return begin(t, o)
}

// TestPilots logs people in one after the other: the pilot whom the federation knows,
// somebody whom nobody compared, and each against the platform's list.
func TestPilots(t *testing.T) {
	pilot := []federation.Claim{{Side: federation.Platform, Fact: "user.external_identity", Value: "ann.agent@rehearsal.example"}}
	list := map[string]rehearse.Listed{"ann.agent@rehearsal.example": {Name: "ann.agent@rehearsal.example"}, "sam.supervisor@rehearsal.example": {Name: "Sam.Supervisor@rehearsal.example"}}
	find := func(name string) (rehearse.Listed, bool) { who, ok := list[name]; return who, ok }
	twice := func(name string) (rehearse.Listed, bool) { return rehearse.Listed{Name: name, Also: []int{2, 5}}, true }
	shut := func(name string) (rehearse.Listed, bool) { return rehearse.Listed{Name: name, Shut: "Inactive"}, true }
	for _, c := range []struct {
		name, person string
		facts        []federation.Claim
		people       func(string) (rehearse.Listed, bool)
		accepted     bool
		code         string
		says         string
	}{
		{name: "the pilot", person: "ann.agent@", facts: pilot, accepted: true},
		{name: "somebody else", person: "ada.admin@", facts: pilot, says: "the federation's pilot is ann.agent@rehearsal.example and this is somebody else"},
		{name: "no pilot", person: "ann.agent@", says: "nobody has said what the platform calls this person"},
		{name: "in the list", person: "ann.agent@", people: find, accepted: true},
		{name: "in the list with capitals", person: "sam.supervisor@", people: find, facts: pilot, code: "saml-name-id-mismatch"},
		{name: "not in the list", person: "ada.admin@", people: find, facts: pilot, says: "the platform's list of people has nobody called ada.admin@rehearsal.example"},
		{name: "twice in the list", person: "ann.agent@", people: twice, says: "in 2 lines (2, 5)"},
		{name: "in the list and switched off", person: "ann.agent@", people: shut, says: "the account of ann.agent@rehearsal.example is switched off (Inactive)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := withAnother(t, rehearse.Options{Facts: c.facts, People: c.people})
			s.open(t, s.Address()+"login", url.Values{"person": {c.person + "rehearsal.example"}})
			l := s.heard(t)
			if l.Accepted() != c.accepted || l.Identity != c.person+"rehearsal.example" {
				t.Errorf("%s: accepted %v, refused %q, %v", l.Identity, l.Accepted(), l.Refused, l.Verdict.Report.Findings)
			}
			fired := ""
			for _, f := range l.Verdict.Report.Findings {
				if f.Severity >= federation.Warning {
					fired += string(f.Code)
				}
			}
			if fired != c.code {
				t.Errorf("findings %q", fired)
			}
			if said := strings.Join(append(l.Notes, l.Refused), " "); !strings.Contains(said, c.says) {
				t.Errorf("said: %s", said)
			}
		})
	}
}

// TestListedPractice has the stand-in identity provider log in people of a list: what the
// stand-ins were told of each other is no proof that the list has them.
func TestListedPractice(t *testing.T) {
	for person, want := range map[string]struct {
		listed   rehearse.Listed
		there    bool
		accepted bool
	}{
		"ann.agent@rehearsal.example":      {rehearse.Listed{Name: "ann.agent@rehearsal.example"}, true, true},
		"sam.supervisor@rehearsal.example": {rehearse.Listed{Name: "Sam.Supervisor@rehearsal.example"}, true, false},
		"ada.admin@rehearsal.example":      {rehearse.Listed{}, false, false},
	} {
		s := begin(t, rehearse.Options{View: blank(t, "cxone", "saml"), WithIdP: true, People: func(string) (rehearse.Listed, bool) { return want.listed, want.there }})
		s.open(t, s.Address()+"login", url.Values{"person": {person}})
		if l := s.heard(t); l.Accepted() != want.accepted {
			t.Errorf("%s: accepted %v, refused %q, %v", person, l.Accepted(), l.Refused, l.Verdict.Report.Findings)
		}
	}
}
