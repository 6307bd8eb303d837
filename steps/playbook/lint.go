package playbook

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"federate/federation"
	"federate/federation/identity"
)

// A linter collects what is wrong with one playbook beyond its shape: words that
// are in no vocabulary, texts that do not render, ids used twice.
type linter struct {
	pb     *Playbook
	terms  *federation.Vocabulary // common facts and those of pb
	others []string               // ids of the other playbooks
	slips  []slip
	checks []federation.Check // of the demands
}

func (l *linter) wrong(at place, format string, args ...any) {
	l.slips = append(l.slips, slip{at: at, text: fmt.Sprintf(format, args...)})
}

// fact judges a fact's name.
func (l *linter) fact(at place, f federation.Fact) bool {
	err := l.factError(f)
	if err != nil {
		l.wrong(at, "%v", err)
	}
	return err == nil
}

// unkeyed is f without the key that tells one of its values from the others.
func unkeyed(f federation.Fact) federation.Fact {
	fact, _, _ := strings.Cut(string(f), "#")
	return federation.Fact(fact)
}

func (l *linter) factError(f federation.Fact) error {
	owner, _, _ := strings.Cut(string(f), ".")
	if _, ok := l.terms.Term(f); !ok && slices.Contains(l.others, owner) {
		return fmt.Errorf("%s belongs to the playbook %s; only common facts and those of its own are known here", f, owner)
	}
	return l.terms.CheckFact(f)
}

// word judges one of a closed set of words. The empty word is no word.
func (l *linter) word(at place, got string, words []string) {
	if got != "" && !slices.Contains(words, got) {
		l.wrong(at, "%s", oneOf(got, words))
	}
}

// needs judges texts that must be there.
func (l *linter) needs(at place, texts map[string]string) {
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		if strings.TrimSpace(texts[key]) == "" {
			l.slips = append(l.slips, slip{at.at(aKey(key)), key + " is missing", true})
		}
	}
}

// id judges a name that is for ever.
func (l *linter) id(at place, id string) {
	if id != "" && Slug(id) != id {
		l.wrong(at, "an id has small letters, digits and hyphens, as %s", cmp.Or(Slug(id), "back-fill"))
	}
}

// lint lists what is wrong with pb, and returns the checks that its demands make.
// others are the ids of all playbooks.
func (pb *Playbook) lint(terms *federation.Vocabulary, others []string) ([]slip, []federation.Check) {
	l := &linter{pb: pb, terms: terms, others: others}
	l.needs(nil, map[string]string{"title": pb.Title})
	l.id(place{"id"}, pb.ID)
	if len(pb.Protocols) == 0 {
		l.wrong(place{aKey("protocols")}, "protocols is missing: saml, oidc or password")
	}
	for i, p := range pb.Protocols {
		l.word(place{"protocols", i}, p, listed["Playbook.protocols"])
	}
	for _, f := range slices.Sorted(maps.Keys(pb.Calls)) {
		l.fact(place{"calls", aKey(f)}, unkeyed(f))
		l.plain(place{"calls", string(f)}, pb.Calls[f])
	}
	for _, f := range slices.Sorted(maps.Keys(pb.Also)) {
		l.fact(place{"also", aKey(f)}, f)
	}
	for _, f := range slices.Sorted(maps.Keys(pb.Options)) {
		if !l.fact(place{"options", aKey(f)}, f) {
			continue
		}
		t, _ := terms.Term(f)
		for _, w := range slices.Sorted(maps.Keys(pb.Options[f])) {
			switch {
			case len(t.Values) == 0:
				l.wrong(place{"options", aKey(f)}, "%s is no choice", f)
			default:
				l.word(place{"options", string(f), aKey(w)}, w, t.Values)
			}
		}
	}
	for _, f := range slices.Sorted(maps.Keys(pb.Placeholders)) {
		if t, _ := terms.Term(f); l.fact(place{"placeholders", aKey(f)}, f) && t.Owner != pb.Side {
			l.wrong(place{"placeholders", aKey(f)}, "%s is the %s's, whose playbook names its placeholder", f, sideWord(t.Owner))
		}
	}
	for i, f := range pb.Absent {
		if t, _ := l.terms.Term(f); l.fact(place{aKey("absent"), i}, f) && t.Owner != pb.Side {
			l.wrong(place{aKey("absent"), i}, "%s is the other side's, which alone knows whether it has a value", f)
		}
	}
	for _, f := range slices.Sorted(maps.Keys(pb.Advises)) {
		if t, _ := terms.Term(f); l.fact(place{"advises", aKey(f)}, f) && t.Owner == pb.Side {
			l.wrong(place{"advises", aKey(f)}, "%s is this side's own; advice is for a choice of the other side", f)
		}
	}
	for i, f := range pb.Facts {
		at := place{"facts", i}
		l.needs(at, map[string]string{"name": f.Name, "title": f.Title, "label": f.Label})
		l.word(at.at("form"), string(f.Form), choices[reflect.TypeFor[federation.Form]()])
		if f.Form == federation.Choice && len(f.Values) == 0 {
			l.wrong(at.at(aKey("form")), "a choice needs values")
		}
		for _, w := range slices.Sorted(maps.Keys(f.Means)) {
			l.word(at.at("means", w), f.Means[w], f.Values)
		}
	}
	l.expect()
	l.expected()
	l.demands()
	l.follows()
	l.files()
	for _, column := range slices.Sorted(maps.Keys(pb.Headers)) {
		l.word(place{"headers", aKey(column)}, column, identity.Words())
	}
	if len(pb.Steps) == 0 && !slices.Equal(pb.Protocols, []string{Password}) { // which is the platform's own
		l.wrong(place{aKey("steps")}, "there are no steps")
	}
	seen := map[string]int{}
	for i, s := range pb.Steps {
		at := place{"steps", i}
		if first, twice := seen[s.ID]; twice {
			l.wrong(at.at("id"), "step %d is called %q already", first+1, s.ID)
		} else {
			seen[s.ID] = i
		}
		l.step(at, s)
	}
	return l.slips, l.checks
}

func (l *linter) demands() {
	codes := map[federation.Code]bool{}
	for i, d := range l.pb.Demands {
		at := place{"demands", i}
		l.needs(at, map[string]string{"code": string(d.Code), "title": d.Title, "remedy": d.Remedy, "role": string(d.Role), "confidence": string(d.Confidence)})
		l.needs(at.at("source"), map[string]string{"document": d.Source.Document})
		if d.Severity == 0 {
			l.wrong(at.at(aKey("severity")), "severity is missing")
		}
		known := l.fact(at.at("fact"), d.Fact)
		if d.SameAs != "" {
			known = l.fact(at.at("same_as"), d.SameAs) && known
		}
		if d.Code != "" && !strings.HasPrefix(string(d.Code), l.pb.ID+"-") {
			l.wrong(at.at("code"), "a code begins with the id of its playbook: %s-%s", l.pb.ID, d.Code)
		}
		if codes[d.Code] {
			l.wrong(at.at("code"), "the code %s is there already", d.Code)
		}
		codes[d.Code] = true
		if n := utf8.RuneCountInString(d.Title); n > 60 {
			l.wrong(at.at("title"), "the title has %d characters, 60 is the most", n)
		}
		l.word(at.at("role"), string(d.Role), choices[reflect.TypeFor[federation.Role]()])
		l.word(at.at("side"), string(d.Side), choices[reflect.TypeFor[federation.Side]()])
		l.word(at.at("stage"), string(d.Stage), choices[reflect.TypeFor[Stage]()])
		l.text(at.at("detail"), d.Detail, false)
		l.text(at.at("remedy"), d.Remedy, false)
		c, err := d.Check()
		l.checks = append(l.checks, c)
		if known {
			l.prove(at, d, c, err)
		}
	}
}

func (l *Library) lintRoute(r Route) []slip {
	var out []slip
	wrong := func(at place, format string, args ...any) {
		out = append(out, slip{at: at, text: fmt.Sprintf(format, args...)})
	}
	var all []string
	for key, p := range map[string]struct {
		id   string
		side federation.Side
	}{"platform": {r.Platform, federation.Platform}, "idp": {r.IdP, federation.IdP}} {
		pb, err := l.Playbook(p.id, p.side)
		if err != nil && len(Faults(err)) > 0 {
			return out // its own faults are said
		}
		if err != nil {
			wrong(place{key}, "%v", err)
			continue
		}
		for _, s := range pb.Steps {
			all = append(all, s.Ref())
		}
	}
	if len(out) > 0 {
		return out
	}
	slices.Sort(all)
	named := map[string]bool{}
	for i, ref := range r.Steps {
		if !slices.Contains(all, ref) {
			wrong(place{"steps", i}, "there is no step %q%s", ref, federation.DidYouMean(ref, all))
		}
		if named[ref] {
			wrong(place{"steps", i}, "step %s is there already", ref)
		}
		named[ref] = true
	}
	for _, ref := range slices.Sorted(maps.Keys(r.Omits)) {
		at := place{"omits", aKey(ref)}
		switch {
		case !slices.Contains(all, ref):
			wrong(at, "there is no step %q%s", ref, federation.DidYouMean(ref, all))
		case named[ref]:
			wrong(at, "step %s is in the route; it cannot be left out too", ref)
		case strings.TrimSpace(r.Omits[ref]) == "":
			wrong(at, "step %s needs a reason for being left out", ref)
		}
		named[ref] = true
	}
	for _, ref := range all {
		if s := l.step(ref); !named[ref] && s.Suits(r.Protocol) {
			wrong(place{aKey("steps")}, "step %s is neither used nor left out with a reason", ref)
		}
	}
	return out
}

func (l *Library) step(ref string) Step {
	id, _, _ := strings.Cut(ref, "/")
	for _, s := range l.get(id).playbook.Steps {
		if s.Ref() == ref {
			return s
		}
	}
	return Step{}
}
