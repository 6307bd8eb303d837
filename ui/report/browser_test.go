package report_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"federate/steps/checklist"
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
	if len(seen) != 10 {
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

// drawn has a login that was drawn, in lines as wide as they get.
func drawn() checklist.Checklist {
	c := asked()
	c.Attempts[0].Sequence = []string{"  browser                     IdP                           platform", "     │                         │                              │",
		"  1  │─ SAML request: GET /aaaabbbb-0000-cccc-1111-dddd2222eeee/saml2 ─────────▶│"}
	return c
}
