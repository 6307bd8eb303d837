package catalog_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/federation/catalog"
)

// TestEveryDocumentSaysWhatItHolds walks the documents of every fixture: each that was
// read describes itself, and neither that nor its outline holds what nobody may read,
// such as the signature of a token.
func TestEveryDocumentSaysWhatItHolds(t *testing.T) {
	know := catalog.Knowledge()
	d := &federation.Dossier{Now: time.Date(2026, 3, 2, 9, 1, 0, 0, time.UTC), Terms: know.Terms}
	kinds := map[federation.Kind]int{}
	for _, dir := range []string{"../pki", "../saml", "../oidc", "../b2c", "../capture/trace"} {
		err := filepath.WalkDir(filepath.Join(dir, "testdata"), func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			a, err := know.Recognise(raw)
			if err != nil {
				return nil // too large, which is said
			}
			for _, part := range append(a.Parts, a) {
				if described(t, path, raw, part, d) {
					kinds[part.Kind]++
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, k := range []federation.Kind{federation.KindCertificate, federation.KindPKCS7, federation.KindPrivateKey, federation.KindPublicKey,
		federation.KindIdPMetadata, federation.KindSPMetadata, federation.KindSAMLResponse, federation.KindSAMLRequest,
		federation.KindDiscovery, federation.KindKeySet, federation.KindIDToken, federation.KindOIDCRequest,
		federation.KindOIDCCallback, federation.KindOIDCError, federation.KindB2CPolicy, federation.KindHAR, federation.KindSAMLTrace} {
		if kinds[k] == 0 {
			t.Errorf("no document of the kind %s says anything", k)
		}
	}
}

// described reports whether a says anything, and holds it to what may be said.
func described(t *testing.T, path string, raw []byte, a federation.Artifact, d *federation.Dossier) bool {
	x, ok := a.Doc.(federation.Described)
	if !ok {
		return false
	}
	said := x.Describe(d)
	var lines []string
	for _, r := range said {
		if r.Label == "" || r.Value == "" {
			t.Errorf("%s: %+v", path, r)
		}
		lines = append(lines, r.Value)
	}
	if o, ok := a.Doc.(federation.Outlined); ok {
		for _, l := range o.Outline() {
			if strings.Contains(l, "\n") {
				t.Errorf("%s: two lines in one: %q", path, l)
			}
			lines = append(lines, l)
		}
	}
	parts := bytes.Split(bytes.TrimSpace(raw), []byte("."))
	for _, l := range lines {
		if a.Kind == federation.KindIDToken && len(parts) == 3 && len(parts[2]) > 20 && strings.Contains(l, string(parts[2])) {
			t.Errorf("%s: the signature is said: %q", path, l)
		}
		if what := federation.Secret(l); what != "" && what != "an address with a password in it" {
			t.Errorf("%s: %s is said: %q", path, what, l)
		}
	}
	return len(said) > 0
}

// said is what the document in path says to d, a line each, with its mark.
func said(t *testing.T, path string, d *federation.Dossier) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a, err := catalog.Recognise(raw)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, r := range a.Doc.(federation.Described).Describe(d) {
		mark := ""
		if r.Used {
			mark = " *"
		}
		fmt.Fprintf(&out, "%s|%s|%s|%s%s\n", r.About, r.Label, r.Value, r.Note, mark)
	}
	return out.String()
}

// TestWhatThePlatformGoesByIsMarked: the same login says another thing to each platform.
func TestWhatThePlatformGoesByIsMarked(t *testing.T) {
	know := catalog.Knowledge()
	dossier := func(e federation.Expect) *federation.Dossier {
		return &federation.Dossier{Now: time.Date(2026, 3, 2, 9, 1, 0, 0, time.UTC), Terms: know.Terms, Expect: e}
	}
	byAttribute := federation.Expect{Attributes: federation.Expected[[]federation.Attribute]{Set: true,
		Value: []federation.Attribute{{Name: "http://schemas.microsoft.com/identity/claims/displayname"}}}}
	byFormat := federation.Expect{NameIDFormats: federation.Expected[[]string]{Set: true, Value: []string{"transient"}}}
	byMail := federation.Expect{IdentityClaim: federation.Expected[string]{Set: true, Value: "email"}}
	const login, token = "../saml/testdata/saml-name-id-format/good.xml", "../oidc/testdata/oidc-token-email-unverified/good.jwt"
	for name, c := range map[string]struct {
		path      string
		expect    federation.Expect
		has, lack []string
	}{
		"the NameID, where nothing else is asked for": {login, federation.Expect{},
			[]string{"|NameID|ann.agent@contoso.example| *", "|Audience|https://cxone.example/need/entity|\n", "displayname|Ann Agent|\n",
				"|IssueInstant|2026-03-02T09:00:00Z|just now", "|Signer|not known|no certificate is trusted yet",
				"certificate in the signature|SHA-1|8E3815A0C5AA370040B24299491ECCD585C7D119|"}, nil},
		"an attribute": {login, byAttribute, []string{"displayname|Ann Agent| *", "|NameID|ann.agent@contoso.example|\n"}, nil},
		"the format":   {login, byFormat, []string{"|NameID Format|emailAddress| *"}, nil},
		"the subject":  {token, federation.Expect{}, []string{"|Subject (sub)|qKz3xQn0-y4fWJmP7b2S1dT6u8RvA9cE5hG0iLoNkXw| *", "|Claim email|nick.carraway@classics.com|\n"}, nil},
		"the claim":    {token, byMail, []string{"|Claim email|nick.carraway@classics.com| *"}, []string{"iLoNkXw| *"}},
		"what metadata gives": {"../saml/testdata/saml-metadata-no-endpoint/good-entra.xml", federation.Expect{},
			[]string{"|entityID|https://sts.windows.net/0f8fad5b-d9cb-469f-a165-70867728950e/| *", "|SingleSignOnService HTTP-Redirect|https://login.microsoftonline.com/0f8fad5b-d9cb-469f-a165-70867728950e/saml2| *",
				"signing certificate|SHA-256|EEF4313E98B3A498CA382D9B22B57AA3AFABAB9E4D16738B1D95DE77738933D6|\n", "signing certificate|Valid until|2029-01-01T00:00:00Z|in 1035 days"},
			[]string{"HTTP-POST|https://login.microsoftonline.com/0f8fad5b-d9cb-469f-a165-70867728950e/saml2| *"}},
		"the certificate that signs, not the one that issued it": {"../pki/testdata/pki-several-certificates/bad-upside-down.pem", federation.Expect{},
			[]string{"certificate 1 of 2|Subject|CN=signer| *", "certificate 2 of 2|Subject|CN=Root|\n"}, nil},
	} {
		got := said(t, c.path, dossier(c.expect))
		for _, want := range c.has {
			if !strings.Contains(got, want) {
				t.Errorf("%s: it does not say %q:\n%s", name, want, got)
			}
		}
		for _, not := range c.lack {
			if strings.Contains(got, not) {
				t.Errorf("%s: it says %q:\n%s", name, not, got)
			}
		}
	}
}
