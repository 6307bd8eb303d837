// Package generate makes what an admin would otherwise type into a console or an
// editor: policies, settings, payloads.
//
// It believes that a generated file is a suggestion that somebody reads, so it
// says what it is for and where it goes; that a file made of a value which is
// missing or wrong is worse than none; and that what only a disputed source knows
// is explained and never generated.
package generate

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps"
)

// An Artifact is one thing that can be made for a federation.
type Artifact struct {
	ID    string // "b2c-issuer-policy"
	Title string
	For   string // what it is good for, in a sentence
	Goes  string // where it goes, as a path of console labels
	Role  federation.Role
	File  string // what its one file is called, as far as that is known now

	Needs []federation.Fact // what it cannot be made without
	May   []federation.Fact // what goes into it where it is known

	// Waits names those of Needs that are not known, as the console calls them.
	Waits []string
	// Files makes it. Where it waits, or a value that it is made of is wrong, the
	// error says which.
	Files func() ([]File, error)
}

// A File is made whole.
type File struct {
	Name string // without a folder
	Body []byte
}

// Of lists what can be made for v, in the order it is needed. tree holds
// templates/<subject>/*.
func Of(v *steps.Snapshot, tree fs.FS) []Artifact {
	w := values{v}
	return slices.Concat(b2c(v, tree), entra(w, tree), okta(w), genesys(w), hashicorp(w, tree), scim(w, tree), roles(w, tree))
}

// values reads the facts of one federation.
type values struct{ *steps.Snapshot }

// word is the owner's word for f, empty where it has not spoken or planted a
// placeholder.
func (v values) word(f federation.Fact) string {
	t, _ := v.Pair.Terms.Term(f)
	if w, ok := v.State.Said(t.Owner, f, ""); ok && !w.Planted {
		return w.Value
	}
	return ""
}

// or is the owner's word for f, or another one.
func (v values) or(f federation.Fact, other string) string {
	if w := v.word(f); w != "" {
		return w
	}
	return other
}

// waits names those of facts that are not known.
func (v values) waits(facts ...federation.Fact) (out []string) {
	for _, f := range facts {
		if v.word(f) == "" {
			out = append(out, v.call(f))
		}
	}
	return out
}

// sound is nil where facts are known and nothing is wrong with the owner's word
// for any of them.
func (v values) sound(facts ...federation.Fact) error {
	if w := v.waits(facts...); w != nil {
		return fmt.Errorf("not known yet: %s", strings.Join(w, ", "))
	}
	for _, f := range facts {
		t, _ := v.Pair.Terms.Term(f)
		for _, found := range v.Report.Findings {
			if found.Severity == federation.Error && found.Subject.Fact == f && found.Subject.Side == t.Owner && found.Subject.Artifact == "" {
				return fmt.Errorf("%s is wrong: %s (%s)", v.call(f), found.Title, found.Code)
			}
		}
	}
	return nil
}

// call is f as its owner's console calls it, with the word that answers it.
func (v values) call(f federation.Fact) string {
	t, _ := v.Pair.Terms.Term(f)
	return v.Pair.Words.Call(t.Owner, f) + " (" + string(f) + ")"
}
