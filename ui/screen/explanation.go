package screen

import (
	"strings"

	"federate/steps/view"
	"federate/ui/theme"
	"federate/ui/widget"
)

// explanation is what a vendor's error means and, in a federation, where to go back to.
func explanation(t *theme.Theme, x view.Explanation, room int) (out []string) {
	e, code := x.Marked, strings.Join(append([]string{x.Code}, x.Same...), ", ")
	out = widget.Indent(t.Remark.Render("i ")+t.Strong.Render(code)+"  ", widget.Styled(t, t.Quiet, e.Vendor, max(10, room-len(code)-4)))
	put := func(prefix string, lines []string) { out = append(out, widget.Indent(prefix, lines)...) }
	if e.Guess {
		put("  ", widget.Styled(t, t.Caution, view.AGuess, room-2))
	}
	put("  ", widget.Rich(t, e.Means, room-2))
	for _, c := range e.Causes {
		put("  ·  ", widget.Rich(t, c.Text, room-5))
		if c.Sign != "" {
			put("     "+t.Quiet.Render("sign")+" ", widget.Rich(t, c.Sign, room-10))
		}
	}
	put("  "+t.Quiet.Render("fix")+" ", widget.Rich(t, e.Remedy, room-6))
	for _, v := range x.Values {
		put("  "+t.Quiet.Render("the text says")+" ", widget.Styled(t, t.Plain, v.Name+": "+v.Value, room-16))
	}
	for _, f := range x.Facts {
		if f.Text == "" {
			continue
		}
		put("  "+t.Quiet.Render("look at")+" ", widget.Styled(t, t.Plain, f.Title, room-10))
		for _, line := range f.Said {
			put("    ", widget.Styled(t, t.Plain, line, room-4))
		}
	}
	for _, step := range x.Back {
		put("  "+t.Quiet.Render("go back to")+" ", widget.Styled(t, t.Plain, step, room-13))
	}
	put("  ", widget.Styled(t, t.Quiet, authority(e.Source, e.Confidence), room-2))
	return out
}
