package screen

import (
	"slices"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"federate/steps"
	"federate/steps/record"
	"federate/steps/view"
	"federate/ui/theme"
	"federate/ui/widget"
)

// read reports whether a document was handed in at the step.
func (s *Step) read() bool {
	v := s.session.View()
	return slices.ContainsFunc(s.sheet.fields, func(f *field) bool { return f.kept(v) != "" && !f.Term.Secret }) ||
		slices.ContainsFunc(v.State.Documents(), func(d record.Document) bool { return d.Step == s.step.Ref() })
}

// showRead opens the page of what was read at the step.
func (s *Step) showRead() tea.Cmd {
	v := s.session.View()
	all := v.Readings(s.step)
	if len(all) == 0 {
		return Go(Say{Text: "no document was handed in at this step"})
	}
	return tea.Batch(s.sheet.leave(), Go(Push{NewDocument(s.env, s.session, v.Pair.Words, all)}))
}

// tells is what tells the document of f from others, a few lines. It is worked out once
// for each snapshot, because a page is drawn at every key.
func (f *field) tells(v *steps.Snapshot) []view.Read {
	if f.tale.of != v {
		f.tale = tale{of: v}
		if r, ok := v.Read(f.Step, f.Field); ok {
			f.tale.reads = view.DocumentOf(r).Telling()
		}
	}
	return f.tale.reads
}

// A tale is what tells the document of a field from others, as of one snapshot.
type tale struct {
	of    *steps.Snapshot
	reads []view.Read
}

// allOfIt is said beside what was read.
const allOfIt = "ctrl+s all of it"

// described is what the input of f cannot show: the document or the certificate, in a
// few lines where there is room, else in one.
func (s *sheet) described(f *field, v *steps.Snapshot, brief string, room int, whole bool) []string {
	t := s.env.Theme
	out := widget.Styled(t, t.Plain, brief, room)
	if f.Term.Secret {
		return out
	}
	if reads := f.tells(v); whole && len(reads) > 0 {
		if f.Fact != "" && f.Document() {
			out = nil // a certificate says all of that itself
		}
		out = append(out, widget.Told(t, reads, room)...)
	}
	if _, opens := s.owner.(*Step); opens {
		beside(t, out, room)
	}
	return out
}

// beside puts the key that shows all of it onto the first of lines that has room for it.
func beside(t *theme.Theme, lines []string, room int) {
	for i, l := range lines {
		if ansi.StringWidth(l)+len(allOfIt)+2 <= room {
			lines[i] = widget.Ends(l, t.Quiet.Render(allOfIt), room)
			return
		}
	}
}
