package playbook

import (
	"strings"
	"unicode"
)

// Slug is name as an id: lower-case letters, digits and hyphens, 48 at most.
func Slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	s := b.String()
	if len(s) > 48 {
		s = s[:48]
	}
	return strings.Trim(s, "-")
}
