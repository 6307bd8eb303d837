package certificate

import (
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"federate/federation/ber"
)

// The identifier octets of the strings that are not one octet a character, and
// of times (X.680 8.6).
const (
	tagBMPString       = 0x1e
	tagUniversalString = 0x1c
	tagUTCTime         = 0x17
	tagGeneralizedTime = 0x18
)

// text is a string of whichever kind. Octets that are no UTF-8 are taken for
// Latin-1, as which old programs wrote umlauts into strings of every kind.
func text(e ber.Element) string {
	b := e.Body
	var out []rune
	switch {
	case e.Tag == tagBMPString:
		units := make([]uint16, 0, len(b)/2)
		for i := 0; i+1 < len(b); i += 2 {
			units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
		}
		out = utf16.Decode(units)
	case e.Tag == tagUniversalString:
		for i := 0; i+3 < len(b); i += 4 {
			out = append(out, rune(uint32(b[i])<<24|uint32(b[i+1])<<16|uint32(b[i+2])<<8|uint32(b[i+3])))
		}
	case utf8.Valid(b):
		return string(b)
	default:
		for _, octet := range b {
			out = append(out, rune(octet))
		}
	}
	return string(out)
}

// moment is a UTCTime or a GeneralizedTime (RFC 5280 4.1.2.5), also without its
// seconds, with another zone than UTC, or without any.
func moment(e ber.Element) (time.Time, bool) {
	var forms []string
	switch e.Tag {
	case tagUTCTime:
		forms = []string{"060102150405Z0700", "0601021504Z0700", "060102150405"}
	case tagGeneralizedTime:
		forms = []string{"20060102150405Z0700", "200601021504Z0700", "20060102150405"}
	}
	for _, form := range forms {
		t, err := time.Parse(form, string(e.Body))
		if err != nil {
			continue
		}
		if e.Tag == tagUTCTime && t.Year() >= 2050 { // 50 and later belong to the century before
			t = t.AddDate(-100, 0, 0)
		}
		return t.UTC(), true
	}
	return time.Time{}, false
}
