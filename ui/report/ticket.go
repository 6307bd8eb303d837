package report

import (
	"bufio"
	"encoding/pem"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/steps/view"
)

// ticketWidth is how wide sentences of a ticket are, in columns: what every mail
// program leaves as it is. Values are never broken.
const ticketWidth = 76

// Ticket writes the open steps of role r as plain text for a ticket or a mail:
// what to do, what to enter, and lines to fill in, which
// [checklist.ReadReply] reads.
func Ticket(out io.Writer, c checklist.Checklist, r federation.Role) error {
	w := bufio.NewWriter(out)
	var open, later []checklist.Step
	asked := false
	for _, s := range c.For(r).Steps {
		switch {
		case s.Settled:
		case s.State == steps.Waiting:
			later = append(later, s)
		default:
			open = append(open, s)
			asked = asked || len(questions(s)) > 0
		}
	}
	who := r.Title()
	if r == "" {
		who = "both admins"
	}
	para(w, "", c.Name+", "+view.Login(c.Protocol, c.IdP, c.Platform))
	fmt.Fprintf(w, "For the %s, as it stood on %s\n\n", who, c.At)
	switch {
	case len(open) == 0 && len(later) == 0:
		fmt.Fprintf(w, "Nothing is left to do.\n")
	case len(open) == 0:
		fmt.Fprintf(w, "Nothing can be done yet.\n")
	default:
		para(w, "", fmt.Sprintf("%s to do, in this order.", federation.Count(len(open), "step")))
	}
	if asked {
		para(w, "", "To answer, reply to this text and write each value behind the colon of its line. Whatever else stands in the reply is passed over. "+
			"No password, no secret and no private key belongs into it.")
	}
	for _, s := range open {
		ticketStep(w, s)
	}
	if len(later) > 0 {
		w.WriteString("\nLater\n-----\n\n")
		for _, s := range later {
			para(w, "- ", fmt.Sprintf("%s, %s%s", federation.Sentence(s.Called()), view.Plain(s.Title), because(s.Why)))
		}
	}
	return w.Flush()
}

func ticketStep(w *bufio.Writer, s checklist.Step) {
	head := fmt.Sprintf("%s: %s", federation.Sentence(s.Called()), federation.OneLine(view.Plain(s.Title)))
	fmt.Fprintf(w, "\n%s\n%s\n\n", head, strings.Repeat("-", min(ansi.StringWidth(head), ticketWidth)))
	if s.Optional {
		w.WriteString("This step may be left out.\n")
	}
	if s.Console != "" {
		para(w, "In:    ", s.Console)
	}
	if len(s.Where) > 0 {
		para(w, "Where: ", strings.Join(s.Where, " > "))
	}
	if s.State != steps.Open && len(s.Why) > 0 {
		para(w, "Now:   ", string(s.State)+because(s.Why))
	}
	if len(s.Do) > 0 {
		w.WriteString("\n")
	}
	for i, line := range s.Do {
		para(w, fmt.Sprintf("%d. ", i+1), view.Plain(line))
	}
	entered := false
	for _, v := range s.Values {
		if !v.Entered {
			continue
		}
		if !entered {
			w.WriteString("\nTo enter:\n")
		}
		entered = true
		ticketValue(w, v)
	}
	if len(s.Asks) > 0 {
		w.WriteString("\nTo send back:\n")
	}
	for _, a := range s.Asks {
		ticketAsk(w, a)
	}
}

// ticketValue is a box of a console and what goes into it, never broken.
func ticketValue(w *bufio.Writer, v checklist.Value) {
	whole := v.Whole
	if v.Now != "" {
		whole = v.Need
	}
	switch {
	case v.Clear:
		fmt.Fprintf(w, "  %s: leave it empty\n", federation.OneLine(v.Label))
	case v.Secret:
		fmt.Fprintf(w, "  %s: a secret, which comes in another way\n", federation.OneLine(v.Label))
	case whole == "":
		fmt.Fprintf(w, "  %s: not known yet\n", federation.OneLine(v.Label))
	case strings.Contains(whole, "-----BEGIN"):
		fmt.Fprintf(w, "  %s: this certificate, saved as a file with the end .cer\n\n%s\n", federation.OneLine(v.Label), certificates(whole))
	case strings.Contains(strings.TrimSpace(whole), "\n"):
		fmt.Fprintf(w, "  %s:\n", federation.OneLine(v.Label))
		for line := range strings.SplitSeq(strings.TrimSpace(whole), "\n") {
			fmt.Fprintf(w, "    %s\n", line)
		}
	default:
		fmt.Fprintf(w, "  %s: %s\n", federation.OneLine(v.Label), whole)
	}
	if v.Placeholder {
		para(w, "    ", "This is a placeholder. A later step replaces it.")
	}
	if v.Note != "" {
		para(w, "    ", view.Plain(v.Note))
	}
}

// certificates is the certificates of a text in PEM, and nothing else of it.
func certificates(text string) string {
	var b strings.Builder
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return b.String()
		}
		if block.Type == "CERTIFICATE" {
			b.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: block.Bytes}))
		}
	}
}

// questions are what a reply can answer.
func questions(s checklist.Step) (out []checklist.Ask) {
	for _, a := range s.Asks {
		if a.Name != "" && !a.Secret {
			out = append(out, a)
		}
	}
	return out
}

func ticketAsk(w *bufio.Writer, a checklist.Ask) {
	w.WriteString("\n")
	head := a.Label
	if a.Optional {
		head += " (optional)"
	}
	switch {
	case a.Follows != "":
		head += " (it follows " + a.Follows + "; fill it in only if it is another)"
	case a.Answered:
		head += " (known already; fill it in only if it has changed)"
	}
	para(w, "  ", head)
	if a.Follows != "" {
		fmt.Fprintf(w, "  Now: %s\n", federation.OneLine(a.Value))
	}
	if a.Help != "" {
		para(w, "  ", view.Plain(a.Help))
	}
	if len(a.Choices) > 0 {
		para(w, "  ", "One of: "+strings.Join(a.Choices, ", "))
	}
	if a.Example != "" && a.Follows == "" {
		fmt.Fprintf(w, "  Example: %s\n", federation.OneLine(a.Example))
	}
	switch {
	case a.Secret:
		para(w, "  ", "This is a secret. Hand it over in another way, never in a mail or a ticket.")
	case a.Name == "":
		para(w, "  ", "Attach it as a file: "+a.Document+".")
	case a.Document != "":
		para(w, "  ", "Paste it as PEM text below the line, or attach the file.")
	}
	if a.Name != "" && !a.Secret {
		fmt.Fprintf(w, "%s: \n", a.Name)
	}
}

// para writes text behind a mark, its lines broken at spaces and set under the
// first word.
func para(w *bufio.Writer, mark, text string) {
	indent := strings.Repeat(" ", len(mark))
	for i, l := range strings.Split(ansi.Wordwrap(federation.OneLine(text), ticketWidth-len(mark), " "), "\n") {
		if i > 0 {
			mark = indent
		}
		fmt.Fprintf(w, "%s%s\n", mark, strings.TrimSpace(l))
	}
}
