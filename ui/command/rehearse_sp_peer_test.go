//go:build linux

package command_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// refused are drills that every service provider has to refuse, whatever it is: the
// message is not for it, not of its identity provider, or not of now.
var refused = map[string][]string{
	"saml": {"saml-audience-mismatch", "saml-expired", "saml-not-yet-valid", "saml-signature-broken", "saml-signature-untrusted-key", "saml-unsigned", "saml-status"},
	"oidc": {"oidc-token-nonce-mismatch", "oidc-token-expired", "oidc-token-audience-mismatch", "oidc-token-issuer-mismatch", "oidc-token-signature-broken",
		"oidc-token-key-unknown", "oidc-callback-error", "oidc-token-error"},
}

// TestPeerRehearsal rehearses with identity providers and service providers that people
// run, which nobody here wrote.
func TestPeerRehearsal(t *testing.T) {
	peers(t)
	bin := program(t)
	saml := rehearse(t, bin, free(t), "--platform", "generic", "--protocol", "saml", "--with-idp")
	oidc := rehearse(t, bin, free(t), "--platform", "cxone", "--protocol", "oidc", "--with-idp")
	metadata := newVisitor(t).open(t, saml.idp("/metadata"), nil).Body
	s := stage{Entity: saml.idp("/metadata"), Metadata: metadata, Issuer: oidc.idp("")}.raise(t)
	t.Run("of service providers", func(t *testing.T) { t.Parallel(); s.serviceProviders(t, saml, metadata) })
	t.Run("of identity providers", func(t *testing.T) { t.Parallel(); s.identityProviders(t, bin) })
}

// Service providers take a login of the stand-in identity provider, and refuse what it
// does wrong in a drill: it is a real one, and its drills are real.
func (s stage) serviceProviders(t *testing.T, saml *rehearsing, metadata string) {
	for _, sp := range []struct {
		name, protocol, address string
		refuses                 []string // beside what all of them do
	}{
		{"mod_auth_mellon", "saml", s.at("https://mellon.contact.test:%d/secret/"), []string{"saml-recipient-mismatch", "saml-issuer-mismatch", "saml-not-bearer"}},
		{"mod_shib", "saml", s.at("https://shib.contact.test:%d/secret/"), []string{"saml-recipient-mismatch", "saml-issuer-mismatch", "saml-destination-mismatch", "saml-wrapping/message"}},
		{"node-saml", "saml", nodeSAML(t, saml, metadata), []string{"saml-in-response-to-mismatch", "saml-no-assertion"}},
		{"mod_auth_openidc", "oidc", s.at("https://openidc.contact.test:%d/secret/"), nil},
	} {
		t.Run(sp.name, func(t *testing.T) {
			t.Parallel()
			for _, drill := range append([]string{""}, append(refused[sp.protocol], sp.refuses...)...) {
				p := newVisitor(t).open(t, sp.address, url.Values{"drill": {drill}})
				switch in := strings.Contains(p.Body, "you are in"); {
				case drill == "" && !in:
					log, _ := os.ReadFile(filepath.Join(s.Dir, "apache.log"))
					t.Errorf("a sound login is refused, with %d at %s: %.600s\n%s", p.Status, p.Address, p.Body, log[max(0, len(log)-3000):])
				case drill != "" && in:
					t.Errorf("%s: it lets the person in", drill)
				case drill != "" && !strings.HasPrefix(p.Address, strings.TrimSuffix(sp.address, "secret/")):
					t.Errorf("%s: it did not get so far as to refuse it: %d at %s", drill, p.Status, p.Address)
				}
			}
		})
	}
}

// nodeSAML starts node-saml as a service provider, and is the address of what it guards.
func nodeSAML(t *testing.T, r *rehearsing, metadata string) string {
	t.Helper()
	_, rest, _ := strings.Cut(metadata, "X509Certificate>")
	bare, _, _ := strings.Cut(rest, "<")
	file := filepath.Join(t.TempDir(), "idp.txt")
	if err := os.WriteFile(file, []byte(bare), 0o644); err != nil {
		t.Fatal(err)
	}
	port := free(t)
	node(t, "nodesaml.js", port, file, r.idp("/sso"))
	return fmt.Sprintf("http://127.0.0.1:%d/secret/", port)
}

// node starts a script of testdata/rehearse with the packages that .ci/run installed,
// and returns once it listens at port.
func node(t *testing.T, script string, port int, args ...string) {
	t.Helper()
	packages, err := filepath.Abs("../../.ci/peers/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	start(t, "env", append([]string{"NODE_PATH=" + packages, "node", "testdata/rehearse/" + script, fmt.Sprint(port)}, args...)...)
	answers(t, port)
}
