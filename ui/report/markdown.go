package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"federate/steps/checklist"
)

// Markdown writes c as a document that can be filed.
func Markdown(out io.Writer, c checklist.Checklist) error {
	w := bufio.NewWriter(out)
	d := documentOf(c)
	fmt.Fprintf(w, "# %s\n\n%s\n", inline(d.title), inline(d.lead))
	card := false // a card follows another without an empty line
	for _, b := range d.blocks {
		if b.Card == nil || !card {
			w.WriteString("\n")
		}
		card = b.Card != nil
		markdownBlock(w, b)
	}
	return w.Flush()
}

func markdownBlock(w *bufio.Writer, b block) {
	switch {
	case b.Heading != "":
		fmt.Fprintf(w, "## %s\n", inline(b.Heading))
	case b.Under != "":
		fmt.Fprintf(w, "### %s\n", inline(b.Under))
	case b.Text != nil:
		fmt.Fprintf(w, "%s\n", b.Text.markdown())
	case b.Table != nil:
		b.Table.markdown(w)
	case b.Card != nil:
		b.Card.markdown(w)
	case b.Lines != nil:
		fmt.Fprintf(w, "    %s\n", strings.Join(b.Lines, "\n    "))
	}
	for _, item := range b.List {
		fmt.Fprintf(w, "- %s\n", item.markdown())
	}
}

func (t *table) markdown(w *bufio.Writer) {
	head := t.Head
	if head == nil {
		head = make([]string, len(t.Rows[0]))
	}
	for _, h := range head {
		fmt.Fprintf(w, "|%s", strings.TrimSuffix(" "+h, " ")+" ")
	}
	fmt.Fprintf(w, "|\n|%s\n", strings.Repeat("---|", len(head)))
	for _, row := range t.Rows {
		for _, cell := range row {
			// A bar ends the cell even within code.
			fmt.Fprintf(w, "| %s ", cell.cell())
		}
		w.WriteString("|\n")
	}
}

func (c *card) markdown(w *bufio.Writer) {
	switch {
	case c.Done == nil:
		fmt.Fprintf(w, "- **%s** ", c.State)
	case *c.Done:
		w.WriteString("- [x] ")
	default:
		w.WriteString("- [ ] ")
	}
	fmt.Fprintf(w, "%s\n", c.Title.markdown())
	markdownLines(w, c.Head)
	for i, do := range c.Do {
		fmt.Fprintf(w, "  %d. %s\n", i+1, do.markdown())
	}
	markdownLines(w, c.Lines)
}

func markdownLines(w *bufio.Writer, all []labelled) {
	for _, l := range all {
		if l.Label != "" {
			fmt.Fprintf(w, "  - %s: %s\n", inline(l.Label), l.Text.markdown())
		} else {
			fmt.Fprintf(w, "  - %s\n", l.Text.markdown())
		}
	}
}

// cell is r in a table.
func (r rich) cell() string {
	var b strings.Builder
	for _, p := range r {
		s := rich{p}.markdown()
		if p.Code || p.Link != "" {
			s = strings.ReplaceAll(s, "|", `\|`)
		}
		b.WriteString(s)
	}
	return b.String()
}

func (r rich) markdown() string {
	var b strings.Builder
	for _, p := range r {
		switch {
		case p.Code:
			b.WriteString(fenced(p.Text))
		case p.Strong:
			b.WriteString("**" + inline(p.Text) + "**")
		case p.Link != "":
			fmt.Fprintf(&b, "[%s](%s)", p.Text, p.Link)
		default:
			b.WriteString(inline(p.Text))
		}
	}
	return b.String()
}

var markup = strings.NewReplacer("\r", "", "\n", " ", `\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "<", `\<`, "[", `\[`, "|", `\|`)

// inline is text that means nothing to Markdown.
func inline(s string) string { return markup.Replace(s) }

// fenced is a value to be read byte for byte.
func fenced(s string) string {
	s = strings.NewReplacer("\r", "", "\n", " ").Replace(s)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 || strings.HasPrefix(s, " ") || strings.HasSuffix(s, " ") {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}
