package saml

import (
	"fmt"
	"strings"

	"federate/federation"
)

// refusal is what the identity provider said when it refused: its second-level codes
// as the standard writes them, then its own words.
func refusal(m *Message) string {
	var said []string
	for _, s := range m.SubStatus {
		said = append(said, s.Text)
	}
	if m.StatusText.Text != "" {
		said = append(said, m.StatusText.Text)
	}
	if len(said) == 0 {
		said = append(said, m.Status.Text)
	}
	return strings.Join(said, "\n")
}

// besideRefusal is what the request asked for that a second-level code speaks of;
// empty where there is no request, or none of them does.
func besideRefusal(d *federation.Dossier, codes []Value) string {
	r, ok := federation.Doc[*Request](d, federation.KindSAMLRequest)
	if !ok || !r.Readable() {
		return ""
	}
	for _, c := range codes {
		switch last(c.Text) {
		case "InvalidNameIDPolicy":
			return "; the request asks for a NameID of the format " + policyOf(r)
		case "NoAuthnContext":
			if len(r.Contexts) > 0 {
				return "; the request asks for " + contextsOf(r)
			}
		case "NoPassive":
			return fmt.Sprintf("; the request has IsPassive=%q", r.IsPassive.Text)
		case "UnsupportedBinding":
			return "; the request asks for the binding " + orNone(last(r.Binding.Text))
		}
	}
	return ""
}

func policyOf(r *Request) string {
	out := orNone(last(r.NameIDFormat.Text))
	if r.SPNameQualifier.Present() {
		out += ", for the SPNameQualifier " + r.SPNameQualifier.Text
	}
	return out
}

func contextsOf(r *Request) string {
	var names []string
	for _, c := range r.Contexts {
		names = append(names, last(c.Text))
	}
	out := strings.Join(names, " or ")
	if c := r.Comparison.Text; c != "" && c != "exact" {
		out += " by the comparison " + c
	}
	return out
}

func orNone(s string) string {
	if s == "" {
		return "(none)"
	}
	return s
}
