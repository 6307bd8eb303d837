package generate_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"federate/assets"
	"federate/federation/catalog"
	"federate/steps/generate"
	"federate/steps/playbook"
	"federate/steps/record"
)

// acme is a console that somebody added, with what can be made for it.
const acme = `playbook: 1
id: acme
side: idp
title: Acme
protocols: [saml]
facts: [{name: tenant, title: the tenant, label: Tenant, help: Its number., example: "4711"}]
partners: {cxone: nice}
steps:
  - id: values
    title: Read the values
    phase: create-app
    gives: [idp.sso_url]
    fields: [{fact: idp.sso_url}]
    source: {document: Handbook}
    confidence: unverified
files:
  - id: acme-settings
    title: All settings
    for: The body of one request.
    goes: 'Acme: POST {{or (fact "idp.sso_url") "BASE"}}'
    role: idp-admin
    name: settings-{{partner "other"}}.json
    needs: [acme.tenant]
    may: [idp.sso_url]
    text: '{"tenant": {{json (fact "acme.tenant")}}, "known": {{if fact "idp.sso_url"}}true{{else}}false{{end}}}'
  - id: acme-stray
    title: A file that asks for more
    for: Nothing.
    goes: Nowhere
    role: idp-admin
    name: stray.txt
    text: '{{with "sp.acs_url"}}{{fact .}}{{end}}'
`

// A console of one's own has its files in its playbook, and no Go.
func TestFilesOfOnesOwn(t *testing.T) {
	l, err := playbook.Load(catalog.Knowledge().Terms, assets.FS, fstest.MapFS{"idp/acme.yaml": {Data: []byte(acme)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range l.Lint() {
		t.Error(fault)
	}
	o := record.Opening{Platform: "cxone", IdP: "acme", Protocol: "saml"}
	v := settleBy(t, l, o, nil)
	a := generate.Of(v, assets.FS)[0]
	if q := a.Questions(v); len(q) != 1 || q[0].Help != "Its number." || q[0].Example != "4711" || len(a.Waits) != 1 || a.Goes != "Acme: POST BASE" {
		t.Errorf("%+v %+v", a, q)
	}
	if _, err := a.Files(); err == nil {
		t.Error("it is made of nothing")
	}
	if _, err := generate.Of(v, assets.FS)[1].Files(); err == nil || !strings.Contains(err.Error(), "does not say that it is made of sp.acs_url") {
		t.Error(err)
	}
	f, err := made(t, settleBy(t, l, o, map[string]string{"acme.tenant": `4"711`, "idp.sso_url": "https://acme.example/sso"}), "acme-settings")
	if want := "{\n  \"tenant\": \"4\\\"711\",\n  \"known\": true\n}\n"; err != nil || f.Name != "settings-nice.json" || string(f.Body) != want {
		t.Errorf("%s, %v: %s", f.Name, err, f.Body)
	}
}
