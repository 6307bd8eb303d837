package ui_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"federate/assets"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/errorbook"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/ui"
	"federate/ui/command"
	"federate/ui/plain"
	"federate/ui/report"
)

// TestFacesAgree: check, line mode and the wizard say the same of a document,
// judged by what a federation holds.
func TestFacesAgree(t *testing.T) {
	saml := func(name string) string { return "../federation/saml/testdata/" + name }
	oidc := func(name string) string { return "../federation/oidc/testdata/" + name }
	parties := filepath.Join(t.TempDir(), "parties.xml")
	rotated := filepath.Join(t.TempDir(), "rotated.xml")
	text := func(name string) string {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	okta := text(saml("saml-metadata-no-browser-binding/good.xml"))
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	one := okta[strings.Index(okta, "<md:EntityDescriptor"):]
	two := strings.NewReplacer("exk1abcdefGHIJKLM1d7", "exk2otherPARTYabcde1").Replace(one)
	write(parties, `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">`+two+one+`</EntitiesDescriptor>`)
	strip := regexp.MustCompile(`-----[A-Z ]+-----|\s`)
	certificate := regexp.MustCompile(`X509Certificate>[^<]+<`)
	write(rotated, certificate.ReplaceAllString(okta, "X509Certificate>"+strip.ReplaceAllString(text(saml("other.pem")), "")+"<"))

	w := newWorld(t)
	w.know = catalog.Knowledge()
	var err error
	if w.lib, err = playbook.Load(w.know.Terms, assets.FS); err != nil {
		t.Fatal(err)
	}
	sh := w.shelf("ana")
	begin := func(o record.Opening, told steps.Answer) string {
		t.Helper()
		id, err := sh.Create(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		s, err := sh.Open(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Do(told).Wait(); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		return id
	}
	acme := begin(record.Opening{Name: "Acme", Platform: "cxone", IdP: "okta", Protocol: "saml"},
		steps.Answer{Documents: []steps.Handed{{Raw: []byte(okta)}}, Facts: []steps.Told{{Fact: "sp.entity_id", Value: "https://cxone.example/need/entity"}, {Fact: "sp.acs_url", Value: "https://cxone.niceincontact.com/saml/acs"}}})
	desk := begin(record.Opening{Name: "Desk", Platform: "cxone", IdP: "entra", Protocol: "oidc"},
		steps.Answer{Documents: []steps.Handed{{Raw: []byte(text(oidc("sound/entra/configuration.discovery")))}, {Raw: []byte(text(oidc("keys.jwks")))}},
			Facts: []steps.Told{{Fact: "oidc.client_id", Value: "00001111-aaaa-2222-bbbb-3333cccc4444"}}})
	bare := begin(record.Opening{Name: "Bare", Platform: "cxone", IdP: "okta", Protocol: "saml"},
		steps.Answer{Facts: []steps.Told{{Fact: "sp.entity_id", Value: "https://cxone.example/need/entity"}}})
	deps := command.Deps{Env: func(name string) string { return map[string]string{"FEDERATE_DIR": "here"}[name] }, Login: "ana", GOOS: "linux", Now: w.clock, Know: w.know, Pages: assets.FS,
		Shelf:     func(command.Place) (*steps.Shelf, error) { return w.shelf("ana"), nil },
		Load:      func(...fs.FS) (*playbook.Library, error) { return w.lib, nil },
		ErrorBook: func() (*errorbook.Book, error) { return errorbook.Load(assets.FS) }}

	for _, c := range []struct {
		by, file string
		want     []string // among the codes; nil: none at all
	}{
		{acme, saml("saml-metadata-no-browser-binding/good.xml"), nil},
		{acme, parties, nil},
		{acme, rotated, []string{"held-certificate-differs"}},
		{acme, saml("saml-name-id-mismatch/bad.xml"), []string{"saml-issuer-mismatch"}},
		{acme, saml("saml-unproven/bad-beside.xml"), []string{"saml-encrypted-assertion"}},
		{acme, saml("saml-request-id/bad.xml"), []string{"saml-request-id"}},
		{acme, "../federation/testdata/capture-error-page/bad.html", []string{"capture-error-page"}},
		{acme, "../federation/capture/trace/testdata/capture-loop/bad.har", []string{"capture-loop"}},
		{acme, oidc("keys.jwks"), nil},
		{bare, saml("saml-version/good.xml"), []string{"saml-signed-part"}},
		{desk, oidc("oidc-token-signature-broken/bad.jwt"), []string{"oidc-token-signature-broken"}},
		{desk, oidc("sound/entra/keys.jwks"), []string{"held-document-differs"}},
		{desk, oidc("oidc-token-nonce-mismatch/good.jwt"), []string{"oidc-token-issued-in-future"}},
		{"", saml("saml-version/bad.xml"), []string{"saml-version"}},
		{"", saml("saml-metadata-no-browser-binding/good.xml"), nil},
		{"", oidc("oidc-token-signature-broken/bad.jwt"), []string{"oidc-token-issued-in-future"}},
		{"", "../federation/testdata/capture-error-page/bad-text.txt", []string{"capture-error-page"}},
		{"", "../federation/capture/trace/testdata/capture-loop/good.har", []string{"saml-status"}},
	} {
		t.Run(c.by+"/"+filepath.Base(filepath.Dir(c.file))+"/"+filepath.Base(c.file), func(t *testing.T) {
			check := func(more ...string) (said, talked string) {
				var out, talk bytes.Buffer
				d := deps
				d.In, d.Out, d.Err = strings.NewReader(""), &out, &talk
				root := command.New(d)
				root.SilenceUsage, root.SilenceErrors = true, true
				args := append([]string{"check", c.file, "--no-input"}, more...)
				if c.by != "" {
					args = append(args, "--name", c.by)
				}
				root.SetArgs(args)
				_ = root.Execute() // findings are an error
				return out.String(), talk.String()
			}
			raw, talk := check("--json")
			var said struct {
				Findings []struct {
					Code                     string
					Title, Want, Got, Remedy string
				}
				Waiting []struct{ Code string }
			}
			if err := json.Unmarshal([]byte(raw), &said); err != nil {
				t.Fatalf("%v: %s%s", err, raw, talk)
			}
			var codes []string
			for _, f := range said.Findings {
				codes = append(codes, f.Code)
			}
			for _, want := range c.want {
				if !slices.Contains(codes, want) {
					t.Errorf("check: %v lacks %s", codes, want)
				}
			}
			if c.want == nil && len(codes) > 0 {
				t.Errorf("check: %v", codes)
			}

			// In lines it is what check prints, word for word.
			var lines bytes.Buffer
			err := plain.Run(t.Context(), plain.Deps{In: strings.NewReader("l\nf " + c.by + "\n" + c.file + "\n\nq\n"), Out: &lines, Shelf: w.shelf("ana"), ReadFile: os.ReadFile,
				Explain: func(text string) string { return deps.Explain(w.shelf("ana"), text) },
				Judge:   func(id string, raw []byte) string { return deps.Judge(t.Context(), w.shelf("ana"), id, raw) }})
			if err != nil {
				t.Logf("line mode: %v", err)
			}
			printed, talk := check()
			same := strings.NewReplacer(c.file, "the document")
			for _, part := range []string{talk, printed} {
				if want := strings.TrimSpace(same.Replace(part)); !strings.Contains(lines.String(), want) {
					t.Errorf("check says\n%s\nand line mode\n%s", want, lines.String())
				}
			}

			x := w.window("ana", ui.Start{Broken: true}, 120, 600)
			x.machine.files["it"] = text(c.file)
			by := "judged by the standards alone"
			if c.by != "" {
				by = "judged by “" + strings.ToUpper(c.by[:1]) + c.by[1:] + "”"
			}
			which := "standards"
			if c.by != "" {
				which = c.by
			}
			x.press("ctrl+f", which, "enter")
			x.sees(by)
			x.press("it", "enter")
			x.sees(by)
			squeeze := strings.NewReplacer(" ", "", "\n", "", "*", "", "`", "").Replace
			shown := squeeze(x.frame())
			for _, f := range said.Findings {
				for _, want := range append([]string{f.Title, f.Remedy}, report.Compared(f.Want, f.Got, 88)...) {
					if strings.TrimLeft(want, " ") == want && !strings.Contains(shown, squeeze(want)) {
						t.Errorf("the wizard does not say %q of %s:\n%s", want, f.Code, x.frame())
					}
				}
			}
			x.sees(fmt.Sprintf("%d waiting", len(said.Waiting)))
			if len(said.Findings) == 0 {
				x.sees("nothing found")
			}
		})
	}
}
