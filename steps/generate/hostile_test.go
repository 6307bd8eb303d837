package generate_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"federate/assets"
	"federate/steps/generate"
	"federate/steps/record"
)

// hostile is a value that means something to every language that it gets into,
// and would leave a file called pwned behind where it was run. unruly has line
// ends as well, which the values of a federation are refused for and its name is not.
const (
	hostile = `x'"; touch pwned; $(touch pwned) ` + "`touch pwned`" + ` ${jsonencode("pwned")} %{if 1==1}\ | <1> -- # ]`
	unruly  = hostile + "\n$(touch pwned)\ntouch pwned"
)

// named are the values that people make up.
var named = []string{"entra.application_name", "okta.application_name", "genesys-cloud.provider_name", "genesys-cloud.pilot_display_name",
	"genesys-cloud.pilot_scim_id", "genesys-cloud.short_name", "genesys-cloud.organization_sent", "cxone.pilot_user_name", "cxone.pilot_given_name",
	"cxone.pilot_family_name", "cxone.authenticator_name", "entra.notification_addresses", "user.name_id", "user.external_identity", "user.email"}

// azure answers like the Azure CLI: it notes each call in $LOG, one JSON value a
// line, and says what $ANSWERS/<first pattern that fits> holds.
const azure = `#!/usr/bin/env bash
for a in "$@"; do printf '%s\0' "$a"; done >>"$LOG"; printf '\0' >>"$LOG"
case "$*" in
  "account show"*) echo aaaabbbb-0000-cccc-1111-dddd2222eeee ;;
  "ad app list"*) printf '%s' "${FOUND:-}" ;;
  "ad user show"*) echo 11111111-0000-0000-0000-000000000001 ;;
  *"/instantiate"*) echo 00001111-aaaa-2222-bbbb-3333cccc4444 ;;
  *"--method GET"*select=id*) echo 22222222-0000-0000-0000-000000000002 ;;
  *"--method GET"*preferredTokenSigningKeyThumbprint*) printf '%s' "${THUMBPRINT:-}" ;;
  *"/addTokenSigningCertificate"*) echo 5BB18FB8A0A4AFB3B5FDE0A4A1B3C5D6E7F80912 ;;
  *"--method GET"*select=appRoles*) echo 33333333-0000-0000-0000-000000000003 ;;
  *"--method GET"*select=optionalClaims*) printf '%s' "${CLAIMS:-}" ;;
  *"--method GET"*appRoleAssignedTo*) printf '%s' "${ASSIGNED:-}" ;;
  *"--method POST"*"/addPassword"*) echo "$SECRET" ;;
  *"--method POST"*"/applications "*) echo 00001111-aaaa-2222-bbbb-3333cccc4444 ;;
  *"--method GET"*Policies*displayName*) printf '%s' "${POLICY:-}" ;;
  *"--method GET"*Policies*) printf '%s' "${POLICY:+44444444-0000-0000-0000-000000000004}" ;;
  *"--method POST"*Policies*) echo 44444444-0000-0000-0000-000000000004 ;;
esac
`

// enact runs script where az is the one above, and returns the calls, what was
// printed and the folder.
func enact(t *testing.T, script []byte, env []string, args ...string) (calls [][]string, printed, dir string, err error) {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("needs bash")
	}
	dir = t.TempDir()
	for name, body := range map[string][]byte{"az": []byte(azure), "script.sh": script} {
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	log := filepath.Join(dir, "log")
	cmd := exec.Command("bash", append([]string{"script.sh"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append(env, "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"), "LOG="+log)...)
	out, err := cmd.CombinedOutput()
	raw, logErr := os.ReadFile(log)
	if logErr != nil && !errors.Is(logErr, fs.ErrNotExist) {
		t.Fatal(logErr)
	}
	for call := range strings.SplitSeq(strings.TrimSuffix(string(raw), "\x00\x00"), "\x00\x00") {
		calls = append(calls, strings.Split(call, "\x00"))
	}
	if _, err := os.Stat(filepath.Join(dir, "pwned")); err == nil {
		t.Errorf("a value was run as a command:\n%s", script)
	}
	return calls, string(out), dir, err
}

// bodies are what the calls sent, in order.
func bodies(calls [][]string) (out []string) {
	for _, c := range calls {
		if i := slices.Index(c, "--body"); i >= 0 {
			out = append(out, c[i+1])
		}
	}
	return out
}

func entraSAML() record.Opening {
	return record.Opening{Platform: "cxone", IdP: "entra", Protocol: "saml"}
}

// A value is data in a script: it arrives letter by letter, and none of it runs.
func TestHostileValuesInShell(t *testing.T) {
	o := entraSAML()
	o.Name = unruly
	facts := whole(t, o)
	facts["entra.application_name"] = hostile
	delete(facts, "entra.application_id")
	v := settle(t, o, facts)
	f, err := made(t, v, "entra-saml-application")
	if err != nil {
		t.Fatal(err)
	}
	calls, out, _, err := enact(t, f.Body, nil)
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, f.Body)
	}
	var sent struct{ DisplayName string }
	if err := json.Unmarshal([]byte(bodies(calls)[0]), &sent); err != nil || sent.DisplayName != hostile {
		t.Errorf("%v: %q arrived", err, sent.DisplayName)
	}
	filter := calls[1][slices.Index(calls[1], "--filter")+1]
	if filter != "displayName eq '"+strings.ReplaceAll(hostile, "'", "''")+"'" {
		t.Errorf("asked for %q", filter)
	}
}

// No artifact of any pair breaks its own form by a value, whichever it is.
func TestHostileValuesEverywhere(t *testing.T) {
	for _, o := range pairs {
		facts := whole(t, o)
		o.Name = unruly
		for _, name := range named {
			if _, there := facts[name]; there {
				facts[name] = hostile
			}
		}
		for _, name := range []string{"cxone.roles", "genesys-cloud.roles"} {
			if _, there := facts[name]; there {
				facts[name] = strings.ReplaceAll(hostile, "|", "") + "|" + strings.ReplaceAll(hostile, "|", "")
			}
		}
		sheets := 0
		for _, a := range generate.Of(settle(t, o, facts), assets.FS) {
			files, err := a.Files()
			if err != nil {
				t.Logf("%s: refused, which is one way to be safe: %v", a.ID, err)
				continue
			}
			for _, f := range files {
				sheets++
				if filepath.Ext(f.Name) == ".json" && !json.Valid(f.Body) {
					t.Errorf("%s %s: %s", title(o), f.Name, f.Body)
				}
				if filepath.Ext(f.Name) == ".sh" {
					_, _, _, _ = enact(t, f.Body, nil, "file")
				}
				for line := range strings.Lines(string(f.Body)) {
					if ext := filepath.Ext(f.Name); ext != ".json" && ext != ".sh" && strings.HasPrefix(line, "touch pwned") {
						t.Errorf("%s %s: a value began a line: %q", title(o), f.Name, line)
					}
				}
			}
		}
		if sheets < 2 {
			t.Errorf("%s: %d files", title(o), sheets)
		}
	}
}

// SAML is chosen before an identifier is set, and what is there already stays.
func TestScriptsRunAgain(t *testing.T) {
	o := entraSAML()
	facts := whole(t, o)
	addresses, err := made(t, settle(t, o, facts), "entra-saml-addresses")
	if err != nil {
		t.Fatal(err)
	}
	calls, out, _, err := enact(t, addresses.Body, nil)
	if b := bodies(calls); err != nil || len(b) != 2 || !strings.Contains(b[0], `"preferredSingleSignOnMode":"saml"`) || !strings.Contains(b[1], `"identifierUris":["https://cxone.niceincontact.com/sp/00000000"]`) {
		t.Errorf("%v %s: %q", err, out, b)
	}

	delete(facts, "entra.application_id")
	app, err := made(t, settle(t, o, facts), "entra-saml-application")
	if err != nil {
		t.Fatal(err)
	}
	calls, out, _, err = enact(t, app.Body, nil)
	if b := bodies(calls); err != nil || len(b) != 5 || b[0] != `{"displayName":"Contact centre"}` || !strings.Contains(b[1], `"saml"`) || b[2] != `{"displayName":"CN=Contact centre SSO"}` ||
		!strings.Contains(b[3], "5BB18FB8A0A4AFB3B5FDE0A4A1B3C5D6E7F80912") || !strings.Contains(b[4], `"principalId":"11111111-0000-0000-0000-000000000001"`) ||
		!strings.Contains(out, "entra.application_id=00001111-aaaa-2222-bbbb-3333cccc4444") {
		t.Errorf("first: %v\n%s\n%q", err, out, b)
	}
	calls, out, _, err = enact(t, app.Body, []string{"FOUND=00001111-aaaa-2222-bbbb-3333cccc4444"})
	if err == nil || len(bodies(calls)) != 0 || !strings.Contains(out, "already") {
		t.Errorf("a second application: %v\n%s\n%q", err, out, calls)
	}
	calls, out, _, err = enact(t, app.Body, []string{"APPLICATION_ID=00001111-aaaa-2222-bbbb-3333cccc4444", "THUMBPRINT=5BB18FB8A0A4AFB3B5FDE0A4A1B3C5D6E7F80912", "ASSIGNED=x"})
	if b := bodies(calls); err != nil || len(b) != 1 || !strings.Contains(b[0], `"saml"`) {
		t.Errorf("again: %v\n%s\n%q", err, out, b)
	}
	if _, out, _, err := enact(t, app.Body, nil, "@/etc/passwd"); err == nil || !strings.Contains(out, "no user principal name") {
		t.Errorf("a file for a person: %v\n%s", err, out)
	}

	signing, err := made(t, settle(t, o, whole(t, o)), "entra-saml-signing")
	if err != nil {
		t.Fatal(err)
	}
	calls, out, _, err = enact(t, signing.Body, nil)
	if b := bodies(calls); err != nil || len(b) != 2 || !strings.Contains(b[0], "ResponseOnly") {
		t.Errorf("signing: %v\n%s\n%q", err, out, b)
	}
	if calls, out, _, err = enact(t, signing.Body, []string{"POLICY=Somebody else's"}); err == nil || len(bodies(calls)) != 0 {
		t.Errorf("another policy is there: %v\n%s", err, out)
	}
}

// The registration sends the e-mail address, and other claims stay.
func TestRegistration(t *testing.T) {
	o := record.Opening{Platform: "cxone", IdP: "entra", Protocol: "oidc"}
	facts := whole(t, o)
	delete(facts, "oidc.client_id")
	delete(facts, "platform/oidc.client_id")
	f, err := made(t, settle(t, o, facts), "entra-oidc-application")
	if err != nil {
		t.Fatal(err)
	}
	calls, out, _, err := enact(t, f.Body, nil, "jane.doe@classics.example")
	if b := bodies(calls); err != nil || len(b) != 4 || b[0] != `{"displayName":"Contact centre","signInAudience":"AzureADMyOrg"}` || !strings.Contains(b[2], `"name":"email"`) ||
		!strings.Contains(b[3], `"principalId"`) || !strings.Contains(out, "oidc.client_id=00001111-aaaa-2222-bbbb-3333cccc4444") {
		t.Errorf("%v\n%s\n%q", err, out, b)
	}
	if calls, out, _, err = enact(t, f.Body, []string{"CLAIMS=family_name"}); err != nil || strings.Contains(strings.Join(bodies(calls), ""), "email") || !strings.Contains(out, "add email") {
		t.Errorf("%v\n%s\n%q", err, out, bodies(calls))
	}
}

// A script for another tenant does nothing.
func TestScriptsMindTheTenant(t *testing.T) {
	o := entraSAML()
	facts := whole(t, o)
	facts["entra.tenant_id"] = "99999999-0000-cccc-1111-dddd2222eeee"
	for _, name := range []string{"idp.sso_url", "idp.entity_id", "idp.metadata_url"} { // they name the tenant too
		delete(facts, name)
	}
	f, err := made(t, settle(t, o, facts), "entra-saml-addresses")
	if err != nil {
		t.Fatal(err)
	}
	if calls, out, _, err := enact(t, f.Body, nil); err == nil || len(calls) != 1 || !strings.Contains(out, "az login --tenant") {
		t.Errorf("%v %q\n%s", err, calls, out)
	}
}

// The secret is in its file, for its owner alone, and nowhere else.
func TestSecretGoesIntoAFile(t *testing.T) {
	o := record.Opening{Platform: "cxone", IdP: "entra", Protocol: "oidc"}
	f, err := made(t, settle(t, o, whole(t, o)), "entra-oidc-secret")
	if err != nil {
		t.Fatal(err)
	}
	const secret = "Zq8Q~known-only-to-two-consoles"
	calls, out, dir, err := enact(t, f.Body, []string{"SECRET=" + secret}, "secret")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	kept, err := os.ReadFile(filepath.Join(dir, "secret"))
	if err != nil || strings.TrimSpace(string(kept)) != secret {
		t.Errorf("%v: %q", err, kept)
	}
	if info, err := os.Stat(filepath.Join(dir, "secret")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v: %v", err, info.Mode())
	}
	if strings.Contains(out, secret) || !strings.Contains(strings.Join(bodies(calls), ""), `"endDateTime":"2027-05-01T00:00:00Z"`) {
		t.Errorf("%s %q", out, bodies(calls))
	}
	if err := os.WriteFile(filepath.Join(dir, "theirs"), []byte("keep"), 0o600); err != nil {
		t.Fatal(err)
	}
	if calls, _, _, err := enact(t, f.Body, []string{"SECRET=" + secret}, filepath.Join(dir, "theirs")); err == nil || len(bodies(calls)) > 0 {
		t.Error("a file that exists was written over, or a secret was made for nothing")
	}
	if calls, _, _, err := enact(t, f.Body, nil); err == nil || len(bodies(calls)) > 0 {
		t.Error("a secret was made without a file to put it into")
	}
}
