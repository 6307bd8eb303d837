package federation

import (
	"strings"
	"text/template"
)

// Words is what the two consoles call things, so that a rule of one can be
// said in the language of the other.
type Words struct {
	Names   map[Side]string                     // "NICE CXone Mpower"
	Calls   map[Side]map[Fact]string            // "Reply URL (Assertion Consumer Service URL)"
	Options map[Side]map[Fact]map[string]string // {"saml.signed": {"message": "Sign SAML response"}}
	// Remedies are what the consoles say to do about a finding in place of its rule,
	// where nothing more is known of the case.
	Remedies map[Side]map[Code]string
	Terms    *Vocabulary // for what no console names
}

// Name is what side s is called.
func (w Words) Name(s Side) string {
	if n := w.Names[s]; n != "" {
		return n
	}
	if s == Platform {
		return "the platform"
	}
	return "the identity provider"
}

// Call is the label of f in the console of side s. f may name one of several values,
// as sp.acs_url#1 does, for which a console may have a box of its own.
func (w Words) Call(s Side, f Fact) string {
	if l := w.Calls[s][f]; l != "" {
		return l
	}
	if fact, key, _ := strings.Cut(string(f), "#"); key != "" {
		return w.Call(s, Fact(fact))
	}
	if t, ok := w.Terms.Term(f); ok && t.Label != "" {
		return t.Label
	}
	return string(f)
}

// Option is the console of side s's own words for a choice.
func (w Words) Option(s Side, f Fact, value string) string {
	if l := w.Options[s][f][value]; l != "" {
		return l
	}
	return value
}

// remedy is what to do about r: what a console says of it, else what r says.
func (w Words) remedy(r Rule) string {
	for _, s := range []Side{IdP, Platform} {
		if own := w.Remedies[s][r.Code]; own != "" {
			return own
		}
	}
	return r.Remedy
}

// Say renders a remedy. The template functions are the sides, each turning a
// fact into its console's label ({{idp "sp.acs_url"}}), option for a choice
// ({{option "saml.signed" "message"}}, in the words of the side that owns the
// fact), and name for a side ({{name "idp"}}). A template that fails is
// returned as it stands; a test keeps every rule's from failing.
func (w Words) Say(text string) string {
	if !strings.Contains(text, "{{") {
		return text
	}
	t, err := template.New("").Funcs(w.Funcs()).Parse(text)
	if err != nil {
		return text
	}
	var b strings.Builder
	if err := t.Execute(&b, nil); err != nil {
		return text
	}
	return b.String()
}

// Funcs are the template functions that Say offers.
func (w Words) Funcs() template.FuncMap {
	return template.FuncMap{
		"platform": func(f string) string { return w.Call(Platform, Fact(f)) },
		"idp":      func(f string) string { return w.Call(IdP, Fact(f)) },
		"name":     func(s string) string { return w.Name(Side(s)) },
		"option": func(f, value string) string {
			t, _ := w.Terms.Term(Fact(f))
			return w.Option(t.Owner, Fact(f), value)
		},
	}
}
