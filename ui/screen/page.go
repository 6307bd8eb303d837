package screen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/steps/view"
	"federate/ui/theme"
	"federate/ui/widget"
)

// A page is what stands around the middle of a step, and of a topic of an estate: above
// it who does what where and how that stands; below it what explains it. The
// explanations are folded into one line where the window is too small for all.
type page struct {
	t    *theme.Theme
	v    *steps.Snapshot
	step playbook.Step
	room int
	full bool        // nothing is folded away
	rows []steps.Row // that stand in the middle
}

// head is who, where, how the step stands, what to do, and what could lock people out.
func (p page) head() (out []string) {
	t, v, st := p.t, p.v, p.step
	standing := v.Status[st.Ref()]
	state := widget.State(t, standing.State)
	title := widget.Styled(t, t.Strong, v.Say(st, st.Title), p.room-ansi.StringWidth(state)-2)
	title[0] = widget.Ends(title[0], state, p.room)
	if p.full {
		out = append(out, "")
	}
	out = append(out, title...)
	out = append(out, p.place()...)
	out = append(out, p.reasons(standing)...)
	if text := view.RehearsedAt(v, st.Ref()); text != "" {
		out = append(out, widget.Styled(t, t.Quiet, text, p.room)...)
	}
	if text := view.MatchedAt(v, st.Ref()); text != "" {
		out = append(out, widget.Styled(t, t.Quiet, federation.Sentence(text), p.room)...)
	}
	if len(st.Do) > 0 {
		out = append(out, "")
	}
	for i, d := range st.Do {
		number := fmt.Sprintf("%2d  ", i+1)
		out = append(out, widget.Indent(t.Quiet.Render(number), widget.Rich(t, v.Say(st, d), p.room-len(number)))...)
	}
	lockout := false
	for _, c := range st.Cautions {
		if !c.Lockout {
			continue
		}
		lines := p.caution(c)
		if lockout && !p.full {
			lines = lines[1:] // no empty line between two
		}
		out, lockout = append(out, lines...), true
	}
	return out
}

// place is who does the step in which console, and the way to it there.
func (p page) place() []string {
	t, st := p.t, p.step
	var parts []string
	if console := view.Console(p.v, st); console != "" {
		parts = append(parts, st.Role.Title(), console)
	}
	if st.Optional {
		parts = append(parts, "optional")
	}
	who, where := strings.Join(parts, " · "), strings.Join(st.Where, " › ")
	switch {
	case who == "":
		return nil
	case where == "":
		return widget.Styled(t, t.Quiet, who, p.room)
	case ansi.StringWidth(who)+3+ansi.StringWidth(where) <= p.room:
		return []string{t.Quiet.Render(who+" · ") + t.Tint.Render(where)}
	}
	return append(widget.Styled(t, t.Quiet, who, p.room), widget.Styled(t, t.Tint, where, p.room)...)
}

// mostReasons is how many reasons are shown where the page is not full. What a step
// waits for is said again where it is missing.
func mostReasons(s steps.State) int {
	if s == steps.Waiting {
		return 1
	}
	return 2
}

// reasons says why the step stands as it does.
func (p page) reasons(standing steps.Status) (out []string) {
	t := p.t
	_, ink := widget.Sign(t, standing.State)
	if m := standing.Mark; m.Kind == record.Confirmed {
		text := "confirmed by " + m.By + " " + ago(m.At, p.v.Now)
		if m.Override != "" {
			text += ", past a shut gate: " + m.Override
		}
		out = append(out, widget.Styled(t, t.Quiet, text, p.room)...)
	}
	// Why an untouched step is open is said by its empty fields, what it waits for by its
	// rows, and why a gate is shut beneath them.
	if standing.Mark.Kind != "" || standing.State != steps.Open && (p.full || !p.rowsWait() && len(p.v.Shut(p.step)) == 0) {
		why, most := p.unsaid(standing.Why), mostReasons(standing.State)
		if !p.full && len(why) > most {
			why = append(slices.Clone(why[:most-1]), fmt.Sprintf("%s; and %d more", why[most-1], len(why)-most))
		}
		for _, w := range why {
			out = append(out, widget.Indent("  ", widget.Styled(t, ink, w, p.room-2))...)
		}
	}
	if standing.State == steps.Stale {
		out = append(out, widget.Indent("  ", widget.Styled(t, t.Quiet, "Do it again with the new value, then confirm it again.", p.room-2))...)
	}
	if len(out) > 0 {
		out = append([]string{""}, out...)
	}
	return out
}

// rowsWait reports whether the step waits, and one of its rows says for what.
func (p page) rowsWait() bool {
	return p.v.Status[p.step.Ref()].State == steps.Waiting &&
		slices.ContainsFunc(p.rows, func(r steps.Row) bool { return r.Awaits != "" })
}

// unsaid is all without what is said twice, since two logins can fail for one reason, and
// without the findings, which stand further down.
func (p page) unsaid(all []string) (out []string) {
	found := p.v.FindingsAt(p.step.Ref())
	for _, w := range all {
		if w != "" && !slices.Contains(out, w) && !slices.ContainsFunc(found, func(f federation.Finding) bool { return f.Title == w }) {
			out = append(out, w)
		}
	}
	return out
}

// mostShut is how many of the reasons why a gate is shut are shown where the page is not
// full.
const mostShut = 2

// gate is why the gate is shut, if it is.
func (p page) gate() (out []string) {
	why := p.v.Shut(p.step)
	for i, w := range why {
		switch {
		case i == 0:
			out = append(out, "", p.t.Heading.Render("The gate is shut"))
		case i == mostShut && !p.full:
			return append(out, "   "+p.t.Quiet.Render(fmt.Sprintf("and %d more reasons", len(why)-i)))
		}
		out = append(out, widget.Indent("·  ", widget.Styled(p.t, p.t.Caution, w, p.room-3))...)
	}
	return out
}

// fold is what explains the step, or the line that says what is folded away.
func (p page) fold() (out []string) {
	t, st := p.t, p.step
	var cautions []playbook.Caution
	for _, c := range st.Cautions {
		if !c.Lockout {
			cautions = append(cautions, c)
		}
	}
	source := authority(st.Source, st.Confidence)
	if !p.full {
		var parts []string
		if n := len(cautions); n > 0 {
			parts = append(parts, federation.Count(n, "caution"))
		}
		if st.Why != "" {
			parts = append(parts, "why")
		}
		if source != "" {
			parts = append(parts, "source")
		}
		if len(parts) == 0 {
			return nil
		}
		return []string{"", widget.Ends(t.Here.Render("▸ ")+t.Plain.Render(strings.Join(parts, " · ")), t.Quiet.Render("ctrl+w opens"), p.room)}
	}
	for i, c := range cautions {
		if i == 0 {
			out = append(out, "", t.Heading.Render("Look out"))
		}
		out = append(out, p.caution(c)...)
	}
	if st.Why != "" {
		out = append(out, "", t.Heading.Render("Why"))
		out = append(out, widget.Rich(t, p.v.Say(st, st.Why), p.room)...)
	}
	if source != "" {
		out = append(out, "")
		out = append(out, widget.Styled(t, t.Quiet, source, p.room)...)
	}
	return out
}

// caution is one trap; where nothing is folded away, with where it comes from.
func (p page) caution(c playbook.Caution) (out []string) {
	text := p.v.Say(p.step, c.Text)
	if c.Dispute {
		text = "Sources disagree. " + text
	}
	out = append(out, "")
	out = append(out, widget.Indent(p.t.Caution.Render("!")+"  ", widget.Rich(p.t, text, p.room-3))...)
	if from := authority(c.Source, c.Confidence); p.full && from != "" {
		out = append(out, widget.Indent("   ", widget.Styled(p.t, p.t.Quiet, from, p.room-3))...)
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

// placed is the phase and the number of a step, as the head of the window shows it.
func placed(v *steps.Snapshot, st playbook.Step) string {
	at := view.Numbered(v, st)
	if phase := view.Phase(st.Phase); phase != "" {
		at = phase + " · " + at
	}
	return at
}
