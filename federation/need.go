package federation

import "slices"

// A Need is one thing that a check waits for: a fact, or a kind of document.
type Need struct {
	Kind Kind // of the document; empty where a fact is needed

	Fact   Fact
	Side   Side   // who has to state the fact; empty: its owner
	Key    string // which value of a fact that has several
	Member string // of an estate: the federation whose fact it is
}

// String is n as programs read it: "saml-response", "idp.certificate",
// "idp/sp.acs_url", "estate.scim#acme" or "acme: idp.certificate".
func (n Need) String() string {
	text := string(n.Kind) + string(n.Fact)
	if n.Side != "" {
		text = string(n.Side) + "/" + text
	}
	if n.Key != "" {
		text += "#" + n.Key
	}
	if n.Member != "" {
		text = n.Member + ": " + text
	}
	return text
}

// MarshalText is String, for JSON.
func (n Need) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// Need is n as a sentence says it.
func (w Words) Need(n Need) string {
	if n.Kind == "" {
		title := w.Terms.Title(n.Fact)
		if n.Side != "" {
			title += " as " + w.Name(n.Side) + " has it"
		}
		return title
	}
	if k, ok := w.Terms.Kind(n.Kind); ok {
		return Article(k.Title)
	}
	return string(n.Kind)
}

// Waiting is a check that could not run, and what for.
type Waiting struct {
	Code     Code   `json:"code"`
	Protocol string `json:"-"` // of the check
	For      []Need `json:"for"`
}

// ForDocument reports whether a document is among what w waits for.
func (w Waiting) ForDocument() bool {
	return slices.ContainsFunc(w.For, func(n Need) bool { return n.Kind != "" })
}

// Foreign reports whether w belongs to another protocol than the one given, so
// that nobody needs to bring what it waits for.
func (w Waiting) Foreign(protocol string) bool { return w.Protocol != "" && w.Protocol != protocol }
