package federation

import (
	"strings"
)

// A Testimony is what a message of a login says about itself, as far as it can be
// trusted: who made it, for which party, about which person. A part that is not
// known is empty.
type Testimony struct {
	Signer   string // the trusted certificate or key that its signature verifies with
	Audience string
	Subject  string // NameID, sub
}

// Phrased is t with each part fit for a sentence: in one line, with line ends and
// tabs named, and cut to a readable length.
func (t Testimony) Phrased() Testimony {
	return Testimony{Phrase(t.Signer), Phrase(t.Audience), Phrase(t.Subject)}
}

// Phrase keeps the beginning of s, of at most 300 characters, in one line.
func Phrase(s string) string {
	const most = 300
	return strings.NewReplacer("\r", "<U+000D>", "\n", "<U+000A>", "\t", "<U+0009>").Replace(Clip(s, most))
}

// An Unsigned message came, or is kept, without the signature that it had.
type Unsigned interface{ Unsigned() bool }

// A Copy may be a redacted one, whose signature was left out.
type Copy interface{ LeftOut() bool }

// A Single message holds what is taken once: Once are the names of it.
type Single interface{ Once() []string }

// A Witness is a parsed message that can give a Testimony. d holds what is trusted.
type Witness interface{ Testimony(d *Dossier) Testimony }
