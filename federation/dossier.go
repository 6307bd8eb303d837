package federation

import (
	"slices"
	"time"
)

// An Origin is where a claim was seen.
type Origin struct {
	Artifact Kind   `json:"artifact,omitempty"` // empty: typed, or told by confirming
	Digest   string `json:"digest,omitempty"`   // of the artifact
	Path     string `json:"path,omitempty"`     // within it
	Line     int    `json:"line,omitempty"`
}

// A Claim is one side's word for one fact.
type Claim struct {
	Side  Side   `json:"side"`
	Fact  Fact   `json:"fact"`
	Key   string `json:"key,omitempty"`
	Value string `json:"value"`

	Placeholder bool `json:"planted,omitempty"`   // a placeholder that has to be replaced
	Copied      bool `json:"copied,omitempty"`    // by confirming: the owner's word, entered here
	Retracted   bool `json:"retracted,omitempty"` // this side says nothing any more
	Withheld    bool `json:"withheld,omitempty"`  // a secret: that it was given, never what

	From Origin `json:"from,omitzero"`
}

// Subject is c as the subject of a finding.
func (c Claim) Subject() Subject {
	return Subject{Side: c.Side, Fact: c.Fact, Key: c.Key, Artifact: c.From.Artifact, Path: c.From.Path, Line: c.From.Line}
}

// Own reports whether its side stated c itself: it was not copied by confirming and
// is no placeholder.
func (c Claim) Own() bool { return !c.Copied && !c.Placeholder }

// Stated is Own for a value that can be looked at: it is not empty, and no secret.
func (c Claim) Stated() bool { return c.Own() && !c.Withheld && c.Value != "" }

// An Artifact is a document as received and as understood.
type Artifact struct {
	Kind     Kind
	Key      string    // which attempt: "idp-initiated", "sp-initiated"
	Origin   string    // a path, an address, "pasted"
	Seems    string    // of an unknown document: "it is a PDF; save the document itself, as text"
	Raw      []byte    // as it is kept: decoded from whatever it was wrapped in; nil for what is never kept
	Digest   string    // "sha256:…" of Raw
	Doc      any       // the parsed form, owned by the package that defines Kind
	Claims   []Claim   // what the document says of the facts
	Issued   time.Time // the document's own word for its time; zero where it has none
	Received time.Time // when it was handed over

	// Redacted says that a secret was left out of Raw. What was handed over must not
	// be written anywhere, and Doc may know more than Raw can show.
	Redacted bool

	// StandIn is what a party is called that somebody stood in for when the message
	// travelled: the message is not about the real one.
	StandIn []Claim

	ID      string // a message's own ID, where it has one
	Answers string // the ID of the message that it answers

	// Parts are the messages inside a recording, each with the time it travelled
	// as Received and a Key that says where.
	Parts []Artifact
}

// A Gathering is a parsed document about several parties. Chosen is the part about
// the party that the known facts name, and its kind, which may differ; ok is false
// where they name none.
type Gathering interface {
	Chosen(value func(Fact) string) (kind Kind, doc any, claims []Claim, ok bool)
}

// Choose is a or, where a is about several parties, the part about the one that is
// meant. value returns what is known of a fact.
func (a Artifact) Choose(value func(Fact) string) Artifact {
	if g, ok := a.Doc.(Gathering); ok {
		if kind, doc, claims, ok := g.Chosen(value); ok {
			a.Doc, a.Claims = doc, claims
			if kind != "" {
				a.Kind = kind
			}
		}
	}
	return a
}

// A Successor is a parsed document that can say what changed since an older one of
// its kind, one line a change; none where nothing changed that matters.
type Successor interface{ Since(old any) []string }

// Moment is the time that a message is judged at. It is the message's own, because
// nobody knows how long after it was issued it was pasted; unless that lies ahead of
// our clock, which no delay explains.
func (a Artifact) Moment() time.Time {
	if a.Issued.IsZero() || a.Issued.After(a.Received) {
		return a.Received
	}
	return a.Issued
}

// A Waiver is one finding that somebody accepted. It lapses when the value
// changes or its time is over.
type Waiver struct {
	Code   Code          `json:"code"`
	Side   Side          `json:"side,omitempty"`
	Fact   Fact          `json:"fact,omitempty"`
	Key    string        `json:"key,omitempty"`
	Value  string        `json:"value,omitempty"` // of Finding.Got, when it was accepted
	Reason string        `json:"reason"`
	By     string        `json:"by"`
	At     time.Time     `json:"at"`
	Until  time.Time     `json:"until"`
	Also   []WaivedClaim `json:"also,omitempty"` // of Finding.Also
}

// Covers reports whether w accepts f at the time now.
func (w Waiver) Covers(f Finding, now time.Time) bool {
	about := WaivedClaim{f.Subject.Side, f.Subject.Fact, f.Subject.Key, f.Got}
	return w.Code == f.Code && (about == WaivedClaim{w.Side, w.Fact, w.Key, w.Value} || slices.Contains(w.Also, about)) &&
		now.Before(w.Until)
}

// A Dossier is everything known about one federation at one moment. Checks
// read it and nothing else.
type Dossier struct {
	Now      time.Time
	Protocol string // "saml" or "oidc"; empty where nobody chose one
	Terms    *Vocabulary
	Expect   Expect  // what the platform and the IdP demand
	Words    Words   // what their consoles call things
	Demands  []Check // what their consoles demand of a value, beyond what any has to stand
	Waivers  []Waiver
	Members  []*Dossier // of an estate: the federations it spans
	Kept     bool       // its messages are those that a journal keeps: what only the whole shows was judged when they came
	Begun    bool       // documents from elsewhere are compared with what a federation holds:
	Held     []Claim    // its words,
	Store    []Artifact // and the documents beside them
	Attempt  string     // the login attempt that this dossier judges, if it is about one
	StoodIn  []Fact     // whose values are those of a stand-in: by themselves they are not judged
	Final    bool       // placeholders have had their time: what is left of them is wrong

	Told      []Claim // by people, where a document said otherwise and counts
	claims    []Claim
	artifacts []Artifact
	worked    map[string]any // what checks worked out together; see Once
}

// Once works something out once for all checks of d. It is forgotten as soon as d
// hears or receives something new. A dossier belongs to one goroutine.
func Once[T any](d *Dossier, what string, work func() T) T {
	if known, ok := d.worked[what].(T); ok {
		return known
	}
	if d.worked == nil {
		d.worked = map[string]any{}
	}
	out := work()
	d.worked[what] = out
	return out
}

// Hear takes a claim into account. The newest claim of a side about a fact and key
// counts; a retraction removes it.
func (d *Dossier) Hear(c Claim) {
	d.worked = nil
	i := slices.IndexFunc(d.claims, func(o Claim) bool { return o.Side == c.Side && o.Fact == c.Fact && o.Key == c.Key })
	switch {
	case i >= 0 && c.Retracted:
		d.claims = slices.Delete(d.claims, i, i+1)
	case i >= 0:
		d.claims[i] = c
	case !c.Retracted:
		d.claims = append(d.claims, c)
	}
}

// Receive adds a document and hears what it says. A newer one of the same kind
// and key takes the place of the older.
func (d *Dossier) Receive(a Artifact) {
	d.Take(a)
	for _, c := range a.Claims {
		d.Read(c)
	}
}

// Read is Hear for what a document says. What was told instead is not forgotten.
func (d *Dossier) Read(c Claim) {
	if old, ok := d.Said(c.Side, c.Fact, c.Key); ok && old.From.Artifact == "" && old.Stated() && old.Value != c.Value {
		d.Told = append(d.Told, old)
	}
	d.Hear(c)
}

// Take adds a document without hearing what it says.
func (d *Dossier) Take(a Artifact) {
	d.worked = nil
	d.artifacts = slices.DeleteFunc(d.artifacts, func(o Artifact) bool { return o.Kind == a.Kind && o.Key == a.Key })
	d.artifacts = append(d.artifacts, a)
}

// Artifacts returns every document, in the order received.
func (d *Dossier) Artifacts() []Artifact { return d.artifacts }

// empty is a dossier of the same pair at the same time, in which nobody has said
// anything.
func (d *Dossier) empty() *Dossier {
	return &Dossier{Now: d.Now, Protocol: d.Protocol, Terms: d.Terms, Expect: d.Expect, Words: d.Words, Demands: d.Demands}
}

// Owner is the side whose word on f counts.
func (d *Dossier) Owner(f Fact) Side {
	return d.Terms.owner(f)
}

// Said returns what side s claims about f under key.
func (d *Dossier) Said(s Side, f Fact, key string) (Claim, bool) {
	for i := range d.claims { // every check asks, and a claim is large
		if c := &d.claims[i]; c.Fact == f && c.Side == s && c.Key == key {
			return *c, true
		}
	}
	return Claim{}, false
}

// Known returns the owner's word for f.
func (d *Dossier) Known(f Fact) (Claim, bool) { return d.Said(d.Owner(f), f, "") }

// Value is the owner's word for f, empty where it has not spoken.
func (d *Dossier) Value(f Fact) string {
	c, _ := d.Known(f)
	return c.Value
}

// Claims returns everything that was said about f, the owner's word first.
func (d *Dossier) Claims(f Fact) []Claim {
	owner := d.Owner(f)
	var first, rest []Claim
	for _, c := range d.claims {
		switch {
		case c.Fact != f:
		case c.Side == owner:
			first = append(first, c)
		default:
			rest = append(rest, c)
		}
	}
	return append(first, rest...)
}

// All returns every claim, in the order heard.
func (d *Dossier) All() []Claim { return d.claims }

// Doc returns the parsed document of kind k, the newest where there are several.
func Doc[T any](d *Dossier, k Kind) (T, bool) {
	for _, a := range slices.Backward(d.artifacts) {
		if a.Kind == k {
			t, ok := a.Doc.(T)
			return t, ok
		}
	}
	var none T
	return none, false
}
