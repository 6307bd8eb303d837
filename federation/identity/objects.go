package identity

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// members are those in which an answer of a directory has its people: Microsoft Graph,
// SCIM (RFC 7644 3.4.2), Genesys Cloud, and what others call them.
var members = []string{"value", "Resources", "entities", "users", "members", "agents", "results", "items", "data"}

// further are members that say where an answer goes on.
var further = []string{"@odata.nextLink", "nextLink", "nextPageToken", "nextUri", "next"}

// deepest is how far objects within objects are looked into.
const deepest = 4

// objects reads people as JSON: a list, an answer of a directory with a list in it, one
// person, or one person after the other (JSON lines).
func objects(text passage) (*table, error) {
	var o *stream
	t, rows, err := twice(text, func() walk {
		o = &stream{values: newValues(text.read())}
		return o.person
	})
	if err != nil {
		return nil, err
	}
	if rows == 0 {
		return nil, errors.New("there are no people in this JSON")
	}
	next := t.next
	t.next = func() ([]string, int, error) {
		cells, line, err := next()
		t.left, t.part = o.left, o.part
		return cells, line, err
	}
	return t, nil
}

// A stream is people as JSON, from one to the next.
type stream struct {
	values
	left []int
	part string

	list   bool    // we are in a list of people
	answer *pageOf // that the list is in, where it is read as it comes
	first  int     // the line on which the list began
	count  int     // of it, so far
	ready  []any   // people of a list that was read whole
}

// A pageOf is what an answer says besides its list, as far as it was read.
type pageOf struct {
	said map[string]any
	was  string // the name of the list; empty: it has not come yet
	n    int
}

// person is the next one.
func (s *stream) person(r *record) (int, error) {
	for {
		v, line, err := s.next()
		if err != nil {
			return 0, err
		}
		if o, ok := v.(map[string]any); ok {
			within(r, "", o, 0)
			return line, nil
		}
		s.left = append(s.left, line)
	}
}

// next is the next value that ought to be a person.
func (s *stream) next() (any, int, error) {
	for {
		switch {
		case len(s.ready) > 0:
			v := s.ready[0]
			s.ready, s.count = s.ready[1:], s.count+1
			return v, s.first + s.count - 1, nil
		case s.list:
			raw, ok, err := s.element(']', s.count == 0)
			if err != nil {
				return nil, 0, err
			}
			if !ok {
				s.list = false
				continue
			}
			v, err := s.decode(raw)
			s.count++
			return v, s.first + s.count - 1, err // where a list has one person a line, which exports do
		case s.answer != nil:
			if err := s.member(); err != nil {
				return nil, 0, err
			}
			continue
		}
		c, err := s.peek()
		if err != nil {
			return nil, 0, err
		}
		line := s.line
		switch c {
		case '[':
			s.begin(line)
		case '{':
			whole, err := s.whole()
			if errors.Is(err, errRow) { // an answer of any size
				s.skip()
				s.answer = &pageOf{said: map[string]any{}}
				continue
			}
			if err != nil {
				return nil, 0, err
			}
			v, err := s.decode(whole)
			if err != nil {
				return nil, 0, err
			}
			o, _ := v.(map[string]any)
			list, ok := people(o)
			if !ok {
				return v, line, nil
			}
			s.ready, s.first, s.count = list, line, 0
			if partly(o, len(list)) {
				s.part = goesOn
			}
		default:
			if _, err := s.whole(); err != nil {
				return nil, 0, err
			}
			return nil, 0, fmt.Errorf("line %d is no person: a list of objects is wanted", line)
		}
	}
}

const goesOn = "it is one page of an answer that goes on"

// begin enters the list that comes.
func (s *stream) begin(line int) {
	s.skip()
	s.list, s.first, s.count = true, line, 0
}

// member reads on in an answer: to its list, or to its end.
func (s *stream) member() error {
	a := s.answer
	if a.was != "" && a.n == 0 {
		a.n = s.count
	}
	name, ok, err := s.name(len(a.said) == 0 && a.was == "")
	if err != nil {
		return err
	}
	if !ok {
		s.answer = nil
		if a.was == "" {
			return fmt.Errorf("line %d: %w", s.line, errRow)
		}
		if partly(a.said, a.n) {
			s.part = goesOn
		}
		return nil
	}
	if c, err := s.peek(); err != nil {
		return err
	} else if c == '[' && slices.Contains(members, name) {
		if a.was != "" {
			return fmt.Errorf("the answer has two lists, %s and %s: give the one with the people", a.was, name)
		}
		a.was = name
		s.begin(s.line)
		return nil
	}
	raw, err := s.whole()
	if err != nil {
		return err
	}
	a.said[name], err = s.decode(raw)
	return err
}

// people is the list of people in an answer.
func people(answer map[string]any) ([]any, bool) {
	for _, name := range members {
		if list, ok := answer[name].([]any); ok {
			return list, true
		}
	}
	return nil, false
}

// partly reports whether an answer with so many people says that there are more.
func partly(answer map[string]any, here int) bool {
	for _, name := range further {
		if text, ok := answer[name].(string); ok && text != "" {
			return true
		}
	}
	for _, name := range []string{"totalResults", "total"} {
		if n, ok := answer[name].(json.Number); ok {
			if all, err := n.Int64(); err == nil && all > int64(here) {
				return true
			}
		}
	}
	return false
}

// within gives r the cells of o, the names of objects within it in front of the others.
func within(r *record, prefix string, o map[string]any, depth int) {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if all, ok := o[name].([]any); ok && isGroups(name) {
			r.set(prefix+name, "")
			for _, one := range all {
				r.set(prefix+name, called(one))
			}
			continue
		}
		if text, ok := scalar(o[name]); ok {
			r.set(prefix+name, text)
			continue
		}
		if inner, ok := o[name].(map[string]any); ok && depth < deepest {
			within(r, prefix+name+".", inner, depth+1)
		}
	}
}

// scalar is a value as the text of one cell: of several the primary one, else the first
// (RFC 7643 2.4).
func scalar(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case bool:
		return fmt.Sprint(v), true
	case json.Number:
		return v.String(), true
	case nil:
		return "", true
	case []any:
		first := ""
		for _, one := range v {
			text, ok := scalar(one)
			if o, is := one.(map[string]any); is {
				text, ok = scalar(o["value"])
				if primary, _ := o["primary"].(bool); primary && ok {
					return text, true
				}
			}
			if ok && first == "" {
				first = text
			}
		}
		return first, true
	}
	return "", false
}

// called is what a group is called: by its name, where there is more to it.
func called(v any) string {
	if o, ok := v.(map[string]any); ok {
		for _, name := range []string{"displayName", "display", "name", "value", "id"} {
			if text, ok := scalar(o[name]); ok && text != "" {
				return text
			}
		}
		return ""
	}
	text, _ := scalar(v)
	return text
}
