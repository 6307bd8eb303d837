package playbook

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"federate/federation"
)

// step judges one step.
func (l *linter) step(at place, s Step) {
	l.needs(at, map[string]string{"id": s.ID, "title": s.Title, "phase": s.Phase, "confidence": string(s.Confidence)})
	if s.Source.Document == "" {
		l.slips = append(l.slips, slip{at.at(aKey("source")), fmt.Sprintf("step %s has no source: {document: the page of your vendor, section: its heading}", s.ID), true})
	}
	l.id(at.at("id"), s.ID)
	l.word(at.at("phase"), s.Phase, listed["Step.phase"])
	l.word(at.at("kind"), string(s.Kind), choices[reflect.TypeFor[StepKind]()])
	l.word(at.at("role"), string(s.Role), choices[reflect.TypeFor[federation.Role]()])
	var consoles []string
	for id := range l.pb.Consoles {
		consoles = append(consoles, id)
	}
	slices.Sort(consoles)
	if s.Console != "" && !slices.Contains(consoles, s.Console) {
		l.wrong(at.at("console"), "there is no console %q above%s", s.Console, federation.DidYouMean(s.Console, consoles))
	}
	for i, w := range s.Where {
		l.plain(at.at("where", i), w)
	}
	for i, f := range s.Takes {
		l.fact(at.at("takes", i), f)
	}
	l.gives(at, s)
	for i, f := range s.Plants {
		if t, _ := l.terms.Term(f); l.fact(at.at("plants", i), f) && t.Owner == l.pb.Side {
			l.wrong(at.at("plants", i), "%s is this side's own; a placeholder is planted for a fact of the other side", f)
		}
	}
	l.when(at, s)
	for i, e := range s.Enter {
		here := at.at("enter", i)
		switch {
		case e.Fact != "":
			l.fact(here.at("fact"), e.Fact)
		case e.Label == "":
			l.wrong(here, "an entry needs a fact or a label")
		}
		l.plain(here.at("label"), e.Label)
	}
	for i, f := range s.Fields {
		l.field(at.at("fields", i), f)
	}
	if s.Kind == Test && !slices.ContainsFunc(s.Fields, func(f Field) bool { return len(f.Accepts) > 0 && f.Key != "" }) {
		l.wrong(at.at("kind"), "a test has a field that accepts a document, with a key: {accepts: [saml-response], key: sp-initiated}")
	}
	for i, c := range s.Cautions {
		here := at.at("cautions", i)
		l.needs(here, map[string]string{"text": c.Text, "confidence": string(c.Confidence)})
		if c.Source.Document == "" {
			l.wrong(here.at(aKey("source")), "a caution needs a source: {document: …}")
		}
	}
	l.texts(at, s)
}

// gives judges what a step brings: its own side's word, through a field.
func (l *linter) gives(at place, s Step) {
	for i, f := range s.Gives {
		here := at.at("gives", i)
		t, _ := l.terms.Term(f)
		if !l.fact(here, f) {
			continue
		}
		asked, reads := false, false
		speaker := l.pb.Side
		for _, x := range s.Fields {
			reads = reads || len(x.Accepts) > 0
			if x.Fact == f {
				asked, speaker = true, x.Speaker(Step{Side: l.pb.Side})
			}
		}
		switch {
		case t.Owner != speaker:
			l.wrong(here, "%s is the %s's to give; here it can be taken, or read back by a field alone", f, sideWord(t.Owner))
		case !asked && !reads:
			l.wrong(here, "step %s gives %s and has no field for it: {fact: %s}", s.ID, f, f)
		}
	}
}

func (l *linter) when(at place, s Step) {
	for f, want := range s.When {
		here := at.at("when")
		if f == "protocol" {
			l.word(here.at("protocol"), want, l.pb.Protocols)
			continue
		}
		if t, _ := l.terms.Term(f); l.fact(here.at(aKey(f)), f) && len(t.Values) > 0 {
			l.word(here.at(string(f)), want, t.Values)
		}
	}
}

func (l *linter) field(at place, f Field) {
	switch {
	case f.Fact != "":
		l.fact(at.at("fact"), f.Fact)
	case len(f.Accepts) == 0:
		l.wrong(at, "a field needs a fact, or says which documents it accepts")
	}
	for i, k := range f.Accepts {
		if err := l.terms.CheckKind(k); err != nil {
			l.wrong(at.at("accepts", i), "%v", err)
		}
	}
	l.word(at.at("side"), string(f.Side), choices[reflect.TypeFor[federation.Side]()])
	l.plain(at.at("label"), f.Label)
	l.plain(at.at("example"), f.Example)
}

// texts judges every template of s.
func (l *linter) texts(at place, s Step) {
	l.text(at.at("title"), s.Title, true)
	l.text(at.at("why"), s.Why, true)
	for i, d := range s.Do {
		l.text(at.at("do", i), d, true)
	}
	for i, e := range s.Enter {
		l.text(at.at("enter", i, "note"), e.Note, true)
		if e.Value != nil {
			l.text(at.at("enter", i, "value"), *e.Value, true)
		}
	}
	for i, f := range s.Fields {
		l.text(at.at("fields", i, "help"), f.Help, true)
	}
	for i, c := range s.Cautions {
		l.text(at.at("cautions", i, "text"), c.Text, true)
	}
}

// plain judges a text that is shown as it stands.
func (l *linter) plain(at place, text string) {
	if strings.Contains(text, "{{") {
		l.wrong(at, "this text is shown as it stands: {{…}} means nothing in it")
	}
}

var unknownWord = regexp.MustCompile(`function "(\w+)" not defined`)

// text judges a template: of a step, or of a remedy, which knows fewer words.
func (l *linter) text(at place, text string, step bool) {
	if !strings.Contains(text, "{{") && !strings.Contains(text, "}}") {
		return
	}
	if strings.Count(text, "{{") != strings.Count(text, "}}") {
		l.wrong(at, "each {{ in a text needs its }}")
		return
	}
	funcs := l.funcs(step)
	var names []string
	for n := range funcs {
		names = append(names, n)
	}
	slices.Sort(names)
	t, err := template.New("").Funcs(funcs).Parse(text)
	if err == nil {
		err = t.Execute(&strings.Builder{}, nil)
	}
	var mistake templateError
	switch {
	case err == nil:
	case errors.As(err, &mistake):
		l.wrong(at, "%s", string(mistake))
	default:
		said := err.Error()
		if m := unknownWord.FindStringSubmatch(said); m != nil {
			l.wrong(at, "{{%s …}} is unknown; there are %s%s", m[1], strings.Join(names, ", "), federation.DidYouMean(m[1], names))
			return
		}
		_, said, _ = strings.Cut(strings.TrimPrefix(said, "template: "), ": ")
		said = said[strings.LastIndex(said, ">: ")+1:]
		l.wrong(at, "the part in {{…}} is not understood: %s", strings.TrimPrefix(said, ": "))
	}
}

type templateError string

func (e templateError) Error() string { return string(e) }

// funcs are the words of a template, each of which judges what it is given.
func (l *linter) funcs(step bool) template.FuncMap {
	fact := func(f string) (string, error) {
		if err := l.factError(unkeyed(federation.Fact(f))); err != nil {
			return "", templateError(err.Error())
		}
		return f, nil
	}
	m := template.FuncMap{
		"platform": fact,
		"idp":      fact,
		"name": func(s string) (string, error) {
			if words := choices[reflect.TypeFor[federation.Side]()]; !slices.Contains(words, s) {
				return "", templateError(oneOf(s, words))
			}
			return s, nil
		},
		"option": func(f, word string) (string, error) {
			if _, err := fact(f); err != nil {
				return "", err
			}
			if t, _ := l.terms.Term(federation.Fact(f)); !slices.Contains(t.Values, word) {
				return "", templateError(oneOf(word, t.Values))
			}
			return word, nil
		},
	}
	if step {
		m["call"], m["other"] = fact, fact
		m["value"] = func(f string, _ ...string) (string, error) { return fact(f) }
		m["federation"] = func() string { return "" }
		asks := func(f string) (bool, error) {
			_, err := fact(f)
			return err == nil, err
		}
		m["planted"], m["told"] = asks, asks
	}
	return m
}
