package check_test

import (
	"slices"
	"testing"

	"federate/federation"
	"federate/federation/check"
	"federate/federation/document"
)

const kind federation.Kind = "saml-response"

type paper struct{ damaged bool }

func (p paper) Readable() bool { return !p.damaged }

func dossier(docs ...paper) *federation.Dossier {
	d := &federation.Dossier{Terms: federation.NewVocabulary([]federation.Term{{Fact: "sp.entity_id", Owner: federation.Platform}}, []federation.KindTerm{{Kind: kind}})}
	for _, p := range docs {
		d.Receive(federation.Artifact{Kind: kind, Doc: p})
	}
	return d
}

// A check of a document waits for it, and passes over one that cannot be read
// unless it is about that.
func TestOn(t *testing.T) {
	rule := federation.Rule{Code: "x-rule", Severity: federation.Error, Role: federation.Either}
	value := document.Value{Text: "got", Path: "/a", Line: 3}
	run := func(j *check.Judgement, p paper) {
		j.Differ(value, federation.IdP, "sp.entity_id", "want", "it differs")
	}
	whole := check.On(kind, rule, nil, nil, run)
	always := check.On(kind, rule, nil, check.Always, run)
	never := check.Only(func(*federation.Dossier) bool { return false }, always)
	for name, c := range map[string]struct {
		check        federation.Check
		d            *federation.Dossier
		found, waits int
	}{
		"no document":                 {whole, dossier(), 0, 1},
		"a document":                  {whole, dossier(paper{}), 1, 0},
		"a damaged one":               {whole, dossier(paper{damaged: true}), 0, 0},
		"a damaged one, and always":   {always, dossier(paper{damaged: true}), 1, 0},
		"a document for nobody here":  {never, dossier(paper{}), 0, 0},
		"no document, and for nobody": {never, dossier(), 0, 0},
	} {
		r := federation.Examine(c.d, []federation.Check{c.check})
		if len(r.Findings) != c.found || len(r.Waiting) != c.waits {
			t.Errorf("%s: %d findings, %d waiting", name, len(r.Findings), len(r.Waiting))
		}
		for _, f := range r.Findings {
			want := federation.Subject{Side: federation.IdP, Fact: "sp.entity_id", Artifact: kind, Path: "/a", Line: 3}
			if f.Subject != want || f.Want != "want" || f.Got != "got" || f.Detail != "it differs" {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}

// What is copied, planted or withheld is nobody's own word to judge, and a claim
// is corrected by the side that holds it.
func TestOnClaims(t *testing.T) {
	const fact federation.Fact = "sp.entity_id"
	var seen []string
	c := check.EachClaim(federation.Rule{Code: "x-rule", Severity: federation.Error, Role: federation.Either}, check.Facts(fact), func(j *check.Judgement, c federation.Claim) {
		seen = append(seen, c.Value)
		j.Claim(c, "", "it is wrong")
	})
	d := dossier()
	for _, silent := range []federation.Claim{{Value: "copied", Copied: true}, {Value: "planted", Placeholder: true}, {Withheld: true}, {}} {
		silent.Side, silent.Fact = federation.Platform, fact
		d.Hear(silent)
		if c.Applies(d) || check.Several(fact)(d) {
			t.Errorf("%+v is judged", silent)
		}
	}
	d.Hear(federation.Claim{Side: federation.Platform, Fact: fact, Value: "own"})
	if check.Several(fact)(d) {
		t.Error("one alone is several")
	}
	d.Hear(federation.Claim{Side: federation.IdP, Fact: fact, Value: "other"})
	r := federation.Examine(d, []federation.Check{c})
	slices.Sort(seen)
	if !check.Several(fact)(d) || !slices.Equal(seen, []string{"other", "own"}) || len(r.Findings) != 2 {
		t.Fatalf("%q, %d findings", seen, len(r.Findings))
	}
	for _, f := range r.Findings {
		if f.Role != f.Subject.Side.Role() || f.Got == "" {
			t.Errorf("%+v", f)
		}
	}
}
