package widget

import (
	"fmt"
	"strings"

	"federate/federation"
	"federate/ui/theme"
)

// Reach is the smallest offset at which the lines from, up to to, are visible in a window
// of height lines over a page of all lines.
func Reach(from, to, all, height int) int {
	if all <= height {
		return 0
	}
	room := height - 1 // the mark takes one
	return max(0, min(to+2-room, from, all-room))
}

// Window is the part of lines from offset on that height lines can show. Where
// something is left below, or above at the end, the last line says so.
func Window(t *theme.Theme, lines []string, offset, height int) []string {
	if height <= 0 {
		return nil
	}
	if len(lines) <= height {
		return append(append([]string{}, lines...), make([]string, height-len(lines))...)
	}
	room := height - 1
	offset = max(0, min(offset, len(lines)-room))
	out := append([]string{}, lines[offset:min(offset+room, len(lines))]...)
	for len(out) < room {
		out = append(out, "")
	}
	above, below := offset, len(lines)-offset-room
	var parts []string
	if below > 0 {
		parts = append(parts, fmt.Sprintf("▾ %s below", federation.Count(below, "more line")))
	}
	if above > 0 {
		parts = append(parts, fmt.Sprintf("▴ %s above", federation.Count(above, "line")))
	}
	return append(out, "  "+t.Quiet.Render(strings.Join(parts, "   ")))
}
