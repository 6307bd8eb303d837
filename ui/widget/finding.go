package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"federate/federation"
	"federate/steps/view"
	"federate/ui/report"
	"federate/ui/theme"
)

// Finding is f as it stands beneath a field: what is wrong, both values one
// above the other, what to do.
func Finding(t *theme.Theme, found federation.Finding, width int) (out []string) {
	f := view.Of(found)
	sign, style := Weight(t, f.Severity)
	head := style.Render(sign+" "+f.Severity.String()) + "  "
	out = Indent(head, Styled(t, t.Strong, f.Title, width-ansi.StringWidth(head)))
	if seen := f.Seen(); seen != "" {
		out = append(out, Indent("  ", Styled(t, t.Plain, seen, width-2))...)
	}
	values := report.Compare(f.Want, f.Got, width-4)
	for _, l := range values.Values {
		out = append(out, "    "+t.Plain.Render(Fit(l, width-4)))
	}
	for _, l := range values.Pointer(width - 4) {
		out = append(out, "    "+style.Render(Fit(l, width-4)))
	}
	if said := f.Likewise(); said != "" {
		var at []string
		for _, o := range f.Also {
			at = append(at, o.Where())
		}
		out = append(out, Indent("  ", Styled(t, t.Plain, federation.Sentence(said)+" "+strings.Join(at, ", "), width-2))...)
	}
	if f.Remedy != "" {
		out = append(out, Indent("  "+t.Quiet.Render("fix")+" ", Styled(t, t.Plain, f.Marked, width-6))...)
	}
	return out
}

// FindingLine is f in one line, for a list.
func FindingLine(t *theme.Theme, f federation.Finding, width int, focused bool) string {
	sign, style := Weight(t, f.Severity)
	mark, ink := "  ", t.Plain
	if focused {
		mark, ink = t.Here.Render("› "), t.Here
	}
	word := Pad(style.Render(sign+" "+f.Severity.String()), 10)
	return Fit(mark+word+ink.Render(f.Title), width)
}
