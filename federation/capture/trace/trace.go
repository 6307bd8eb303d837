// Package trace reads what a browser recorded of a login, a HAR file or an export of
// SAML-tracer, and presents it as a sequence: browser, identity provider, platform,
// and where it broke.
//
// A recording shows an order: what was sent to whom, what came back, what was lost
// on the way. It is also full of secrets that nobody meant to hand over, so what is
// not needed is dropped while it is read: of an address the names of its parameters
// are kept and not their values, of a cookie its name, of a form nothing but a SAML
// message. What has to be compared, a RelayState, is compared and dropped. Hosts are
// recognised by what they do, not by what they are called.
package trace

import (
	"errors"
	"fmt"
	"io"
	"time"

	"federate/federation"
)

// The limits of [Read]. What lies beyond is not read, and Trace.Damage says so.
const (
	MostEntries = 100_000  // requests in one recording
	MostBody    = 4 << 20  // bytes of one body or one field
	mostSteps   = 20_000   // pages, redirects and messages
	mostPages   = 16 << 20 // bytes of pages that may hold a form or an error
	mostKept    = 6 << 20  // bytes of all SAML messages together: a tree of them takes twenty times as much
	mostLooked  = 1000     // messages, and pages that may hold one, that are unwrapped
	mostParts   = 60       // different SAML messages that are kept, each of which is judged
	mostStaged  = 600      // the same where a stand-in made the recording: of many logins on purpose
	mostSent    = 200_000  // names of cookies that were sent, in all
	mostAddress = 1 << 20  // bytes of an address: a login request travels in it
	mostHeader  = 64 << 10 // bytes of a header
	mostCookies = 5_000    // cookies set
)

// ErrNotTrace says that what was read is neither a HAR file nor an export of
// SAML-tracer.
var ErrNotTrace = errors.New("neither a HAR file nor an export of SAML-tracer")

// A Trace is one recording without its secrets. It holds the steps of a login:
// pages, redirects and whatever carried a message. Pictures, scripts and calls of
// scripts are counted and left out.
type Trace struct {
	Kind    federation.Kind // [federation.KindHAR] or [federation.KindSAMLTrace]
	Creator string          // what recorded it: "WebInspector 537.36"
	Entries int             // requests in the recording
	Steps   []Step          // in the order of their times
	Logins  []Login         // in the order of their beginnings
	Clocks  []Clock         // of those who took part; none without times
	Apart   time.Duration   // without times: how far the response was issued after the platform got it, by its own clock
	Damage  string          // where and why reading ended early; empty where it did not
	Staged  bool            // a stand-in for a platform made it: of several browsers, and of each login what it saw of it
	Cleaned bool            // it was saved without the cookies, as browsers do unless they are told otherwise
}

// Part is the part that a host plays in a login.
type Part string

// The parts. A host is the IdP that was asked or that answered, and the platform
// that asked or that was answered; others of the same site go with it.
const (
	IdP      Part = "idp"
	Platform Part = "platform"
	Other    Part = "other"
)

// A Step is one request of the browser and what came back.
type Step struct {
	Number   int       // from 1
	Entry    int       // of the request in the recording, from 0
	At       time.Time // when it began; zero in an export of SAML-tracer
	Method   string
	Scheme   string        // "https"
	Host     string        // lower case, with the port where one is named
	Address  string        // masked: "https://idp.example/sso?SAMLRequest=…"
	Status   int           // zero where no answer came
	Failed   string        // why none came, in the browser's words: ERR_NAME_NOT_RESOLVED; empty where it does not say
	Redirect string        // masked, absolute where it was; empty where none
	Part     Part          // of Host
	Frame    bool          // within a page, not the page itself
	Says     string        // what its page says went wrong, in one line; empty where it says nothing
	Told     string        // what its address says went wrong: "error=access_denied"; empty where it says nothing
	aside    bool          // in a frame, while pages carry the login
	wished   bool          // somebody clicked for it, or typed its address (Fetch Metadata: Sec-Fetch-User)
	Took     time.Duration // until the answer was there
	Set      []string      // names of the cookies that the answer set
	Lost     []Cookie      // set earlier for this address, and not sent back

	Received *Message // what the browser brought
	Handed   *Message // what the browser was given to bring elsewhere, or an error
}

// A Cookie is one that did not come back.
type Cookie struct {
	Name string
	Why  string // half a sentence: "it has SameSite=Lax and the form was posted by another site"
}

// A Message is one message of a login.
type Message struct {
	Kind        federation.Kind // saml-request saml-response oidc-request oidc-callback oidc-error oidc-id-token error-page
	Inner       []byte          // the XML of a SAML message, or the address of a login request or a callback of OpenID Connect without what nothing is judged by; nil for all others and where it cannot be decoded
	SignedQuery []byte          // of one in an address: what its signature covers, and the signature; nil where it has none
	Token       []byte          // the ID token that came with it, or that it is; nil where there is none, or it is of another login
	At          time.Time       // when the browser sent or got it
	Step        int             // the number of the step
	ID          string          // of a SAML message
	InReplyTo   string          // of a response: InResponseTo
	Issued      time.Time       // of a SAML message: IssueInstant
	Code        string          // of an error: "AADSTS50105", "access_denied"

	StandIn []federation.Claim // what a party is called that somebody stood in for

	key    string // the same for the same message; a digest
	client string // of a login request of OpenID Connect: who asks whom; of a callback: where; of a token: for whom
	relay  digest // of the RelayState; compared, then dropped
}

// A Login is one request with the response that answers it.
type Login struct {
	Request  int   // number of the step that brought the request; zero: the IdP began
	Response int   // number of the step that brought the response; zero: none came
	Relay    Relay // what became of the RelayState
	Mixed    bool  // another login was on its way between the two
	Aside    bool  // in a frame, beside a login that was none: a silent renewal
}

// Relay says what became of a RelayState.
type Relay string

// What became of it. RelayNone also stands for what cannot be compared.
const (
	RelayNone    Relay = ""
	RelayKept    Relay = "kept"
	RelayDropped Relay = "dropped"
	RelayChanged Relay = "changed"
)

// Sniff reports whether head, the first bytes of a file, begins like a HAR file
// or an export of SAML-tracer, so that a large one can be read with [Read]
// instead of being held.
func Sniff(head []byte) bool {
	s := &scanner{buf: head, end: len(head), err: nil}
	var found bool
	s.object(func(name []byte) {
		switch string(name) {
		case "log":
			found = s.peek() == '{'
			s.err = io.EOF
		case "requests":
			found = s.peek() == '['
			s.err = io.EOF
		default:
			s.skip()
		}
	})
	return found
}

// Read reads a HAR file (HTTP Archive 1.2) or an export of SAML-tracer as it
// streams by. The error is [ErrNotTrace], or r's. A recording that is cut off or
// damaged comes back as far as it could be read, with Damage set.
func Read(r io.Reader) (*Trace, error) {
	s := &scanner{r: r, buf: make([]byte, window)}
	g := &gatherer{s: s, t: &Trace{}}
	s.bom()
	s.object(func(name []byte) {
		switch string(name) {
		case "log":
			s.object(g.log)
		case "requests":
			if s.peek() != '[' {
				s.skip()
				return
			}
			g.t.Kind = federation.KindSAMLTrace
			g.entries(g.tracerRequest)
		default:
			s.skip()
		}
	})
	switch err := s.err; {
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, errSyntax) && !errors.Is(err, errTooMany):
		return nil, fmt.Errorf("read the recording: %w", err)
	case g.t.Kind == "":
		return nil, ErrNotTrace
	case errors.Is(err, io.EOF):
		g.t.Damage = fmt.Sprintf("the file ends after %d bytes, in the middle", s.offset())
	case errors.Is(err, errTooMany):
		g.t.Damage = fmt.Sprintf("only the first %d requests were read", MostEntries)
	case err != nil:
		g.t.Damage = fmt.Sprintf("after %d bytes comes what is no JSON", s.offset())
	case len(g.steps) == mostSteps:
		g.t.Damage = fmt.Sprintf("only the first %d pages and messages were read", mostSteps)
	case g.pages > mostPages:
		g.t.Damage = fmt.Sprintf("only the first %d MiB of pages with a login were searched", mostPages>>20)
	case g.bytes > mostKept:
		g.t.Damage = fmt.Sprintf("only the first %d MiB of SAML messages were kept", mostKept>>20)
	case g.looked > mostLooked:
		g.t.Damage = fmt.Sprintf("only the first %d messages were read", mostLooked)
	case g.more > 0:
		g.t.Damage = fmt.Sprintf("only the first %d SAML messages were kept", g.most())
	}
	return g.finish(), nil
}

// Messages returns the login messages in the order in which the browser met
// them. One that was handed over and then brought counts once.
func (t *Trace) Messages() (out []Message) {
	brought := map[string]bool{}
	for i := range t.Steps {
		if m := t.Steps[i].Received; m != nil {
			brought[m.key] = true
		}
	}
	seen := map[string]bool{}
	for i := range t.Steps {
		for _, m := range []*Message{t.Steps[i].Received, t.Steps[i].Handed} {
			if m == nil || m.key != "" && (m == t.Steps[i].Handed && brought[m.key] || seen[m.key]) {
				continue
			}
			seen[m.key] = true
			out = append(out, *m)
		}
	}
	return out
}

// Issued is when the recording begins, zero where it holds no time.
func (t *Trace) Issued() time.Time {
	for i := range t.Steps {
		if at := t.Steps[i].At; !at.IsZero() {
			return at
		}
	}
	return time.Time{}
}

// step returns the step of that number, or nil.
func (t *Trace) step(number int) *Step {
	if number < 1 || number > len(t.Steps) {
		return nil
	}
	return &t.Steps[number-1]
}
