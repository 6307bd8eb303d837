package identity

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// isLDIF reports whether text is an export of a directory (RFC 2849).
func isLDIF(text string) bool {
	for line := range strings.Lines(text) {
		line = strings.ToLower(strings.TrimSpace(line))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		return strings.HasPrefix(line, "version:") || strings.HasPrefix(line, "dn:")
	}
	return false
}

// disabled is the bit of userAccountControl by which Active Directory switches an
// account off (MS-ADTS 2.2.16).
const disabled = 2

// entries reads the entries of a directory as records. A line that begins with a blank
// goes on from the one before, and a value after two colons is base64.
func entries(text string) table {
	var r records
	open := false
	take := func(line int, whole string) {
		name, value, ok := strings.Cut(whole, ":")
		switch {
		case whole == "":
			open = false
			return
		case !ok || strings.HasPrefix(whole, "#"):
			return
		}
		if strings.EqualFold(name, "dn") {
			r.add(line)
			open = true
		}
		if !open {
			return
		}
		if packed, ok := strings.CutPrefix(value, ":"); ok {
			raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(packed))
			if err != nil {
				return
			}
			value = string(raw)
		} else {
			value = strings.TrimPrefix(value, " ")
		}
		name, _, _ = strings.Cut(name, ";") // without its options, such as a language
		if strings.EqualFold(name, "userAccountControl") {
			if bits, err := strconv.Atoi(value); err == nil {
				r.set("accountEnabled", strconv.FormatBool(bits&disabled == 0))
			}
		}
		r.set(name, value)
	}
	number, first, whole := 0, 0, ""
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, " ") {
			whole += line[1:]
			continue
		}
		take(first, whole)
		first, whole = number, line
	}
	take(first, whole)
	return r.table()
}
