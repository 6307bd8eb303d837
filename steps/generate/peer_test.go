package generate_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"federate/assets"
	"federate/steps/generate"
	"federate/steps/record"
)

// peer is a program that judges what was generated. FEDERATE_PEERS=1 wants it.
func peer(t *testing.T, name string) {
	t.Helper()
	if os.Getenv("FEDERATE_PEERS") == "" {
		t.Skip("needs " + name + "; FEDERATE_PEERS=1 switches it on")
	}
	if _, err := exec.LookPath(name); err != nil {
		t.Fatal(err)
	}
}

// sheets writes every file with ending ext, of sound values and of hostile ones.
func sheets(t *testing.T, ext string) (paths []string) {
	t.Helper()
	for _, o := range pairs {
		for _, bad := range []bool{false, true} {
			facts := whole(t, o)
			if o.Name = "Acme"; bad {
				o.Name = unruly
				for _, name := range named {
					if _, there := facts[name]; there {
						facts[name] = hostile
					}
				}
			}
			dir := t.TempDir()
			for _, a := range generate.Of(settle(t, o, facts), assets.FS) {
				files, err := a.Files()
				if err != nil && !bad {
					t.Errorf("%s: %v", a.ID, err)
				}
				for _, f := range files {
					if filepath.Ext(f.Name) != ext {
						continue
					}
					path := filepath.Join(dir, f.Name)
					if err := os.WriteFile(path, f.Body, 0o600); err != nil {
						t.Fatal(err)
					}
					paths = append(paths, path)
				}
			}
		}
	}
	if len(paths) == 0 {
		t.Fatalf("no %s", ext)
	}
	return paths
}

func TestPeerShellcheck(t *testing.T) {
	peer(t, "shellcheck")
	paths := sheets(t, ".sh")
	// SC2016 asks whether $(…) in single quotes was meant to run. It was not.
	if out, err := exec.Command("shellcheck", append([]string{"--norc", "--severity=style", "--exclude=SC2016"}, paths...)...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	t.Logf("%d scripts", len(paths))
}

// hashi is terraform, without whatever the user has set up.
func hashi(t *testing.T, stdin string, args ...string) ([]byte, error) {
	cmd := exec.Command("terraform", args...)
	cmd.Stdin, cmd.Dir = strings.NewReader(stdin), t.TempDir()
	cmd.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+os.DevNull, "CHECKPOINT_DISABLE=1")
	return cmd.Output()
}

// hclfmt is what HashiCorp formats and parses HCL with. Terraform is in few package
// archives, and its module cannot be run by go run.
const hclfmt = "github.com/hashicorp/hcl/v2/cmd/hclfmt@v2.24.0"

func TestPeerTerraformFormat(t *testing.T) {
	peer(t, "go")
	paths := sheets(t, ".tf")
	if _, err := exec.LookPath("terraform"); err != nil {
		cmd := exec.Command("go", append([]string{"run", hclfmt, "-check", "-require-no-change"}, paths...)...)
		cmd.Dir = t.TempDir()
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	for _, path := range paths {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := hashi(t, string(body), "fmt", "-check", "-diff", "-"); err != nil {
			t.Errorf("%v\n%s\n%s", err, out, body)
		}
	}
}

// Terraform reads the value that was meant.
func TestPeerTerraformReadsTheValue(t *testing.T) {
	peer(t, "go")
	if _, err := exec.LookPath("terraform"); err != nil {
		t.Skip("needs terraform, which is in few package archives")
	}
	o := record.Opening{Platform: "cxone", IdP: "entra", Protocol: "saml"}
	facts := whole(t, o)
	facts["entra.application_name"] = hostile
	f, err := made(t, settle(t, o, facts), "terraform-entra")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(f.Body), "display_name     = ")
	literal, _, _ := strings.Cut(rest, "\n")
	out, err := hashi(t, "jsonencode("+literal+")\n", "console")
	if err != nil {
		t.Fatalf("%v: %s", err, literal)
	}
	var inner, got string
	if err := json.Unmarshal(out, &inner); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := json.Unmarshal([]byte(inner), &got); err != nil || got != hostile {
		t.Errorf("%v: %q", err, got)
	}
}
