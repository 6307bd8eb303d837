package ui_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"federate/steps/record"
	"federate/ui"
)

var sizes = [][2]int{{80, 24}, {120, 40}, {60, 20}}

// scenes are the screens as an admin meets them.
var scenes = []struct {
	name string
	show func(w *world, width, height int) *window
}{
	{"welcome", func(w *world, width, height int) *window { return w.window("ana", ui.Start{}, width, height) }},
	{"home", func(w *world, width, height int) *window {
		w.create("Contoso")
		w.create("Fabrikam, all regions")
		x := w.window("ben", ui.Start{Federation: "contoso", Step: "directory/addresses"}, width, height)
		x.press("http://login.example/1/saml2", "enter", "ctrl+d", "esc")
		return x
	}},
	{"pick", func(w *world, width, height int) *window {
		w.create("Contoso")
		x := w.window("ana", ui.Start{}, width, height)
		x.press("n", "enter", "enter", "Contoso")
		return x
	}},
	{"step", func(w *world, width, height int) *window {
		w.create("Contoso")
		return w.window("ana", ui.Start{Federation: "contoso", Step: "directory/basic"}, width, height)
	}},
	{"answers", func(w *world, width, height int) *window {
		w.create("Contoso")
		x := w.window("ana", ui.Start{Federation: "contoso", Step: "directory/addresses"}, width, height)
		x.press("http://login.example/1/saml2", "enter")
		return x
	}},
	{"findings", func(w *world, width, height int) *window { return wrong(w, width, height, "ctrl+e") }},
	{"finding", func(w *world, width, height int) *window { return wrong(w, width, height, "ctrl+e", "enter") }},
	{"jump", func(w *world, width, height int) *window { return wrong(w, width, height, "ctrl+g", "saml") }},
	{"history", func(w *world, width, height int) *window { return wrong(w, width, height, "ctrl+l") }},
	{"keys", func(w *world, width, height int) *window { return wrong(w, width, height, "f1") }},
	{"broken", func(w *world, width, height int) *window {
		x := w.window("ana", ui.Start{}, width, height)
		x.press("l")
		return x
	}},
	{"document", func(w *world, width, height int) *window { return handed(w, width, height, "ctrl+s") }},
	{"document-parsed", func(w *world, width, height int) *window { return handed(w, width, height, "ctrl+s", "tab") }},
	{"finish", func(w *world, width, height int) *window {
		return w.window("ana", ui.Start{Federation: w.finished("Contoso")}, width, height)
	}},
	{"values", func(w *world, width, height int) *window {
		x := w.window("ana", ui.Start{Adopt: true}, width, height)
		x.press("enter", "enter", "Contoso", "enter")
		return x
	}},
	{"leave", func(w *world, width, height int) *window { return wrong(w, width, height, "ctrl+c") }},
	{"gate", func(w *world, width, height int) *window {
		w.create("Contoso")
		return w.window("ana", ui.Start{Federation: "contoso", Step: "cloud/roll-out"}, width, height)
	}},
	{"people", func(w *world, width, height int) *window {
		w = shipped(w.t)
		if _, err := w.shelf("ana").Create(context.Background(), record.Opening{Name: "Contoso", Platform: "cxone", IdP: "entra", Protocol: "saml"}); err != nil {
			w.t.Fatal(err)
		}
		x := w.window("ana", ui.Start{Federation: "contoso", Step: "cxone/roll-out"}, width, height)
		x.comparing()
		x.press("ctrl+x", kept(w.t, "employees.csv", "Username,External Identity", "ann,ann@contoso.example", "bob,Bob@contoso.example", "cyd,cyd@contoso.example ", "dan,"), "enter",
			kept(w.t, "entra.csv", "userPrincipalName", "ann@contoso.example", "bob@contoso.example", "cyd@contoso.example"), "enter", "down")
		return x
	}},
}

// handed is the step of CXone with Entra ID at which the certificate was handed in, and
// keys pressed there.
func handed(w *world, width, height int, keys ...string) *window {
	w = shipped(w.t)
	o := record.Opening{Name: "Contoso", Platform: "cxone", IdP: "entra", Protocol: "saml"}
	if _, err := w.shelf("ana").Create(context.Background(), o); err != nil {
		w.t.Fatal(err)
	}
	x := w.window("ana", ui.Start{Federation: "contoso", Step: "entra/certificate"}, width, height)
	x.machine.files["entra.cer"] = read(w.t, "../testdata/fixtures/certificate.cer")
	x.press("tab", "entra.cer", "enter")
	x.press(keys...)
	return x
}

// wrong is a federation with a finding, and keys pressed in it.
func wrong(w *world, width, height int, keys ...string) *window {
	w.create("Contoso")
	x := w.window("ana", ui.Start{Federation: "contoso", Step: "directory/addresses"}, width, height)
	x.press("http://login.example/1/saml2", "enter")
	x.press(keys...)
	return x
}

func TestFrames(t *testing.T) {
	for _, s := range scenes {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s-%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				x := s.show(newWorld(t), size[0], size[1])
				check(t, x.app.View().Content, size[0], size[1])
				golden.RequireEqual(t, trim(x.frame()))
			})
		}
	}
}

// check: every frame fills its window exactly and ends in the keys.
func check(t *testing.T, frame string, width, height int) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != height {
		t.Errorf("%d lines in a window of %d", len(lines), height)
	}
	for i, l := range lines {
		if w := ansi.StringWidth(l); w > width {
			t.Errorf("line %d is %d cells wide in a window of %d: %q", i+1, w, width, ansi.Strip(l))
		}
	}
	if last := lines[len(lines)-1]; !strings.Contains(last, "all keys") && !strings.Contains(last, "any key") && !strings.Contains(last, "stay") {
		t.Errorf("the last line has no keys: %q", last)
	}
}

// trim drops the spaces at line ends, which editors do anyway.
func trim(frame string) string {
	lines := strings.Split(frame, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestColours(t *testing.T) {
	for name, dark := range map[string]bool{"dark": true, "light": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			x := wrong(w, 120, 40)
			x.send(tea.ColorProfileMsg{Profile: colorprofile.TrueColor}, background(dark))
			check(t, x.app.View().Content, 120, 40)
			golden.RequireEqual(t, x.app.View().Content+"\n")
		})
	}
}

// TestNoColour: what a frame says is the same without any style.
func TestNoColour(t *testing.T) {
	x := wrong(newWorld(t), 80, 24)
	colour := x.frame()
	x.send(tea.ColorProfileMsg{Profile: colorprofile.ASCII})
	if plain := trim(x.frame()); plain != trim(colour) {
		t.Errorf("differs without colour:\n%s\n%s", colour, plain)
	}
	x.sees("✗ error  ana", "✗ 1 error")
}

func TestASCII(t *testing.T) {
	for _, s := range scenes {
		x := s.show(newWorld(t), 80, 24)
		x.env.ASCII = true
		for _, r := range x.frame() {
			if r > 126 {
				t.Errorf("%s: %q in a terminal of ASCII:\n%s", s.name, r, x.frame())
				break
			}
		}
		check(t, x.app.View().Content, 80, 24)
	}
}

func TestSmallWindow(t *testing.T) {
	x := newWorld(t).window("ana", ui.Start{}, 39, 9)
	x.sees("too small")
	x.send(tea.WindowSizeMsg{Width: 40, Height: 10})
	x.lacks("too small")
}
