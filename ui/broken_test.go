package ui_test

import (
	"os"
	"path/filepath"
	"testing"

	"federate/assets"
	"federate/federation/catalog"
	"federate/steps/playbook"
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
	w := newWorld(t)
	w.know = catalog.Knowledge()
	if w.lib, err = playbook.Load(w.know.Terms, assets.FS); err != nil {
		t.Fatal(err)
	}
	x := w.window("ana", ui.Start{Broken: true}, 80, 200)
	x.machine.files["login.har"] = string(raw)
	x.press("login.har", "enter")
	x.sees("in it, each judged at its own time", "A cookie was lost on the way back", "The login, as it went")
}
