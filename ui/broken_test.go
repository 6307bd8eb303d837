package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"federate/assets"
	"federate/steps/errorbook"
	"federate/steps/record"
	"federate/ui"
)

// TestBrokenRecording: of a recording its messages are judged, and the login is
// drawn as it went.
func TestBrokenRecording(t *testing.T) {
	files, err := filepath.Glob("../federation/capture/trace/testdata/capture-cookie-lost/bad*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recording: %v", err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	x := shipped(t).window("ana", ui.Start{Broken: true}, 80, 200)
	x.machine.files["login.har"] = string(raw)
	x.press("login.har", "enter")
	x.sees("in it, each judged at its own time", "A cookie was lost on the way back", "The login, as it went")
}

// TestBrokenText: an error text is explained, and by a federation with the step to go
// back to, as the command does.
func TestBrokenText(t *testing.T) {
	w := shipped(t)
	o := record.Opening{Name: "Contoso", Platform: "cxone", IdP: "entra", Protocol: "saml"}
	if _, err := w.shelf("ana").Create(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	x := w.window("ana", ui.Start{}, 100, 60)
	x.env.ErrorBook = func() (*errorbook.Book, error) { return errorbook.Load(assets.FS) }
	x.press("l", "AADSTS50011", "enter")
	x.sees("AADSTS50011", "Microsoft Entra ID", "fix ")
	if strings.Contains(x.frame(), "go back to") {
		t.Errorf("there is no federation to go back to:\n%s", x.frame())
	}
	x.press("ctrl+f")
	x.sees("AADSTS50011", "go back to entra/", "which is waiting")
}
