package view

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/steps"
)

// A Document is what was read of one document.
type Document struct {
	Path   string          `json:"path"` // where it came from
	Kind   federation.Kind `json:"kind"`
	Key    string          `json:"key"` // which login or step of a recording it belongs to
	Digest string          `json:"digest"`
	Read   []Read          `json:"read"`

	Title string     `json:"-"`
	Parts []Document `json:"-"` // of a recording, its messages
}

// A Read is one thing that a document says.
type Read struct {
	About string `json:"about"` // which part of the document says it, where there are several
	Label string `json:"label"`
	Value string `json:"value"`
	Note  string `json:"note"` // what follows from the value: "in 84 days"
	Used  bool   `json:"used"` // the other side goes by it

	main bool
}

// DocumentOf is r as it is shown.
func DocumentOf(r steps.Reading) Document {
	d := Document{Path: r.Origin, Kind: r.Kind, Key: r.Key, Digest: r.Digest, Title: r.Title}
	for _, x := range r.Says {
		d.Read = append(d.Read, Read{x.About, x.Label, x.Value, x.Note, x.Used, x.Main})
	}
	for _, p := range r.Parts {
		d.Parts = append(d.Parts, DocumentOf(p))
	}
	return d
}

// Documents is every r as it is shown.
func Documents(rs []steps.Reading) (out []Document) {
	for _, r := range rs {
		out = append(out, DocumentOf(r))
	}
	return out
}

// mostTelling is how many lines tell a document from others of its kind.
const mostTelling = 4

// Telling is what tells d from others of its kind, a few lines of it.
func (d Document) Telling() (out []Read) {
	for _, r := range d.Read {
		if r.main && len(out) < mostTelling {
			out = append(out, r)
		}
	}
	return out
}

// Used is said of a line that the other side goes by, in every face, so that no colour
// has to say it.
const Used = "← used"

// Legend says what the mark means where d was read, in the words of a pair; empty where
// nothing has it.
func (d Document) Legend(words federation.Words) string {
	side := federation.Platform
	if d.Kind == federation.KindSPMetadata {
		side = federation.IdP
	}
	marked := func(d Document) bool { return slices.ContainsFunc(d.Read, func(r Read) bool { return r.Used }) }
	if !marked(d) && !slices.ContainsFunc(d.Parts, marked) {
		return ""
	}
	return Used + ": " + words.Name(side) + " goes by it"
}

// Legends are what the marks of ds mean, each once.
func Legends(ds []Document, words federation.Words) (out []string) {
	for _, d := range ds {
		if l := d.Legend(words); l != "" && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// Said is the value in one line, with what follows from it and the mark.
func (r Read) Said() string {
	out := federation.Phrase(r.Value)
	if strings.TrimSpace(out) != out {
		out = "“" + out + "”" // or nobody sees the space
	}
	if r.Note != "" {
		out += ", " + r.Note
	}
	if r.Used {
		out += "  " + Used
	}
	return out
}
