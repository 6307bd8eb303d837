package view

import (
	"slices"
	"strings"
	"unicode"

	"federate/federation"
	"federate/steps/playbook"
)

// A Term is what a name means that a console, a library or a colleague uses: which
// fact it is, what each console calls it, and which steps hold it.
type Term struct {
	Fact  federation.Fact `json:"fact"`
	Title string          `json:"title"`
	About string          `json:"about"`
	Owner federation.Side `json:"owner"` // whose word counts
	Also  []string        `json:"also"`  // what else people call it
	Calls []Call          `json:"calls"`
}

// A Call is what one console calls a fact.
type Call struct {
	Side     federation.Side `json:"side"`
	Playbook string          `json:"playbook"`
	Title    string          `json:"title"` // of the playbook
	Label    string          `json:"label"` // empty where the console has no label of its own
	Steps    []string        `json:"steps"` // that hold the fact
}

// TermsOf are the facts that name is a name of, in any console of l: none where it is
// a sentence. only are the playbooks to tell of; none means all of them.
func TermsOf(l *playbook.Library, name string, only ...string) (out []Term) {
	asked := called(name)
	if len(asked) == 0 || len(strings.FieldsFunc(name, unmarked)) > mostWords {
		return nil
	}
	var books []playbook.Playbook
	for _, side := range sides {
		books = append(books, l.Playbooks(side)...)
	}
	exact := false
	var older []Term // by the word of another release of a console
	for _, t := range l.Terms().Terms() {
		x := Term{Fact: t.Fact, Title: t.Title, About: t.About, Owner: t.Owner, Also: t.Also}
		names := []string{string(t.Fact), t.Label, t.Title, strings.TrimPrefix(t.Title, "the ")}
		hit, loose := meets(asked, append(names, t.Also...)), false
		for _, pb := range books {
			label := pb.Calls[t.Fact]
			hit = hit || label != "" && meets(asked, []string{label})
			loose = loose || meets(asked, pb.Also[t.Fact])
			if c := (Call{pb.Side, pb.ID, pb.Title, label, holding(pb, t.Fact)}); (label != "" || len(c.Steps) > 0) && (len(only) == 0 || slices.Contains(only, pb.ID)) {
				x.Calls = append(x.Calls, c)
			}
		}
		if string(t.Fact) == strings.TrimSpace(name) {
			exact, out = true, []Term{x}
		} else if hit && !exact {
			out = append(out, x)
		} else if loose {
			older = append(older, x)
		}
	}
	if len(out) == 0 {
		return older
	}
	return out
}

// holding are the steps of pb that hold f.
func holding(pb playbook.Playbook, f federation.Fact) (refs []string) {
	for _, s := range pb.Steps {
		if s.Kind == playbook.Test {
			continue // it looks at everything
		}
		if slices.Contains(s.Takes, f) || slices.Contains(s.Gives, f) || slices.ContainsFunc(s.Fields, func(x playbook.Field) bool { return x.Fact == f }) {
			refs = append(refs, s.Ref())
		}
	}
	return refs
}

// mostWords is how many words a name has at most: more are a sentence.
const mostWords = 8

func unmarked(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// called are the forms of a name that count: without its case and its marks, as a
// whole, and for "Reply URL (Assertion Consumer Service URL)" each of the two.
func called(name string) (out []string) {
	before, rest, _ := strings.Cut(name, "(")
	inner, _, _ := strings.Cut(rest, ")")
	for _, part := range []string{name, before, inner} {
		words := strings.FieldsFunc(strings.ToLower(part), unmarked)
		if len(words) == 0 || len(words) > mostWords {
			continue
		}
		if w := strings.Join(words, ""); len(w) > 2 && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// meets reports whether one of names is what was asked for.
func meets(asked, names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool {
		return slices.ContainsFunc(called(n), func(c string) bool { return c == asked[0] })
	})
}
