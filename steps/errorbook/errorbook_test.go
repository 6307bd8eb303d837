package errorbook_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"federate/assets"
	"federate/federation"
	"federate/federation/catalog"
	"federate/federation/estate"
	"federate/federation/vocabulary"
	"federate/steps/errorbook"
	"federate/steps/playbook"
)

func book(t *testing.T) *errorbook.Book {
	t.Helper()
	b, err := errorbook.Load(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func library(t *testing.T) *playbook.Library {
	t.Helper()
	l, err := playbook.Load(vocabulary.New(), assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Every reference, fact and finding code that an entry names exists, and its
// texts render in the words of a pair and of no pair.
func TestEntriesNameWhatExists(t *testing.T) {
	lib := library(t)
	refs, codes := map[string]bool{}, map[federation.Code]bool{}
	for _, side := range []federation.Side{federation.Platform, federation.IdP} {
		for _, pb := range lib.Playbooks(side) {
			for _, s := range pb.Steps {
				refs[s.Ref()] = true
			}
			for _, d := range pb.Demands {
				codes[d.Code] = true
			}
		}
	}
	for _, c := range catalog.Checks() {
		codes[c.Rule.Code] = true
	}
	for _, r := range estate.Rules() {
		codes[r.Code] = true
	}
	pair, err := lib.Pair("cxone", "entra", "saml", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	entries := book(t).Entries()
	if len(entries) < 180 {
		t.Errorf("%d entries; there were 180", len(entries))
	}
	for _, e := range entries {
		for _, r := range e.Steps {
			if !refs[r] {
				t.Errorf("%s: there is no step %s", e.Code, r)
			}
		}
		for _, c := range e.Codes {
			if !codes[c] {
				t.Errorf("%s: there is no code %s", e.Code, c)
			}
		}
		for _, f := range e.Facts {
			if err := lib.Terms().CheckFact(f); err != nil {
				t.Errorf("%s: %v", e.Code, err)
			}
		}
		for _, words := range []federation.Words{pair.Words, {Terms: lib.Terms()}} {
			said := e.In(words)
			for _, text := range texts(said) {
				if strings.Contains(text, "{{") {
					t.Errorf("%s: does not render: %s", e.Code, text)
				}
			}
		}
	}
}

// texts are what e says to people.
func texts(e errorbook.Entry) []string {
	out := []string{e.Means, e.Remedy}
	for _, c := range e.Causes {
		out = append(out, c.Text, c.Sign)
	}
	return out
}

// The books are sound.
func TestBooks(t *testing.T) {
	if err := errorbook.Lint(assets.FS); err != nil {
		t.Error(err)
	}
}

// Every entry is found by each of its names where its vendor is named: a sentence
// that many could say belongs to nobody otherwise.
func TestEveryNameFinds(t *testing.T) {
	b := book(t)
	for _, e := range b.Entries() {
		for _, name := range append([]string{e.Code}, e.Also...) {
			text := "The page of " + e.Vendor + " says: " + name + ". Nothing else."
			if strings.Trim(name, "0123456789") == "" {
				text = "The page of " + e.Vendor + " says: error " + name + "." // a number alone is nothing within a page
			}
			found := b.Find(text)
			if !slices.ContainsFunc(found, func(o errorbook.Entry) bool { return o.System == e.System && o.Code == e.Code && !o.Guess }) {
				t.Errorf("%s is not found by %q", e.Code, name)
			}
		}
	}
}

const german = `<!DOCTYPE html><html lang="de"><head><title>Anmelden bei Ihrem Konto</title>
<style>.a{width:50034px}</style><script>var x="AADSTS50020";</script></head><body>
<h1>Anmelden</h1><p>Leider gibt es ein Problem bei der Anmeldung.</p>
<div>AADSTS50105: Ihr Administrator hat die Anwendung &#8222;Contact Center&#8220; so konfiguriert, dass Benutzer
blockiert werden, sofern ihnen nicht gezielt Zugriff gew&auml;hrt wurde.</div>
<p>Request Id: 3f0e75011-1c2d-4a50-9a6b-000000000000<br>Timestamp: 2026-11-21T09:00:00Z</p></body></html>`

func TestFind(t *testing.T) {
	b := book(t)
	for _, c := range []struct{ name, text, want string }{
		{"code", "AADSTS50011", "AADSTS50011"},
		{"small letters", "aadsts50011", "AADSTS50011"},
		{"with a blank", "AADSTS 75011", "AADSTS75011"},
		{"number alone", " 50105 ", "AADSTS50105"},
		{"number of a log", `{"status":{"errorCode":50105,"failureReason":"Other."}}`, "AADSTS50105"},
		{"number of a German log", "Anmeldefehlercode: 700016", "AADSTS700016"},
		{"second of two", "AADSTS50076", "AADSTS50074"},
		{"the longer number", "AADSTS7000215: Invalid client secret provided.", "AADSTS7000215"},
		{"b2c", "AADB2C90018: The client id", "AADB2C90018"},
		{"b2c second", "AADB2C90284", "AADB2C90285"},
		{"underscore", "Error AUTHN_005", "AUTHN_005"},
		{"sentence", "The reply URL specified in the request does not match the reply URLs configured for the application", "AADSTS50011"},
		{"curly quotes", "doesn’t match what’s defined: does not match what’s defined in the entity metadata", "invalidSignature"},
		{"sentence of ours", "No login button", "No login button"},
		{"loop", "the browser said ERR_TOO_MANY_REDIRECTS", "ERR_TOO_MANY_REDIRECTS"},
		{"own words", "the description of the authenticator is empty", "Description not saved"},
		{"a whole German page", german, "AADSTS50105"},
	} {
		found := b.Find(c.text)
		if len(found) == 0 || found[0].Code != c.want {
			var got []string
			for _, e := range found {
				got = append(got, e.Code)
			}
			t.Errorf("%s: Find(%.60q) = %v, want %s first", c.name, c.text, got, c.want)
		}
	}
}

// A page's scripts, styles and IDs are no errors.
func TestFindLeavesOutWhatIsNoText(t *testing.T) {
	found := book(t).Find(german)
	if len(found) != 1 {
		t.Errorf("%d entries for a page with one error", len(found))
	}
	for _, text := range []string{"", "good morning", "https://login.example/50105/x", strings.Repeat("lorem ipsum ", 200)} {
		if found := book(t).Find(text); len(found) != 0 {
			t.Errorf("Find(%.40q) = %s…", text, found[0].Code)
		}
	}
}

func TestFindKeepsTheOrderOfThePage(t *testing.T) {
	found := book(t).Find("First AADSTS75011 came, later AADSTS50011.")
	if len(found) != 2 || found[0].Code != "AADSTS75011" || found[1].Code != "AADSTS50011" {
		t.Errorf("order: %v", found)
	}
}

const head = "errors: 1\nsystem: x\ntitle: X\nnames: [x corp]\nentries:\n"
const good = `  - code: AADSTS12345
    also: [a sentence, 'it''s, one more', "of \"two\""]
    means: M.
    causes: [C.]
    remedy: R.
    source: {document: D}
    confidence: solid
`

func TestLintIsStrict(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"good", head + good, ""},
		{"unknown key", head + strings.Replace(good, "means", "meaning", 1), "meaning"},
		{"other version", strings.Replace(head, "errors: 1", "errors: 2", 1) + good, "errors: 1"},
		{"other system", strings.Replace(head, "system: x", "system: y", 1) + good, "system: x"},
		{"no cause", head + strings.Replace(good, "[C.]", "[]", 1), "causes"},
		{"no source", head + strings.Replace(good, "    source: {document: D}\n", "", 1), "source"},
		{"unknown confidence", head + strings.Replace(good, "solid", "sure", 1), "sure"},
		{"no reference", head + strings.Replace(good, "    remedy", "    steps: [a11]\n    remedy", 1), "a11"},
		{"twice", head + good + good, "already"},
		{"a sign that is none", head + strings.Replace(good, "[C.]", "[{cause: C., sign: ''}]", 1), "both"},
		{"causes that nothing tells apart", head + strings.Replace(good, "[C.]", "[C., D.]", 1), "sign"},
		{"nobody", head + strings.Replace(good, "    remedy", "    who: me\n    remedy", 1), "role"},
		{"names not first", head + strings.Replace(good, "code: AADSTS12345", "means: X.\n    code: AADSTS12345", 1), "code"},
		{"a form of values alone", head + strings.Replace(good, "a sentence", "'{field} …'", 1), "words"},
		{"a company with topics", head + strings.Replace(good, "    remedy", "    topics: ['a & b']\n    remedy", 1), "topics"},
		{"a topic of one group", strings.Replace(head, "names: [x corp]", "standard: true", 1) + strings.Replace(good, "    remedy", "    topics: ['a|b']\n    remedy", 1), "two groups"},
		{"a topic that cannot be looked up", strings.Replace(head, "names: [x corp]", "standard: true", 1) + strings.Replace(good, "    remedy", "    topics: ['a*|b & c']\n    remedy", 1), "whole words"},
		{"too short", head + strings.Replace(good, "AADSTS12345", "no", 1), "too short"},
	} {
		err := errorbook.Lint(fstest.MapFS{"errors/x.yaml": {Data: []byte(c.file)}})
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: error %v does not say %q", c.name, err, c.want)
		}
	}
}
