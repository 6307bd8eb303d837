package ui_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"federate/assets"
	"federate/federation"
	"federate/steps"
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
	x.press("ctrl+f", "conto", "enter")
	x.sees("AADSTS50011", "go back to entra/", "which is waiting", "judged by “Contoso”")
	x.press("ctrl+f", "genesys", "enter")
	x.sees("judged by the rules of Genesys Cloud")
	x.press("esc")
	x.lacks("AADSTS50011")
	x.press("esc")
	x.sees("Contoso")
}

// TestBrokenFindsTheFederation: what names the values of one federation is judged by it,
// and the page says by which value it was found.
func TestBrokenFindsTheFederation(t *testing.T) {
	w := shipped(t)
	for name, entity := range map[string]string{"Contoso": "https://cxone.example/sp/1", "Fabrikam": "https://cxone.example/sp/12"} {
		id, err := w.shelf("ana").Create(t.Context(), record.Opening{Name: name, Platform: "cxone", IdP: "entra", Protocol: "saml"})
		if err != nil {
			t.Fatal(err)
		}
		s, err := w.shelf("ana").Open(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Do(steps.Answer{Facts: []steps.Told{{Side: federation.Platform, Fact: "sp.entity_id", Value: entity}}}).Wait()
		if err := errors.Join(err, s.Close()); err != nil {
			t.Fatal(err)
		}
	}
	x := w.window("ana", ui.Start{}, 100, 60)
	x.press("l")
	x.sees("judged by the federation that it names")
	x.send(tea.PasteMsg{Content: "<html><body>\nAADSTS700016: Application with identifier 'https://cxone.example/sp/12' was not found.\n</body></html>"})
	x.sees("judged by “Fabrikam”", "since it names https://cxone.example/sp/12")
	x.press("esc", "/nowhere/login.har", "enter")
	x.sees("✗ /nowhere/login.har could not be read")
	x.lacks("Nothing is known of this")
}

// TestBrokenShowsHowFar: a large file is read with its progress in sight, and esc stops
// it; what came of it comes to nobody.
func TestBrokenShowsHowFar(t *testing.T) {
	w := shipped(t)
	x := w.window("ana", ui.Start{Broken: true}, 100, 30)
	x.env.After = func(time.Duration, tea.Msg) tea.Cmd { return nil }
	x.machine.files["big.xml"] = strings.Repeat("x", 100_000)
	x.press("big.xml")
	late := x.until("screen.To", 1, x.stroke("enter"))
	x.sees("judging: 97 kB of 97 kB", "esc stop")
	x.press("esc")
	x.lacks("judging")
	x.do(late)
	x.lacks("judging", "The verdict")
	x.press("enter")
	x.sees("big.xml")
}

// TestErrorIsExplainedInPlace: an error text at a test step, typed or pasted, is explained
// there, and nobody is told to look it up.
func TestErrorIsExplainedInPlace(t *testing.T) {
	for name, hand := range map[string]func(x *window){
		"typed":  func(x *window) { x.press("AADSTS50105: Your administrator has configured", "enter") },
		"pasted": func(x *window) { x.send(tea.PasteMsg{Content: "Sorry\nAADSTS50105: Your administrator\n"}) },
	} {
		t.Run(name, func(t *testing.T) {
			x := live(t, "cxone/test-idp-initiated")
			x.env.ErrorBook = func() (*errorbook.Book, error) { return errorbook.Load(assets.FS) }
			x.send(tea.WindowSizeMsg{Width: 80, Height: 60})
			hand(x)
			x.sees("AADSTS50105  Microsoft Entra ID", "go back to entra/people", "fix Assign the person")
			x.lacks("Look up the code", "no such file")
			if name == "typed" {
				x.press("x")
				x.lacks("go back to entra/people")
			}
		})
	}
}
