package playbook

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"text/template"

	"federate/federation"
	"federate/federation/lazy"
)

// A File is something that can be made for a console out of what is known: a script,
// the body of a request, a page to keep beside it. Its name, where it goes and its
// text are templates over [FileFunctions].
type File struct {
	ID       string          `yaml:"id"` // for ever, like a code
	Title    string          `yaml:"title"`
	For      string          `yaml:"for"`  // what it is good for, in a sentence
	Goes     string          `yaml:"goes"` // where it goes: a path of console labels, a request
	Role     federation.Role `yaml:"role"`
	Name     string          `yaml:"name"` // of the file itself
	Protocol string          `yaml:"protocol"`

	Needs      []federation.Fact                   `yaml:"needs"`      // what it cannot be made without
	May        []federation.Fact                   `yaml:"may"`        // what goes into it where it is known
	Instead    map[federation.Fact]federation.Fact `yaml:"instead"`    // for one of Needs: the fact that is needed in its place once it is known
	Unnamed    []federation.Fact                   `yaml:"unnamed"`    // needed where Partners has no name for the other party
	Attributes bool                                `yaml:"attributes"` // it holds the attributes that the platform wants

	With     map[string]string `yaml:"with"`     // texts for a template that several files share
	Template string            `yaml:"template"` // its text, as a file below templates/
	Text     string            `yaml:"text"`     // its text, where it stands here
}

// FileFunctions are what the templates of files may call. Package generate has them.
var FileFunctions = []string{
	"fact", "every", "call", "name", "option", "partner", // what is known, and what consoles call it
	"signed", "format", "urn", "attributes", "certificates", "seconds", "grants", "date", // what it comes to
	"lines", "words", "addresses", "lower", "after", "replace", "number", "commonName", "has", "list", "append", "object", "part", "parse", "fail", // parts and wholes
	"sh", "hcl", "note", "md", "json", "xml", "comment", // values as parts of another language
}

// files judges what can be made, and whom it is made for by name.
func (l *linter) files() {
	for _, id := range slices.Sorted(maps.Keys(l.pb.Partners)) {
		l.word(place{"partners", aKey(id)}, id, l.others)
	}
	functions := template.FuncMap{}
	for _, name := range FileFunctions {
		functions[name] = func(...any) string { return "" }
	}
	ids := map[string]bool{}
	for i, f := range l.pb.Files {
		at := place{"files", i}
		l.needs(at, map[string]string{"id": f.ID, "title": f.Title, "for": f.For, "goes": f.Goes, "name": f.Name, "role": string(f.Role)})
		l.id(at.at("id"), f.ID)
		if ids[f.ID+f.Protocol] {
			l.wrong(at.at("id"), "the file %s is there already", f.ID)
		}
		ids[f.ID+f.Protocol] = true
		l.word(at.at("role"), string(f.Role), choices[reflect.TypeFor[federation.Role]()])
		l.word(at.at("protocol"), f.Protocol, l.pb.Protocols)
		for key, facts := range map[string][]federation.Fact{"needs": f.Needs, "may": f.May, "unnamed": f.Unnamed} {
			for j, fact := range facts {
				l.fact(at.at(key, j), fact)
			}
		}
		for fact, other := range f.Instead {
			if l.fact(at.at("instead", aKey(fact)), fact) {
				l.fact(at.at("instead", string(fact)), other)
			}
		}
		if (f.Template == "") == (f.Text == "") {
			l.wrong(at.at(aKey("id")), "a file has a template or a text, and not both")
		}
		for key, text := range map[string]string{"goes": f.Goes, "name": f.Name, "text": f.Text} {
			l.parses(at.at(key), text, f, functions)
		}
		for _, key := range slices.Sorted(maps.Keys(f.With)) {
			l.parses(at.at("with", key), f.With[key], f, functions)
		}
	}
}

// asks matches a fact that a template asks for.
var asks = lazy.Regexp(`\bfact "([^"]*)"`)

// MadeOf reports whether f says that it is made of fact: no other is judged before.
func (f File) MadeOf(fact federation.Fact) bool {
	for instead, other := range f.Instead {
		if fact == instead || fact == other {
			return true
		}
	}
	return slices.Contains(f.Needs, fact) || slices.Contains(f.May, fact) || slices.Contains(f.Unnamed, fact)
}

// parses judges whether text is a template over functions, which asks for no fact
// but those that f is made of.
func (l *linter) parses(at place, text string, f File, functions template.FuncMap) {
	if !strings.Contains(text, "{{") {
		return
	}
	_, err := template.New("").Funcs(functions).Parse(text)
	if err == nil {
		for _, m := range asks().FindAllStringSubmatch(text, -1) {
			if !f.MadeOf(federation.Fact(m[1])) {
				l.wrong(at, "%s is in neither needs nor may of this file", m[1])
			}
		}
		return
	}
	if m := unknownWord.FindStringSubmatch(err.Error()); m != nil {
		l.wrong(at, "{{%s …}} is unknown%s", m[1], federation.DidYouMean(m[1], slices.Collect(maps.Keys(functions))))
		return
	}
	_, said, _ := strings.Cut(strings.TrimPrefix(err.Error(), "template: "), ": ")
	l.wrong(at, "the part in {{…}} is not understood: %s", said)
}
