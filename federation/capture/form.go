package capture

import (
	"bytes"
	"slices"

	"golang.org/x/net/html"
)

// wanted are the fields of a form that say what a page is.
var wanted = []string{"SAMLResponse", "SAMLRequest", "state", "code", "error", "id_token", "error_description"}

// inputsOf are the wanted fields of every form in an HTML page, as a browser that
// runs no scripts reads it. The first of a name counts. A page may be large, and so
// it is walked once, and no tree of it is built.
func inputsOf(page []byte) map[string]string {
	out := map[string]string{}
	area := "" // the field whose text comes next
	for z := html.NewTokenizer(bytes.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken: // the end, or a tag that has none
			return out
		case html.TextToken:
			if area != "" {
				out[area], area = string(z.Text()), ""
			}
			continue
		case html.StartTagToken, html.SelfClosingTagToken:
		default:
			area = ""
			continue
		}
		tag, more := z.TagName()
		isArea := string(tag) == "textarea"
		if string(tag) == "noscript" {
			z.NextIsNotRawText()
		}
		if !isArea && string(tag) != "input" {
			continue
		}
		attributes := map[string]string{}
		for more {
			var key, value []byte
			key, value, more = z.TagAttr()
			if k := string(key); k == "name" || k == "value" {
				if _, there := attributes[k]; !there {
					attributes[k] = string(value)
				}
			}
		}
		name := attributes["name"]
		if _, there := out[name]; there || !slices.Contains(wanted, name) {
			continue
		}
		if out[name] = attributes["value"]; isArea {
			area = name
		}
	}
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
