package screen

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/ui/widget"
)

// bottom is the part below the fields: the verdict, the gate, cautions, the reason for
// the step, and its source.
func (s *Step) bottom(v *steps.Snapshot, room int) (out []string) {
	t, st := s.env.Theme, s.step
	section := func(title string) { out = append(out, "", t.Heading.Render(title)) }
	if st.Kind == playbook.Test {
		out = append(out, s.verdict(v, room)...)
	} else if rest := s.elsewhere(v); len(rest) > 0 {
		section("Found here")
		for _, f := range rest {
			out = append(out, widget.Finding(t, f, room)...)
		}
	}
	if why := v.Shut(st); len(why) > 0 {
		section("The gate is shut")
		for _, w := range why {
			out = append(out, widget.Indent("·  ", widget.Styled(t, t.Caution, w, room-3))...)
		}
	}
	if len(st.Cautions) > 0 {
		section("Look out")
		for i, c := range st.Cautions {
			if i > 0 {
				out = append(out, "")
			}
			text := v.Say(st, c.Text)
			if c.Dispute {
				text = "Sources disagree. " + text
			}
			out = append(out, widget.Indent(t.Caution.Render("!")+"  ", widget.Rich(t, text, room-3))...)
			out = append(out, widget.Indent("   ", widget.Styled(t, t.Quiet, authority(c.Source, c.Confidence), room-3))...)
		}
	}
	if st.Why != "" {
		section("Why")
		out = append(out, widget.Rich(t, v.Say(st, st.Why), room)...)
	}
	if a := authority(st.Source, st.Confidence); a != "" {
		out = append(out, "")
		out = append(out, widget.Styled(t, t.Quiet, a, room)...)
	}
	return out
}

// authority is a source and how sure it is.
func authority(s federation.Source, c federation.Confidence) string {
	var parts []string
	if c != "" {
		parts = append(parts, federation.Sentence(string(c)))
	}
	if s.Document != "" {
		text := s.Document
		if s.Section != "" {
			text += " › " + s.Section
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " · ")
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
