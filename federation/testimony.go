package federation

// A Testimony is what a message of a login says about itself, as far as it can be
// believed: by whom it was made, for which party, about which person. A part that
// is not known is empty.
type Testimony struct {
	Signer   string // the trusted certificate or key that its signature verifies with
	Audience string
	Subject  string // NameID, sub
}

// An Unsigned message came, or is kept, without the signature that it had.
type Unsigned interface{ Unsigned() bool }

// A Witness is a parsed message that testifies. What it says is read in the light
// of d, which holds what is trusted.
type Witness interface{ Testimony(d *Dossier) Testimony }
