package theme_test

import (
	"image/color"
	"math"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"federate/ui/theme"
)

// TestContrast: every colour that carries text stands out from its background
// by 4.5 to 1, as WCAG 2.2 1.4.3 asks.
func TestContrast(t *testing.T) {
	for name, c := range map[string]struct {
		p    theme.Palette
		back color.Color
	}{"dark": {theme.Dark(), color.RGBA{0x1e, 0x1e, 0x1e, 0xff}}, "light": {theme.Light(), color.White}} {
		for role, ink := range map[string]color.Color{"text": c.p.Text, "dim": c.p.Dim, "accent": c.p.Accent, "good": c.p.Good,
			"note": c.p.Note, "warning": c.p.Warning, "bad": c.p.Bad} {
			if r := contrast(ink, c.back); r < 4.5 {
				t.Errorf("%s %s: %.1f to 1", name, role, r)
			}
		}
	}
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	part := func(v uint32) float64 {
		f := float64(v) / 0xffff
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

// TestSixteen: with the named colours alone, text is the terminal's own.
func TestSixteen(t *testing.T) {
	for _, dark := range []bool{true, false} {
		if got := theme.New(dark, colorprofile.ANSI).Plain.Render("x"); got != "x" {
			t.Errorf("text is coloured: %q", got)
		}
		if got := theme.New(dark, colorprofile.ANSI256).Plain.Render("x"); got == "x" {
			t.Error("256 colours are not used")
		}
	}
}
