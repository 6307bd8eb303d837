package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"federate/ui"
	"federate/ui/screen"
)

const (
	serial = time.Millisecond      // between the letters of a line of 9600 baud
	person = 60 * time.Millisecond // of somebody who types fast
)

// burst sends text as the keys that a terminal without bracketed paste makes of
// it, one after each gap, and only then lets timers ring.
func (x *window) burst(w *world, gap time.Duration, text string) {
	x.keys(w, gap, typedOut(text)...)
}

func (x *window) keys(w *world, gap time.Duration, msgs ...tea.Msg) {
	var cmds []tea.Cmd
	for _, msg := range msgs {
		w.pass(gap)
		_, cmd := x.app.Update(msg)
		cmds = append(cmds, cmd)
	}
	for _, cmd := range cmds {
		x.run(cmd)
	}
}

func typedOut(text string) (out []tea.Msg) {
	for _, r := range text {
		switch r {
		case '\n':
			out = append(out, tea.KeyPressMsg{Code: tea.KeyEnter})
		case '\t':
			out = append(out, tea.KeyPressMsg{Code: tea.KeyTab})
		default:
			out = append(out, tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
	return out
}

// commands is every letter that is a command on some page, over several lines.
const commands = "qxnedagplrwyjkfso0123456789/?\nqqq\nx\nn\nedy\n\nq\n"

// TestBurstIsNoCommand: whatever page it falls on, no letter of a paste that
// nobody marked as one does anything.
func TestBurstIsNoCommand(t *testing.T) {
	for name, way := range map[string][]string{
		"list": nil, "platform": {"n"}, "name": {"n", "enter", "enter"}, "adopt": {"a"}, "broken": {"l"}, "estate": {"e"}, "delete": {"d"}, "leave": {"ctrl+c"},
		"help": {"f1"}, "step": {"enter"}, "steps": {"enter", "ctrl+g"}, "findings": {"enter", "ctrl+e"}, "history": {"enter", "ctrl+l"}, "export": {"enter", "ctrl+o"}, "reason": {"enter", "ctrl+k"},
	} {
		for _, text := range []string{commands, certificate, strings.Repeat("q", 40), "quit"} {
			t.Run(name, func(t *testing.T) {
				w := newWorld(t)
				w.create("Contoso")
				x := w.window("ana", ui.Start{}, 80, 24)
				x.press(way...)
				crumbs, _, _ := strings.Cut(x.frame(), "\n")
				before := kinds(w, "contoso")
				x.burst(w, serial, text)
				if after, _, _ := strings.Cut(x.frame(), "\n"); x.quit || name != "help" && name != "reason" && after != crumbs {
					t.Errorf("%q goes from %q to\n%s", text, crumbs, x.frame())
				}
				if after := kinds(w, "contoso"); after != before && !(name == "step" && text == certificate) { // a document that is known is taken
					t.Errorf("%q made %q of %q", text, after, before)
				}
			})
		}
	}
}

// TestBurstIsAPaste: a certificate comes whole, however it comes.
func TestBurstIsAPaste(t *testing.T) {
	for name, gap := range map[string]time.Duration{"one read": 0, "9600 baud": serial, "2400 baud": 4 * serial} {
		for _, way := range [][]string{nil, {"tab", "tab"}} { // on another field, on its own
			t.Run(name, func(t *testing.T) {
				w := newWorld(t)
				x := addresses(w)
				x.press(way...)
				x.burst(w, gap, certificate)
				x.sees("read: certificate, a certificate of 64 characters")
				if got := kinds(w, "contoso"); got != "opened answered" {
					t.Fatalf("events %q\n%s", got, x.frame())
				}
				if text := last(w).Claims[0].Value; text != certificate {
					t.Errorf("kept %q", text)
				}
			})
		}
	}
}

// A packet that is late tears no document, and its last letters are none.
func TestBurstWithAPause(t *testing.T) {
	w := newWorld(t)
	x := addresses(w)
	var msgs []tea.Msg
	half := len(certificate) / 2
	for _, part := range []string{certificate[:half], certificate[half:]} {
		msgs = append(msgs, typedOut(part)...)
	}
	var cmds []tea.Cmd
	for i, msg := range msgs {
		if w.pass(serial); i == half {
			w.pass(300 * time.Millisecond)
		}
		_, cmd := x.app.Update(msg)
		cmds = append(cmds, cmd)
	}
	for _, cmd := range cmds {
		x.run(cmd)
	}
	if got := kinds(w, "contoso"); got != "opened answered" {
		t.Fatalf("events %q\n%s", got, x.frame())
	}
	y := w.window("ana", ui.Start{}, 80, 24)
	y.burst(w, serial, strings.Repeat("A", 60))
	y.burst(w, 50*time.Millisecond, "q")
	if y.quit {
		t.Error("a straggler of a paste left the program")
	}
	y.burst(w, time.Second, "q")
	if !y.quit {
		t.Error("q does not leave a second later")
	}
}

// A slow line, or a packet that is late, leaves q alone for longer than others:
// nothing comes of it while more may come.
func TestQWaits(t *testing.T) {
	for name, gaps := range map[string][]time.Duration{"slow": {30, 30, 30, 30}, "late": {40, 0, 0, 0}, "two": {50}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.create("Contoso")
			for _, first := range []string{"q", "x"} {
				x := w.window("ana", ui.Start{}, 80, 24)
				var cmds []tea.Cmd
				for i, msg := range typedOut((first + "uery")[:len(gaps)+1]) {
					if i > 0 {
						w.pass(gaps[i-1] * time.Millisecond)
					}
					_, cmd := x.app.Update(msg)
					cmds = append(cmds, cmd)
				}
				for _, cmd := range cmds {
					x.run(cmd)
				}
				if x.quit || kinds(w, "contoso") != "opened" {
					t.Errorf("%s is a command", first)
				}
			}
		})
	}
}

// TestBurstInAField: a line and its end are the value and enter; several lines
// are no enter; keys that are no text stay keys.
func TestBurstInAField(t *testing.T) {
	w := newWorld(t)
	x := addresses(w)
	x.burst(w, 0, "https://login.example/\n")
	x.sees("https://login.example/", "✓ answered", "▌ Directory Identifier")
	if c := last(w).Claims[0]; c.Value != "https://login.example/" {
		t.Errorf("kept %+v", c)
	}
	x.keys(w, 0, append(append([]tea.Msg{tea.KeyPressMsg{Code: tea.KeyUp}, tea.KeyPressMsg{Code: tea.KeyEnter}}, typedOut("https://sts.example")...), tea.KeyPressMsg{Code: tea.KeyTab})...)
	if c := last(w).Claims[0]; c.Value != "https://sts.example" {
		t.Errorf("kept %+v", c)
	}
	x.keys(w, 0, tea.KeyPressMsg{Code: tea.KeyUp}, tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift})
	x.burst(w, person, "/2") // two keys, not a burst
	x.press("tab")
	if c := last(w).Claims[0]; c.Value != "https://login.example//2" {
		t.Errorf("kept %+v", c)
	}
}

// TestBurstOfFields: what a script types into one field after the other, with no
// time between, is the answers; more lines than there are fields are none.
func TestBurstOfFields(t *testing.T) {
	for name, text := range map[string]string{"enter": "https://login.example/\nhttps://sts.example\n", "tab": "https://login.example/\thttps://sts.example\t"} {
		w := newWorld(t)
		x := addresses(w)
		x.burst(w, 0, text)
		x.sees("▌ Certificate")
		if e := w.store.events["contoso"]; len(e) != 3 || e[1].Claims[0].Value != "https://login.example/" || e[2].Claims[0].Value != "https://sts.example" {
			t.Errorf("%s: %+v", name, e)
		}
	}
	w := newWorld(t)
	x := addresses(w)
	x.burst(w, 0, "https://login.example/\nhttps://sts.example\t/nowhere.cer\n")
	x.sees("✓ answered  ana, just now", "/nowhere.cer could not be read")
	x.press("ctrl+c", "y") // at once: what a script sends is no paste after a key that none has
	if !x.quit {
		t.Error("y does not leave after ctrl+c")
	}
	w = newWorld(t)
	x = addresses(w)
	x.burst(w, 0, "a\nb\nc\nd\ne\n")
	if got := kinds(w, "contoso"); strings.Contains(got, "answered") {
		t.Errorf("events %q\n%s", got, x.frame())
	}
}

// Tabs within a document are its own.
func TestBurstWithTabs(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	x := w.window("ana", ui.Start{Federation: "contoso", Step: "cloud/test"}, 80, 40)
	x.burst(w, serial, "<samlp:Response>\n\t<q>\n\t\t<x/>\n\t</q>\n</samlp:Response>\n")
	x.sees("The verdict", "SAML response, pasted")
	for digest, raw := range w.store.raw {
		if string(raw) != "<samlp:Response>\n\t<q>\n\t\t<x/>\n\t</q>\n</samlp:Response>\n" {
			t.Errorf("%s is %q", digest, raw)
		}
	}
}

// TestTypingWaitsForNothing: a letter in a field is on the frame before any timer.
func TestTypingWaitsForNothing(t *testing.T) {
	x := addresses(newWorld(t))
	x.app.Update(tea.KeyPressMsg{Code: 'h', Text: "h"})
	x.sees("▌ h")
}

// TestAPersonIsNoBurst: what is typed apart is a key each, also where a script
// sends a key and then at once a text.
func TestAPersonIsNoBurst(t *testing.T) {
	w := newWorld(t)
	x := w.window("ana", ui.Start{}, 80, 24)
	x.keys(w, 3*time.Millisecond, typedOut("n")...)
	x.sees("Which platform?")
	y := w.window("ana", ui.Start{}, 80, 24)
	var cmds []tea.Cmd
	for i, msg := range typedOut("ncloud") {
		if i == 1 {
			w.pass(4 * time.Millisecond)
		}
		_, cmd := y.app.Update(msg)
		cmds = append(cmds, cmd)
	}
	for _, cmd := range cmds {
		y.run(cmd)
	}
	y.sees("Which platform?", "▌ cloud")
}

// TestTypedAhead: what is typed before a page is there is for that page.
func TestTypedAhead(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	x := w.window("ana", ui.Start{}, 80, 24)
	x.keys(w, person, typedOut("nclou")...)
	x.sees("Which platform?", "▌ clou")
	x.press("esc", "esc")
	x.keys(w, person, append([]tea.Msg{tea.KeyPressMsg{Code: tea.KeyEnter}}, typedOut("nq")...)...)
	x.sees("1 federation") // n, the next step, and q, away from it
	x.press("enter", "ctrl+g", "addresses", "enter", "tab", "tab", "tab", "tab", "tab")
	x.keys(w, person, append([]tea.Msg{tea.KeyPressMsg{Code: 'd', Mod: tea.ModCtrl}}, typedOut("nq")...)...)
	if x.quit {
		t.Error("a letter that was typed ahead left the program")
	}
}

// until does what cmds cause, one after the other, up to the message of a type
// for the nth time, which it does not deliver.
func (x *window) until(kind string, n int, cmds ...tea.Cmd) (rest []tea.Cmd) {
	x.t.Helper()
	for len(cmds) > 0 {
		cmd := cmds[0]
		if cmds = cmds[1:]; cmd == nil {
			continue
		}
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			cmds = append(slices.Clone([]tea.Cmd(batch)), cmds...)
			continue
		}
		if several, ok := sequence(msg); ok {
			cmds = append(several, cmds...)
			continue
		}
		if fmt.Sprintf("%T", msg) == kind {
			if n--; n == 0 {
				return append([]tea.Cmd{screen.Go(msg)}, cmds...)
			}
		}
		if msg != nil {
			_, cmd = x.app.Update(msg)
			cmds = append(cmds, cmd)
		}
	}
	x.t.Fatalf("no %s came\n%s", kind, x.frame())
	return nil
}

func (x *window) do(cmds []tea.Cmd) {
	for _, cmd := range cmds {
		x.run(cmd)
	}
}

// stroke is a key whose cmds wait.
func (x *window) stroke(name string) tea.Cmd {
	_, cmd := x.app.Update(pressed(name)[0])
	return cmd
}

// TestTypedAheadOfASlowDisk: what is typed while a page is being made is no key of
// the one before it, and no command of it where it stays.
func TestTypedAheadOfASlowDisk(t *testing.T) {
	w := newWorld(t)
	x := w.window("ana", ui.Start{}, 80, 24)
	x.press("n", "enter", "enter", "Contoso")
	rest := x.until("screen.Opened", 1, x.stroke("enter"))
	x.press("n")
	x.do(rest)
	x.sees("federate › Contoso", "step 2 of 9")

	x.press("ctrl+p", "ctrl+k", "another team did it")
	rest = x.until("screen.To", 2, x.stroke("enter"))
	x.press("n")
	x.do(rest)
	x.sees("step 3 of 9")

	x.press("ctrl+p", "esc")
	rest = x.until("screen.Opened", 1, x.stroke("enter"))
	x.press("n", "esc")
	x.do(rest)
	x.sees("step 2 of 9")

	w.store.full = true
	rest = x.until("screen.To", 1, x.stroke("ctrl+d"))
	x.press("q")
	x.do(rest)
	x.sees("step 2 of 9", "no space left on device")
}

// TestBurstAndItsEnds: a line end presses nothing where no text is taken, and
// what a burst begins with is none of it.
func TestBurstAndItsEnds(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	x := w.window("ana", ui.Start{}, 80, 24)
	x.burst(w, 0, "abc\n")
	x.sees("1 federation", "open a federation first")
	w.pass(time.Second)
	x.burst(w, 0, "q\tq\tx\tq")
	if x.quit || kinds(w, "contoso") != "opened" {
		t.Errorf("a letter between tabs is a command\n%s", x.frame())
	}
	w.pass(time.Second)
	x.press("n")
	x.burst(w, 0, "\n\ncloud")
	x.sees("question 1 of 4", "▌ cloud")
	y := w.window("ana", ui.Start{Federation: "contoso", Step: "directory/addresses"}, 80, 40)
	y.press("ctrl+c")
	y.burst(w, 0, "yes, leave")
	if y.quit {
		t.Error("a burst left")
	}
	w.pass(time.Second)
	y.press("n")
	y.lacks("yes, leave", "Leave?")
	z := w.window("ana", ui.Start{}, 80, 24)
	w.create("Fabrikam")
	z.press("esc")
	z.burst(w, 30*time.Millisecond, "jj")
	z.burst(w, 0, "jkj")
	z.lacks("was dropped", "open a federation first")
}

// TestRefused: a page that takes no paste says where to go.
func TestRefused(t *testing.T) {
	w := newWorld(t)
	w.create("Contoso")
	x := w.window("ana", ui.Start{}, 80, 24)
	x.send(tea.PasteMsg{Content: certificate})
	x.sees("l judges what came of a login")
	x.press("n")
	x.send(tea.PasteMsg{Content: certificate})
	x.sees("a list is searched here")
	x.press("esc", "enter", "ctrl+o")
	x.send(tea.PasteMsg{Content: "abc"})
	x.sees("nothing here takes text")
	x.press("esc", "ctrl+k")
	x.send(tea.PasteMsg{Content: certificate})
	x.sees("one line is asked for here")
	x.lacks("BEGIN")
}

// TestTypingWithoutAField: the first letter goes to the first field in which
// nothing stands.
func TestTypingWithoutAField(t *testing.T) {
	w := newWorld(t)
	x := addresses(w)
	x.press("tab", "shift+tab", "shift+tab")
	for range 6 {
		x.press("tab") // to the button
	}
	x.lacks("▌ Login URL")
	x.press("neq@example")
	x.sees("▌ neq@example")
}
