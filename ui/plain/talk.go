package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"federate/federation"
	"federate/steps/view"
	"federate/ui/report"
)

// A talk is the input and the output of the conversation.
type talk struct {
	in  *input
	out io.Writer
	err error // the first of out

	onward string // the federation to name when the admin leaves
}

func (t *talk) farewell() {
	if t.onward != "" {
		t.say("To go on: federate open %s --plain", t.onward)
	}
}

// say writes one line, or as many as the text has. Characters that a terminal would
// obey, such as an escape sequence in a pasted value, are written by name.
func (t *talk) say(format string, args ...any) {
	if t.err == nil {
		_, t.err = io.WriteString(t.out, visible(fmt.Sprintf(format, args...))+"\n")
	}
}

// list writes numbered lines.
func (t *talk) list(items []string) {
	for i, s := range items {
		t.say("%d. %s", i+1, s)
	}
}

// ask writes a question and reads one line.
func (t *talk) ask(ctx context.Context, question string) (string, error) {
	for {
		t.say("%s:", question)
		if t.err != nil {
			return "", t.err
		}
		text, err := t.in.line(ctx)
		if !errors.Is(err, errLong) {
			return text, err
		}
		t.say("%s. Nothing of it was taken.", federation.Sentence(err.Error()))
	}
}

// word asks a question and trims the answer. b goes back to the menu, q and s leave.
func (t *talk) word(ctx context.Context, question string) (string, error) {
	text, err := t.ask(ctx, question)
	if err != nil {
		return "", err
	}
	switch text = strings.TrimSpace(text); text {
	case "b":
		return "", errMenu
	case "q", "s":
		return "", errLeave
	}
	return text, nil
}

// visible names the characters that a terminal would obey or hide.
func visible(s string) string { return federation.Visible(strings.ReplaceAll(s, "\t", " ")) }

// unmarked is text without the marks of emphasis, in one line.
func unmarked(text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("**", "", "`", "").Replace(text)), " ")
}

// finding writes f as text does, with the difference in words.
func (t *talk) finding(f federation.Finding) {
	var b strings.Builder
	report.Spoken(&b, view.Of(f))
	t.say("%s", strings.TrimRight(b.String(), "\n"))
}

// brief is a value in one line of at most 300 characters.
func brief(v string) string {
	return federation.Clip(strings.ReplaceAll(strings.TrimRight(v, "\n"), "\n", " "), 300)
}
