package identity

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
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
func objects(text string) (table, error) {
	var r records
	part := ""
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	line, counted := 1, int64(0)
	reach := func(at int64) { // counts the lines up to there
		line, counted = line+strings.Count(text[counted:at], "\n"), at
	}
	for {
		at := d.InputOffset()
		reach(at + int64(blank(text[at:])))
		var value any
		switch err := d.Decode(&value); {
		case errors.Is(err, io.EOF):
			if len(r.cells) == 0 {
				return table{}, errors.New("there are no people in this JSON")
			}
			t := r.table()
			t.part = part
			return t, nil
		case err != nil:
			reach(max(counted, d.InputOffset()))
			return table{}, fmt.Errorf("line %d is no JSON: the list is damaged or cut off there", line)
		}
		switch v := value.(type) {
		case []any:
			r.list(v, line)
		case map[string]any:
			if list, ok := people(v); ok {
				r.list(list, line)
				if partly(v, len(list)) {
					part = "it is one page of an answer that goes on"
				}
				continue
			}
			r.object(v, line)
		default:
			return table{}, fmt.Errorf("line %d is no person: a list of objects is wanted", line)
		}
	}
}

// blank is how many bytes of white space text begins with.
func blank(text string) int { return len(text) - len(strings.TrimLeft(text, " \t\r\n")) }

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

// list adds the people of a list, and leaves out what is none.
func (r *records) list(all []any, line int) {
	for i, v := range all { // where a list has one person a line, which exports do
		if o, ok := v.(map[string]any); ok {
			r.object(o, line+i)
		} else {
			r.left = append(r.left, line+i)
		}
	}
}

// object adds one person, the names of objects within it in front of the others.
func (r *records) object(o map[string]any, line int) {
	r.add(line)
	r.within("", o, 0)
}

func (r *records) within(prefix string, o map[string]any, depth int) {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if text, ok := scalar(o[name]); ok {
			r.set(prefix+name, text)
			continue
		}
		if inner, ok := o[name].(map[string]any); ok && depth < deepest {
			r.within(prefix+name+".", inner, depth+1)
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
