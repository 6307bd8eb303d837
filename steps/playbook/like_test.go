package playbook_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"federate/federation"
	"federate/federation/vocabulary"
	"federate/steps/playbook"
)

const model = `playbook: 1
id: model
side: idp
title: Model
protocols: [oidc]
consoles: {model: Model}
steps:
  - id: discovery
    title: Copy the address
    console: model
    role: idp-admin
    phase: create-app
    gives: [oidc.discovery_url, oidc.issuer]
    do: [Find the address.]
    fields:
      - {fact: oidc.discovery_url, help: 'It ends so.', example: 'https://model.example'}
      - {fact: oidc.issuer, optional: true, help: In the document.}
    why: From it everything is read.
    source: {document: The standard}
    confidence: solid
`

const own = `playbook: 1
id: own
side: idp
title: Own
protocols: [oidc]
consoles: {own: Own console}
steps:
  - id: address
    like: model/discovery
    when: {protocol: oidc}
    where: [Applications]
    do: [Open **Applications**.]
    fields: [{fact: oidc.discovery_url, example: 'https://own.example'}]
    source: {document: The maker's page}
    confidence: likely
`

func loaded(t *testing.T, files map[string]string) *playbook.Library {
	t.Helper()
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	l, err := playbook.Load(vocabulary.New(), tree)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A step that is like another says what differs: the rest is the other's, field by
// field, in its own console.
func TestAStepIsLikeAnother(t *testing.T) {
	l := loaded(t, map[string]string{"idp/model.yaml": model, "idp/own.yaml": own})
	if faults := l.Lint(); len(faults) > 0 {
		t.Fatal(faults)
	}
	pb, err := l.Playbook("own", federation.IdP)
	if err != nil {
		t.Fatal(err)
	}
	s := pb.Steps[0]
	if s.Ref() != "own/address" || s.Title != "Copy the address" || s.Console != "own" || s.Do[0] != "Open **Applications**." || s.Why != "From it everything is read." ||
		!slices.Equal(s.Gives, []federation.Fact{"oidc.discovery_url", "oidc.issuer"}) || s.Source.Document != "The maker's page" || s.Confidence != federation.Likely {
		t.Errorf("%+v", s)
	}
	if len(s.Fields) != 2 || s.Fields[0].Example != "https://own.example" || s.Fields[0].Help != "It ends so." || !s.Fields[1].Optional {
		t.Errorf("%+v", s.Fields)
	}
}

// What a step is like has to be there, and no chain of them.
func TestLikeNamesAStep(t *testing.T) {
	for like, want := range map[string]string{
		"model/discover":  `did you mean discovery?`,
		"modell/address":  `did you mean model?`,
		"own/address":     `another playbook of this side`,
		"chain/discovery": `is itself like another step`,
	} {
		l := loaded(t, map[string]string{"idp/model.yaml": model, "idp/own.yaml": strings.Replace(own, "model/discovery", like, 1),
			"idp/chain.yaml": strings.Replace(strings.Replace(own, "id: own", "id: chain", 1), "id: address", "id: discovery", 1)})
		said := ""
		for _, f := range l.Lint() {
			said += f.Error() + "\n"
		}
		if !strings.Contains(said, want) || !strings.Contains(said, "own.yaml:9:") {
			t.Errorf("like: %s says %q", like, said)
		}
	}
}
