package screen

import (
	"fmt"
	"strings"

	"federate/federation"
	"federate/steps"
	"federate/steps/view"
	"federate/ui/theme"
	"federate/ui/widget"
)

// verdict is the outcome of all checks of a login.
func (s *Step) verdict(v *steps.Snapshot, room int) (out []string) {
	seen := map[string]bool{}
	for _, f := range s.sheet.fields {
		if f.Fact != "" || f.Key == "" || seen[f.Key] {
			continue // a request and its response are one login
		}
		seen[f.Key] = true
		for _, a := range v.Attempts {
			if a.Key == f.Key {
				lines, first := s.attempt(v, a, room)
				if s.cache.first == 0 && first > 0 {
					s.cache.first = len(out) + first
				}
				out = append(out, lines...)
			}
		}
	}
	return out
}

// attempt is the outcome of the checks of one message and of the request that it
// answers, and how many lines it takes to the end of the first finding.
func (s *Step) attempt(v *steps.Snapshot, a steps.Attempt, room int) (out []string, first int) {
	t := s.env.Theme
	out = append(out, "", widget.Ends(t.Heading.Render("The verdict"), t.Quiet.Render(a.Document.By+", "+ago(a.Document.At, v.Now)), room))
	out = append(out, counts(t, a.Report))
	if len(a.Report.Findings) > 1 { // all of them at a glance, before what each is about
		for _, f := range a.Report.Findings {
			out = append(out, widget.FindingLine(t, f, room, false))
		}
		first = len(out)
	}
	for _, barred := range []bool{true, false} { // what keeps it from being proof comes first
		for _, line := range a.Proof.Lines() {
			ink := t.Quiet
			if barred {
				ink = t.Caution
			}
			if strings.HasPrefix(line, "no proof") == barred {
				out = append(out, widget.Styled(t, ink, line, room)...)
			}
		}
	}
	for _, f := range a.Report.Findings {
		out = append(out, "")
		out = append(out, widget.Finding(t, f, room)...)
		if first == 0 {
			first = len(out)
		}
	}
	if len(a.Report.Waiting) > 0 {
		out = append(out, "")
		out = append(out, waiting(t, v.Pair.Words, a.Report.Waiting, room)...)
	}
	if a.Sequence != nil {
		out = append(out, "", t.Heading.Render("The login as it was recorded"))
		for _, l := range a.Sequence {
			out = append(out, widget.Fit(l, room))
		}
	}
	if first == 0 {
		first = min(len(out), 6) // the verdict itself
	}
	return out, first
}

// counts is how many checks passed, found something and wait.
func counts(t *theme.Theme, r federation.Report) string {
	parts := []string{t.Success.Render(fmt.Sprintf("✓ %d passed", len(r.Passed)))}
	ink := t.Quiet
	if r.Worst() >= federation.Error {
		ink = t.Failure
	} else if len(r.Findings) > 0 {
		ink = t.Caution
	}
	parts = append(parts, ink.Render("✗ "+federation.Count(len(r.Findings), "finding")),
		t.Quiet.Render(fmt.Sprintf("◌ %d waiting", len(r.Waiting))))
	return strings.Join(parts, "   ")
}

// waiting is which checks wait for what: those that wait for the same together.
func waiting(t *theme.Theme, words federation.Words, all []federation.Waiting, room int) (out []string) {
	for _, n := range view.Needs(all) {
		out = append(out, widget.Indent(t.Quiet.Render("◌ "), widget.Styled(t, t.Quiet, n.Say(words.Need), room-2))...)
	}
	return out
}
