package steps

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/steps/record"
)

// A Verdict is what came of documents that no journal keeps: the one judgement
// that the wizard, line mode and check all show.
type Verdict struct {
	Documents  []federation.Artifact // as they were judged: of several parties, the one that is meant
	Report     federation.Report     // with the step that each finding leads back to
	Messages   []Judged              // in the order judged, requests with their answer
	Notes      []string              // what a reader has to know beside the findings
	Pictures   []Picture             // logins as sequences
	Identities []string              // of the people that tokens are about, as the platform wants them typed
	Said       []string              // what is worked out of a document: changes, a value to type

	bench   Bench                 // that judged them,
	lasting []federation.Artifact // beside these
}

// Judged is a message with the time it was judged at, and what it is worth.
type Judged struct {
	Origin string
	Kind   federation.Kind
	At     time.Time // the clock of its verdict
	Proof  Proof     // handed in now
}

// A Picture draws a login as a sequence, in lines of at most width columns.
type Picture interface {
	Draw(width int) []string
	DrawASCII(width int) []string
}

// Parties is a document that describes several.
type parties interface{ Parties() int }

// comparable is a document that writes what changed since an older one of its kind.
type comparable interface {
	WriteSince(w io.Writer, old any) error
}

// identified is a document that names a person, as a platform wants it typed.
type identified interface {
	Identity(e federation.Expect) string
}

// Judge judges documents as they were recognised, each with its Origin and, of a
// recording, when it travelled as Received.
func (b Bench) Judge(docs []federation.Artifact) (v Verdict) {
	terms := b.View.Pair.Terms
	var lasting, messages []federation.Artifact
	for _, a := range docs {
		if a.Received.IsZero() {
			a.Received = b.Now
		}
		all, several := a.Doc.(parties)
		one := a.Choose(b.known)
		if several && one.Doc != a.Doc {
			v.Notes = append(v.Notes, fmt.Sprintf("%s: of %d parties the one called %s", a.Origin, all.Parties(), name(one)))
		}
		a = one
		v.Documents = append(v.Documents, a)
		if t, ok := a.Doc.(identified); ok {
			if value := t.Identity(b.View.Pair.Expect); value != "" {
				v.Identities = append(v.Identities, value)
				w := b.View.Pair.Words
				v.Said = append(v.Said, fmt.Sprintf("%s of this person in %s, to the character:\n%s", w.Call(federation.Platform, "user.external_identity"), w.Name(federation.Platform), value))
			}
		}
		if kind, _ := terms.Kind(a.Kind); kind.Message {
			messages = append(messages, a)
			if p, ok := a.Doc.(Picture); ok {
				v.Pictures = append(v.Pictures, p)
			}
			messages = append(messages, Parts(a)...)
		} else {
			lasting = append(lasting, a)
		}
	}
	v.Said = append(v.Said, changes(lasting)...)
	v.bench, v.lasting = b, lasting
	v.Report, v.Messages = b.examine(lasting, messages)
	for _, m := range v.Messages {
		if !b.At.IsZero() {
			break // whoever set the clock knows
		}
		if m.At.Before(b.Now) && m.At.Equal(m.Proof.Issued) {
			v.Notes = append(v.Notes, fmt.Sprintf("%s: judged at its own time, %s, %s; --at sets another clock", m.Origin, m.At.UTC().Format(time.RFC3339), federation.Ago(m.At, b.Now)))
		}
		if m.Proof.Testimony != (federation.Testimony{}) {
			v.Notes = append(v.Notes, m.Origin+": "+strings.Join(m.Proof.Testimonials(), ", "))
		}
	}
	v.Notes = append(v.Notes, b.unverified(v.Documents)...)
	if b.StandIn == nil && slices.ContainsFunc(messages, func(a federation.Artifact) bool { return a.StandIn != nil }) {
		v.Notes = append(v.Notes, b.rehearsed())
	}
	for i := range v.Report.Findings {
		b.View.Locate(&v.Report.Findings[i])
	}
	return v
}

// name is what the one party of a calls itself.
func name(a federation.Artifact) string {
	for _, c := range a.Claims {
		if c.Fact == "idp.entity_id" || c.Fact == "sp.entity_id" {
			return c.Value
		}
	}
	return ""
}

// known is what somebody said of f: in this call, or in the federation.
func (b Bench) known(f federation.Fact) string {
	for _, c := range b.Facts {
		if c.Fact == f {
			return c.Value
		}
	}
	for _, side := range []federation.Side{federation.Platform, federation.IdP} {
		if c, ok := b.View.State.Said(side, f, ""); ok && !c.Withheld {
			return c.Value
		}
	}
	return ""
}

// changes says what changed from one document to the next of its kind, in the
// order in which they were given.
func changes(lasting []federation.Artifact) (out []string) {
	for i, a := range lasting {
		next := slices.IndexFunc(lasting[i+1:], func(b federation.Artifact) bool { return b.Kind == a.Kind })
		if next < 0 {
			continue
		}
		b := lasting[i+1+next]
		if to, ok := b.Doc.(comparable); ok {
			var text strings.Builder
			fmt.Fprintf(&text, "from %s to %s\n", a.Origin, b.Origin)
			_ = to.WriteSince(&text, a.Doc) // a Builder does not fail
			out = append(out, strings.TrimRight(text.String(), "\n"))
		}
	}
	return out
}

// held are the words of the federation itself; none where nobody has begun it.
func (b Bench) held() (out []federation.Claim) {
	for _, w := range b.View.words(b.View.State.Last) {
		if !w.Placeholder && !w.Withheld && !b.standsIn(w.Claim) {
			out = append(out, w.Claim)
		}
	}
	return out
}

// store are the documents that the federation itself holds.
func (b Bench) store() []federation.Artifact {
	d := b.View.Dossier(b.Now)
	b.View.giveStanding(b.View.docs, b.View.State.Last, d)
	return d.Artifacts()
}

// proofOf is what message a is worth, brought now.
func (b Bench) proofOf(a federation.Artifact, then *federation.Dossier) Proof {
	p := b.View.proof(record.Document{Artifact: record.Artifact{Kind: a.Kind, Key: a.Key}, At: b.Now, Seq: b.View.State.Last}, a, then)
	if b.StandIn == nil && a.StandIn != nil {
		p.Why = append(p.Why, b.rehearsed())
	}
	return p
}

// rehearsed says what a message is worth that a stand-in for the platform took.
func (b Bench) rehearsed() string {
	return fmt.Sprintf("this was rehearsed: somebody stood in for %s, at addresses of one machine, and nothing here shows that the real one lets anybody in",
		b.View.Pair.Words.Name(federation.Platform))
}
