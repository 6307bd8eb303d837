package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/steps/checklist"
	"federate/steps/rehearse"
	"federate/ui/report"
)

// The page is sound in a browser as it is read: on a telephone, on a desk, in the dark
// and on paper. axe finds no barrier in it, nothing is wider than the page, and nothing
// comes from elsewhere.
func TestPeerPage(t *testing.T) {
	if os.Getenv("FEDERATE_PEERS") == "" {
		t.Skip("FEDERATE_PEERS is not set")
	}
	dir := t.TempDir()
	args := []string{"testdata/axe.js"}
	for name, c := range map[string]checklist.Checklist{"whole": drawn(), "empty": {Name: "Empty", Platform: "A", IdP: "B", Protocol: "saml"}} {
		path := filepath.Join(dir, name+".html")
		if err := os.WriteFile(path, []byte(written(t, report.HTML, c)), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	for name, page := range rehearsed() {
		path := filepath.Join(dir, name+".html")
		var b bytes.Buffer
		if err := errors.Join(page(&b), os.WriteFile(path, b.Bytes(), 0o600)); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	packages, err := filepath.Abs("../../.ci/peers/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command("node", args...)
	c.Env = append(os.Environ(), "NODE_PATH="+packages)
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var seen []struct {
		File, Look   string
		Rules, Pages int
		Complaints   []string
	}
	if err := json.Unmarshal(out, &seen); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if len(seen) != 30 {
		t.Errorf("%d pages were looked at", len(seen))
	}
	for _, s := range seen {
		if s.Rules < 10 {
			t.Errorf("%s, %s: axe tried %d rules", filepath.Base(s.File), s.Look, s.Rules)
		}
		if s.Look == "A4" && s.Pages == 0 {
			t.Errorf("%s does not print", filepath.Base(s.File))
		}
		for _, x := range s.Complaints {
			t.Errorf("%s, %s: %s", filepath.Base(s.File), s.Look, x)
		}
	}
}

// rehearsed are the pages of a rehearsal.
func rehearsed() map[string]func(io.Writer) error {
	p := report.Rehearsal{}
	at := time.Date(2026, 3, 2, 9, 1, 0, 0, time.UTC)
	failed := rehearse.Login{Number: 1, At: at, Protocol: "saml", Start: federation.StartSP, Subject: "ann.agent@contoso.example"}
	failed.Verdict.Report.Findings = []federation.Finding{{Rule: federation.Rule{Code: "saml-audience-mismatch", Severity: federation.Error, Title: "The assertion is addressed to someone else",
		Remedy: "Set Identifier to exactly the wanted value", Role: federation.IdPAdmin}, Detail: "one thing and another", Want: "https://localhost:7443/metadata", Got: "https://localhost:7443/metadata/"}}
	refused := rehearse.Login{Number: 2, At: at, Protocol: "saml", Start: federation.StartIdP, Refused: "this answer was taken once already", Notes: []string{"nobody compared the name"}}
	draw := func(page func(io.Writer, rehearse.Front) error, f rehearse.Front) func(io.Writer) error {
		return func(w io.Writer) error { return page(w, f) }
	}
	return map[string]func(io.Writer) error{
		"front": draw(p.Front, rehearse.Front{Platform: "CXone Mpower", IdP: "Entra ID", Protocol: "saml", Until: at, Print: strings.Repeat("AB", 32), Missing: []string{"Login URL"},
			Values: []rehearse.Value{{Fact: "sp.entity_id", Label: "Identifier (Entity ID)", Value: "https://localhost:7443/metadata"}},
			Begin:  []rehearse.Link{{Title: "Log in", Address: "/login"}, {Title: "Sign out", Address: "/logout"}}}),
		"sign-in": func(w io.Writer) error {
			return p.SignIn(w, rehearse.SignIn{For: "https://localhost:7443/metadata", To: "https://sp.example/acs", Action: "/idp/sign-in", Foreign: true,
				Fields: []rehearse.Field{{Name: "login", Value: "x"}}, People: []string{"ann.agent@contoso.example"}, Drills: []rehearse.Fault{{}, {Name: "saml-expired", What: "The response comes too late"}}, Chosen: "saml-expired"})
		},
		"result":  func(w io.Writer) error { return p.Result(w, failed) },
		"refused": func(w io.Writer) error { return p.Result(w, refused) },
	}
}

// drawn has a login that was drawn, in lines as wide as they get.
func drawn() checklist.Checklist {
	c := asked()
	c.Attempts[0].Sequence = []string{"  browser                     IdP                           platform", "     │                         │                              │",
		"  1  │─ SAML request: GET /aaaabbbb-0000-cccc-1111-dddd2222eeee/saml2 ─────────▶│"}
	return c
}
