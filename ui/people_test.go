package ui_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/xuri/excelize/v2"

	"federate/federation"
	"federate/steps"
	"federate/steps/people"
	"federate/steps/record"
	"federate/ui"
	"federate/ui/progress"
)

// comparing has the wizard of x compare people, from files.
func (x *window) comparing() {
	x.env.Compare = func(ctx context.Context, v *steps.Snapshot, files map[federation.Side]people.File, reading, matching *progress.Meter) (*people.Comparison, error) {
		return people.Compare(ctx, v, files, x.env.Shelf.Now(), progress.Growing(reading), progress.Growing(matching))
	}
}

// kept writes lines to a file of t.
func kept(t testing.TB, name string, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestCompareThePeople compares two lists at the gate: who will not get in can be filtered
// by reason and searched, and numbers are kept beside the step, which stays shut for them.
func TestCompareThePeople(t *testing.T) {
	w := shipped(t)
	sh := w.shelf("ana")
	id, err := sh.Create(t.Context(), record.Opening{Name: "Acme", Platform: "cxone", IdP: "entra", Protocol: "saml"})
	if err != nil {
		t.Fatal(err)
	}
	platform := kept(t, "employees.csv", "Username,External Identity,Status", "ann,ann@contoso.example,Active", "bob,Bob@contoso.example,Active", "cyd,Cyd@contoso.example,Active", "dan,,Active")
	idp := kept(t, "entra.csv", "userPrincipalName,accountEnabled", "ann@contoso.example,True", "bob@contoso.example,True", "cyd@contoso.example,True", "dan@contoso.example,True")
	x := w.window("ana", ui.Start{Federation: id, Step: "cxone/roll-out"}, 80, 24)
	x.lacks("compare the people")
	x.comparing()
	x.press("pgdown")
	x.sees("ctrl+x compare the people")

	x.press("ctrl+x", filepath.Join(t.TempDir(), "none.csv"), "enter", idp, "enter")
	x.sees("none.csv: no such file", "Enter names the two files")
	x.press("enter", "ctrl+u", platform, "enter", "enter")
	x.sees("✗ 3 of 4 will not get in", "External Identity with userPrincipalName", "Capitals differ", " 2 █", "1 of 3", "› bob  line 3",
		"want bob@contoso.example", "got  Bob@contoso.example")
	x.press("tab")
	x.sees("› Capitals differ", "1 of 2")
	x.press("cyd")
	x.sees("1 of 1", "› cyd  line 4")
	x.press("esc")
	x.sees("1 of 3", "› bob  line 3")
	x.press("down", "down")
	x.sees("3 of 3", "› dan  line 5")
	x.press("ctrl+o", "ctrl+u", "failing.csv", "enter")
	if got := x.machine.files["failing.csv"]; strings.Count(got, "\n") != 4 || !strings.Contains(got, "identity-case") {
		t.Errorf("written: %q", got)
	}
	x.press("enter")
	x.sees("The platform has no identity for this person", "Enter the person's identity", "users line 5")
	x.lacks("accept it until a day")
	x.press("esc")
	x.press("ctrl+u")
	x.sees("The rows of NICE CXone Mpower that change")
	x.press("ctrl+u", "upload.csv", "enter")
	x.sees("written to upload.csv: 2 rows; upload.rollback.csv takes it back")
	if got := x.machine.files["upload.csv"]; !strings.Contains(got, "bob@contoso.example") || strings.Contains(got, "ann@") {
		t.Errorf("corrected: %q", got)
	}
	if got := x.machine.files["upload.rollback.csv"]; !strings.Contains(got, "Bob@contoso.example") {
		t.Errorf("as it was: %q", got)
	}
	x.press("esc", "pgup", "pgup")
	x.sees("People compared by ana on", "3 of 4 accounts of", "the platform will not get in")

	v, err := sh.Look(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	all := v.Matchings()
	if len(all) != 1 || all[0].Failing != 3 || all[0].Codes["identity-case"] != 2 || all[0].Platform.Column != "External Identity" || !strings.HasPrefix(all[0].IdP.List, "sha256:") {
		t.Errorf("kept: %+v", all)
	}
	for _, e := range v.Events {
		if raw, err := record.Encode(e); err != nil || strings.Contains(string(raw), "bob") {
			t.Errorf("a person was kept: %s, %v", raw, err)
		}
	}
}

// TestAskWhichColumn compares a list whose columns nobody knows: which one names a person is
// asked, once for each list that needs it.
func TestAskWhichColumn(t *testing.T) {
	w := shipped(t)
	id, err := w.shelf("ana").Create(t.Context(), record.Opening{Name: "Acme", Platform: "cxone", IdP: "entra", Protocol: "saml"})
	if err != nil {
		t.Fatal(err)
	}
	platform := kept(t, "a.csv", "Colour,Kennzeichen", "red,ann@contoso.example", "blue,Bob@contoso.example")
	idp := kept(t, "b.csv", "Groesse,Schluessel", "1,ann@contoso.example", "2,bob@contoso.example")
	x := w.window("ana", ui.Start{Federation: id, Step: "cxone/roll-out"}, 80, 24)
	x.comparing()
	x.press("ctrl+x", platform, "enter", idp, "enter")
	for range 2 {
		x.sees("Which column names a person?")
		x.press("down", "enter")
	}
	x.sees("✗ 1 of 2 will not get in", "compared: Kennzeichen with Schluessel", "Capitals differ")
}

// TestChooseASheet compares a workbook with several sheets: which one is meant is asked, and
// nothing is kept before somebody said so.
func TestChooseASheet(t *testing.T) {
	w := shipped(t)
	sh := w.shelf("ana")
	id, err := sh.Create(t.Context(), record.Opening{Name: "Acme", Platform: "cxone", IdP: "entra", Protocol: "saml"})
	if err != nil {
		t.Fatal(err)
	}
	book := excelize.NewFile()
	defer book.Close()
	for sheet, who := range map[string]string{"Leavers": "zoe@contoso.example", "Everybody": "Ann@contoso.example"} {
		if _, err := book.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		for cell, value := range map[string]string{"A1": "External Identity", "A2": who} {
			if err := book.SetCellStr(sheet, cell, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := book.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	platform := filepath.Join(t.TempDir(), "employees.xlsx")
	if err := book.SaveAs(platform); err != nil {
		t.Fatal(err)
	}
	x := w.window("ana", ui.Start{Federation: id, Step: "cxone/roll-out"}, 80, 24)
	x.comparing()
	x.press("ctrl+x", platform, "enter", kept(t, "entra.csv", "userPrincipalName", "ann@contoso.example"), "enter")
	x.sees("Which sheet has the people of NICE CXone Mpower?", "Leavers", "Everybody")
	if v, err := sh.Look(t.Context(), id); err != nil || len(v.Matchings()) > 0 {
		t.Fatalf("kept already: %+v, %v", v.Matchings(), err)
	}
	if !strings.Contains(x.frame(), "› Everybody") {
		x.press("down")
	}
	x.press("enter")
	x.sees("✗ 1 of 1 will not get in", "Capitals differ")
}

// TestNobodyIsNotEverybody compares a list in which no account is on: that is no success, and
// keeps the gate shut.
func TestNobodyIsNotEverybody(t *testing.T) {
	w := shipped(t)
	sh := w.shelf("ana")
	id, err := sh.Create(t.Context(), record.Opening{Name: "Acme", Platform: "cxone", IdP: "entra", Protocol: "saml"})
	if err != nil {
		t.Fatal(err)
	}
	x := w.window("ana", ui.Start{Federation: id, Step: "cxone/roll-out"}, 80, 24)
	x.comparing()
	x.press("ctrl+x", kept(t, "off.csv", "External Identity,Status", "ann@contoso.example,Inactive"), "enter",
		kept(t, "entra.csv", "userPrincipalName", "ann@contoso.example"), "enter")
	x.sees("! nobody was compared: no account in the platform's list is on")
	x.lacks("everybody will get in")
	v, err := sh.Look(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	gate, _ := v.Gate()
	if why := strings.Join(v.Shut(gate), "\n"); !strings.Contains(why, "nobody was compared") {
		t.Errorf("the gate is shut because: %s", why)
	}
}

// TestStopComparing stops a comparison that is under way: what came of it comes to nobody,
// and is not kept.
func TestStopComparing(t *testing.T) {
	w := shipped(t)
	sh := w.shelf("ana")
	id, err := sh.Create(t.Context(), record.Opening{Name: "Acme", Platform: "cxone", IdP: "entra", Protocol: "saml"})
	if err != nil {
		t.Fatal(err)
	}
	list := kept(t, "both.csv", "Username,External Identity,userPrincipalName", "ann,Ann@contoso.example,ann@contoso.example")
	x := w.window("ana", ui.Start{Federation: id, Step: "cxone/roll-out"}, 60, 20)
	x.comparing()
	x.env.After = func(time.Duration, tea.Msg) tea.Cmd { return nil }
	x.press("ctrl+x", list, "enter", list)
	late := x.until("screen.To", 2, x.stroke("enter"))
	x.sees("Comparing the people of both sides", "read ", "compared ", "esc stop")
	x.press("esc")
	x.lacks("esc stop")
	x.do(late)
	x.lacks("will not get in")
	if v, err := sh.Look(t.Context(), id); err != nil || len(v.Matchings()) > 0 {
		t.Errorf("kept: %+v, %v", v.Matchings(), err)
	}
}
