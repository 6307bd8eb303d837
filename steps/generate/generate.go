// Package generate makes what an admin would otherwise type into a console or an
// editor: policies, settings, payloads.
//
// What can be made is said by the playbooks of both parties, and so a console is
// added without a line of Go. A generated file is a suggestion that somebody reads,
// so it says what it is for and where it goes. A file made of a value which is
// missing or wrong is worse than none, and what only a disputed source knows is
// explained and never generated.
package generate

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
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

// Of lists what can be made for v, the identity provider's first. tree holds
// templates/<subject>/*.
func Of(v *steps.Snapshot, tree fs.FS) (out []Artifact) {
	for _, f := range files(v) {
		out = append(out, artifact(v, tree, f))
	}
	return out
}

// Any reports whether anything can be made for v.
func Any(v *steps.Snapshot) bool { return len(files(v)) > 0 }

// files are those of both playbooks that suit the protocol.
func files(v *steps.Snapshot) (out []playbook.File) {
	for _, f := range slices.Concat(v.Pair.IdP.Files, v.Pair.Platform.Files) {
		if f.Protocol == "" || f.Protocol == v.Pair.Protocol {
			out = append(out, f)
		}
	}
	return out
}

// artifact is what v makes of f.
func artifact(v *steps.Snapshot, tree fs.FS, f playbook.File) Artifact {
	w := &writer{values: values{v}, file: f, tree: tree}
	w.needs = w.needed()
	a := Artifact{ID: f.ID, Title: f.Title, For: f.For, Role: f.Role, Needs: w.needs, May: f.May, Waits: w.waits(w.needs...)}
	a.Goes, _ = w.text("goes", f.Goes) // a test makes every file that is shipped, and lint reads the others
	a.File, _ = w.text("name", f.Name)
	if len(a.Waits) > 0 && strings.Contains(f.Name, "{{") {
		a.File = path.Base(f.Template)
	}
	a.Files = w.files
	return a
}

// values reads the facts of one federation.
type values struct{ *steps.Snapshot }

// word is the owner's word for f, empty where it has not spoken or planted a
// placeholder.
func (v values) word(f federation.Fact) string {
	t, _ := v.Pair.Terms.Term(f)
	if w, ok := v.State.Said(t.Owner, f, ""); ok && !w.Placeholder {
		return w.Value
	}
	return ""
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
		if federation.LooksLikePlaceholder(v.word(f)) {
			return fmt.Errorf("%s is still a placeholder", v.call(f))
		}
	}
	return nil
}

// call is f as its owner's console calls it, with the word that answers it.
func (v values) call(f federation.Fact) string {
	t, _ := v.Pair.Terms.Term(f)
	return v.Pair.Words.Call(t.Owner, f) + " (" + string(f) + ")"
}

// signed is the part of the response that has to be signed: what the platform
// checks, else what the identity provider was seen to do. Empty where neither is
// known.
func (v values) signed() string {
	if e := v.Pair.Expect.Signed; e.Set && len(e.Value) > 0 {
		return string(e.Value[0])
	}
	return v.word("saml.signed")
}
