package screen

import (
	"fmt"

	"federate/federation"
	"federate/ui/theme"
	"federate/ui/widget"
)

// A findingList is a page of findings under headings, with a cursor on one.
type findingList struct {
	theme *theme.Theme
	room  int
	at    int                                             // where the cursor is
	under func(o federation.Finding, aside string) string // stands under a finding

	n     int // so far
	out   []string
	focus widget.Span
}

func newFindingList(t *theme.Theme, width, at int, under func(o federation.Finding, aside string) string) *findingList {
	return &findingList{theme: t, room: min(width-4, 100), at: at, under: under, out: []string{""}}
}

func (l *findingList) heading(text string, many int) {
	if len(l.out) > 1 {
		l.out = append(l.out, "")
	}
	l.out = append(l.out, "  "+l.theme.Heading.Render(fmt.Sprintf("%s  %d", text, many)))
}

func (l *findingList) entry(o federation.Finding, aside string) {
	from := len(l.out)
	l.out = append(l.out, "  "+widget.FindingLine(l.theme, o, l.room, l.n == l.at))
	l.out = append(l.out, widget.Indent("              ", widget.Styled(l.theme, l.theme.Quiet, l.under(o, aside), l.room-12))...)
	if l.n == l.at {
		l.focus = widget.Span{From: from, To: len(l.out)}
	}
	l.n++
}

// found are the findings of r that count.
func (l *findingList) found(r federation.Report) {
	if len(r.Findings) == 0 {
		t := l.theme
		counted := fmt.Sprintf("   %d checks passed, %d wait for something", len(r.Passed), len(r.Waiting))
		l.out = append(l.out, "  "+t.Success.Render("✓ nothing found")+t.Quiet.Render(counted))
		return
	}
	l.heading("Found", len(r.Findings))
	for _, o := range r.Findings {
		l.entry(o, "")
	}
}

// accepted are the findings of r that were waived.
func (l *findingList) accepted(r federation.Report) {
	if len(r.Waived) == 0 {
		return
	}
	l.heading("Accepted", len(r.Waived))
	for _, w := range r.Waived {
		l.entry(w.Finding, "by "+w.Waiver.By+" until "+federation.Day(w.Waiver.Until)+": "+w.Waiver.Reason)
	}
}

// waiting heads what waits in r, if anything does: lines, each as it is shown.
func (l *findingList) waiting(r federation.Report, lines func(room int) []string) {
	if len(r.Waiting) > 0 {
		l.heading("Waiting, which is not passing", len(r.Waiting))
		l.out = append(l.out, lines(l.room)...)
	}
}

func (l *findingList) window(height int) []string {
	return widget.Window(l.theme, l.out, widget.Reach(l.focus.From, l.focus.To, len(l.out), height), height)
}

// tally counts the errors and warnings of r.
func tally(r federation.Report) (errors, warnings int) {
	for _, f := range r.Findings {
		switch f.Severity {
		case federation.Error:
			errors++
		case federation.Warning:
			warnings++
		}
	}
	return errors, warnings
}

// foundAndPassed says in the header what came of a report.
func foundAndPassed(r federation.Report) string {
	return fmt.Sprintf("%d found · %d passed", len(r.Findings), len(r.Passed))
}
