package federation

import "bufio"

// Knowledge is everything the program can judge with: the words, the checks and the
// reader of documents. The catalogue makes it once, and everything that judges is
// given it.
type Knowledge struct {
	Terms  *Vocabulary
	Checks []Check

	// Recognise reads anything an admin can paste. What it cannot name has Kind
	// "unknown" and no error; what it can name and not parse has the kind, and a
	// Doc whose checks say what is wrong. An error means raw was not looked at
	// as a whole: it is too large.
	Recognise func(raw []byte) (Artifact, error)

	// CheckSecret looks at a secret before it is withheld from everything, checks
	// included. Its findings do not hold the value. Nil lets everything through.
	CheckSecret func(d *Dossier, f Fact, value string) []Finding

	// Stream reads a recording of a browser, or metadata about many parties,
	// either of which may be larger than memory. ok is false where r does not
	// begin like one; r has lost nothing then. An error is r's own.
	Stream func(r *bufio.Reader) (a Artifact, ok bool, err error)
}
