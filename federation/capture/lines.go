package capture

import (
	"encoding/json"
	"strings"

	"federate/federation/lazy"
)

// rootTag matches the first tag of an XML document, with its prolog.
var rootTag = lazy.Regexp(`(?s)^\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!(?i:DOCTYPE)[^>\[]*>\s*)*<([A-Za-z_][\w.:-]*)`)

// root is the name of the first tag of text, with its prefix; empty where text does
// not begin with a tag.
func root(text string) string {
	const look = 64 << 10
	if m := rootTag().FindStringSubmatch(text[:min(len(text), look)]); m != nil {
		return m[1]
	}
	return ""
}

// Begins reports whether line is the first of a document of several lines.
func Begins(line string) bool {
	return HasPEM(line) || Unended(line) && !strings.HasPrefix(strings.TrimSpace(line), "-")
}

// Unended reports whether text begins a document and does not end it.
func Unended(text string) bool {
	text = strings.TrimSpace(text)
	marked := strings.HasPrefix(text, "---") || strings.HasPrefix(text, "<?xml") || root(text) != "" ||
		text == "{" || strings.HasPrefix(text, `{"`) || strings.HasPrefix(text, "{\n")
	return marked && !Ended(text+"\n", text[strings.LastIndexByte(text, '\n')+1:])
}

// Ended reports whether text is a document that is complete; last is its last line.
func Ended(text, last string) bool {
	const look = 4096
	only := len(text) == len(last)+1
	switch {
	case last == "":
		return false
	case HasPEM(text[:min(len(text), look)]):
		return pemEnd().MatchString(last)
	case strings.HasSuffix(strings.TrimSpace(last), ">"):
		name := root(text)
		end := strings.TrimRight(text, " \t\r\n")
		return name != "" && (strings.HasSuffix(end, "</"+name+">") || only && strings.HasSuffix(end, "/>") && strings.Count(end, "<") == 1)
	case only && (last[:1] == "{" || last[:1] == "["), last == "}" || last == "]":
		return json.Valid([]byte(text))
	}
	const long = 200 // bytes, which only one long line of base64 has
	return only && (len(last) >= long && !strings.ContainsAny(strings.TrimSpace(last), " \t") || strings.Contains(last, "SAMLResponse=") ||
		address().MatchString(last) && strings.ContainsAny(last, "?#"))
}

// Values splits text into values of one line each; ok is false where it is a document.
func Values(text string) (values []string, ok bool) {
	if Unended(text) || HasPEM(text) || root(text) != "" {
		return nil, false
	}
	for l := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(l) == "" || dataLine().MatchString(l) || len(l) > longestValue {
			return nil, false
		}
		values = append(values, l)
	}
	return values, true
}
