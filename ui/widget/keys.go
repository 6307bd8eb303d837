package widget

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"federate/ui/theme"
)

// Keys is the help line: the bindings that fit, in their order. The last one,
// which is the way to all the others, always does.
func Keys(t *theme.Theme, bindings []key.Binding, width int) string {
	var parts []string
	var last string
	used := 2
	for i, b := range bindings {
		if !b.Enabled() || b.Help().Key == "" {
			continue
		}
		part := t.Strong.Render(b.Help().Key) + " " + t.Quiet.Render(b.Help().Desc)
		if i == len(bindings)-1 {
			last = part
			break
		}
		parts = append(parts, part)
	}
	if last != "" {
		used += ansi.StringWidth(last)
	}
	var shown []string
	for _, p := range parts {
		if used+ansi.StringWidth(p)+3 > width {
			continue
		}
		used += ansi.StringWidth(p) + 3
		shown = append(shown, p)
	}
	if last != "" {
		shown = append(shown, last)
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
