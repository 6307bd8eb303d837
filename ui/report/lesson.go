package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"federate/federation"
	"federate/steps/rehearse/course"
	"federate/steps/view"
)

// Lesson writes one login that failed: what was seen, what both consoles hold, what
// came, and what may have been the cause.
func Lesson(w io.Writer, l course.Lesson) {
	fmt.Fprintf(w, "%s\n\n", l.Title)
	for line := range strings.SplitSeq(strings.TrimSpace(l.Seen), "\n") {
		fmt.Fprintf(w, "  | %s\n", line)
	}
	for _, c := range l.Consoles {
		fmt.Fprintf(w, "\n%s\n", c.Name)
		rows := make([][2]string, 0, len(c.Rows))
		for _, r := range c.Rows {
			value := r.Value
			if value == "" {
				value = "(nothing)"
			}
			rows = append(rows, [2]string{r.Label, value})
		}
		pairs(w, rows)
	}
	for _, m := range l.Messages {
		fmt.Fprintf(w, "\n%s, arrived at %s\n", federation.Sentence(m.Title), federation.Stamp(m.Arrived))
		rows := make([][2]string, 0, len(m.Says))
		for _, r := range m.Says {
			value := federation.Phrase(r.Value)
			if r.Note != "" {
				value += " (" + r.Note + ")"
			}
			rows = append(rows, [2]string{r.Label, value})
		}
		pairs(w, rows)
	}
	fmt.Fprintln(w)
	for i, c := range l.Choices {
		fmt.Fprintf(w, "  %d  %s\n", i+1, c.Text)
	}
}

// pairs writes labels with their values, beneath each other.
func pairs(w io.Writer, rows [][2]string) {
	width := 0
	for _, r := range rows {
		if n := ansi.StringWidth(r[0]); n <= mostLabel {
			width = max(width, n)
		}
	}
	for _, r := range rows {
		if ansi.StringWidth(r[0]) > width {
			fmt.Fprintf(w, "  %s\n  %s  %s\n", r[0], strings.Repeat(" ", width), r[1])
			continue
		}
		fmt.Fprintf(w, "  %s%s  %s\n", r[0], strings.Repeat(" ", width-ansi.StringWidth(r[0])), r[1])
	}
}

// CourseJSON writes lessons as one object in one line, with the answers.
func CourseJSON(w io.Writer, lessons []course.Lesson) error {
	type choice struct {
		Text  string          `json:"text"`
		Code  federation.Code `json:"code"`
		Right bool            `json:"right"`
		Not   string          `json:"not"`
	}
	type row struct {
		Label string `json:"label"`
		Value string `json:"value"`
	}
	type console struct {
		Side federation.Side `json:"side"`
		Name string          `json:"name"`
		Rows []row           `json:"rows"`
	}
	type message struct {
		Title   string `json:"title"`
		Arrived string `json:"arrived"`
		Says    []row  `json:"says"`
	}
	type lesson struct {
		Drill    string       `json:"drill"`
		Pair     string       `json:"pair"`
		Title    string       `json:"title"`
		Seen     string       `json:"seen"`
		Consoles []console    `json:"consoles"`
		Messages []message    `json:"messages"`
		Choices  []choice     `json:"choices"`
		Finding  view.Finding `json:"finding"`
	}
	out := struct {
		Version int      `json:"version"`
		Lessons []lesson `json:"lessons"`
	}{Version: Version}
	for _, l := range lessons {
		x := lesson{Drill: l.Drill, Pair: l.Pair, Title: l.Title, Seen: l.Seen, Finding: view.Of(l.Finding)}
		for _, c := range l.Consoles {
			shown := console{Side: c.Side, Name: c.Name}
			for _, r := range c.Rows {
				shown.Rows = append(shown.Rows, row(r))
			}
			x.Consoles = append(x.Consoles, shown)
		}
		for _, m := range l.Messages {
			came := message{Title: m.Title, Arrived: federation.Stamp(m.Arrived)}
			for _, r := range m.Says {
				came.Says = append(came.Says, row{r.Label, r.Value})
			}
			x.Messages = append(x.Messages, came)
		}
		for _, c := range l.Choices {
			x.Choices = append(x.Choices, choice(c))
		}
		out.Lessons = append(out.Lessons, x)
	}
	return Line(w, out)
}
