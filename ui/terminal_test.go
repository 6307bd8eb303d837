//go:build unix

package ui_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"federate/assets"
	"federate/federation"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
)

// A terminal is a real one, with a program in it: tmux holds the other end.
type terminal struct {
	t      *testing.T
	socket string
}

func newTerminal(t *testing.T, width, height int, command ...string) *terminal {
	t.Helper()
	x := &terminal{t, filepath.Join(t.TempDir(), "tmux")}
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", x.socket, "kill-server").Run() })
	x.run(append([]string{"-f", "/dev/null", "new-session", "-d", "-s", "w", "-x", fmt.Sprint(width), "-y", fmt.Sprint(height)}, command...)...)
	x.run("set-option", "-g", "remain-on-exit", "on")
	return x
}

func (x *terminal) run(args ...string) string {
	x.t.Helper()
	c := exec.Command("tmux", append([]string{"-S", x.socket}, args...)...)
	c.Env = append(os.Environ(), "TERM=xterm-256color", "LC_ALL=C.UTF-8")
	out, err := c.CombinedOutput()
	if err != nil {
		x.t.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func (x *terminal) screen() string { return x.run("capture-pane", "-p", "-t", "w") }

// wait reads the screen until it shows text.
func (x *terminal) wait(text string) {
	x.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if strings.Contains(x.screen(), text) {
			return
		}
	}
	x.t.Fatalf("%q never came:\n%s", text, x.screen())
}

func (x *terminal) keys(names ...string) {
	x.run(append([]string{"send-keys", "-t", "w"}, names...)...)
}

func (x *terminal) text(s string) { x.run("send-keys", "-t", "w", "-l", s) }

// ended waits until the program is gone.
func (x *terminal) ended() {
	x.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if strings.TrimSpace(x.run("display-message", "-p", "-t", "w", "#{pane_dead}")) == "1" {
			return
		}
	}
	x.t.Fatalf("it goes on and on:\n%s", x.screen())
}

// choose moves down a list to what begins with label, and takes it.
func (x *terminal) choose(label string) {
	x.t.Helper()
	for range 40 {
		if strings.Contains(x.screen(), "› "+label) {
			x.keys("Enter")
			return
		}
		before := x.screen()
		x.keys("Down")
		for end := time.Now().Add(5 * time.Second); x.screen() == before && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		}
	}
	x.t.Fatalf("%q is not in the list:\n%s", label, x.screen())
}

// kill ends the program as a crash would, and starts command in its place.
func (x *terminal) kill(command ...string) {
	x.t.Helper()
	var pid int
	fmt.Sscan(x.run("display-message", "-p", "-t", "w", "#{pane_pid}"), &pid)
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		x.t.Fatal(err)
	}
	x.run(append([]string{"respawn-pane", "-k", "-t", "w"}, command...)...)
}

// TestPeerWalk is the whole way in a terminal: a certificate that openssl makes
// now, responses that xmlsec1 signs now, a crash half-way, and an export that
// says every step is done and no finding is open.
func TestPeerWalk(t *testing.T) {
	program := build(t, "federate")
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { walk(t, program, size[0], size[1]) })
	}
}

func walk(t *testing.T, program string, width, height int) {
	idp := newSigner(t)
	answers := map[string]string{
		"entra.application_name": "Contact centre", "entra.tenant_id": tenant, "idp.certificate": idp.certificate,
		"idp.sso_url": "https://login.microsoftonline.com/" + tenant + "/saml2", "idp.entity_id": issuer,
		"cxone.authenticator_name": "Company login", "sp.entity_id": entity, "sp.acs_url": acs,
		"user.external_identity":      "jane.doe@classics.example",
		"saml-response#idp-initiated": idp.response(t, ""), "saml-response#sp-initiated": idp.response(t, "_request1"),
		"rollout.window": "Saturday 6 to 8", "rollout.message": "Use the new button.", "rollout.way_back": "Put the old authenticator back.",
		"rollout.local_admin": "root.admin", "rollout.local_login": "2026-11-20", "rollout.tried_roles": "agent jane, supervisor max", "rollout.refused_user": "bob.stranger", "entra.notification_addresses": "sso@classics.example",
	}
	dir := t.TempDir()
	command := []string{program, "--dir", dir, "--actor", "ana"}
	x := newTerminal(t, width, height, command...)
	x.wait("Set up a new federation")
	x.keys("n")
	x.wait("Which platform?")
	x.choose("NICE CXone Mpower")
	x.wait("Which identity provider?")
	x.choose("Microsoft Entra ID")
	x.wait("rotocol")
	if !strings.Contains(x.screen(), "What is it called?") {
		x.choose("SAML")
	}
	x.wait("What is it called?")
	x.text("Acme")
	x.keys("Enter")

	library, err := playbook.Load(catalog.Knowledge().Terms, assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	pair, err := library.Pair("cxone", "entra", "saml", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	st, err := record.Replay("acme", []record.Event{{Seq: 1, Kind: record.Opened, Opening: &record.Opening{Name: "Acme"}}})
	if err != nil {
		t.Fatal(err)
	}
	plan := steps.NewPair(pair).Plan(st)
	at, all := 0, 0 // optional steps have no number
	for _, s := range plan {
		if !s.Optional {
			all++
		}
	}
	for n, s := range plan {
		place := fmt.Sprintf("step %d of %d", at+1, all)
		x.wait(place)
		if s.Optional { // the wizard goes past it; whoever wants it steps back
			x.keys("C-p")
			place = fmt.Sprintf("optional, after step %d of %d", at, all)
		} else {
			at++
		}
		x.wait(place)
		if title, _, _ := strings.Cut(s.Title, "{{"); title != "" {
			x.wait(title[:min(len(title), 30)])
		}
		if n == len(plan)/2 {
			x.kill(command...)
			x.wait("1 federation")
			x.keys("Enter")
			x.wait(place)
		}
		if len(s.Enter) > 0 && len(s.Fields) > 0 {
			x.keys("Tab") // from what to enter to what to bring back
		}
		for _, f := range s.Fields {
			term, _ := pair.Terms.Term(f.Fact)
			value := answers[f.Name()]
			if value != "" && !f.Optional || f.Fact == "entra.tenant_id" {
				x.text(value)
			}
			if term.Form == federation.Prose || value == "" {
				x.keys("Tab")
			} else {
				x.keys("Enter")
			}
		}
		x.keys("C-d")
	}
	x.wait("inished")
	x.keys("C-c")
	x.wait("Leave?")
	x.keys("y")
	x.ended()

	out, err := exec.Command(program, "--dir", dir, "export", "Acme", "--format", "json").Output()
	if err != nil {
		t.Fatalf("export: %v", err)
	}
	var export struct {
		Steps    []struct{ Ref, State string }
		Findings []struct{ Code string }
	}
	if err := json.Unmarshal(out, &export); err != nil {
		t.Fatal(err)
	}
	if len(export.Steps) != len(plan) || len(export.Findings) != 0 {
		t.Errorf("%d steps, findings %+v", len(export.Steps), export.Findings)
	}
	for _, s := range export.Steps {
		if s.State != "done" {
			t.Errorf("%s is %s", s.Ref, s.State)
		}
	}
}

const (
	tenant = "aaaabbbb-0000-cccc-1111-dddd2222eeee"
	issuer = "https://sts.windows.net/" + tenant + "/"
	entity = "https://cxone.niceincontact.com/sp/00000000"
	acs    = "https://cxone.niceincontact.com/sso/saml/acs"
)

// raw pastes text as a terminal does that marks no paste: as keys, all at once.
func (x *terminal) raw(text string) {
	x.t.Helper()
	path := filepath.Join(x.t.TempDir(), "paste")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		x.t.Fatal(err)
	}
	x.run("load-buffer", path)
	x.run("paste-buffer", "-t", "w")
}

// TestPeerRawPaste: a certificate that comes as keys leaves the list where it is,
// and is a certificate on the page that asks for one.
func TestPeerRawPaste(t *testing.T) {
	program, dir := build(t, "federate"), t.TempDir()
	pem, err := os.ReadFile(newSigner(t).certificate)
	if err != nil {
		t.Fatal(err)
	}
	peer(t, program, "--dir", dir, "--actor", "ana", "new", "Acme", "--platform", "cxone", "--idp", "entra", "--protocol", "saml", "--no-open")
	x := newTerminal(t, 80, 24, program, "--dir", dir, "--actor", "ana")
	x.wait("1 federation")
	x.raw(commands + string(pem) + commands)
	x.wait("open a federation first")
	for end := time.Now().Add(30 * time.Second); !strings.Contains(x.screen(), "step 1 of") && time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		x.keys("Enter") // one that follows the paste at once is its last line end
	}
	x.wait("step 1 of")
	x.keys("C-g")
	x.wait("All steps")
	x.text("download the signing")
	x.wait("▌ download the signing")
	x.keys("Enter")
	x.wait("step 8 of")
	x.raw(string(pem))
	x.wait("read: certificate")
	out, err := exec.Command(program, "--dir", dir, "history", "Acme", "--json").Output()
	if n := strings.Count(string(out), `"seq"`); err != nil || n != 2 {
		t.Errorf("%d events, %v\n%s", n, err, out)
	}
}

// A signer is an identity provider: a key that openssl made, and xmlsec1.
type signer struct{ dir, certificate, key string }

func newSigner(t *testing.T) signer {
	t.Helper()
	dir := t.TempDir()
	s := signer{dir, filepath.Join(dir, "idp.cer"), filepath.Join(dir, "idp.key")}
	peer(t, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-sha256", "-days", "1095",
		"-subj", "/CN=Microsoft Azure Federated SSO Certificate", "-keyout", s.key, "-out", s.certificate)
	return s
}

func peer(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}

// response returns the path of a response in the shape of Entra ID, its message
// signed, in base64.
func (s signer) response(t *testing.T, inResponseTo string) string {
	t.Helper()
	now := time.Now().UTC()
	at := func(d time.Duration) string { return now.Add(d).Format("2006-01-02T15:04:05.000Z") }
	if inResponseTo != "" {
		inResponseTo = ` InResponseTo="` + inResponseTo + `"`
	}
	id := fmt.Sprintf("_%x", now.UnixNano())
	text := strings.NewReplacer("{id}", id, "{now}", at(0), "{before}", at(-5*time.Minute), "{after}", at(time.Hour), "{irt}", inResponseTo,
		"{issuer}", issuer, "{entity}", entity, "{acs}", acs).Replace(entraResponse)
	plain, signed := filepath.Join(s.dir, id+".xml"), filepath.Join(s.dir, id+".signed")
	if err := os.WriteFile(plain, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	peer(t, "xmlsec1", "--sign", "--privkey-pem", s.key+","+s.certificate, "--id-attr:ID", "Response", "--output", signed, plain)
	raw, err := os.ReadFile(signed)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(s.dir, id+".b64")
	if err := os.WriteFile(path, []byte(base64.StdEncoding.EncodeToString(raw)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const entraResponse = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="{id}" Version="2.0" IssueInstant="{now}" Destination="{acs}"{irt}>` +
	`<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">{issuer}</Issuer>` +
	`<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>` +
	`<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><ds:Reference URI="#{id}"><ds:Transforms>` +
	`<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms>` +
	`<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/>` +
	`<ds:KeyInfo><ds:X509Data><ds:X509Certificate/></ds:X509Data></ds:KeyInfo></ds:Signature>` +
	`<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>` +
	`<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="{id}a" IssueInstant="{now}" Version="2.0"><Issuer>{issuer}</Issuer><Subject>` +
	`<NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">jane.doe@classics.example</NameID>` +
	`<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData{irt} NotOnOrAfter="{after}" Recipient="{acs}"/></SubjectConfirmation></Subject>` +
	`<Conditions NotBefore="{before}" NotOnOrAfter="{after}"><AudienceRestriction><Audience>{entity}</Audience></AudienceRestriction></Conditions>` +
	`<AuthnStatement AuthnInstant="{now}" SessionIndex="{id}a"><AuthnContext><AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef>` +
	`</AuthnContext></AuthnStatement></Assertion></samlp:Response>`
