package federation

import (
	"fmt"
	"strings"
	"time"
)

// A Read is one thing that a document says, under the name that its standard has for
// it. It is never a secret, and never enough to log in with.
type Read struct {
	About string // which part of the document says it, where there are several: "signing certificate 2"
	Label string // "Audience", "NameID Format", "Attribute email"
	Value string // as it is written; a time in RFC 3339, a thumbprint in upper-case hex digits
	Note  string // what a reader would work out from the value: "in 84 days"
	Used  bool   // the other side goes by it
	Main  bool   // it tells this document from others of its kind
}

// A Described document can say what it holds. d tells what is trusted, what the
// platform goes by, and which time it is now. What could not be read says nothing.
type Described interface{ Describe(d *Dossier) []Read }

// An Outlined document can be written with an element or a member in each line, those
// within another further to the right.
type Outlined interface{ Outline() []string }

// Reads collects what a document says: of each part in turn, and no empty value.
type Reads struct {
	About string // of what is said next
	All   []Read
}

// Say adds a value, if there is one, and returns it to be marked.
func (r *Reads) Say(label, value string) *Read {
	if value == "" {
		return &Read{} // which nobody sees
	}
	r.All = append(r.All, Read{About: r.About, Label: label, Value: value})
	return &r.All[len(r.All)-1]
}

// Told is Say for what somebody could have put in: a value that must never be written
// down is named in its place.
func (r *Reads) Told(label string, values ...string) *Read {
	const most = 20 // values of one attribute
	var out []string
	for i, v := range values {
		if i == most {
			out = append(out, fmt.Sprintf("and %d more", len(values)-most))
			break
		}
		out = append(out, Unsaid(v))
	}
	return r.Say(label, strings.Join(out, ", "))
}

// Moment adds a point in time and how far it is from now.
func (r *Reads) Moment(label string, t, now time.Time) *Read {
	if t.IsZero() {
		return &Read{}
	}
	x := r.Say(label, Stamp(t))
	x.Note = Away(t, now)
	return x
}
