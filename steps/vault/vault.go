// Package vault keeps the secrets of federations, and nothing else does.
//
// A secret is kept in the operating system's keyring, where there is one, and
// otherwise in the memory of the program until it ends. The journal says that it was
// given and by whom; an export, a log and an error say no more. A [Secret] cannot be
// printed by accident.
package vault

import (
	"fmt"
	"log/slog"
)

// A Secret is a text that shows itself to nobody who does not ask. Its zero value
// is no secret at all.
type Secret struct{ reveal func() string } // a function prints as an address, wherever it lies

// New is text as a secret; an empty one is none.
func New(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{func() string { return text }}
}

// Reveal is the text.
func (s Secret) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// IsZero reports whether there is no secret.
func (s Secret) IsZero() bool { return s.reveal == nil }

const hidden = "(secret)"

func (s Secret) String() string { return hidden }

// Format writes the same for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// MarshalText keeps the secret out of JSON and YAML.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// LogValue keeps the secret out of a log.
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// A Place is where a secret is kept.
type Place string

// The places.
const (
	Nowhere Place = ""        // it has to be asked for again
	Keyring Place = "keyring" // of the operating system, for good
	Memory  Place = "memory"  // only until the program ends
)

// Says is p as the end of a sentence: "given by ada on 2 March, …".
func (p Place) Says() string {
	switch p {
	case Keyring:
		return "kept in the keyring"
	case Memory:
		return "kept only until the program ends"
	}
	return "not kept"
}

// A Vault keeps secrets by federation and name, which is the fact's. Its methods
// may block: a keyring asks its owner to unlock it.
type Vault interface {
	// Keep keeps s in the place of what was there, and says where.
	Keep(federation, name string, s Secret) Place
	// Find returns what is kept, and where.
	Find(federation, name string) (Secret, Place)
	// Forget drops what is kept under names. It is an error where something may
	// still be there.
	Forget(federation string, names ...string) error
}
