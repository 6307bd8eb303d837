package playbook_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"federate/federation"
	"federate/federation/estate"
	"federate/steps/playbook"
)

// A topic that names no check would be done with nothing having passed, and one that
// names a check that there is not as well: neither is read.
func TestATopicNamesItsChecks(t *testing.T) {
	terms := federation.NewVocabulary(estate.Terms(), nil)
	const head = "programme: 1\nid: estate\ntitle: T\nsource: {document: D}\ntopics:\n" +
		"  - {id: clocks, title: Clocks, role: either, confidence: likely, source: {document: D}, do: [Look.], judges: "
	for judges, want := range map[string]string{
		"[estate-clock-alarm]}\n":  "",
		"[]}\n":                    "topic clocks names no check",
		"[estate-clock-alarmm]}\n": "did you mean estate-clock-alarm",
	} {
		l, err := playbook.Load(terms, fstest.MapFS{"estate/estate.yaml": {Data: []byte(head + judges)}})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // what was read once says the same again
			p, err := l.Programme(terms, estate.Checks())
			if want == "" && (err != nil || len(p.Topics) != 1) || want != "" && (err == nil || p != nil || !strings.Contains(err.Error(), want)) {
				t.Errorf("%s: %v, %v", judges, p, err)
			}
		}
	}
}
