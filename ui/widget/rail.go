package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/view"
	"federate/ui/theme"
)

// Who is the owner of the console of step s, by the short name of its playbook.
func Who(v *steps.Snapshot, s playbook.Step) string {
	switch {
	case s.Role == federation.Either:
		return "both"
	case s.Side == federation.Platform:
		return short(v.Pair.Platform)
	}
	return short(v.Pair.IdP)
}

func short(p playbook.Playbook) string {
	if p.Short != "" {
		return p.Short
	}
	return p.ID
}

// Rail is the plan in a column: steps under their phases, each with its sign and owner.
// The current one is marked and always in sight. With a role, the steps of the other
// admin stand in brackets, so that they differ without colour too.
func Rail(t *theme.Theme, v *steps.Snapshot, current string, role federation.Role, width, height int) []string {
	var lines []string
	at, phase := 0, ""
	for _, s := range v.Plan {
		if s.Phase != phase {
			if phase != "" {
				lines = append(lines, "")
			}
			phase = s.Phase
			lines = append(lines, "  "+t.Heading.Render(view.Phase(phase)))
		}
		sign, style := Sign(t, v.Status[s.Ref()].State)
		who := Who(v, s)
		room := width - 4 - 2 - ansi.StringWidth(who)
		if ansi.StringWidth(s.Title) > room { // the page itself says who
			who, room = "", width-4
		}
		mark, title := "  ", t.Quiet.Render(Fit(s.Title, room))
		switch {
		case !s.For(role) && s.Ref() != current:
			sign, style, title = strings.TrimSpace(sign), t.Rule, t.Rule.Render("("+Fit(s.Title, room-2)+")")
		case s.Ref() == current:
			at = len(lines)
			mark, title = t.Here.Render("› "), t.Here.Render(Fit(s.Title, room))
		case v.Status[s.Ref()].State == steps.Open:
			title = t.Plain.Render(Fit(s.Title, room))
		}
		lines = append(lines, Ends(mark+style.Render(sign)+" "+title, t.Quiet.Render(who), width))
	}
	if len(lines) > height {
		offset := max(0, min(at-height/2, len(lines)-height))
		lines = lines[offset : offset+height]
	}
	return lines
}

// Beside sets two columns side by side with a rule between them.
func Beside(t *theme.Theme, left, right []string, width, height int) []string {
	rule := t.Rule.Render("│")
	out := make([]string, height)
	for i := range out {
		var l, r string
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		out[i] = strings.TrimRight(Pad(l, width)+" "+rule+r, " ")
	}
	return out
}
