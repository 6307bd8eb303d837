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
