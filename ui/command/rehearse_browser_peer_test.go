//go:build linux

package command_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"federate/federation"
)

// A scene is what happens in one window of a browser.
type scene struct {
	Har   string     `json:"har,omitempty"`
	Steps [][]string `json:"steps"`
}

// A sight is what stands in the window at the end.
type sight struct {
	URL, Text, Ran, Failed string
	Frames                 []struct{ URL, Text string }
}

// browse plays scenes in Chromium.
func browse(t *testing.T, scenes []scene) (out []sight) {
	t.Helper()
	told, err := json.Marshal(scenes)
	if err != nil {
		t.Fatal(err)
	}
	packages, err := filepath.Abs("../../.ci/peers/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command("node", "testdata/rehearse/browse.js")
	c.Env = append(os.Environ(), "NODE_PATH="+packages)
	var talk bytes.Buffer
	c.Stdin, c.Stderr = bytes.NewReader(told), &talk
	raw, err := c.Output()
	if err != nil {
		t.Fatalf("the browser: %v\n%s", err, talk.Bytes())
	}
	if err := json.Unmarshal(raw, &out); err != nil || len(out) != len(scenes) {
		t.Fatalf("%v: %.300s", err, raw)
	}
	return out
}

// A person clicks through a rehearsal, by TLS and without, from both ends and with a
// fault; and what the browser recorded is judged as the rehearsal judged it.
func TestPeerRehearsalBrowser(t *testing.T) {
	peers(t)
	bin := program(t)
	clicks := []struct {
		name, platform, protocol, scheme, link, drill string
		r                                             *rehearsing
	}{
		{"from the platform", "cxone", "saml", "https", "Log in as", "", nil},
		{"from the platform, without TLS", "cxone", "saml", "http", "Log in as", "", nil},
		{"from the identity provider", "cxone", "saml", "https", "Log in from the identity provider", "", nil},
		{"by another binding", "genesys-cloud", "saml", "https", "Log in by HTTP-", "", nil},
		{"for somebody else", "cxone", "saml", "https", "Log in as", "saml-audience-mismatch", nil},
		{"from the identity provider, too late", "cxone", "saml", "https", "Log in from the identity provider", "saml-expired", nil},
		{"by OpenID Connect", "cxone", "oidc", "https", "Log in", "", nil},
		{"by another OpenID provider", "cxone", "oidc", "https", "Log in", "oidc-callback-issuer-mismatch", nil},
	}
	var scenes []scene
	dir := t.TempDir()
	for i := range clicks {
		c := &clicks[i]
		c.r = rehearse(t, bin, free(t), "--platform", c.platform, "--protocol", c.protocol, "--with-idp")
		outcome := "Would be let in"
		if c.drill != "" {
			outcome = "Would not be let in"
		}
		scenes = append(scenes, scene{filepath.Join(dir, fmt.Sprint(i)+".har"), [][]string{{"goto", fmt.Sprintf("%s://localhost:%d/", c.scheme, c.r.port)},
			{"click", `a:has-text("` + c.link + `")`}, {"select", "select[name=drill]", c.drill}, {"click", "button"}, {"wait", outcome}}})
	}
	for i, seen := range browse(t, scenes) {
		c := clicks[i]
		if seen.Failed != "" {
			t.Errorf("%s: %s\n%s: %s", c.name, seen.Failed, seen.URL, seen.Text)
			continue
		}
		l := c.r.next(t)
		if l.Accepted != (c.drill == "") {
			t.Errorf("%s: accepted %v, refused %q, %v", c.name, l.Accepted, l.Refused, codes(l.Findings, federation.Warning))
		}
		v := check(t, bin, append([]string{scenes[i].Har}, c.r.told(t, c.protocol, c.scheme)...)...)
		if got, want := codes(v.Findings, federation.Warning), codes(l.Findings, federation.Warning); !slices.Equal(got, want) || (len(got) == 0) != (c.drill == "") {
			t.Errorf("%s: the recording has %v and the rehearsal %v: %+v", c.name, got, want, v.Findings)
		}
	}
}

// told is what the stand-ins are called, as flags of check.
func (r *rehearsing) told(t *testing.T, protocol, scheme string) (flags []string) {
	t.Helper()
	at := func(path string) string { return fmt.Sprintf("%s://localhost:%d%s", scheme, r.port, path) }
	facts := []string{"oidc.client_id=federate-rehearsal", "oidc.redirect_uri=" + at("/callback"), "oidc.issuer=" + r.idp("")}
	if protocol == "saml" {
		_, rest, _ := strings.Cut(newVisitor(t).open(t, r.idp("/metadata"), nil).Body, "X509Certificate>")
		certificate, _, _ := strings.Cut(rest, "<")
		facts = []string{"sp.entity_id=" + r.at("/metadata"), "sp.acs_url=" + at("/acs"), "idp.entity_id=" + r.idp("/metadata"),
			"idp.sso_url=" + r.idp("/sso"), "idp.certificate=" + certificate}
	}
	for _, f := range facts {
		flags = append(flags, "--fact", f)
	}
	return flags
}
