package errorbook

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"federate/federation"
)

// A family is every code of one vendor that begins alike.
type family struct {
	Prefix string            `yaml:"prefix"` // "AADSTS"
	Digits int               `yaml:"digits"` // that follow at least; 3 where it is not said
	Named  bool              `yaml:"named"`  // others have such codes too: the vendor has to be named
	Lookup string            `yaml:"lookup"` // what to do with a code that no book has: a sentence
	Source federation.Source `yaml:"source"`
}

// known is a family as it is looked for.
type known struct {
	family
	pattern        *regexp.Regexp
	system, vendor string
}

func (y family) known(f *file) (known, error) {
	if y.Prefix == "" || y.Lookup == "" || y.Source.Document == "" {
		return known{}, errors.New("a family needs prefix, lookup and source")
	}
	least := y.Digits
	if least == 0 {
		least = 3
	}
	form := fmt.Sprintf(`^%s\d{%d,}$`, regexp.QuoteMeta(squeeze(normal(y.Prefix))), least)
	return known{y, regexp.MustCompile(form), f.System, f.Title}, nil
}

// unknown says whose code this is and where to look it up, where no book has it.
func (b *Book) unknown(code string, of map[string]bool) (Entry, bool) {
	code = squeeze(code)
	if _, ok := b.index.codes[code]; ok {
		return Entry{}, false
	}
	for _, y := range b.families {
		if y.pattern.MatchString(code) && (!y.Named || of[y.system]) {
			written := y.Prefix + code[len(squeeze(normal(y.Prefix))):]
			if m := eventName().FindStringSubmatch(normal(written)); m != nil && len(b.index.events[m[1]]) > 0 {
				return Entry{}, false
			}
			return Entry{Code: written, System: y.system, Vendor: y.vendor, Unknown: true,
				Means:  fmt.Sprintf("This is a code of %s, and it is not among those that are explained here.", y.vendor),
				Remedy: strings.ReplaceAll(y.Lookup, "CODE", written),
				Source: y.Source, Confidence: federation.Solid}, true
		}
	}
	return Entry{}, false
}
