package playbook

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"federate/federation"
)

// A Deduction is a fact whose value follows from others: nobody has to type it. What
// somebody tells counts before it.
type Deduction struct {
	Fact  federation.Fact            `yaml:"fact"`
	Key   string                     `yaml:"key"`   // which of several values
	Value string                     `yaml:"value"` // template over the facts it follows from
	When  map[federation.Fact]string `yaml:"when"`  // equality on facts
	Over  federation.Kind            `yaml:"over"`  // a document whose word on it does not count
	Free  bool                       `yaml:"free"`  // another value would do as well
}

// mentioned are the facts of a template that are asked for by their name.
var mentioned = regexp.MustCompile(`\{\{\s*(?:fact|query)\s+"([^"]+)"\s*\}\}`)

// From are the facts that d follows from: those it is made of, then its conditions.
func (d Deduction) From() (out []federation.Fact) {
	for _, m := range mentioned.FindAllStringSubmatch(d.Value, -1) {
		if f := federation.Fact(m[1]); !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	for _, f := range slices.Sorted(maps.Keys(d.When)) {
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// Make is the value of d, where of is what the facts are; ok is false where a condition
// is not met.
func (d Deduction) Make(of func(federation.Fact) string) (value string, ok bool) {
	for f, want := range d.When {
		if of(f) != want {
			return "", false
		}
	}
	t, err := template.New("").Funcs(template.FuncMap{
		"fact":  func(f string) string { return of(federation.Fact(f)) },
		"query": func(f string) string { return url.QueryEscape(of(federation.Fact(f))) },
	}).Parse(d.Value)
	if err != nil {
		return "", false
	}
	var b strings.Builder
	err = t.Execute(&b, nil)
	return b.String(), err == nil && b.Len() > 0
}

// follows judges what follows from what.
func (l *linter) follows() {
	var made []federation.Fact
	for _, d := range l.pb.Follows {
		made = append(made, d.Fact)
	}
	for i, d := range l.pb.Follows {
		at := place{"follows", i}
		if t, _ := l.terms.Term(d.Fact); l.fact(at.at("fact"), d.Fact) && t.Owner != l.pb.Side {
			l.wrong(at.at("fact"), "%s is the %s's, whose playbook says what it follows from", d.Fact, sideWord(t.Owner))
		}
		for f, want := range d.When {
			if t, _ := l.terms.Term(f); l.fact(at.at("when", aKey(f)), f) && len(t.Values) > 0 {
				l.word(at.at("when", string(f)), want, t.Values)
			}
		}
		if d.Over != "" {
			if err := l.terms.CheckKind(d.Over); err != nil {
				l.wrong(at.at("over"), "%v", err)
			}
		}
		from := d.From()
		for _, f := range from {
			switch {
			case !l.fact(at.at("value"), f):
			case slices.Contains(made, f):
				l.wrong(at.at("value"), "%s follows from other facts itself; say here what it follows from", f)
			}
		}
		if _, ok := d.Make(func(f federation.Fact) string {
			if want, said := d.When[f]; said {
				return want
			}
			return "x"
		}); !ok || len(mentioned.FindAllString(d.Value, -1)) == 0 {
			l.wrong(at.at("value"), `a value is made of facts: https://login.{{fact "%s.region"}}/saml, or {{query "sp.entity_id"}} behind a question mark`,
				l.pb.ID)
		}
	}
}
