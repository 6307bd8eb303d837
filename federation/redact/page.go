package redact

import (
	"bytes"
	"html"
	"strings"

	xhtml "golang.org/x/net/html"

	"federate/federation/capture"
)

// page is an HTML page anew: its title and its sentences as far as they are harmless,
// its forms with what a browser would post, and the codes and IDs in its scripts.
// Nothing else of it is there.
func (r *Redactor) page(source []byte) string {
	const mostLines = 60
	var title, body, script strings.Builder
	lines, in, form := 0, "", false
	for z := xhtml.NewTokenizer(bytes.NewReader(source)); ; {
		kind := z.Next()
		if kind == xhtml.ErrorToken {
			break
		}
		t := z.Token()
		switch kind {
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			switch at := attributes(t); t.Data {
			case "title", "script", "style", "textarea":
				in = t.Data
			case "noscript":
				z.NextIsNotRawText()
			case "form":
				if form {
					body.WriteString("</form>\n")
				}
				form = true
				body.WriteString(`<form method="` + html.EscapeString(at["method"]) + `" action="` + html.EscapeString(r.address(at["action"])) + "\">\n")
			case "input":
				body.WriteString(r.input(at))
			}
		case xhtml.EndTagToken:
			if in = ""; t.Data == "form" && form {
				form = false
				body.WriteString("</form>\n")
			}
		case xhtml.TextToken:
			switch text := strings.Join(strings.Fields(t.Data), " "); {
			case text == "" || in == "style" || in == "textarea":
			case in == "script":
				script.WriteString(t.Data + "\n")
			case in == "title":
				title.WriteString(r.sentence(text))
			default:
				if said := r.sentence(text); lines < mostLines && strings.Trim(said, gap+" .,:;!?()-") != "" {
					lines++
					body.WriteString("<p>" + html.EscapeString(said) + "</p>\n")
				}
			}
		}
	}
	if form {
		body.WriteString("</form>\n")
	}
	for _, said := range r.scripted(script.String()) {
		body.WriteString("<p>" + html.EscapeString(said) + "</p>\n")
	}
	return "<html><head><title>" + html.EscapeString(title.String()) + "</title></head><body>\n" + body.String() + "</body></html>\n"
}

// input is a field of a form.
func (r *Redactor) input(at map[string]string) string {
	name, value := at["name"], at["value"]
	if name == "" {
		return ""
	}
	if at["type"] == "password" {
		value = r.value(value)
	} else {
		value = r.param(name, value)
	}
	return `<input type="hidden" name="` + html.EscapeString(name) + `" value="` + html.EscapeString(value) + "\">\n"
}

// scripted are the codes and the IDs that scripts hold: a page of Entra ID shows its
// error by them.
func (r *Redactor) scripted(source string) (out []string) {
	const most = 8
	out = append(out, capture.Codes([]byte(source), most)...)
	for _, m := range idText().FindAllStringSubmatch(source, most) {
		if r.found(m[1], m[2]) {
			out = append(out, m[1]+": "+m[2])
		}
	}
	return out
}

func attributes(t xhtml.Token) map[string]string {
	out := map[string]string{}
	for _, a := range t.Attr {
		if _, there := out[a.Key]; !there {
			out[a.Key] = a.Val
		}
	}
	return out
}
