package ui_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"federate/federation"
	"federate/federation/estate"
	"federate/steps"
	"federate/steps/record"
	"federate/ui"
	"federate/ui/screen"
)

// estates is a world with two federations and an estate of both, and a window on it.
func estates(t *testing.T, width, height int) (*world, *window) {
	t.Helper()
	w := newWorld(t)
	w.create("Contoso")
	w.create("Fabrikam")
	if _, err := w.shelf("ana").CreateEstate(t.Context(), "Group", []string{"contoso", "fabrikam"}); err != nil {
		t.Fatal(err)
	}
	return w, w.window("ana", ui.Start{Federation: "estate-group"}, width, height)
}

// to goes down to what shows text under the cursor.
func (x *window) to(text string) {
	x.t.Helper()
	for i := range 80 {
		for l := range strings.Lines(x.frame()) {
			if strings.Contains(l, "› ") && strings.Contains(l, text) {
				return
			}
		}
		x.press([]string{"down", "up"}[i/40])
	}
	x.t.Fatalf("the cursor never stands on %q:\n%s", text, x.frame())
}

// TestAnEstateFromHome: chosen, named, opened, and beside the federations after.
func TestAnEstateFromHome(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	w.create("Fabrikam")
	x := w.window("ana", ui.Start{}, 80, 24)
	x.press("e")
	x.sees("Which federations belong together?", "[ ] Contoso", "0 chosen")
	x.press(" ", "down", " ")
	x.sees("[x] Contoso", "[x] Fabrikam", "2 chosen")
	x.press("enter", "---", "enter")
	x.sees("the name needs a letter or a digit")
	x.press("backspace", "backspace", "backspace", "Group", "enter")
	x.sees("federate › Group", "2 members", "The programme, in order", "1 of 9 done", "Enforcement, in order")
	x.press("esc")
	x.sees("1 estate · 2 federations", "Estate: Example Contact Cloud", "1/9")
	if got := kinds(w, "estate-group"); got != "opened" {
		t.Errorf("events %q", got)
	}
	x.press("up", "enter", "enter") // the first member
	x.sees("federate › Group › Contoso", "Create the application")
	x.press("esc", "esc")
	x.sees("1 estate")
}

// TestEstateAnswers: a number, a choice, an account, a group, each one event.
func TestEstateAnswers(t *testing.T) {
	w, x := estates(t, 80, 24)
	x.to("Session policies")
	x.press("enter")
	x.sees("Agree on one idle time", "Contoso: Idle minutes", "not told yet")
	x.to("Contoso: Idle minutes")
	x.press("enter", "soon", "enter")
	x.sees("is a whole number")
	x.press("backspace", "backspace", "backspace", "backspace", "20", "enter")
	x.to("Fabrikam: Idle minutes")
	x.press("enter", "30", "enter")
	x.sees("The idle times differ")
	x.press("ctrl+z")
	x.lacks("The idle times differ")
	x.sees("your last entry was taken back")
	x.press("esc")
	x.to("Provisioning by SCIM")
	x.press("enter")
	x.to("Contoso: Provisioning")
	x.press("enter")
	x.sees("nobody is provisioned", "both ways")
	x.press("down", "down", "enter")
	x.sees("People are provisioned both ways", "to-platform")
	x.to("Contoso: Provisioning")
	x.press("x")
	x.lacks("People are provisioned both ways")
	x.press("esc")
	x.to("Fallback and break-glass")
	x.press("enter")
	x.to("add an account")
	x.press("enter", "vault=1", "enter")
	x.sees("without = and #")
	x.press("backspace", "backspace", "-1", "enter")
	x.sees("What does “vault-1” get into?", "the identity provider itself")
	x.press("down", "down", "enter")
	x.sees("vault-1: Break-glass account", "the identity provider itself", "was not tried this quarter")
	x.to("vault-1: Break-glass account tried")
	x.press("enter", "2026-11-01", "enter")
	x.lacks("was not tried this quarter")
	x.press("esc")
	x.to("Role matrix")
	x.press("enter")
	x.to("add a group of Contoso")
	x.press("enter", "Agents", "enter")
	x.sees("GROUP | ROLE; ROLE")
	x.press(" | Employee, User", "enter")
	x.sees("Agents | Employee, User", "A role has a comma in its name")
	x.to("Agents | Employee, User")
	x.press("enter", "backspace", "backspace", "backspace", "backspace", "backspace", "backspace", "; User", "enter")
	x.sees("Agents | Employee; User")
	x.lacks("A role has a comma in its name")
	x.press("o")
	x.sees("Role matrix", "| Agents | Employee<br>User |")
	x.press("y")
	if len(x.machine.copied) != 1 || !strings.Contains(x.machine.copied[0], "Employee<br>User") {
		t.Errorf("copied %q", x.machine.copied)
	}
	for _, e := range w.store.events["estate-group"] {
		if e.Kind == record.Answered && len(e.Claims) > 2 {
			t.Errorf("one submission told %d things", len(e.Claims))
		}
	}
}

// TestEstateIsKept: findings are accepted, the journal is read, files are written,
// members come and go.
func TestEstateIsKept(t *testing.T) {
	w, x := estates(t, 80, 24)
	x.press("e")
	x.sees("There are fewer than three break-glass accounts", "Waiting, which is not passing")
	x.press("enter")
	x.sees("estate-break-glass-few", "want 3")
	x.press("esc", "w", "two are coming", "enter", "enter")
	x.sees("Accepted", "two are coming")
	if e := w.store.events["estate-group"][1]; e.Kind != record.Waived || e.Waiver.Code != "estate-break-glass-few" {
		t.Errorf("%+v", e)
	}
	x.press("esc", "h")
	x.sees("waived", "opened", "two are coming")
	x.press("esc", "o")
	x.sees("# Group", "Markdown")
	x.press("f", "f", "f")
	x.sees("BEGIN:VCALENDAR", "Calendar")
	x.press("w", "enter")
	if !strings.Contains(x.machine.files["estate-group.ics"], "There are fewer than three break-glass accounts” is") {
		t.Errorf("wrote %q", x.machine.files["estate-group.ics"])
	}
	x.press("esc")
	x.to("Fabrikam")
	x.press("x")
	x.sees("Take “Fabrikam” out of the estate?")
	x.press("enter")
	x.sees("1 member", "taken out")
	x.press("a")
	x.sees("[ ] Fabrikam")
	x.lacks("[ ] Contoso")
	x.press(" ", "enter")
	x.sees("2 members", "1 member joined")
	x.press("esc", "r", " East", "enter")
	x.sees("“Group” is called “Group East” now")
	x.press("x")
	x.sees("– archived")
	x.press("d", "group east", "enter")
	x.sees("2 federations", "“Group East” is deleted")
	if _, there := w.store.events["estate-group"]; there {
		t.Error("it is still there")
	}
}

// TestSmallEstate: every page fits 60 columns, and all of it can be reached.
func TestSmallEstate(t *testing.T) {
	_, x := estates(t, 60, 20)
	fits := func() {
		t.Helper()
		for l := range strings.Lines(x.frame()) {
			if ansi.StringWidth(strings.TrimRight(l, "\n")) > 60 {
				t.Errorf("%d columns: %q", ansi.StringWidth(l), l)
			}
		}
	}
	for _, topic := range []string{"Members", "Separate registrations", "Role matrix", "Provisioning by SCIM", "Session policies", "Fallback and break-glass",
		"Clock plan", "Certificate calendar", "Enforcement, in order"} {
		x.to(topic)
		fits()
		x.press("enter")
		fits()
		last := ""
		for last != x.frame() {
			last = x.frame()
			x.press("pgdown")
			fits()
		}
		x.lacks("more line")
		x.press("esc")
	}
	x.press("e")
	fits()
}

// TestEnterOutOfSight: what the cursor stands on is shown before it is acted on.
func TestEnterOutOfSight(t *testing.T) {
	_, x := estates(t, 60, 14)
	x.to("Clock plan")
	x.press("enter")
	x.lacks("› Clock alarm")
	x.press("enter")
	x.sees("› Clock alarm")
	x.press("enter", "5", "enter")
	x.sees("kept")
}

// TestEstateFirstFrame: the screen is there before anything is read, and one that
// cannot be read says so.
func TestEstateFirstFrame(t *testing.T) {
	w, _ := estates(t, 80, 24)
	x := &window{t: t, env: &screen.Env{Shelf: w.shelf("ana")}}
	x.app = ui.New(x.env, ui.Start{})
	w.store.reads = 0
	x.app.Update(screen.Push{Screen: screen.NewEstate(x.env, "estate-group")})
	x.sees("reading the estate")
	if w.store.reads != 0 {
		t.Errorf("%d reads before the first frame", w.store.reads)
	}
	w.store.events["estate-group"] = append(w.store.events["estate-group"], record.Event{V: 1, Seq: 2, Kind: record.Opened})
	y := w.window("ana", ui.Start{Federation: "estate-group"}, 80, 24)
	y.sees("✗ event 2 of estate-group")
}

// TestEstateClash: another admin adds a line while the same page is open here. Lines
// of other groups merge; of the same group both are shown, and one is chosen.
func TestEstateClash(t *testing.T) {
	w, x := estates(t, 80, 24)
	matrix := func() string {
		e, err := w.shelf("ana").LookEstate(t.Context(), "estate-group")
		if err != nil {
			t.Fatal(err)
		}
		c, _ := e.Together.Said(federation.IdP, estate.FactMatrix, "contoso")
		return c.Value
	}
	ben := func(line string) {
		e, err := w.shelf("ben").LookEstate(t.Context(), "estate-group")
		if err != nil {
			t.Fatal(err)
		}
		claim := federation.Claim{Side: federation.IdP, Fact: estate.FactMatrix, Key: "contoso", Value: strings.TrimSpace(matrix() + "\n" + line)}
		if err := agree(t, w.shelf("ben"), "estate-group", steps.Agree{Seen: e.State.Last, Claims: []federation.Claim{claim}}); err != nil {
			t.Fatal(err)
		}
	}
	add := func(line string) {
		x.to("add a group of Contoso")
		x.press("enter", line, "enter")
	}
	x.to("Role matrix")
	x.press("enter")
	ben("Agents | User")
	add("Leads | Supervisor")
	if got := matrix(); got != "Agents | User\nLeads | Supervisor" {
		t.Errorf("%q", got)
	}
	ben("Night | User")
	add("Night | Caller")
	x.sees("Role matrix of contoso was answered meanwhile", "ben answered", "theirs  Night | User", "mine    Night | Caller")
	x.press("enter") // theirs is the first
	if got := matrix(); got != "Agents | User\nLeads | Supervisor\nNight | User" {
		t.Errorf("theirs stands: %q", got)
	}
	x.sees("Night | User")
	ben("Day | User")
	add("Day | Caller")
	x.press("down", "enter")
	if got := matrix(); got != "Agents | User\nLeads | Supervisor\nNight | User\nDay | Caller" {
		t.Errorf("mine stands: %q", got)
	}
	x.sees("Day | Caller")
}

// TestEstateFollowsItsMembers: what is mended in a member counts when one comes back.
func TestEstateFollowsItsMembers(t *testing.T) {
	w, x := estates(t, 80, 24)
	s, err := w.shelf("ben").Open(t.Context(), "contoso")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := agree(t, w.shelf("ben"), "estate-group", steps.Agree{Seen: 1, Claims: []federation.Claim{{Side: federation.IdP, Fact: estate.FactAlarm, Value: "5"}}}); err != nil {
		t.Fatal(err)
	}
	x.to("Clock plan")
	x.press("enter", "esc", "enter")
	x.sees("Clock alarm (seconds)", " 5")
}

// agree tells what was agreed on for the estate id.
func agree(t *testing.T, sh *steps.Shelf, id string, c steps.Agree) error {
	t.Helper()
	s, err := sh.OpenEstate(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Do(c).Wait()
	return errors.Join(err, s.Close())
}
