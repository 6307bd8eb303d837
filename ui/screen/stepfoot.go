package screen

import (
	"slices"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/ui/widget"
)

// found is what was found about the step and stands beneath none of its fields; for a
// test, the verdict. Where an error is among it, cache.first is where the first ends.
func (s *Step) found(v *steps.Snapshot, room int) (out []string) {
	t := s.env.Theme
	if s.step.Kind == playbook.Test {
		return s.verdict(v, room)
	}
	for i, f := range s.elsewhere(v) {
		if i == 0 {
			out = append(out, "", t.Heading.Render("Found here"))
		}
		out = append(out, widget.Finding(t, f, room)...)
		if i == 0 {
			s.cache.first = len(out)
		}
	}
	return out
}

// elsewhere are the findings of this step that belong to none of its fields.
func (s *Step) elsewhere(v *steps.Snapshot) (out []federation.Finding) {
	var beneath []federation.Finding
	for _, f := range s.sheet.fields {
		beneath = append(beneath, f.about(v)...)
	}
	for _, f := range v.FindingsAt(s.step.Ref()) {
		if !slices.ContainsFunc(beneath, func(o federation.Finding) bool { return equal(o, f) }) {
			out = append(out, f)
		}
	}
	return out
}

// equal reports whether two findings are one.
func equal(a, b federation.Finding) bool {
	return a.Code == b.Code && a.Subject == b.Subject && a.Attempt == b.Attempt && a.Got == b.Got && a.Want == b.Want && a.Detail == b.Detail
}

// button is the end of the page: how the step is confirmed, or that it was.
func (s *Step) button(v *steps.Snapshot) string {
	t := s.env.Theme
	text := "Done in the console"
	switch {
	case s.step.Kind == playbook.Test:
		text = "The login was tested"
	case s.step.Kind == playbook.Gate:
		text = "Pass this gate"
	case v.State.Adopted:
		text = "Confirm as found"
	}
	if m := v.Status[s.step.Ref()].Mark; m.Kind == record.Confirmed {
		text = "Confirm again"
	}
	ink, mark := t.Plain, "  "
	if s.end {
		ink, mark = t.Inverted, t.Here.Render("› ")
	}
	return mark + ink.Render("[ "+text+" ]") + t.Quiet.Render("  ctrl+d")
}
