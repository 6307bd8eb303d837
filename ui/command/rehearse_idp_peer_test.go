//go:build linux

package command_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"federate/federation"
)

// A real identity provider is told what the stand-in platform is called, and where its
// answer goes.
type real struct {
	metadata string // where it describes itself
	start    string // where a login begins at it
	wrong    string // where one begins that is for somebody else; empty: nowhere
	plain    bool   // it was told both ACS URLs, by TLS and without
	as       person
}

// A person logs in, with what forms ask for on the way.
type person struct {
	mail  string
	types url.Values
}

// SimpleSAMLphp and oidc-provider ask who ana is; of LemonLDAP::NG's demonstration is the
// doctor.
var (
	ana    = person{"ana@company.test", url.Values{"username": {"ana"}, "password": {"correct horse"}, "login": {"ana@company.test"}}}
	doctor = person{"dwho@badwolf.org", url.Values{"user": {"dwho"}, "password": {"dwho"}}}
)

// Identity providers that were told the values of the stand-in platform log somebody in
// there. Nothing in that is to be warned of; what one does wrong is an error; and the
// recordings that were kept are judged as the logins were.
func (s stage) identityProviders(t *testing.T, bin string) {
	for name, start := range map[string]func(*testing.T, *rehearsing) real{"SimpleSAMLphp": s.simpleSAMLphp, "LemonLDAP::NG": s.lemonLDAP, "pysaml2": s.pysaml2, "samlp": s.samlp} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pair := []string{"--platform", "generic", "--protocol", "saml"}
			values := rehearse(t, bin, free(t), pair...)
			idp := start(t, values)
			pair = append(pair, "--fact", "user.external_identity="+idp.as.mail)
			values.end() // it is begun again, with what the identity provider says of itself
			har := filepath.Join(t.TempDir(), "login.har")
			r := rehearse(t, bin, values.port, append(pair, "--document", newVisitor(t).fetched(t, idp.metadata), "--save", har)...)
			r.logsIn(t, idp.as, r.at("/login"), federation.StartSP)
			r.logsIn(t, idp.as, idp.start, federation.StartIdP)
			r.judgedAgain(t, bin, har, "idp.certificate=@"+filepath.Join(s.Dir, "idp.pem"))
			r.logsIn(t, idp.as, r.at("/login?context=password"), federation.StartSP)
			if idp.plain {
				r.logsIn(t, idp.as, fmt.Sprintf("http://localhost:%d/login", r.port), federation.StartSP)
			}
			if idp.wrong == "" {
				return
			}
			page := newVisitor(t).open(t, idp.wrong, idp.as.types)
			l := r.next(t)
			if l.Accepted || !slices.Equal(codes(l.Findings, federation.Error), []federation.Code{"saml-audience-mismatch"}) || !strings.Contains(page.Body, "Would not be let in") {
				t.Errorf("a login for somebody else: accepted %v, %v", l.Accepted, codes(l.Findings, federation.Error))
			}
		})
	}
	t.Run("oidc-provider", func(t *testing.T) { t.Parallel(); s.oidcProvider(t, bin) })
}

// logsIn wants a login of somebody that begins at address to be sound.
func (r *rehearsing) logsIn(t *testing.T, as person, address string, start federation.Start) {
	t.Helper()
	page := newVisitor(t).open(t, address, as.types)
	if !strings.Contains(page.Body, "Would be let in") {
		t.Errorf("%s leads to %d at %s: %.600s", address, page.Status, page.Address, page.Body)
	}
	l := r.next(t)
	l.clean(t, as.mail)
	if l.Start != start {
		t.Errorf("%s begins at %s", address, l.Start)
	}
}

// judgedAgain wants check to find nothing in the recording of sound logins.
func (r *rehearsing) judgedAgain(t *testing.T, bin, har string, facts ...string) {
	t.Helper()
	v := checked(t, bin, har, facts...)
	for _, f := range v.Findings {
		if f.Severity >= federation.Warning {
			t.Errorf("the recording has the finding %s: %s; want %q, got %q", f.Code, f.Detail, f.Want, f.Got)
		}
	}
	if len(v.Passed) == 0 {
		t.Error("nothing in the recording was judged")
	}
}

// simpleSAMLphp takes the stand-in platform among its service providers.
func (s stage) simpleSAMLphp(t *testing.T, r *rehearsing) real {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(s.Dir, "saml20-sp-remote.php"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := fmt.Fprintf(f, "$metadata['%s'] = ['AssertionConsumerService' => ['%s', '%s'], 'saml20.sign.response' => true];\n",
		r.at("/metadata"), r.at("/acs"), fmt.Sprintf("http://localhost:%d/acs", r.port)); err != nil {
		t.Fatal(err)
	}
	base := s.at("https://idp.company.test:%d/simplesaml/saml2/idp/")
	return real{as: ana, plain: true, metadata: base + "metadata.php", start: base + "SSOService.php?spentityid=" + url.QueryEscape(r.at("/metadata"))}
}

// lemonLDAP is given the metadata of the stand-in platform.
func (s stage) lemonLDAP(t *testing.T, r *rehearsing) real {
	t.Helper()
	base := provider(t, map[string]any{"saml": map[string]string{"metadata": newVisitor(t).fetched(t, r.at("/metadata")),
		"key": filepath.Join(s.Dir, "idp.key"), "certificate": filepath.Join(s.Dir, "idp.pem")}}, "/usr/bin/perl", "lemonldap-ng.pl")
	return real{as: doctor, metadata: base + "/saml/metadata", start: base + "/saml/singleSignOn?IDPInitiated=1&sp=" + url.QueryEscape(r.at("/metadata"))}
}

// pysaml2 is given the metadata of the stand-in platform.
func (s stage) pysaml2(t *testing.T, r *rehearsing) real {
	t.Helper()
	port := free(t)
	start(t, "/usr/bin/python3", "testdata/rehearse/pysaml2.py", fmt.Sprint(port), newVisitor(t).fetched(t, r.at("/metadata")),
		filepath.Join(s.Dir, "idp.key"), filepath.Join(s.Dir, "idp.pem"))
	answers(t, port)
	base := fmt.Sprintf("http://127.0.0.1:%d", port)
	return real{as: ana, metadata: base + "/metadata", start: base + "/start"}
}

// samlp is given the values as they are printed.
func (s stage) samlp(t *testing.T, r *rehearsing) real {
	t.Helper()
	port := free(t)
	node(t, "samlp.js", port, r.at("/metadata"), r.at("/acs"), filepath.Join(s.Dir, "idp.key"), filepath.Join(s.Dir, "idp.pem"))
	base := fmt.Sprintf("http://127.0.0.1:%d", port)
	return real{as: ana, metadata: base + "/metadata", start: base + "/start", wrong: base + "/start?sp=https%3A%2F%2Fsomebody.else.test"}
}

// oidcProvider is a provider of OpenID Connect, with the two ways in which a client proves
// who it is, and with a secret that is not the one that it knows.
func (s stage) oidcProvider(t *testing.T, bin string) {
	dir := t.TempDir()
	key, certificate := filepath.Join(dir, "tls.key"), filepath.Join(dir, "tls.pem")
	ran(t, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "400", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
		"-keyout", key, "-out", certificate)
	secret, wrong := filepath.Join(dir, "secret"), filepath.Join(dir, "wrong")
	for file, text := range map[string]string{secret: "a-secret-of-this-run", wrong: "a-secret-of-another"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, method := range []string{"client_secret_basic", "client_secret_post"} {
		t.Run(method, func(t *testing.T) {
			port := free(t)
			issuer := provider(t, map[string]any{"client_id": "rehearsal", "client_secret": "a-secret-of-this-run", "token_endpoint_auth_method": method,
				"redirect_uri":              fmt.Sprintf("https://localhost:%d/callback", port),
				"post_logout_redirect_uris": []string{fmt.Sprintf("https://localhost:%d/signed-out", port)},
				"tls":                       map[string]string{"key": key, "certificate": certificate}}, "node", "oidc-provider.mjs")
			har := filepath.Join(t.TempDir(), "login.har")
			args := []string{"--platform", "cxone", "--protocol", "oidc", "--ca", certificate, "--save", har, "--fact", "oidc.client_id=rehearsal",
				"--fact", "oidc.auth_method=" + method, "--fact", "user.external_identity=claim(email):ana@company.test",
				"--fact", "oidc.discovery_url=" + issuer + "/.well-known/openid-configuration", "--secret"}
			r := rehearse(t, bin, port, append(args, "oidc.client_secret="+secret)...)
			r.logsIn(t, ana, r.at("/login"), federation.StartSP)
			r.judgedAgain(t, bin, har, "oidc.client_id=rehearsal")
			r.end()
			r = rehearse(t, bin, port, append(args, "oidc.client_secret="+wrong)...)
			newVisitor(t).open(t, r.at("/login"), ana.types)
			if l := r.next(t); l.Accepted || !slices.Contains(codes(l.Findings, federation.Error), "oidc-token-error") {
				t.Errorf("with a wrong secret: accepted %v, %v", l.Accepted, codes(l.Findings, federation.Error))
			}
		})
	}
}

// provider starts a real provider with what it is told, and is its address.
func provider(t *testing.T, client map[string]any, program, script string) string {
	t.Helper()
	told, err := json.Marshal(client)
	if err != nil {
		t.Fatal(err)
	}
	packages, err := filepath.Abs("../../.ci/peers/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, "../../steps/testdata/providers/"+script, string(told))
	c.Env = append(os.Environ(), "PEERS="+packages)
	ends, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	says, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ends.Close(); _ = c.Wait() })
	issuer, err := bufio.NewReader(says).ReadString('\n')
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return strings.TrimSpace(issuer)
}
