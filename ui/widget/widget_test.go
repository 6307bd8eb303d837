package widget_test

import (
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"federate/steps"
	"federate/ui/theme"
	"federate/ui/widget"
)

func plain(lines []string) string { return ansi.Strip(strings.Join(lines, "\n")) }

func TestRich(t *testing.T) {
	th := theme.New(true, colorprofile.TrueColor)
	for _, c := range []struct {
		text, want string
		width      int
	}{
		{"one two three", "one two\nthree", 8},
		{"Select **Create New**, then `x y`.", "Select\nCreate\nNew,\nthen x\ny.", 8},
		{"a https://long.example/path b", "a\nhttps://lon\ng.example/p\nath b", 11},
		{"", "", 5},
		{"first\n  - second third", "first\n  - second\n  third", 10},
		{"zażółć gęślą", "zażółć\ngęślą", 7},
	} {
		want := c.want
		if got := plain(widget.Rich(th, c.text, c.width)); got != want {
			t.Errorf("%q in %d: %q, not %q", c.text, c.width, got, want)
		}
	}
}

// FuzzRich: nothing is wider than it may be, and no letter gets lost.
func FuzzRich(f *testing.F) {
	th := theme.New(true, colorprofile.TrueColor)
	f.Add("Select **Create New**, then `x`.", 8)
	f.Add("世界 hello", 3)
	f.Fuzz(func(t *testing.T, text string, width int) {
		if width < 2 || width > 200 || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f || r > 0x2fff || r >= 0x300 && r < 0x2000 }) {
			t.Skip()
		}
		lines := widget.Rich(th, text, width)
		for _, l := range lines {
			if ansi.StringWidth(l) > width {
				t.Errorf("%q is wider than %d", l, width)
			}
		}
		drop := func(s string) string {
			return strings.Map(func(r rune) rune {
				if strings.ContainsRune(" \n*`", r) {
					return -1
				}
				return r
			}, s)
		}
		if got := drop(plain(lines)); got != drop(text) {
			t.Errorf("%q became %q", text, got)
		}
	})
}

func TestRowsSideBySideOrStacked(t *testing.T) {
	th := theme.New(true, colorprofile.TrueColor)
	rows := []steps.Row{{Label: "Name", Value: "x", Short: "x"}, {Label: "Context", Clear: true}, {Label: "URL", Waits: true, Awaits: "a/b"}}
	title := func(string) string { return "Copy it" }
	got, spans := widget.Rows(th, rows, title, 50, 1, false)
	want := "  1  Name      x\n› 2  Context   leave empty\n  3  URL       ◌ waits for “Copy it”"
	if plain(got) != want {
		t.Errorf("side by side:\n%s", plain(got))
	}
	if len(spans) != 3 || spans[1] != (widget.Span{From: 1, To: 2}) {
		t.Errorf("spans %v", spans)
	}
	rows[0].Short = "https://a.very.long.example/which/does/not/fit/beside"
	rows[0].Placeholder = true
	got, _ = widget.Rows(th, rows, title, 40, 0, false)
	want = "› 1  Name  placeholder\n     https://a.very.long.example/which/d\n     oes/not/fit/beside\n  2  Context   leave empty\n  3  URL       ◌ waits for “Copy it”"
	if plain(got) != want {
		t.Errorf("stacked:\n%s", plain(got))
	}
	rows[2].Note = "As a whole."
	if got, _ := widget.Rows(th, rows, title, 50, 1, false); strings.Contains(plain(got), "As a whole.") {
		t.Errorf("the note of a row without the focus:\n%s", plain(got))
	}
	for focus, notes := range map[int]bool{2: false, 1: true} {
		if got, _ := widget.Rows(th, rows, title, 50, focus, notes); !strings.Contains(plain(got), "As a whole.") {
			t.Errorf("no note with the focus at %d:\n%s", focus, plain(got))
		}
	}
}

func TestWindow(t *testing.T) {
	th := theme.New(true, colorprofile.TrueColor)
	lines := strings.Split("a b c d e f", " ")
	if got := plain(widget.Window(th, lines, 1, 4)); got != "b\nc\nd\n  ▾ 2 more lines below   ▴ 1 line above" {
		t.Errorf("window %q", got)
	}
	if got := plain(widget.Window(th, lines, 99, 4)); got != "d\ne\nf\n  ▴ 3 lines above" {
		t.Errorf("at the end %q", got)
	}
	if got := widget.Window(th, lines, 0, 9); len(got) != 9 {
		t.Errorf("%d lines of 9", len(got))
	}
	for from := range 20 {
		at := widget.Reach(from, from+2, 22, 8)
		if from < at || from+2 > at+7 {
			t.Errorf("line %d is not seen from %d", from, at)
		}
	}
}

func TestKeysFit(t *testing.T) {
	th := theme.New(true, colorprofile.TrueColor)
	b := func(k, d string) key.Binding { return key.NewBinding(key.WithKeys(k), key.WithHelp(k, d)) }
	got := ansi.Strip(widget.Keys(th, []key.Binding{b("a", "first"), b("b", "a long second one"), b("c", "third"), b("?", "all keys")}, 38))
	if got != "  a first · c third · ? all keys" {
		t.Errorf("keys %q", got)
	}
}

func TestASCIIKeepsTheCells(t *testing.T) {
	const all = "✓✗◌↻·–—›‹▌│─━▾▴…“”‘’✎●○→↑↓␠├└█░▸←"
	if got := widget.ASCII(all); len(got) != ansi.StringWidth(all) {
		t.Errorf("%d cells became %d: %s", ansi.StringWidth(all), len(got), got)
	}
}
