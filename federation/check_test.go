package federation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/federation/conformance"
)

var terms = federation.NewVocabulary([]federation.Term{
	{Fact: "sp.entity_id", Title: "the entity ID", Owner: federation.Platform},
	{Fact: "sp.acs_url", Title: "the assertion consumer service", Owner: federation.Platform, Form: federation.URL},
}, []federation.KindTerm{{Kind: "saml-response", Message: true}})

func rule(code federation.Code, because ...federation.Code) federation.Rule {
	return federation.Rule{Code: code, Severity: federation.Error, Title: string(code), Remedy: "Mend it", Because: because}
}

func dossier(claims ...federation.Claim) *federation.Dossier {
	d := &federation.Dossier{Terms: terms, Now: time.Unix(0, 0)}
	for _, c := range claims {
		d.Hear(c)
	}
	return d
}

func codes(fs []federation.Finding) (out []federation.Code) {
	for _, f := range fs {
		out = append(out, f.Code)
	}
	return out
}

func TestWaitingIsNotPassing(t *testing.T) {
	agree := []federation.Check{federation.Agree("sp.entity_id", rule("differs"))}
	for name, c := range map[string]struct {
		claims []federation.Claim
		want   []federation.Need
	}{
		"nobody spoke":        {nil, []federation.Need{{Fact: "sp.entity_id"}}},
		"the owner is silent": {[]federation.Claim{{Side: "idp", Fact: "sp.entity_id", Value: "a"}}, []federation.Need{{Fact: "sp.entity_id"}}},
		"only the owner":      {[]federation.Claim{{Side: "platform", Fact: "sp.entity_id", Value: "a"}}, []federation.Need{{Side: "idp", Fact: "sp.entity_id"}}},
		"a placeholder is no second word": {[]federation.Claim{{Side: "platform", Fact: "sp.entity_id", Value: "a"},
			{Side: "idp", Fact: "sp.entity_id", Value: "https://need_to_change", Placeholder: true}}, []federation.Need{{Side: "idp", Fact: "sp.entity_id"}}},
	} {
		r := federation.Examine(dossier(c.claims...), agree)
		if len(r.Waiting) != 1 || !slices.Equal(r.Waiting[0].For, c.want) || r.Passed != nil || r.Findings != nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// What a check waits for is said once, whoever asks for it.
func TestOneNeedIsSaidOnce(t *testing.T) {
	c := federation.Check{Rule: rule("differs"), Facts: []federation.Fact{"sp.entity_id"}, Run: func(*federation.Dossier) []federation.Finding { return nil },
		Needs: func(*federation.Dossier) []federation.Need {
			return []federation.Need{{Fact: "sp.entity_id"}, {Kind: "saml-response"}}
		}}
	if r := federation.Examine(dossier(), []federation.Check{c}); len(r.Waiting) != 1 || !slices.Equal(r.Waiting[0].For, []federation.Need{{Fact: "sp.entity_id"}, {Kind: "saml-response"}}) {
		t.Errorf("%+v", r.Waiting)
	}
}

func TestAgree(t *testing.T) {
	agree := []federation.Check{federation.Agree("sp.entity_id", rule("differs"))}
	owner := federation.Claim{Side: "platform", Fact: "sp.entity_id", Value: "a"}
	r := federation.Examine(dossier(federation.Claim{Side: "idp", Fact: "sp.entity_id", Value: "b"}, owner), agree)
	if len(r.Findings) != 1 || r.Findings[0].Want != "a" || r.Findings[0].Got != "b" || r.Findings[0].Subject.Side != "idp" {
		t.Errorf("another value: %+v", r)
	}
	r = federation.Examine(dossier(owner, federation.Claim{Side: "idp", Fact: "sp.entity_id", Value: "b", Copied: true}), agree)
	if len(r.Findings) != 0 {
		t.Errorf("a copy that the owner has changed since is stale and not wrong: %+v", r)
	}
}

// Several values of one fact are compared each with its own.
func TestAgreeKeepsKeysApart(t *testing.T) {
	first, second := "https://pub.example/acs", "https://sub.example/acs"
	say := func(side federation.Side, key, value string) federation.Claim {
		return federation.Claim{Side: side, Fact: "sp.acs_url", Key: key, Value: value}
	}
	agree := []federation.Check{federation.Agree("sp.acs_url", rule("differs"))}
	told := []federation.Claim{say(federation.Platform, "1", second), say(federation.Platform, "", first),
		say(federation.IdP, "", first), say(federation.IdP, "1", second)}
	if got := codes(federation.Examine(dossier(told...), agree).Findings); got != nil {
		t.Errorf("both agree: %v", got)
	}
	told[3] = say(federation.IdP, "1", first)
	r := federation.Examine(dossier(told...), agree)
	if len(r.Findings) != 1 || r.Findings[0].Subject.Key != "1" || r.Findings[0].Want != second {
		t.Errorf("the second differs: %+v", r.Findings)
	}
}

func TestConsequencesAreMutedAndWaiversHold(t *testing.T) {
	fires := func(r federation.Rule, fact federation.Fact) federation.Check {
		return federation.Check{Rule: r, Run: func(*federation.Dossier) []federation.Finding {
			return []federation.Finding{r.At(federation.Subject{Side: "idp", Fact: fact}, "it is so").Saw("x")}
		}}
	}
	d := dossier()
	r := federation.Examine(d, []federation.Check{fires(rule("cause"), "sp.acs_url"), fires(rule("effect", "cause"), "sp.acs_url"),
		fires(rule("elsewhere", "cause"), "sp.entity_id")})
	if got := codes(r.Findings); !slices.Equal(got, []federation.Code{"cause", "elsewhere"}) {
		t.Errorf("found %v", got)
	}
	if len(r.Muted) != 1 || r.Muted[0].Because != "cause" {
		t.Errorf("muted %+v", r.Muted)
	}
	// A consequence is of the same document, or of the same claim: one side's word
	// for one fact, and not two findings that have none.
	about := func(r federation.Rule, s federation.Subject) federation.Check {
		return federation.Check{Rule: r, Run: func(*federation.Dossier) []federation.Finding {
			return []federation.Finding{r.At(s, "it is so")}
		}}
	}
	for name, c := range map[string]struct {
		cause, effect federation.Subject
		muted         bool
	}{
		"one claim":            {federation.Subject{Side: "idp", Fact: "sp.acs_url"}, federation.Subject{Side: "idp", Fact: "sp.acs_url"}, true},
		"of the other side":    {federation.Subject{Side: "platform", Fact: "sp.acs_url"}, federation.Subject{Side: "idp", Fact: "sp.acs_url"}, false},
		"one document":         {federation.Subject{Artifact: "idp-metadata"}, federation.Subject{Artifact: "idp-metadata"}, true},
		"two documents":        {federation.Subject{Artifact: "idp-metadata"}, federation.Subject{Artifact: "saml-response"}, false},
		"of no fact, one side": {federation.Subject{Side: "idp", Artifact: "idp-metadata"}, federation.Subject{Side: "idp"}, false},
	} {
		r := federation.Examine(d, []federation.Check{about(rule("cause"), c.cause), about(rule("effect", "cause"), c.effect)})
		if (len(r.Muted) == 1) != c.muted {
			t.Errorf("%s: %+v", name, r)
		}
	}
	w := federation.Waiver{Code: "cause", Side: "idp", Fact: "sp.acs_url", Value: "x", Until: d.Now.Add(time.Hour)}
	for name, change := range map[string]func(*federation.Waiver){
		"holds":         func(*federation.Waiver) {},
		"its time over": func(w *federation.Waiver) { w.Until = d.Now },
		"another value": func(w *federation.Waiver) { w.Value = "y" },
		"another side":  func(w *federation.Waiver) { w.Side = "platform" },
	} {
		v := w
		change(&v)
		d.Waivers = []federation.Waiver{v}
		r := federation.Examine(d, []federation.Check{fires(rule("cause"), "sp.acs_url")})
		if (len(r.Waived) == 1) != (name == "holds") {
			t.Errorf("waiver, %s: %+v", name, r)
		}
	}
}

func TestWhatIsNotWellKnownWarnsAtMost(t *testing.T) {
	for confidence, want := range map[federation.Confidence]federation.Severity{
		federation.Solid: federation.Error, federation.Likely: federation.Error, "": federation.Error,
		federation.DocumentOnly: federation.Warning, federation.Doubtful: federation.Warning, federation.Unverified: federation.Warning,
	} {
		r := rule("x")
		r.Confidence = confidence
		check := federation.Check{Rule: r, Run: func(*federation.Dossier) []federation.Finding {
			return []federation.Finding{r.At(federation.Subject{}, "so")}
		}}
		if got := federation.Examine(dossier(), []federation.Check{check}).Worst(); got != want {
			t.Errorf("%q gives %s", confidence, got)
		}
		r.Uncapped = true
		if got := federation.Examine(dossier(), []federation.Check{check}).Worst(); got != federation.Error {
			t.Errorf("uncapped %q gives %s", confidence, got)
		}
	}
}

func TestJudgeMergesAttempts(t *testing.T) {
	seen := rule("seen")
	check := federation.Check{Rule: seen, Kinds: []federation.Kind{"saml-response"}, Run: func(d *federation.Dossier) []federation.Finding {
		if d.Attempt == "bad" {
			return []federation.Finding{seen.At(federation.Subject{Artifact: "saml-response"}, "so")}
		}
		return nil
	}}
	if r := conformance.Judge(dossier(), nil, []federation.Check{check}); len(r.Waiting) != 1 {
		t.Errorf("no message: %+v", r)
	}
	attempt := func(name string) *federation.Dossier {
		d := dossier()
		d.Attempt = name
		d.Receive(federation.Artifact{Kind: "saml-response", Key: name})
		return d
	}
	r := conformance.Judge(dossier(), []*federation.Dossier{attempt("good"), attempt("bad")}, []federation.Check{check})
	if len(r.Findings) != 1 || r.Findings[0].Attempt != "bad" || len(r.Passed) != 0 || len(r.Waiting) != 0 {
		t.Errorf("one good, one bad: %+v", r)
	}
}

func TestVocabularyOffersTheNearestWord(t *testing.T) {
	if err := terms.CheckFact("sp.entityid"); err == nil || err.Error() != `there is no fact "sp.entityid"; did you mean sp.entity_id?` {
		t.Error(err)
	}
	if err := terms.CheckFact("sp.acs_url"); err != nil {
		t.Error(err)
	}
}

// Thousands of the same thing, and values of megabytes, are nothing to read.
func TestFindingsAreBounded(t *testing.T) {
	many := rule("many")
	check := federation.Check{Rule: many, Run: func(*federation.Dossier) (out []federation.Finding) {
		for range 250 {
			f := many.At(federation.Subject{Artifact: "saml-response"}, "so")
			f.Got = strings.Repeat("ä", 1<<20)
			out = append(out, f)
		}
		return out
	}}
	r := federation.Examine(dossier(), []federation.Check{check})
	if len(r.Findings) != 100 || r.Findings[98].Detail != "so" || r.Findings[99].Detail != "so (and 150 more like this)" {
		t.Fatalf("%d findings, the last %q", len(r.Findings), r.Findings[len(r.Findings)-1].Detail)
	}
	// The worst are kept, wherever they stood, and what a check made is left alone.
	made := make([]federation.Finding, 250)
	for i := range made {
		made[i] = many.At(federation.Subject{}, "%d", i)
		made[i].Severity = federation.Note
	}
	made[249].Severity, made[248].Severity = federation.Warning, federation.Error
	worst := federation.Examine(dossier(), []federation.Check{{Rule: many, Run: func(*federation.Dossier) []federation.Finding { return made }}})
	if got := worst.Findings; len(got) != 100 || got[0].Detail != "248" || got[1].Detail != "249" || got[2].Detail != "0" || got[99].Detail != "97 (and 150 more like this)" {
		t.Errorf("kept %d: %q, %q … %q", len(got), got[0].Detail, got[1].Detail, got[len(got)-1].Detail)
	}
	if made[0].Detail != "0" || made[97].Detail != "97" || made[99].Detail != "99" {
		t.Error("what the check returned was changed")
	}
	if got := r.Findings[0].Got; len(got) > 4100 || !strings.HasSuffix(got, "ä… (2097152 bytes in all)") {
		t.Errorf("it got %d bytes: …%q", len(got), got[len(got)-40:])
	}
}
