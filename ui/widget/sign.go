package widget

import (
	"strings"

	"charm.land/lipgloss/v2"

	"federate/federation"
	"federate/steps"
	"federate/ui/theme"
)

// Sign is the sign of a step's state and its style. The word is the state's own.
func Sign(t *theme.Theme, s steps.State) (string, lipgloss.Style) {
	switch s {
	case steps.Done:
		return "✓", t.Success
	case steps.Wrong:
		return "✗", t.Failure
	case steps.Waiting:
		return "◌", t.Quiet
	case steps.Stale:
		return "↻", t.Caution
	case steps.Skipped:
		return "–", t.Quiet
	}
	return "·", t.Plain
}

// State is a step's state as sign and word.
func State(t *theme.Theme, s steps.State) string {
	sign, style := Sign(t, s)
	return style.Render(sign + " " + string(s))
}

// Weight is the sign and the style of a severity. The word is the severity's own.
func Weight(t *theme.Theme, s federation.Severity) (string, lipgloss.Style) {
	switch s {
	case federation.Error:
		return "✗", t.Failure
	case federation.Warning:
		return "!", t.Caution
	}
	return "i", t.Remark
}

// ASCII replaces what a terminal without UTF-8 cannot show, cell by cell.
var ascii = strings.NewReplacer(
	"✓", "+", "✗", "x", "◌", "~", "↻", "@", "·", ".", "–", "-", "—", "-", "›", ">", "‹", "<", "▌", "|", "│", "|", "─", "-", "━", "=",
	"▾", "v", "▴", "^", "…", "~", "“", "\"", "”", "\"", "‘", "'", "’", "'", "✎", "*", "●", "*", "○", "o", "→", ">", "↑", "^", "↓", "v",
	"␠", "_", "├", "|", "└", "`", "⏎", "/", "█", "#", "░", ".", "▸", ">", "←", "<",
)

// ASCII is frame in characters that every terminal has.
func ASCII(frame string) string { return ascii.Replace(frame) }

// Legend is what the signs of the states mean.
func Legend(t *theme.Theme, width int) []string {
	means := map[steps.State]string{
		steps.Open: "to be done", steps.Done: "confirmed, and nothing missing", steps.Wrong: "an error points at it",
		steps.Stale: "a value it used has changed", steps.Waiting: "a value it needs is not known", steps.Skipped: "left out, with a reason",
	}
	var out []string
	for _, s := range []steps.State{steps.Open, steps.Done, steps.Wrong, steps.Stale, steps.Waiting, steps.Skipped} {
		out = append(out, Fit(Pad(State(t, s), 12)+t.Quiet.Render(means[s]), width))
	}
	return out
}
