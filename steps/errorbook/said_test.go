package errorbook_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"federate/assets"
	"federate/federation"
	"federate/federation/vocabulary"
	"federate/steps/errorbook"
)

// small is a book of two companies and a standard.
func small(t *testing.T) *errorbook.Book {
	t.Helper()
	const tail = "    means: M.\n    causes: [C.]\n    remedy: R.\n"
	const source = "source: {document: D}\nconfidence: solid\n"
	b, err := errorbook.Load(fstest.MapFS{
		"errors/one.yaml": {Data: []byte("errors: 1\nsystem: one\ntitle: One\nnames: [one corp]\nplaybooks: [one]\n" + source + "entries:\n" +
			"  - code: ONE1001\n    also: ['application {sp.entity_id} is not in the list {list}', 'die anwendung … fehlt im verzeichnis', 'no such client']\n" + tail +
			"  - code: ONE1002\n" + tail + "    quotes: [sp.acs_url, list]\n" +
			"  - code: the audience that came was\n    also: ['the audience that came was {sp.entity_id}']\n" + tail)},
		"errors/two.yaml": {Data: []byte("errors: 1\nsystem: two\ntitle: Two\nnames: [two corp]\n" + source + "entries:\n" +
			"  - code: the signature does not fit\n" + tail + "  - code: wrong certificate because the signature does not fit it\n" + tail +
			"  - code: no such client\n" + tail)},
		"errors/std.yaml": {Data: []byte("errors: 1\nsystem: std\ntitle: Std\nstandard: true\n" + source + "entries:\n" +
			"  - code: invalid_thing\n" + tail + "    topics: ['audience & match*|not+valid & !token']\n" + "  - code: something failed\n" + tail + "    vague: true\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What stands in the text is read to the letter, in whatever quotes, with its blanks.
func TestFindReadsValues(t *testing.T) {
	b := small(t)
	for _, c := range []struct {
		text string
		want []errorbook.Value
	}{
		{"Application 'https://SP.example/Saml ' is not in  the\nlist “Contoso Ltd”", []errorbook.Value{{"sp.entity_id", "https://SP.example/Saml "}}},
		{"application https://sp.example is not in the list: Contoso.", []errorbook.Value{{"sp.entity_id", "https://sp.example"}, {"list", "Contoso"}}},
		{"ONE1002: l'adresse « https://sp.example/acs » n'est pas dans l'annuaire 'Contoso'.", []errorbook.Value{{"sp.acs_url", "https://sp.example/acs"}, {"list", "Contoso"}}},
		{"ONE1002: 'Contoso' lists no 'https://sp.example/acs'", []errorbook.Value{{"sp.acs_url", "https://sp.example/acs"}, {"list", "Contoso"}}},
		{"ONE1002 without any", nil},
	} {
		found := b.Find(c.text)
		if len(found) != 1 {
			t.Errorf("%q: %d entries", c.text, len(found))
			continue
		}
		got := found[0].Values
		for _, w := range c.want {
			if !slices.ContainsFunc(got, func(v errorbook.Value) bool {
				return v.Name == w.Name && (v.Value == w.Value || v.Value+" " == w.Value)
			}) {
				t.Errorf("%q: values %q lack %q", c.text, got, w)
			}
		}
		if c.want == nil && len(got) > 0 {
			t.Errorf("%q: values %q", c.text, got)
		}
	}
}

// codes are those that were found, with a question mark behind a guess.
func codes(found []errorbook.Entry) (out []string) {
	for _, e := range found {
		c := e.System + " " + e.Code
		if e.Guess {
			c += "?"
		}
		out = append(out, c)
	}
	return out
}

func TestFindTells(t *testing.T) {
	b := small(t)
	for _, c := range []struct {
		name, text string
		playbooks  []string
		want       []string
	}{
		{"a form with a gap", "Die Anwendung „x“ fehlt im Verzeichnis.", nil, []string{"one ONE1001"}},
		{"a gap has an end", "Die Anwendung " + string(make([]byte, 600)) + " fehlt im Verzeichnis.", nil, nil},
		{"two could say it, and nobody is named", "no such client", nil, []string{"one ONE1001?", "two no such client?"}},
		{"one is named by the text", "Two Corp says: no such client", nil, []string{"two no such client"}},
		{"one is named by the federation", "no such client", []string{"one"}, []string{"one ONE1001"}},
		{"less of the same sentence", "wrong certificate because the signature does not fit it", nil, []string{"two wrong certificate because the signature does not fit it"}},
		{"and elsewhere as well", "wrong certificate because the signature does not fit it. The signature does not fit", nil,
			[]string{"two wrong certificate because the signature does not fit it"}},
		{"a code tells more than the standard", "invalid_thing: ONE1002", nil, []string{"one ONE1002"}},
		{"the standard alone", "invalid_thing: x", nil, []string{"std invalid_thing"}},
		{"nothing is told", "Something failed.", nil, []string{"std something failed"}},
		{"something is", "Something failed. ONE1002", nil, []string{"one ONE1002"}},
		{"in anybody's words", "The audience\ndoes not match. An audience that matches", nil, []string{"std invalid_thing"}},
		{"in anybody's words, with a blank", "audience: not valid", nil, []string{"std invalid_thing"}},
		{"not in one sentence", "The audience is x\nSome do not match", nil, nil},
		{"with a word that must not be there", "The audience of the token does not match", nil, nil},
		{"the names of parameters are nobody's words", "https://sp.example/audience?audience=1&x=matching", nil, nil},
		{"a vendor's sentence tells more", "no such client: the audience does not match", []string{"one"}, []string{"one ONE1001"}},
		{"quoted in a mail", "> wrong certificate because the\n> signature does not fit it", nil, []string{"two wrong certificate because the signature does not fit it"}},
		{"in JSON", `{"m":"wrong certificate\u0020because the \"signature\" x"}`, nil, []string{"two wrong certificate because the signature does not fit it?"}},
		{"in JSON, escaped", `{"m":"wrong certificate\u0020because the signature\ndoes not fit it"}`, nil, []string{"two wrong certificate because the signature does not fit it"}},
		{"in an address", "https://sp.example/cb?error=x&error_description=wrong+certificate+because+the+signature+does+not+fit+it&state=1", nil,
			[]string{"two wrong certificate because the signature does not fit it"}},
		{"in an address in an address", "https://a.example/?u=https%3A%2F%2Fb%2F%3Fd%3Dwrong%2520certificate%2520because%2520the%2520signature%2520does%2520not%2520fit%2520it", nil,
			[]string{"two wrong certificate because the signature does not fit it"}},
	} {
		if got := codes(b.Find(c.text, c.playbooks...)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A refusal says what its words mean, and what to do, who does it and where follow.
func TestTelling(t *testing.T) {
	check := func(said string) []federation.Check {
		r := federation.Rule{Code: "x", Severity: federation.Error, Remedy: "Look it up", Role: federation.Either}
		return errorbook.Telling([]federation.Check{{Rule: r, Run: func(*federation.Dossier) []federation.Finding {
			f := r.At(federation.Subject{}, "It refused")
			f.Said = said
			return []federation.Finding{f}
		}}}, func() (*errorbook.Book, error) { return errorbook.Load(assets.FS) })
	}
	d := &federation.Dossier{Terms: vocabulary.New(), Words: federation.Words{Names: map[federation.Side]string{federation.IdP: "Microsoft Entra ID"}}}
	d.Hear(federation.Claim{Side: federation.Platform, Fact: "sp.acs_url", Value: "https://sp.example/acs"})
	run := func(said string) federation.Finding { return federation.Examine(d, check(said)).Findings[0] }

	if f := run("urn:oasis:names:tc:SAML:2.0:status:NoAuthnContext"); f.Role != federation.PlatformAdmin || f.Subject.Fact != "sp.requested_authn_context" ||
		f.Subject.Side != federation.Platform || f.Remedy == "Look it up" || f.Detail == "It refused" {
		t.Errorf("a code of the standard: %+v", f)
	}
	if f := run("AADSTS50011: The reply URL 'https://sp.example/acs/' specified in the request"); f.Want != "https://sp.example/acs" || f.Got != "https://sp.example/acs/" {
		t.Errorf("the value in the words is compared: want %q got %q", f.Want, f.Got)
	}
	if f := run("AADSTS9999999: what nobody knows"); f.Remedy == "Look it up" || f.Detail != "It refused" {
		t.Errorf("an unknown code of a known family: %+v", f)
	}
	for _, said := range []string{"", "Something went wrong", "we know nothing of this"} {
		if f := run(said); f.Remedy != "Look it up" || f.Detail != "It refused" {
			t.Errorf("%q: %+v", said, f)
		}
	}
}

// Codes that share an entry are told under the name that the text gives, each once.
func TestAnEntrySaysWhatWasAsked(t *testing.T) {
	b := book(t)
	for text, want := range map[string][]string{
		"AADSTS50076: x": {"AADSTS50076"},
		"50076":          {"AADSTS50076"},
		"AADSTS50074: x\nAADSTS50076: y\nAADSTS50074: z": {"AADSTS50074", "AADSTS50076"},
		"does not exist in tenant":                       nil,
	} {
		if found := b.Find(text); len(found) == 0 || !slices.Equal(found[0].Asked, want) {
			t.Errorf("Find(%q): %+v, want %q", text, found, want)
		}
	}
}
