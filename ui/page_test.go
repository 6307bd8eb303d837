package ui_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"federate/steps/playbook"
	"federate/steps/record"
	"federate/ui"
)

// TestExplanationsFoldAway: where the window is too small, what explains a step is one
// line that a key opens; what could lock people out stays.
func TestExplanationsFoldAway(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	x := w.window("ana", ui.Start{Federation: "contoso", Step: "directory/basic"}, 80, 24)
	x.sees("Nobody can log in while the box is empty")
	x.press("pgdown")
	x.sees("▸ 2 cautions · why · source", "[ Done in the console ]")
	x.lacks("Failed to add identifier URI", "Each side wants", "Example documentation")
	x.press("ctrl+w", "pgdown")
	x.sees("Failed to add identifier URI", "Sources disagree", "Each side wants")
	x.press("ctrl+w", "pgdown")
	x.lacks("Failed to add identifier URI")
	x = w.window("ana", ui.Start{Federation: "contoso", Step: "directory/basic"}, 80, 50)
	x.sees("Failed to add identifier URI", "Each side wants", "Likely · Example documentation")
	x.lacks("▸")
}

// TestErrorKeepsTheFocus: a value that is wrong is stood at again, with the error in
// sight, until the admin goes on; whoever typed on meanwhile is where he typed.
func TestErrorKeepsTheFocus(t *testing.T) {
	w := newWorld(t)
	x := addresses(w)
	x.press("http://login.example/", "enter")
	x.sees("▌ Login URL", "✗ error  ana", "✗ 1 error: The address is not encrypted", "fix Copy the address")
	w.pass(2 * time.Second)
	x.press("1")
	x.sees("▌ http://login.example/1")
	x.press("enter")
	w.pass(2 * time.Second)
	x.press("enter")
	x.sees("▌ Directory Identifier")

	w = newWorld(t)
	x = addresses(w)
	x.press("http://login.example/", "enter", "https://sts.example/")
	x.sees("▌ Directory Identifier", "▌ https://sts.example/", "│ http://login.example/")
}

// TestEnterAfterAPasteReadsTheError: a paste is judged at once, and enter out of habit
// does not leave what was found.
func TestEnterAfterAPasteReadsTheError(t *testing.T) {
	x := live(t, "entra/certificate")
	x.send(tea.PasteMsg{Content: read(t, "../federation/pki/testdata/pki-expired/bad.pem")})
	x.sees("✗ 1 error: The signing certificate has expired", "✗ error  ana")
	x.press("enter")
	x.sees("▌ Certificate", "enter again goes on")
	x.press("enter")
	x.sees("› [ Done in the console ]")
}

// TestVerdictIsSeen: what was found in a pasted response is on the screen.
func TestVerdictIsSeen(t *testing.T) {
	x := live(t, "cxone/test-idp-initiated")
	x.send(tea.PasteMsg{Content: read(t, "../federation/saml/testdata/saml-audience-mismatch/bad.xml")})
	x.sees("The verdict", "✗ error", " errors: ")
	x.press("enter")
	x.sees("The verdict", "✗ error")
}

// live is step ref of CXone with Entra ID, as shipped, at 80×24.
func live(t *testing.T, ref string) *window {
	t.Helper()
	w := shipped(t)
	id, err := w.shelf("ana").Create(context.Background(), record.Opening{Name: "Contoso", Platform: "cxone", IdP: "entra", Protocol: "saml"})
	if err != nil {
		t.Fatal(err)
	}
	return w.window("ana", ui.Start{Federation: id, Step: ref}, 80, 24)
}

func read(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestUnreadablePathConfirmsNothing: a step is not confirmed with evidence that could
// not be read.
func TestUnreadablePathConfirmsNothing(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	x := w.window("ana", ui.Start{Federation: "contoso", Step: "cloud/test"}, 80, 24)
	x.press("/nowhere/response.xml", "ctrl+d")
	x.sees("Test a login", "/nowhere/response.xml could not be read")
	if got := kinds(w, "contoso"); got != "opened" {
		t.Errorf("events %q", got)
	}
	x.machine.files["/nowhere/response.xml"] = "<samlp:Response>\n</samlp:Response>"
	w.pass(time.Second)
	x.press("backspace", "l", "ctrl+d")
	if got := kinds(w, "contoso"); got != "opened received confirmed" {
		t.Errorf("events %q", got)
	}
}

var below = regexp.MustCompile(`▾ (\d+) more lines? below`)

// mostLines is what the essential part of a step may take: a terminal of 24 lines and a
// third more.
const mostLines = 24 * 4 / 3

// TestEssentialsAreNearlyOneScreen: what to click, enter and bring back is within one
// screen and a third of 80×24, for every step of every pair.
func TestEssentialsAreNearlyOneScreen(t *testing.T) {
	seen := map[string]bool{}
	everyPair(t, func(t *testing.T, w *world, id string, plan []playbook.Step) {
		for _, step := range plan {
			x := w.window("ana", ui.Start{Federation: id, Step: step.Ref()}, 80, 24)
			if m := below.FindStringSubmatch(x.frame()); m != nil && !seen[step.Ref()] {
				if more, _ := strconv.Atoi(m[1]); 19+more > mostLines {
					seen[step.Ref()] = true
					t.Errorf("%s takes %d lines, of %d at most", step.Ref(), 19+more, mostLines)
				}
			}
		}
	})
}

// opening begins the federation that file is named after.
func opening(t *testing.T, file string) record.Opening {
	t.Helper()
	name := strings.TrimSuffix(filepath.Base(file), ".json")
	platforms := []string{"cisco-ids", "cxone", "genesys-cloud", "generic"}
	i := slices.IndexFunc(platforms, func(p string) bool { return strings.HasPrefix(name, p+"-") })
	if i < 0 {
		t.Fatalf("%s has no platform", file)
	}
	rest := strings.TrimPrefix(name, platforms[i]+"-")
	at := strings.LastIndex(rest, "-")
	return record.Opening{Name: "Contoso", Platform: platforms[i], IdP: rest[:at], Protocol: rest[at+1:]}
}

// TestTitleCountsAboveDescription: what the title says comes before what descriptions
// mention, and nothing generic is preset.
func TestTitleCountsAboveDescription(t *testing.T) {
	x := shipped(t).window("ana", ui.Start{New: true}, 80, 24)
	x.lacks("› Any SAML")
	x.press("cxone", "enter", "no identity")
	x.sees("› No identity provider")
	x.press("esc", "entra", "enter")
	x.sees("Which protocol?", "start from a tile", "a client secret")
	x.press("enter", "enter") // the usual name
	x.sees("federate › CXone with Entra")
}

// TestNewIsUnderTheCursor: whoever leaves what was just begun stands at it in the list.
func TestNewIsUnderTheCursor(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	w.create("Fabrikam")
	x := w.window("ana", ui.Start{}, 80, 24)
	x.press("n", "enter", "enter", "Able", "enter", "esc")
	x.sees("› Able")
	x.press("down", "enter", "esc")
	x.sees("› Contoso")
}

// TestFinishSaysWhatWasProved: each login that was judged is named with what came of it.
func TestFinishSaysWhatWasProved(t *testing.T) {
	w := newWorld(t)
	id := w.finished("Contoso")
	x := w.window("ana", ui.Start{Federation: id, Step: "cloud/test"}, 80, 24)
	x.send(tea.PasteMsg{Content: "<samlp:Response>\n</samlp:Response>"})
	x = w.window("ana", ui.Start{Federation: id}, 80, 24)
	x.sees("The federation is finished", "Logins that were judged", "“Test a login that starts at the directory”")
}

// TestLongValueIsWhole: of a value that is longer than the line its end is seen, with a
// sign that there is more before it, and in the finding all of it.
func TestLongValueIsWhole(t *testing.T) {
	x := live(t, "entra/addresses")
	x.press("https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/saml2/", "enter")
	x.sees("▌ …", "▌     got  https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd0", "▌          1db47/saml2/")
}

// TestPassedOverIsSaid: an optional step that the way onward leaves behind is named.
func TestPassedOverIsSaid(t *testing.T) {
	x := live(t, "entra/addresses")
	x.press("ctrl+d", "ctrl+d")
	x.sees("Create the login authenticator", "passed over, as it is optional: “Set a relay state, if asked for”")
}

// TestTypedIsKeptWhenLeftOut: what was typed is submitted before the step is left out.
func TestTypedIsKeptWhenLeftOut(t *testing.T) {
	w := newWorld(t)
	x := addresses(w)
	x.press("https://login.example/", "ctrl+k", "another team does it", "enter")
	if got := kinds(w, "contoso"); got != "opened answered skipped" {
		t.Errorf("events %q", got)
	}
}

// TestPathWhereAnAddressIsAsked: the path of metadata, typed into one of the addresses that
// stand in it, fills all of them; a path without a file is judged as the address it is not.
func TestPathWhereAnAddressIsAsked(t *testing.T) {
	x := live(t, "entra/addresses")
	x.machine.files["/tmp/metadata.xml"] = read(t, "../federation/saml/testdata/saml-metadata-expired/good-entra.xml")
	x.press("/tmp/metadata.xml", "enter")
	x.sees("read: identity provider metadata")
	x.lacks("not a complete web address", "/tmp/metadata.xml ")
	x = live(t, "entra/addresses")
	x.press("/tmp/nowhere.xml", "enter")
	x.sees("This is not a complete web address")
}

// TestFinishScrolls: the last page is seen to its end in a small window.
func TestFinishScrolls(t *testing.T) {
	w := newWorld(t)
	x := w.window("ana", ui.Start{Federation: w.finished("Contoso")}, 60, 12)
	x.lacks("x writes the checklist")
	x.press("pgdown", "pgdown")
	x.sees("x writes the checklist")
	x.press("pgup", "pgup")
	x.sees("The federation is finished")
}
