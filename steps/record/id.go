package record

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"federate/federation"
)

var (
	slug = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)
	// device names what Windows takes for a device, whatever extension follows.
	device = regexp.MustCompile(`^(con|prn|aux|nul|(com|lpt)[0-9])$`)
)

// CheckID returns an error unless id can name a federation: a letter or digit,
// then up to 62 letters, digits and hyphens, all lower case, and no name that an
// operating system keeps for a device. Every Store refuses what it refuses,
// because an id becomes part of a path or a key.
func CheckID(id string) error {
	switch {
	case !slug.MatchString(id):
		return fmt.Errorf("%q cannot name a federation: up to 63 of a-z, 0-9 and -, not beginning with -", id)
	case device.MatchString(id):
		return fmt.Errorf("%q cannot name a federation: it is the name of a device on Windows", id)
	}
	return nil
}

// CheckName returns an error where name would not stand in one line as it is
// written: what has no width or moves the cursor makes two names look alike, and
// a line end makes one name look like two lines of a list.
func CheckName(name string) error {
	if i := strings.IndexFunc(name, func(r rune) bool { return r == '\n' || r == '\t' || federation.Obeyed(r) }); i >= 0 {
		r, _ := utf8.DecodeRuneInString(name[i:])
		return fmt.Errorf("a name is one line that can be seen and its character %d is U+%04X: type the name again", utf8.RuneCountInString(name[:i])+1, r) // what stands before it may be a secret
	}
	return nil
}
