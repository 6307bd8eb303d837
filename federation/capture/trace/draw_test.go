package trace_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/exp/golden"
)

// The drawing of a login that broke, at each width.
func TestDraw(t *testing.T) {
	r := record()
	r.login(login{acsStatus: 400, unsent: true, sameSite: "; Secure; SameSite=Lax"})
	tr := read(t, r.har())
	for width, draw := range map[int]func(int) []string{60: tr.DrawASCII, 80: tr.Draw, 120: tr.Draw} {
		t.Run(map[int]string{60: "60-ascii", 80: "80", 120: "120"}[width], func(t *testing.T) {
			lines := draw(width)
			golden.RequireEqual(t, strings.Join(lines, "\n")+"\n")
		})
	}
	t.Run("sound", func(t *testing.T) {
		golden.RequireEqual(t, strings.Join(read(t, sound()["twice"].har()).Draw(80), "\n")+"\n")
	})
	if n, how := tr.Broke(); n != 5 || how == "" {
		t.Errorf("it broke at %d: %s", n, how)
	}
}

// Whatever is drawn fits, and ASCII is ASCII.
func TestDrawFits(t *testing.T) {
	all, fine := broken(), map[string]bool{}
	for name, r := range sound() {
		all[name], fine[name] = r, true
	}
	for name, r := range all {
		tr := read(t, r.har())
		for _, width := range []int{0, 60, 120} {
			for _, line := range tr.Draw(width) {
				if n := utf8.RuneCountInString(line); n > max(width, 40) {
					t.Errorf("%s at %d: %d columns: %s", name, width, n, line)
				}
			}
			for _, line := range tr.DrawASCII(width) {
				if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) {
					t.Errorf("%s: %q", name, line)
				}
			}
		}
		n, _ := tr.Broke()
		if fine[name] && n != 0 {
			t.Errorf("%s broke at %d", name, n)
		}
		if n > 0 && !strings.Contains(strings.Join(tr.Draw(80), "\n"), "broke here") {
			t.Errorf("%s: it is not drawn where it broke", name)
		}
	}
}
