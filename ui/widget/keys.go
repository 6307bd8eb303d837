package widget

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"federate/ui/theme"
)

// Keys is the help line: the bindings that fit, in their order. The way out and the last
// one, which is the way to all the others, always do.
func Keys(t *theme.Theme, bindings []key.Binding, width int) string {
	part := func(b key.Binding) string {
		return t.Strong.Render(b.Help().Key) + " " + t.Quiet.Render(b.Help().Desc)
	}
	var offered []key.Binding
	always, used := map[int]bool{}, 2
	for i, b := range bindings {
		if !b.Enabled() || b.Help().Key == "" {
			continue
		}
		if i == len(bindings)-1 || b.Help().Key == "esc" {
			always[len(offered)] = true
			used += ansi.StringWidth(part(b)) + 3
		}
		offered = append(offered, b)
	}
	var shown []string
	for i, b := range offered {
		p := part(b)
		if always[i] {
			shown = append(shown, p)
		} else if used+ansi.StringWidth(p)+3 <= width+3 {
			used += ansi.StringWidth(p) + 3
			shown = append(shown, p)
		}
	}
	return Fit("  "+strings.Join(shown, t.Rule.Render(" · ")), width)
}

// KeyTable is every binding, one a line.
func KeyTable(t *theme.Theme, bindings []key.Binding, width int) (out []string) {
	column := 0
	for _, b := range bindings {
		column = max(column, ansi.StringWidth(b.Help().Key))
	}
	for _, b := range bindings {
		if b.Enabled() && b.Help().Key != "" {
			out = append(out, Fit(Pad(t.Strong.Render(b.Help().Key), column+3)+t.Plain.Render(b.Help().Desc), width))
		}
	}
	return out
}
