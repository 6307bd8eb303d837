package playbook_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"federate/federation/catalog"
	"federate/steps/playbook"
)

// authored is a sound playbook, as somebody writes it.
const authored = `playbook: 1
id: acme
side: idp
title: Acme
protocols: [saml]
about: Acme login
consoles: {console: Our console}
calls:
  sp.entity_id: Audience
  idp.sso_url: Login address
options:
  saml.signed: {message: the response}
expect:
  saml.application:
    value: [{fact: idp.entity_id, part: 'https://([a-z]+)\.acme\.example/'}]
    source: {document: Handbook}
    confidence: unverified
  saml.starts:
    value: [sp-initiated]
    source: {document: Handbook}
    confidence: unverified
facts:
  - {name: tenant, title: the tenant, label: Tenant}
demands:
  - code: acme-address
    fact: idp.sso_url
    side: idp
    matches: 'https://[a-z]+\.acme\.example/.*'
    severity: warning
    title: This is no address of Acme
    remedy: Copy {{idp "idp.sso_url"}} again.
    role: idp-admin
    source: {document: Handbook}
    confidence: unverified
    because: [value-placeholder]
    good: ['https://one.acme.example/sso']
    bad: ['https://one.example/sso']
steps:
  - id: application
    title: Create the application
    console: console
    role: idp-admin
    phase: create-app
    plants: [sp.entity_id, sp.acs_url]
    do:
      - Create it for {{name "platform"}}.
      - Save.
    source: {document: Handbook, section: Apps}
    confidence: unverified
  - id: values
    title: Read the values
    console: console
    phase: create-app
    gives: [idp.entity_id, idp.sso_url, idp.certificate, acme.tenant]
    fields:
      - {fact: idp.entity_id, help: The issuer.}
      - {fact: idp.sso_url}
      - {fact: idp.certificate, accepts: [certificate]}
      - {fact: acme.tenant, optional: true}
    source: {document: Handbook}
    confidence: unverified
  - id: back-fill
    title: Replace the placeholders
    console: console
    phase: back-fill
    takes: [sp.entity_id, sp.acs_url]
    enter:
      - {fact: sp.entity_id}
      - {fact: sp.acs_url, note: 'It was {{value "sp.acs_url"}}.'}
    cautions:
      - {text: Mind the slash., source: {document: Handbook}, confidence: unverified}
    source: {document: Handbook}
    confidence: unverified
files:
  - id: acme-settings
    title: All settings
    for: The body of one request.
    goes: 'Acme: POST {{fact "idp.sso_url"}}'
    role: idp-admin
    name: settings.json
    needs: [sp.acs_url]
    may: [idp.sso_url]
    text: '{"acs": {{json (fact "sp.acs_url")}}}'
`

// desk is the platform that it meets.
const desk = `playbook: 1
id: desk
side: platform
title: Desk
protocols: [saml]
consoles: {console: Desk console}
facts:
  - {name: login, title: the login, label: Login}
steps:
  - id: idp
    title: Enter the identity provider
    console: console
    phase: authenticator
    takes: [idp.entity_id, idp.sso_url, idp.certificate]
    gives: [sp.entity_id, sp.acs_url]
    fields: [{fact: sp.entity_id}, {fact: sp.acs_url}]
    source: {document: Handbook}
    confidence: unverified
  - id: test
    title: Test it
    kind: test
    console: console
    phase: test
    takes: [sp.entity_id, sp.acs_url]
    fields: [{accepts: [saml-response], key: sp-initiated}]
    source: {document: Handbook}
    confidence: unverified
`

// linted is what lint says of text.
func linted(t *testing.T, text string) []*playbook.Fault {
	t.Helper()
	know := catalog.Knowledge()
	l, err := playbook.Load(know.Terms, fstest.MapFS{"idp/acme.yaml": {Data: []byte(text)}, "platform/desk.yaml": {Data: []byte(desk)}})
	if err != nil {
		t.Fatal(err)
	}
	return append(l.Lint(), l.LintJoins("acme", know.Checks)...)
}

// TestMistakes: each mistake of an author is one fault, at its place, that says
// what to do. at is the text that the caret stands under.
func TestMistakes(t *testing.T) {
	for _, x := range linted(t, authored) {
		t.Fatalf("the sound one: %v", x)
	}
	for _, c := range []struct{ name, old, new, at, says string }{
		{"a misspelt key", "title: Acme", "titel: Acme", "titel", "did you mean title?"},
		{"a misspelt key of a step", "    console: console\n    role", "    consol: console\n    role", "consol:", "did you mean console?"},
		{"a misspelt key of a field", "help: The issuer.", "hlp: The issuer.", "hlp", "did you mean help?"},
		{"a key of elsewhere", "{fact: sp.entity_id}", "{fact: sp.entity_id, optional: true}", "optional", "only fact, key, label, note, value"},
		{"an unknown fact", "gives: [idp.entity_id", "gives: [idp.entityid", "idp.entityid", "did you mean idp.entity_id?"},
		{"an unknown fact in calls", "  sp.entity_id: Audience", "  sp.entityid: Audience", "sp.entityid", "did you mean sp.entity_id?"},
		{"an unknown fact of one's own", "{fact: acme.tenant,", "{fact: acme.tennant,", "acme.tennant", "did you mean acme.tenant?"},
		{"a fact of another console", "takes: [sp.entity_id,", "takes: [desk.login, sp.entity_id,", "desk.login", "belongs to the playbook desk"},
		{"giving the other side's fact", "gives: [idp.entity_id,", "gives: [sp.relay_state, idp.entity_id,", "sp.relay_state", "is the platform's to give"},
		{"planting one's own fact", "plants: [sp.entity_id,", "plants: [idp.entity_id, sp.entity_id,", "idp.entity_id", "this side's own"},
		{"a tab", "    role: idp-admin\n    phase", "\trole: idp-admin\n    phase", "\trole", "a tab"},
		{"a blank too few", "    role: idp-admin\n    phase", "   role: idp-admin\n    phase", "role", "3 blanks, the one above after 4"},
		{"a blank too many", "    role: idp-admin\n    phase", "     role: idp-admin\n    phase", "role", "5 blanks, the one above after 4"},
		{"a text for a list", "protocols: [saml]", "protocols: saml", "saml", "takes a list"},
		{"a list for a text", "title: Replace the placeholders", "title: [Replace]", "[Replace]", "one text and no list"},
		{"a word for a number", "playbook: 1", "playbook: one", "one", "a whole number"},
		{"a word for yes or no", "optional: true", "optional: maybe", "maybe", "true or false"},
		{"a text for a source", "source: {document: Handbook, section: Apps}", "source: Handbook", "Handbook", "document, section, url"},
		{"a colon in a text", "      - Save.", "      - Save: twice.", "Save", "goes in quotes"},
		{"two colons in a text", "      - Save.", "      - Save: the app: twice.", "the app", "goes in quotes"},
		{"a text that begins with braces", "      - Save.", "      - {{name \"platform\"}} must open.", "{{name", "goes in quotes"},
		{"a text that begins with a star", "      - Save.", "      - **Save** it.", "**Save", "goes in quotes"},
		{"a quote inside quotes", "note: 'It was", "note: 'It's", "'s {{value", "written twice"},
		{"no blank after a hyphen", "      - Save.", "      -Save.", "Save", "after the hyphen"},
		{"no blank after a colon", "    title: Read the values", "    title:Read the values", "Read", "after the colon"},
		{"no colon", "    title: Read the values", "    title Read the values", "title Read", "a colon is missing"},
		{"a bracket left open", "protocols: [saml]", "protocols: [saml", "[saml", "not closed"},
		{"a quote left open", "    title: Read the values", "    title: \"Read the values", "\"Read", "not closed"},
		{"a key twice", "    title: Read the values", "    title: Read the values\n    title: Again", "title: Again", "there already, in line 51"},
		{"a step's id twice", "  - id: values", "  - id: application", "application\n    title: Read", "already"},
		{"an id with capitals", "  - id: values", "  - id: My Values", "My Values", "as my-values"},
		{"what nobody gives", "takes: [sp.entity_id, sp.acs_url]", "takes: [sp.entity_id, sp.acs_url, idp.start_url]", "idp.start_url", "which nobody gives before it"},
		{"no source", "    source: {document: Handbook, section: Apps}\n", "", "id: application", "no source"},
		{"no confidence", "    source: {document: Handbook, section: Apps}\n    confidence: unverified\n", "    source: {document: Handbook}\n", "id: application", "confidence is missing"},
		{"an unknown confidence", "section: Apps}\n    confidence: unverified", "section: Apps}\n    confidence: sure", "sure", "none of solid, likely"},
		{"a misspelt confidence", "section: Apps}\n    confidence: unverified", "section: Apps}\n    confidence: unverifed", "unverifed", "did you mean unverified?"},
		{"an unknown phase", "phase: back-fill", "phase: backfill", "backfill", "did you mean back-fill?"},
		{"an unknown role", "role: idp-admin\n    phase", "role: idp_admin\n    phase", "idp_admin", "did you mean idp-admin?"},
		{"an unknown console", "    console: console\n    role", "    console: consol\n    role", "consol\n", "did you mean console?"},
		{"an unknown protocol", "protocols: [saml]", "protocols: [sml]", "sml", "did you mean saml?"},
		{"an unknown kind of document", "accepts: [certificate]", "accepts: [certficate]", "certficate", "did you mean certificate?"},
		{"an unknown kind of step", "    title: Read the values", "    title: Read the values\n    kind: tset", "tset", "did you mean test?"},
		{"a test without evidence", "    title: Read the values", "    title: Read the values\n    kind: test", "test\n", "accepts a document"},
		{"an unknown word in an option", "{message: the response}", "{mesage: the response}", "mesage", "did you mean message?"},
		{"an unknown word in expect", "value: [sp-initiated]", "value: [sp-intiated]", "sp-intiated", "did you mean sp-initiated?"},
		{"an unknown expectation", "  saml.starts:", "  saml.start:", "saml.start", "did you mean saml.starts?"},
		{"an unknown word in a text", "{{name \"platform\"}}", "{{nmae \"platform\"}}", "Create it", "did you mean name?"},
		{"an unknown fact in a text", "{{value \"sp.acs_url\"}}", "{{value \"sp.acs_ur\"}}", "'It was", "did you mean sp.acs_url?"},
		{"an unknown side in a text", "{{name \"platform\"}}", "{{name \"plattform\"}}", "Create it", "did you mean platform?"},
		{"a text without its end", "{{name \"platform\"}}", "{{name \"platform\"}", "Create it", "needs its }}"},
		{"too little in a text", "{{value \"sp.acs_url\"}}", "{{value}}", "'It was", "is not understood"},
		{"a text that is shown as it stands", "about: Acme login\nconsoles: {console: Our console}\ncalls:\n  sp.entity_id: Audience", "consoles: {console: Our console}\ncalls:\n  sp.entity_id: '{{name \"idp\"}}'", "'{{name", "shown as it stands"},
		{"a fact without a field", "    takes: [sp.entity_id, sp.acs_url]", "    takes: [sp.entity_id, sp.acs_url]\n    gives: [idp.start_url]", "idp.start_url", "no field for it"},
		{"a demand of two tests", "    severity: warning", "    empty: true\n    severity: warning", "acme-address", "makes 2 tests"},
		{"a demand that is no expression", "matches: 'https://[a-z]+", "matches: 'https://[a-z+", "'https", "missing closing ]"},
		{"a demand that fails its good sample", "good: ['https://one.acme.example/sso']", "good: ['https://one.acme.exmple/sso']", "'https://one.acme.exmple", "its own good sample"},
		{"a demand that passes its bad sample", "bad: ['https://one.example/sso']", "bad: ['https://one.acme.example/sso']", "'https://one.acme.example/sso']\nsteps", "its own bad sample"},
		{"a demand of another's name", "code: acme-address", "code: address", "address", "begins with the id"},
		{"an unknown severity", "severity: warning", "severity: warn", "warn\n", "did you mean"},
		{"an unknown cause", "because: [value-placeholder]", "because: [value-placeholdr]", "value-placeholdr", "did you mean value-placeholder?"},
		{"the wrong side", "side: idp\ntitle", "side: platform\ntitle", "platform", "says side: idp"},
		{"another id than the file's", "id: acme\n", "id: acmee\n", "acmee", "that of the file, acme"},
		{"a placeholder that stays", "takes: [sp.entity_id, sp.acs_url]", "takes: [sp.entity_id]", "sp.acs_url]\n    do", "no later step takes and replaces"},
		{"an unknown fact of a file", "may: [idp.sso_url]", "may: [idp.sso_url, idp.start_ur]", "idp.start_ur", "did you mean idp.start_url?"},
		{"a fact that a file does not name", "    needs: [sp.acs_url]\n", "", "'{\"acs", "neither needs nor may"},
		{"an unknown fact in expect", "{fact: idp.entity_id, part", "{fact: idp.entity_i, part", "idp.entity_i", "did you mean idp.entity_id?"},
		{"no group in expect", "'https://([a-z]+)", "'https://[a-z]+", "'https", "with one group"},
		{"an unknown word in a file", "{{json (fact", "{{jsn (fact", "'{\"acs", "did you mean json?"},
		{"a file's text without its end", "\"sp.acs_url\")}}}'", "\"sp.acs_url\"}}}'", "'{\"acs", "not understood"},
		{"a file of two texts", "    may: [idp.sso_url]", "    may: [idp.sso_url]\n    template: acme/settings.json", "id: acme-settings", "a template or a text"},
		{"a file for nobody", "    role: idp-admin\n    name: settings.json", "    name: settings.json", "id: acme-settings", "role is missing"},
		{"a file by no protocol", "    may: [idp.sso_url]", "    may: [idp.sso_url]\n    protocol: oidc", "oidc", "none of saml"},
		{"an unknown column", "files:\n", "headers: {externl: [Kennung]}\nfiles:\n", "externl", "did you mean external?"},
		{"a name for nobody", "files:\n", "partners: {dsk: desktop}\nfiles:\n", "dsk", "did you mean desk?"},
		{"what follows for the other side", "files:\n", "follows: [{fact: sp.acs_url, value: 'https://{{fact \"idp.sso_url\"}}/acs'}]\nfiles:\n", "sp.acs_url, value", "whose playbook says what it follows from"},
		{"what follows from an unknown fact", "files:\n", "follows: [{fact: idp.start_url, value: 'https://{{fact \"idp.sso_ur\"}}/start'}]\nfiles:\n", "'https://{{fact \"idp.sso_ur\"", "did you mean idp.sso_url?"},
		{"what follows from what follows", "files:\n", "follows: [{fact: idp.sso_url, value: '{{fact \"idp.entity_id\"}}/sso'}, {fact: idp.start_url, value: '{{fact \"idp.sso_url\"}}/start'}]\nfiles:\n", "'{{fact \"idp.sso_url\"}}/start'", "follows from other facts itself"},
		{"what follows from nothing", "files:\n", "follows: [{fact: idp.start_url, value: 'https://one.acme.example'}]\nfiles:\n", "'https://one.acme.example'", "a value is made of facts"},
		{"advice to oneself", "files:\n", "advises: {idp.start_url: 'https://one.acme.example'}\nfiles:\n", "idp.start_url", "a choice of the other side"},
		{"a condition on no word", "    title: Read the values", "    title: Read the values\n    when: {protocol: oidc}", "oidc", "none of saml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if strings.Count(authored, c.old) != 1 {
				t.Fatalf("%q is in it %d times", c.old, strings.Count(authored, c.old))
			}
			text := strings.Replace(authored, c.old, c.new, 1)
			faults := linted(t, text)
			if len(faults) == 0 {
				t.Fatal("nothing is found")
			}
			f := faults[0]
			t.Log("\n" + f.Error())
			for _, more := range faults[1:] {
				t.Errorf("and then\n%v", more)
			}
			if !strings.Contains(f.Text, c.says) {
				t.Errorf("does not say %q", c.says)
			}
			lines := strings.SplitAfter(text, "\n")
			under := string([]rune(lines[f.Line-1])[f.Column-1:]) + strings.Join(lines[f.Line:], "")
			if f.File != "idp/acme.yaml" || !strings.HasPrefix(under, c.at) {
				t.Errorf("%s:%d:%d is %.20q, and not %q", f.File, f.Line, f.Column, under, c.at)
			}
			if strings.TrimSuffix(lines[f.Line-1], "\n") != f.Excerpt {
				t.Errorf("the excerpt is %q", f.Excerpt)
			}
		})
	}
}

// TestNoDefinition: a file in which nothing stands, or more than one thing, is told
// what is wanted.
func TestNoDefinition(t *testing.T) {
	for _, text := range []string{"", "# remarks alone\n", "null\n", "---\n---\nid: acme\n", "%YAML 1.2\n---\nid: acme\n", "- a list\n", "a text\n", "\x00\x01"} {
		if faults := linted(t, text); len(faults) == 0 {
			t.Errorf("%q: nothing is wrong with it", text)
		}
	}
}
