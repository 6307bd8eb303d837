package oidc

import (
	"slices"
	"strings"

	"federate/federation/document"
)

// A Value is one piece of a document and where it stands: a JSON pointer, or the
// name of a parameter.
type Value = document.Value

func has(vs []Value, text string) bool {
	return slices.ContainsFunc(vs, func(v Value) bool { return v.Text == text })
}

func texts(vs []Value) (out []string) {
	for _, v := range vs {
		out = append(out, v.Text)
	}
	return out
}

// listed names vs in a sentence; where there are none it says so.
func listed(vs []string) string {
	if len(vs) == 0 {
		return "none"
	}
	return strings.Join(vs, ", ")
}
