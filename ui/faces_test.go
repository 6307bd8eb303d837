package ui_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"federate/assets"
	"federate/federation"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/record"
	"federate/steps/trouble"
	"federate/ui"
	"federate/ui/command"
	"federate/ui/plain"
)

// TestFacesAgree: check, line mode and the wizard say the same of a document,
// judged by what a federation holds.
func TestFacesAgree(t *testing.T) {
	saml := func(name string) string { return "../federation/saml/testdata/" + name }
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
	if w.lib, err = steps.Load(w.know.Terms, assets.FS); err != nil {
		t.Fatal(err)
	}
	sh := w.shelf("ana")
	id, err := sh.Create(t.Context(), record.Opening{Name: "Acme", Platform: "cxone", IdP: "okta", Protocol: "saml"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := sh.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	told := steps.Answer{Documents: []steps.Handed{{Raw: []byte(okta)}}, Facts: []steps.Told{{Fact: "sp.entity_id", Value: "https://cxone.example/need/entity"}, {Fact: "sp.acs_url", Value: "https://cxone.niceincontact.com/saml/acs"}}}
	if _, err := s.Do(told).Wait(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	deps := command.Deps{Env: func(name string) string { return map[string]string{"FEDERATE_DIR": "here"}[name] }, Login: "ana", GOOS: "linux", Now: w.clock, Know: w.know, Pages: assets.FS,
		Shelf:   func(command.Place) (*steps.Shelf, error) { return w.shelf("ana"), nil },
		Load:    func(...fs.FS) (*steps.Library, error) { return w.lib, nil },
		Trouble: func() (*trouble.Book, error) { return trouble.Load(assets.FS) }}
	codes := regexp.MustCompile(`(?m)^(?:error|warning|note)\[([a-z0-9-]+)\]`)

	for _, c := range []struct {
		file string
		want []string // among the codes; nil: none at all
	}{
		{saml("saml-metadata-no-browser-binding/good.xml"), nil},
		{parties, nil},
		{rotated, []string{"held-certificate-differs"}},
		{saml("saml-name-id-mismatch/bad.xml"), []string{"saml-issuer-mismatch"}},
		{saml("saml-unproven/bad-beside.xml"), []string{"saml-encrypted-assertion"}},
		{saml("saml-request-id/bad.xml"), []string{"saml-request-id"}},
	} {
		t.Run(filepath.Base(filepath.Dir(c.file))+"/"+filepath.Base(c.file), func(t *testing.T) {
			var out, talk bytes.Buffer
			d := deps
			d.In, d.Out, d.Err = strings.NewReader(""), &out, &talk
			root := command.New(d)
			root.SilenceUsage, root.SilenceErrors = true, true
			root.SetArgs([]string{"check", c.file, "--name", id, "--json", "--no-input"})
			_ = root.Execute() // findings are an error
			var said struct {
				Findings []struct {
					Code     federation.Code
					Title    string
					Severity string
				}
			}
			if err := json.Unmarshal(out.Bytes(), &said); err != nil {
				t.Fatalf("%v: %s%s", err, out.Bytes(), talk.Bytes())
			}
			var checked, titles []string
			for _, f := range said.Findings {
				checked, titles = append(checked, string(f.Code)), append(titles, f.Title)
			}
			for _, want := range c.want {
				if !slices.Contains(checked, want) {
					t.Errorf("check: %v lacks %s", checked, want)
				}
			}
			if c.want == nil && len(checked) > 0 {
				t.Errorf("check: %v", checked)
			}

			var lines bytes.Buffer
			err := plain.Run(t.Context(), plain.Deps{In: strings.NewReader("l\nf " + id + "\n" + c.file + "\n\nq\n"), Out: &lines, Shelf: w.shelf("ana"), ReadFile: os.ReadFile,
				Explain: func(text string) string { return d.Explain(w.shelf("ana"), text) },
				Judge:   func(id string, raw []byte) string { return d.Judge(t.Context(), w.shelf("ana"), id, raw) }})
			if err != nil {
				t.Logf("line mode: %v", err)
			}
			var inLines []string
			for _, m := range codes.FindAllStringSubmatch(lines.String(), -1) {
				inLines = append(inLines, m[1])
			}
			if !slices.Equal(inLines, checked) {
				t.Errorf("line mode says %v and check %v\n%s", inLines, checked, lines.String())
			}

			x := w.window("ana", ui.Start{Broken: true}, 120, 400)
			x.machine.files["it"] = text(c.file)
			x.press("ctrl+f", "it", "enter")
			x.sees("judged by “Acme”")
			x.sees(titles...)
			if len(titles) == 0 {
				x.sees("nothing found")
			}
		})
	}
}
