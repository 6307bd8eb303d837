package steps

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps/playbook"
	"federate/steps/record"
)

// A Reading is one document with what it says. It is made when somebody looks, and
// never to judge.
type Reading struct {
	federation.Artifact // as it is kept
	Title               string
	Says                []federation.Read
	Parts               []Reading // of a recording, its messages
	Redacted            bool      // something was left out of Raw that the document had
}

// reading is a with what it says to d.
func reading(a federation.Artifact, d *federation.Dossier) Reading {
	kind, _ := d.Terms.Kind(a.Kind)
	r := Reading{Artifact: a, Title: kind.Title, Redacted: a.Redacted || bytes.Contains(a.Raw, []byte("="+federation.LeftOut))}
	if t, ok := a.Doc.(federation.Unsigned); ok && t.Unsigned() {
		r.Redacted = true
	}
	if x, ok := a.Doc.(federation.Described); ok {
		r.Says = x.Describe(d)
	}
	return r
}

// Outline is the document with an element or a member in each line; nil where it
// cannot be written so.
func (r Reading) Outline() []string {
	if o, ok := r.Doc.(federation.Outlined); ok {
		return o.Outline()
	}
	text := bytes.TrimSpace(r.Raw)
	switch {
	case bytes.HasPrefix(text, []byte("{")):
		return members(text)
	case bytes.ContainsAny(text, "?&") && !bytes.ContainsAny(text, " \n<"):
		return strings.FieldsFunc(string(text), func(c rune) bool { return c == '?' || c == '&' || c == '#' })
	}
	return nil
}

// members are the JSON values of text in lines, as a token has them: with a dot
// between.
func members(text []byte) (out []string) {
	for len(text) > 0 {
		d := json.NewDecoder(bytes.NewReader(text))
		var value json.RawMessage
		var lines bytes.Buffer
		if d.Decode(&value) != nil || json.Indent(&lines, value, "", "  ") != nil {
			return append(out, strings.Split(strings.TrimLeft(string(text), "."), "\n")...)
		}
		if out != nil {
			out = append(out, "")
		}
		out = append(out, strings.Split(lines.String(), "\n")...)
		text = bytes.TrimLeft(text[d.InputOffset():], ". \r\n\t")
	}
	return out
}

// Reading is what document d of v says, read now; ok is false where it does not lie in
// this place.
func (v *Snapshot) Reading(d record.Document) (r Reading, ok bool) {
	a, ok := v.docs[d.Digest]
	if !ok || a.Doc == nil {
		return r, false
	}
	a.Origin, a.Key, a.Received = d.Origin, d.Key, d.At
	then := v.dossier(d.Seq, v.Now)
	v.giveStanding(v.docs, d.Seq, then)
	r = reading(a.Choose(then.Value), then)
	if t, ok := a.Doc.(federation.Unsigned); ok && t.Unsigned() {
		if who, ok := v.beside(v.docs, d, KindVerified); ok { // what was verified when it came
			for i := range r.Says {
				if r.Says[i].Label == "Signer" {
					r.Says[i].Value, r.Says[i].Note = who, "verified when it was handed in"
				}
			}
		}
	}
	return r, true
}

// Read is what field f of step s was given, as a document: the newest of its kinds, or
// the certificate that it was answered with.
func (v *Snapshot) Read(s playbook.Step, f playbook.Field) (r Reading, ok bool) {
	t, _ := v.Pair.Terms.Term(f.Fact)
	if w, said := v.Answer(s, f); said && t.Document != nil && w.Value != "" {
		a := federation.Artifact{Kind: federation.KindCertificate, Raw: []byte(w.Value), Doc: t.Document(w.Value)}
		return reading(a, v.dossier(v.State.Last, v.Now)), true
	}
	if d, found := v.Document(f); found {
		return v.Reading(d)
	}
	return r, false
}

// Readings are the documents that step s was given, in the order of its fields, each
// once: also what lies beside a message, such as the request that it answers.
func (v *Snapshot) Readings(s playbook.Step) (out []Reading) {
	add := func(r Reading, ok bool) {
		if ok && !slices.ContainsFunc(out, func(o Reading) bool { return o.Kind == r.Kind && bytes.Equal(o.Raw, r.Raw) }) {
			out = append(out, r)
		}
	}
	for _, f := range s.Fields {
		add(v.Read(s, f))
	}
	for _, d := range slices.Backward(v.State.Documents()) {
		if d.Step == s.Ref() {
			add(v.Reading(d))
		}
	}
	return out
}

// Held are all documents that lie in this place, with what they say, oldest first.
func (v *Snapshot) Held() (out []Reading) {
	for _, d := range v.State.Documents() {
		if r, ok := v.Reading(d); ok {
			out = append(out, r)
		}
	}
	return out
}

// Readings is what the judged documents say, read now.
func (v Verdict) Readings() (out []Reading) {
	for _, a := range v.Documents {
		d := v.bench.dossier(v.bench.Now, v.lasting)
		v.bench.View.giveStanding(v.bench.View.docs, v.bench.View.State.Last, d)
		r := reading(a, d)
		for _, part := range Parts(a) {
			r.Parts = append(r.Parts, reading(part, d))
		}
		out = append(out, r)
	}
	return out
}
