package record

import (
	"fmt"

	"federate/federation"
)

// A SecretError is an event that would have written a secret down. Nothing of it
// was kept, and it does not repeat the secret.
type SecretError struct {
	Where string // "the note", or a fact
	What  string // "a private key"
}

func (e *SecretError) Error() string {
	return fmt.Sprintf("%s holds %s; nothing was kept: leave it out and say it again, and where somebody else may have seen it, make a new one", e.Where, e.What)
}

// tooLong is from how many bytes on a text fits into no line of a journal: its
// store refuses it for that.
const tooLong = 16 << 20

// Guard is the one door of everything that is written: it returns a SecretError
// where one of the texts of e holds what nobody may write down. Encode asks it
// last; whoever makes a file or a folder first asks before.
func Guard(e Event) error {
	for _, text := range texts(e) {
		if len(text.says) >= tooLong {
			continue
		}
		if what := federation.Secret(text.says); what != "" {
			return &SecretError{text.where, what}
		}
	}
	return nil
}

type text struct{ where, says string }

// texts are all that somebody typed in e.
func texts(e Event) []text {
	out := []text{{"the name of the actor", e.Actor}, {"the note", e.Note}, {"the reason for passing the gate", e.Override}, {"the reason", e.Reason}, {"the name", e.Name}}
	if e.Opening != nil {
		out = append(out, text{"the name", e.Opening.Name}, text{"the name of the model", e.Opening.Like})
	}
	if e.Waiver != nil {
		out = append(out, text{"the reason of the waiver", e.Waiver.Reason}, text{"the name of who waived", e.Waiver.By}, text{"the waived value", e.Waiver.Value})
		for _, o := range e.Waiver.Also {
			out = append(out, text{"the waived value", o.Value})
		}
	}
	if e.Origin != nil {
		out = append(out, text{"the name of who did it", e.Origin.Actor})
	}
	for _, c := range e.Claims {
		out = append(out, text{"the value of " + string(c.Fact), c.Value}, text{"the key of " + string(c.Fact), c.Key})
	}
	for _, a := range e.Artifacts {
		out = append(out, text{"the path of a document", a.Origin}, text{"the name of a login", a.Key})
	}
	return out
}
