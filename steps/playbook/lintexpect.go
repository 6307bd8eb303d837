package playbook

import (
	"reflect"
	"regexp"

	"federate/federation"
)

// expect judges the words of the expectations that are plain texts or lists.
func (l *linter) expect() {
	e := reflect.ValueOf(l.pb.Expect)
	for i := range e.NumField() {
		if !e.Field(i).FieldByName("Set").Bool() {
			continue
		}
		name := e.Type().Field(i).Tag.Get("yaml")
		at, value := place{"expect", name}, e.Field(i).FieldByName("Value")
		l.needs(at.at("source"), map[string]string{"document": e.Field(i).FieldByName("Source").Interface().(federation.Source).Document})
		l.needs(at, map[string]string{"confidence": e.Field(i).FieldByName("Confidence").String()})
		words := listed["Expect."+name]
		switch value.Kind() {
		case reflect.String:
			l.among(at.at("value"), value, words)
		case reflect.Slice:
			for j := range value.Len() {
				if v := value.Index(j); v.Kind() == reflect.String {
					l.among(at.at("value", j), v, words)
				}
			}
		}
	}
}

// expected judges the facts and patterns of the expectations.
func (l *linter) expected() {
	for i, a := range l.pb.Expect.Attributes.Value {
		at := place{"expect", "saml.attributes", "value", i}
		for key, f := range map[string]federation.Fact{"fact": a.Fact, "constant": a.Constant} {
			if f != "" {
				l.fact(at.at(key), f)
			}
		}
	}
	for i, x := range l.pb.Expect.Application.Value {
		at := place{"expect", "saml.application", "value", i}
		l.fact(at.at("fact"), x.Fact)
		if form, err := regexp.Compile(x.Part); err != nil || form.NumSubexp() != 1 {
			l.wrong(at.at("part"), "this takes a regular expression with one group")
		}
	}
}

// among judges a text by the words of its type, else by these, where there are any.
func (l *linter) among(at place, v reflect.Value, words []string) {
	if own := choices[v.Type()]; own != nil {
		words = own
	}
	if words != nil {
		l.word(at, v.String(), words)
	}
}
