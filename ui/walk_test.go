package ui_test

import (
	"image/color"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps/record"
	"federate/ui"
	"federate/ui/screen"
)

func background(dark bool) tea.Msg {
	if dark {
		return tea.BackgroundColorMsg{Color: color.Black}
	}
	return tea.BackgroundColorMsg{Color: color.White}
}

const certificate = "-----BEGIN CERTIFICATE-----\nMIIB\nAAAA\n-----END CERTIFICATE-----\n"

// TestFromNothing: home, pick, step, confirm.
func TestFromNothing(t *testing.T) {
	w := newWorld(t)
	x := w.window("ana", ui.Start{}, 80, 24)
	x.sees("Set up a new federation", "A login is broken", "Adopt one that exists")
	x.press("n")
	x.sees("Which platform?", "Example Contact Cloud")
	x.press("enter", "enter")
	x.sees("✓ Protocol            SAML 2.0", "What is it called?")
	x.press("---", "enter")
	x.sees("the name needs a letter or a digit")
	x.press("backspace", "backspace", "backspace", "Contoso", "enter")
	x.sees("federate › Contoso", "step 1 of 9", "Create the application")
	x.press("ctrl+d")
	x.sees("step 2 of 9", "Enter placeholders", "placeholder")
	if got := kinds(w, "contoso"); got != "opened confirmed" {
		t.Errorf("events %q", got)
	}
	x.press("esc")
	x.sees("1 federation", "Contoso", "1/9", "next  Enter placeholders")
	x.press("n")
	x.sees("like “Contoso”")
	x.press("ctrl+r", "contoso")
	x.sees("there is a federation \"Contoso\" already")
}

func kinds(w *world, id string) string {
	var out []string
	for _, e := range w.store.events[id] {
		out = append(out, string(e.Kind))
	}
	return strings.Join(out, " ")
}

func addresses(w *world) *window {
	w.create("Contoso")
	return w.window("ana", ui.Start{Federation: "contoso", Step: "directory/addresses"}, 80, 40)
}

// TestLeavingAFieldSubmitsIt: one submission, one event, the finding beneath.
func TestLeavingAFieldSubmitsIt(t *testing.T) {
	w := newWorld(t)
	x := addresses(w)
	x.press("http://login.example/")
	x.sees("✎ typing")
	x.lacks("not encrypted")
	if got := kinds(w, "contoso"); got != "opened" {
		t.Fatalf("typing alone made %q", got)
	}
	x.press("tab")
	x.sees("The address is not encrypted", "want https://login.example/", "got  http://login.example/", "^ http instead of https")
	if got := kinds(w, "contoso"); got != "opened answered" {
		t.Errorf("events %q", got)
	}
	x.press("tab") // nothing was typed there
	if got := kinds(w, "contoso"); got != "opened answered" {
		t.Errorf("an empty field made %q", got)
	}
}

// TestBackFromAWrongField: a finding is no trap.
func TestBackFromAWrongField(t *testing.T) {
	x := addresses(newWorld(t))
	x.press("http://login.example/", "tab", "shift+tab")
	x.sees("▌ Login URL", "The address is not encrypted")
	x.press("esc")
	x.sees("1 federation", "✗ 1 error")
}

func TestConfirmingShowsWhatWasNotSeen(t *testing.T) {
	x := addresses(newWorld(t))
	x.press("http://login.example/", "ctrl+d")
	x.sees("an error was found here", "▌ Login URL")
	x.press("ctrl+d")
	x.lacks("▌ Login URL")
}

// TestTypedTextSurvives ctrl+c: it is there again, as a draft.
func TestTypedTextSurvives(t *testing.T) {
	w := newWorld(t)
	x := addresses(w)
	x.press("https://login.exam", "ctrl+c")
	x.sees("Leave? Everything is kept.")
	x.press("n")
	x.lacks("Leave?")
	x.press("p")
	x.sees("https://login.examp")
	x.press("ctrl+c", "ctrl+c")
	if !x.quit {
		t.Fatal("a second ctrl+c does not leave")
	}
	if got := kinds(w, "contoso"); got != "opened" {
		t.Fatalf("a draft became %q", got)
	}
	y := w.window("ana", ui.Start{Federation: "contoso", Step: "directory/addresses"}, 80, 40)
	y.sees("https://login.examp", "✎ draft, not submitted")
	y.press("le/", "tab")
	y.lacks("draft")
	y.sees("https://login.example/")
}

func TestEscKeepsADraft(t *testing.T) {
	x := addresses(newWorld(t))
	x.press("https://half", "esc", "enter", "ctrl+g", "addresses", "enter")
	x.sees("https://half", "✎ draft")
}

// TestPastedCertificate: however its line ends arrive, it is one submission.
func TestPastedCertificate(t *testing.T) {
	for name, pasted := range map[string]string{"lf": certificate, "cr": strings.ReplaceAll(certificate, "\n", "\r"), "crlf": strings.ReplaceAll(certificate, "\n", "\r\n")} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			x := addresses(w)
			x.send(tea.PasteMsg{Content: pasted}) // the focus is on Login URL
			if got := kinds(w, "contoso"); got != "opened answered" {
				t.Fatalf("events %q\n%s", got, x.frame())
			}
			x.sees("a certificate of 64 characters", "read: certificate, a certificate of 64 characters")
			if text := w.store.events["contoso"][1].Claims[0].Value; text != certificate {
				t.Errorf("kept %q", text)
			}
		})
	}
}

func TestCertificateByPath(t *testing.T) {
	w := newWorld(t)
	x := addresses(w)
	x.machine.files["~/idp.cer"] = certificate
	x.press("tab", "tab", "~/nowhere.cer", "tab")
	x.sees("~/nowhere.cer could not be read")
	x.press("shift+tab")
	for range len("nowhere.cer") {
		x.press("backspace")
	}
	x.press("idp.cer", "tab")
	x.sees("a certificate of 64 characters")
	if got := w.store.events["contoso"][1].Artifacts[0].Origin; got != "~/idp.cer" {
		t.Errorf("origin %q", got)
	}
}

// A long line of base64 that names no file is what was typed itself.
func TestBase64IsNoPath(t *testing.T) {
	w := newWorld(t)
	x := addresses(w)
	x.press("tab", "tab", strings.Repeat("MIIC", 20), "tab")
	x.lacks("could not be read")
	x.sees("this was not recognised as any document")
}

// A ticket that came back is taken wherever it is pasted, quoted or not.
func TestPastedReply(t *testing.T) {
	w := newWorld(t)
	x := addresses(w)
	x.send(tea.PasteMsg{Content: "Hi,\n\nhere you are:\n> idp.entity_id: https://login.example/1/\n> idp.sso_url: https://login.example/1/saml2\n> idp.certificate:\n> " +
		strings.ReplaceAll(strings.TrimSpace(certificate), "\n", "\n> ") + "\n\n-- \nBob\n"})
	x.sees("took 3 values of the reply", "https://login.example/1/saml2")
	if got := kinds(w, "contoso"); got != "opened answered" {
		t.Errorf("events %q\n%s", got, x.frame())
	}
	x.send(tea.PasteMsg{Content: "idp.entity_id:\nidp.sso_url:\n"})
	x.sees("no line of the reply is filled in")
	x.send(tea.PasteMsg{Content: "idp.entity_id: https://login.example/2/\nidp.sso_uri: https://login.example/2/saml2\n"})
	x.sees("nothing of the reply was taken")
	if got := kinds(w, "contoso"); got != "opened answered" {
		t.Errorf("events %q", got)
	}
}

func TestPrivateKeyIsRefused(t *testing.T) {
	w := newWorld(t)
	x := addresses(w)
	x.send(tea.PasteMsg{Content: "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"})
	x.sees("this is a private key; it was not kept", "A private key was handed over")
	x.press("esc")
	if got := kinds(w, "contoso"); got != "opened" || len(w.store.raw) > 0 || strings.Contains(sprint(w.store.drafts), "PRIVATE") {
		t.Errorf("kept: %q, %d documents, drafts %v", got, len(w.store.raw), w.store.drafts)
	}
}

// TestTwoWindows: different facts go by without a word, the same one asks.
func TestTwoWindows(t *testing.T) {
	w := newWorld(t)
	x := addresses(w)
	y := w.window("ben", ui.Start{Federation: "contoso", Step: "directory/addresses"}, 80, 40)
	x.press("https://ana.example/", "tab")
	y.send(ui.Tick())
	y.sees("ana answered Login URL just now", "https://ana.example/")
	x.press("https://sts.example/ana/", "tab")
	y.press("tab", "https://sts.example/ben/", "tab")
	y.sees("Directory Identifier was answered meanwhile", "theirs  https://sts.example/ana/", "mine    https://sts.example/ben/")
	y.press("down", "enter")
	if e := last(w); e.Actor != "ben" || e.Claims[0].Value != "https://sts.example/ben/" {
		t.Errorf("the last event is %+v", e)
	}
	// A change that was seen while something else is typed asks too.
	x.send(ui.Tick())
	x.press("shift+tab", "2")
	y.press("shift+tab", "3", "tab")
	x.send(ui.Tick())
	x.press("tab")
	x.sees("was answered meanwhile")
	x.press("enter") // keep theirs
	x.sees("https://sts.example/ben/3")
}

func last(w *world) record.Event {
	events := w.store.events["contoso"]
	return events[len(events)-1]
}

func TestCopy(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	x := w.window("ana", ui.Start{Federation: "contoso", Step: "directory/basic"}, 80, 24)
	x.press("2")
	x.sees("copied Reply URL")
	x.press("ctrl+y")
	if len(x.machine.copied) != 2 || x.machine.copied[0] != "https://cloud.example/needtochange/contoso" {
		t.Errorf("copied %q", x.machine.copied)
	}
	x.machine.noTool = true
	x.press("1")
	x.sees("also in ~/kept")
	if x.machine.files["kept"] != "https://cloud.example/needtochange/contoso" {
		t.Errorf("kept %q", x.machine.files["kept"])
	}
}

func TestGateAsksForAReason(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	x := w.window("ana", ui.Start{Federation: "contoso", Step: "cloud/roll-out"}, 80, 24)
	x.sees("The gate is shut", "“Create the application” is open")
	x.press("ctrl+d", "enter")
	x.sees("a reason is needed")
	x.press("the board wants it", "enter")
	if e := last(w); e.Kind != record.Confirmed || e.Override != "the board wants it" {
		t.Errorf("event %+v", e)
	}
}

func TestSkipReopenUndo(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	x := w.window("ana", ui.Start{Federation: "contoso"}, 80, 24)
	x.press("ctrl+k", "another team did it", "enter")
	x.sees("step 2 of 9")
	x.press("ctrl+p")
	x.sees("– skipped", "another team did it")
	x.press("ctrl+r")
	x.sees("· open")
	x.press("ctrl+z")
	x.sees("– skipped", "your last entry was taken back")
	if got := kinds(w, "contoso"); got != "opened skipped reopened undone" {
		t.Errorf("events %q", got)
	}
}

// TestStale: a value changes after it was used, and the step says why.
func TestStale(t *testing.T) {
	w := newWorld(t)
	x := addresses(w)
	x.press("https://one.example/", "tab")
	x.send(tea.PasteMsg{Content: certificate})
	x.press("ctrl+g", "authenticator", "enter", "ctrl+d")
	w.pass(time.Hour)
	x.press("ctrl+g", "addresses", "enter", "shift+tab", "shift+tab", "2", "tab")
	x.press("ctrl+g", "create the login", "enter")
	x.sees("↻ stale", "was changed by ana on 20 November 2026")
}

func TestWaive(t *testing.T) {
	w := newWorld(t)
	x := wrong(w, 80, 24, "ctrl+e", "enter", "w", "the old one until the move", "enter")
	x.sees("Until which day?", "2027-02-20")
	x.press("enter")
	x.sees("Accepted", "by ana until 20 February 2027: the old one until")
	if e := last(w); e.Kind != record.Waived {
		t.Errorf("event %+v", e)
	}
}

func TestExportWrites(t *testing.T) {
	x := wrong(newWorld(t), 80, 24, "ctrl+o")
	x.sees("# Contoso")
	x.press("w", "enter")
	x.sees("written to contoso.md")
	if !strings.Contains(x.machine.files["contoso.md"], "The address is not encrypted") {
		t.Errorf("wrote %q", x.machine.files["contoso.md"])
	}
	x.press("f", "w", "enter")
	if !strings.HasPrefix(x.machine.files["contoso.json"], "{") {
		t.Errorf("wrote %q", x.machine.files["contoso.json"])
	}
}

func TestProseTakesLines(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	x := w.window("ana", ui.Start{Federation: "contoso", Step: "cloud/message"}, 80, 24)
	x.send(tea.PasteMsg{Content: "On Monday the login changes.\rUse your directory password."})
	x.press("tab")
	if got := last(w).Claims[0].Value; got != "On Monday the login changes.\nUse your directory password." {
		t.Errorf("kept %q", got)
	}
}

func TestChoiceInTheConsolesWords(t *testing.T) {
	w := newWorld(t)
	x := addresses(w)
	x.press("tab", "tab", "tab")
	x.sees("Sign the response", "Sign the assertion")
	x.press("down", "down", "tab")
	if c := last(w).Claims[0]; c.Value != "assertion" {
		t.Errorf("kept %+v", c)
	}
	x.sees("Sign the assertion")
	x.lacks("Sign the response")
}

func TestAdopt(t *testing.T) {
	w := newWorld(t)
	x := w.window("ana", ui.Start{}, 80, 40)
	x.press("a", "enter", "enter", "Old one", "enter")
	x.sees("What stands in the two consoles now", "Example Contact Cloud", "▌ Entity ID")
	x.press("https://cloud.example/sp/9", "tab", "ctrl+d")
	x.sees("Create the application")
	x.press("tab")
	x.sees("[ Confirm as found ]")
	events := w.store.events["old-one"]
	if len(events) != 2 || !events[0].Opening.Adopted || events[1].Claims[0].Value != "https://cloud.example/sp/9" {
		t.Errorf("events %+v", events)
	}
}

func TestTestStepJudges(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	x := w.window("ana", ui.Start{Federation: "contoso", Step: "cloud/test"}, 80, 40)
	x.send(tea.PasteMsg{Content: "<samlp:Response>\n</samlp:Response>"})
	x.sees("The verdict", "passed", "SAML response, pasted")
	if got := kinds(w, "contoso"); got != "opened received" {
		t.Errorf("events %q", got)
	}
}

func TestHelpShowsEveryKey(t *testing.T) {
	x := wrong(newWorld(t), 120, 40)
	x.press("f1")
	x.sees("ctrl+d", "ctrl+g", "ctrl+z", "ctrl+k", "↻ stale")
	x.press("esc", "tab")
	x.sees("▌ Certificate (Base64)")
	x.press("?") // in a field, a question mark is one
	x.sees("▌ ?")
}

// TestFullDisk: what could not be saved is said, and stays where it was typed.
func TestFullDisk(t *testing.T) {
	w := newWorld(t)
	x := addresses(w)
	w.store.full = true
	x.press("https://login.example/", "tab")
	x.sees("not saved: no space left on device", "https://login.example/", "✎ typing")
	w.store.full = false
	x.press("shift+tab", "1", "tab")
	x.lacks("not saved")
	if got := last(w).Claims[0].Value; got != "https://login.example/1" {
		t.Errorf("kept %q", got)
	}
}

// TestLateAnswersFindTheirScreen: the page is covered when its answer comes.
func TestLateAnswersFindTheirScreen(t *testing.T) {
	x := addresses(newWorld(t))
	x.press("http://login.example/", "ctrl+e")
	x.sees("The address is not encrypted")
	x.press("esc")
	x.sees("✗ error  ana, just now", "want https://login.example/")
}

func TestRolesGoThroughTheirOwnSteps(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	x := w.window("ana", ui.Start{Federation: "contoso", Role: federation.PlatformAdmin}, 80, 24)
	x.sees("Create the login authenticator")
}

func TestHomeFilters(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	w.create("Fabrikam")
	x := w.window("ana", ui.Start{}, 80, 24)
	x.press("/", "fab")
	x.sees("1 of 2", "Fabrikam")
	x.lacks("Contoso")
	x.press("esc")
	x.sees("Contoso", "Fabrikam")
}

// TestFirstFrameReadsNothing: what is drawn first needs no store.
func TestFirstFrameReadsNothing(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	w.store.reads = 0
	x := &window{t: t, env: &screen.Env{Shelf: w.shelf("ana")}}
	x.app = ui.New(x.env, ui.Start{})
	x.sees("federate", "reading the list")
	if w.store.reads != 0 {
		t.Errorf("%d reads before the first frame", w.store.reads)
	}
}

func TestBrokenOpens(t *testing.T) {
	w := newWorld(t)
	w.store.events["bad"] = []record.Event{{V: 1, Seq: 1, Kind: record.Confirmed}}
	x := w.window("ana", ui.Start{}, 80, 24)
	x.sees("cannot be opened")
	x.press("enter")
	x.sees("It cannot be opened", "✗ event 1 of bad")
	x.press("enter")
	x.sees("1 federation")
}

func sprint(d map[string]record.Draft) string {
	var b strings.Builder
	for _, steps := range d {
		for _, fields := range steps {
			for _, text := range fields {
				b.WriteString(text)
			}
		}
	}
	return b.String()
}

// TestKeepingTheList: archived at once and brought back, renamed, deleted by name.
func TestKeepingTheList(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	w.create("Fabrikam")
	x := w.window("ana", ui.Start{}, 80, 24)
	x.press("x")
	x.sees("– archived", "“Contoso” is archived", "x brings it back")
	x.press("x")
	x.lacks("– archived")
	x.press("r")
	for range len("Contoso") {
		x.press("backspace")
	}
	x.press("Fabrikam", "enter")
	x.sees("there is a federation \"Fabrikam\" already")
	x.press(" East", "enter")
	x.sees("“Contoso” is called “Fabrikam East” now")
	if got := kinds(w, "contoso"); got != "opened archived archived renamed" {
		t.Errorf("events %q", got)
	}
	x.press("d")
	x.sees("what they say", "of people with them", "Type its name to delete it: Fabrikam East")
	x.press("Fabrikam", "enter")
	x.sees("this is not its name; nothing is deleted")
	x.press("esc", "d", "fabrikam east", "enter")
	x.sees("1 federation", "“Fabrikam East” is deleted")
	if _, there := w.store.events["contoso"]; there {
		t.Error("it is still there")
	}
}

// TestNewRepeats: what the last federation was begun as is offered from the
// command line too, once it has been read.
func TestNewRepeats(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	x := w.window("ana", ui.Start{New: true}, 80, 24)
	x.sees("like “Contoso”")
	x.press("ctrl+r", "Fabrikam", "enter")
	if o := w.store.events["fabrikam"][0].Opening; o.Like != "contoso" || o.Platform != "cloud" {
		t.Errorf("opened as %+v", o)
	}
}

func TestPickFilters(t *testing.T) {
	x := newWorld(t).window("ana", ui.Start{New: true}, 80, 24)
	x.press("nowhere")
	x.sees("0 of 1", "nothing has all of these words")
	x.press("enter")
	x.sees("Which platform?")
	x.press("esc")
	x.sees("› Example Contact Cloud")
	x.press("contact", "enter")
	x.sees("Which identity provider?")
	x.press("esc")
	x.sees("Which platform?")
}

// TestSecretIsNoDraft: what was typed and looks like a private key is not kept,
// and that is said.
func TestSecretIsNoDraft(t *testing.T) {
	w := newWorld(t)
	x := addresses(w)
	x.press("BEGIN PRIVATE KEY")
	x.send(ui.Tick())
	x.sees("Login URL holds a private key or another secret; it is not kept")
	x.press("esc")
	if strings.Contains(sprint(w.store.drafts), "PRIVATE") {
		t.Errorf("kept %v", w.store.drafts)
	}
}

// TestTwoRoles: one key goes through one admin's steps alone.
func TestTwoRoles(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	x := w.window("ana", ui.Start{Federation: "contoso"}, 120, 40)
	x.press("ctrl+t")
	x.sees("IdP admin · Application · step 1 of 9", "(Read Entity ID")
	x.press("ctrl+t")
	x.sees("platform admin · Authenticator · step 4 of 9", "(Create the application)")
	x.press("ctrl+p")
	x.sees("this is the first step of the platform admin")
	x.press("ctrl+n")
	x.sees("step 5 of 9")
	x.press("ctrl+n", "ctrl+n")
	x.sees("platform admin · Roll out · step 8 of 9")
	x.press("ctrl+t")
	x.sees("everybody's steps")
	x.lacks("(Create the application)")
}

// TestConfirmedAndNotDone: a step that a confirmation does not settle says why
// and stands where something is to be done; the second time it lets go.
func TestConfirmedAndNotDone(t *testing.T) {
	x := addresses(newWorld(t))
	x.press("ctrl+d")
	x.sees("not done yet, ctrl+d goes on: Login URL is missing", "▌ Login URL")
	x.press("ctrl+d")
	x.lacks("▌ Login URL")
}
