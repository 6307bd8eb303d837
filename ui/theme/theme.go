// Package theme turns eight colours into every style of the wizard.
//
// A colour stands for a role and is never the only carrier of a message: a sign and a
// word say the same, so that a frame reads the same in print, with NO_COLOR, and to
// somebody who sees no red. No other package names a colour.
package theme

import (
	"image/color"

	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// A Palette is the eight colours by role.
type Palette struct {
	Text    color.Color // what is read
	Dim     color.Color // what is there for whoever looks for it
	Accent  color.Color // where the admin is
	Line    color.Color // rules and frames
	Good    color.Color // done, passed
	Note    color.Color // worth knowing
	Warning color.Color
	Bad     color.Color
}

// Dark is for terminals with a dark background.
func Dark() Palette {
	return Palette{
		Text: lipgloss.Color("#e3e5e8"), Dim: lipgloss.Color("#8b929c"), Accent: lipgloss.Color("#6cb6ff"), Line: lipgloss.Color("#444c56"),
		Good: lipgloss.Color("#7cc48a"), Note: lipgloss.Color("#a5b4d4"), Warning: lipgloss.Color("#e2b35c"), Bad: lipgloss.Color("#f47c7c"),
	}
}

// Light is for terminals with a light background.
func Light() Palette {
	return Palette{
		Text: lipgloss.Color("#1f2328"), Dim: lipgloss.Color("#636c76"), Accent: lipgloss.Color("#0a5fb4"), Line: lipgloss.Color("#c4cad1"),
		Good: lipgloss.Color("#1a7f37"), Note: lipgloss.Color("#4a5a7d"), Warning: lipgloss.Color("#8a5a00"), Bad: lipgloss.Color("#c01c28"),
	}
}

// Sixteen is for terminals that have the sixteen named colours alone. Text is
// the terminal's own, which suits its background whatever that is.
func Sixteen(dark bool) Palette {
	p := Palette{
		Text: lipgloss.NoColor{}, Dim: lipgloss.BrightBlack, Accent: lipgloss.Blue, Line: lipgloss.BrightBlack,
		Good: lipgloss.Green, Note: lipgloss.Blue, Warning: lipgloss.Yellow, Bad: lipgloss.Red,
	}
	if dark {
		p.Dim, p.Line = lipgloss.White, lipgloss.BrightBlack
		p.Accent, p.Note = lipgloss.BrightCyan, lipgloss.BrightBlue
	}
	return p
}

// A Theme is every style there is.
type Theme struct {
	Palette

	Plain    lipgloss.Style // Text
	Strong   lipgloss.Style // headings, names of buttons
	Quiet    lipgloss.Style // Dim
	Here     lipgloss.Style // the focus: Accent and bold
	Tint     lipgloss.Style // Accent
	Rule     lipgloss.Style // Line
	Success  lipgloss.Style
	Remark   lipgloss.Style
	Caution  lipgloss.Style
	Failure  lipgloss.Style
	Code     lipgloss.Style // values and code in running text
	Heading  lipgloss.Style // of a section
	Inverted lipgloss.Style // a button that has the focus

	form *huh.Styles
}

// New returns the theme for a terminal with a dark or a light background that
// can show the colours of profile.
func New(dark bool, profile colorprofile.Profile) *Theme {
	switch {
	case profile <= colorprofile.ANSI && profile != colorprofile.Unknown:
		return Of(Sixteen(dark))
	case dark:
		return Of(Dark())
	}
	return Of(Light())
}

// Of returns the theme of palette p.
func Of(p Palette) *Theme {
	ink := func(c color.Color) lipgloss.Style { return lipgloss.NewStyle().Foreground(c) }
	t := &Theme{
		Palette: p,
		Plain:   ink(p.Text), Strong: ink(p.Text).Bold(true), Quiet: ink(p.Dim),
		Here: ink(p.Accent).Bold(true), Tint: ink(p.Accent), Rule: ink(p.Line),
		Success: ink(p.Good), Remark: ink(p.Note), Caution: ink(p.Warning), Failure: ink(p.Bad),
		Code: ink(p.Accent), Heading: ink(p.Dim).Bold(true),
		Inverted: ink(p.Accent).Bold(true).Reverse(true),
	}
	t.form = t.styles()
	return t
}

// Form is the theme that current returns, for huh, which keeps the first theme
// it is given for good.
func Form(current func() *Theme) huh.Theme {
	return huh.ThemeFunc(func(bool) *huh.Styles { return current().form })
}

// styles is t for huh. Titles, help and findings are drawn by the screen, so a
// field is its input and nothing else.
func (t *Theme) styles() *huh.Styles {
	var f huh.FieldStyles
	f.Base = lipgloss.NewStyle()
	f.Title, f.Description = t.Strong, t.Quiet
	f.ErrorIndicator, f.ErrorMessage = t.Failure, t.Failure
	f.SelectSelector = t.Here.SetString("› ")
	f.Option, f.SelectedOption, f.UnselectedOption = t.Plain, t.Here, t.Plain
	f.TextInput = huh.TextInputStyles{Cursor: t.Tint, CursorText: t.Plain, Placeholder: t.Quiet, Prompt: t.Tint, Text: t.Plain}
	blurred := f
	blurred.SelectSelector = lipgloss.NewStyle().SetString("  ")
	return &huh.Styles{Focused: f, Blurred: blurred, FieldSeparator: lipgloss.NewStyle().SetString("\n")}
}
