package capture

import (
	"bytes"
	"html"
	"slices"
	"strings"
)

// wanted are the fields of a form that say what a page is.
var wanted = []string{"SAMLResponse", "SAMLRequest", "state", "code", "error", "id_token", "error_description"}

// inputsOf are the wanted fields of every form in an HTML page. The first of a
// name counts, as it does for a browser. A page may be large, and so it is walked
// once; after a tag without an end a browser sees no other.
func inputsOf(page []byte) map[string]string {
	out := map[string]string{}
	remarks := true // whether a comment still has an end
	for {
		i := bytes.IndexByte(page, '<')
		if i < 0 {
			return out
		}
		page = page[i+1:]
		n := 0
		switch {
		case bytes.HasPrefix(page, []byte("!--")):
			if !remarks {
				continue
			}
			if end := bytes.Index(page[3:], []byte("-->")); end >= 0 {
				page = page[3+end+3:]
			} else {
				remarks = false
			}
			continue
		case named(page, "input"):
			n = len("input")
		case named(page, "textarea"):
			n = len("textarea")
		default:
			continue
		}
		name, value, has, rest, ok := input(page[n:])
		if !ok {
			return out
		}
		page = rest
		if _, there := out[name]; there || !slices.Contains(wanted, name) {
			continue
		}
		if !has {
			if end := bytes.IndexByte(page, '<'); end >= 0 {
				value = page[:end]
			} else {
				value = page
			}
			out[name] = string(value)
			continue
		}
		out[name] = html.UnescapeString(string(value))
	}
}

// named reports whether page begins with that tag's name, in whatever letters.
func named(page []byte, tag string) bool {
	if len(page) <= len(tag) || !strings.EqualFold(string(page[:len(tag)]), tag) {
		return false
	}
	c := page[len(tag)]
	return c == '/' || c == '>' || space(c)
}

func space(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }

// input reads the attributes of one tag, as a browser does, and returns what
// follows the tag; ok is false where it has no end.
func input(text []byte) (name string, value []byte, has bool, rest []byte, ok bool) {
	for i := 0; i < len(text); {
		if space(text[i]) || text[i] == '/' {
			i++
			continue
		}
		if text[i] == '>' {
			return name, value, has, text[i+1:], true
		}
		from := i
		for i++; i < len(text) && !space(text[i]) && text[i] != '=' && text[i] != '>' && text[i] != '/'; i++ {
		}
		attribute := text[from:i]
		for i < len(text) && space(text[i]) {
			i++
		}
		if i == len(text) || text[i] != '=' {
			continue
		}
		for i++; i < len(text) && space(text[i]); i++ {
		}
		if i == len(text) {
			break
		}
		var said []byte
		if q := text[i]; q == '"' || q == '\'' {
			end := bytes.IndexByte(text[i+1:], q)
			if end < 0 {
				break
			}
			said, i = text[i+1:i+1+end], i+1+end+1
		} else {
			from := i
			for i < len(text) && !space(text[i]) && text[i] != '>' {
				i++
			}
			said = text[from:i]
		}
		switch {
		case bytes.EqualFold(attribute, []byte("name")):
			name = html.UnescapeString(string(said[:min(len(said), 200)]))
		case bytes.EqualFold(attribute, []byte("value")) && !has:
			value, has = said, true
		}
	}
	return "", nil, false, nil, false
}

// A sign is what an error can be looked up by: a word, and how many digits follow.
type sign struct {
	word   string
	digits int
	alone  bool // no letter or digit stands around it
	status bool // of SAML, which has one for success too
}

var signs = []sign{{word: "AADSTS", digits: 4}, {word: "AADB2C", digits: 4}, {word: "MSIS", digits: 4}, {word: "E00000", digits: 2, alone: true},
	{word: "AUTHN_", digits: 3, alone: true}, {word: "AUTHZ_", digits: 3, alone: true}, {word: "400_SAML", alone: true},
	{word: "GENERAL_NONSUCCESS"}, {word: "app_not_configured_for_user"}, {word: "urn:oasis:names:tc:SAML:2.0:status:", status: true}}

// isError reports whether a page has a code by which its error can be looked up.
func isError(page []byte) bool {
	return slices.ContainsFunc(signs, func(s sign) bool {
		for at := 0; ; {
			i := bytes.Index(page[at:], []byte(s.word))
			if i < 0 {
				return false
			}
			i += at
			end := i + len(s.word)
			for end < len(page) && end-i-len(s.word) < s.digits && page[end] >= '0' && page[end] <= '9' {
				end++
			}
			at = i + len(s.word)
			if s.status && bytes.HasPrefix(page[at:], []byte("Success")) {
				continue // which is no error
			}
			if end-at == s.digits && (!s.alone || (i == 0 || !word(page[i-1])) && (end == len(page) || !word(page[end]))) {
				return true
			}
		}
	})
}

func word(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
