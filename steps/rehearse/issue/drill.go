package issue

import (
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/beevik/etree"

	"federate/federation"
)

// A Drill is one fault, known by the code of the finding that it causes.
type Drill struct {
	Code     federation.Code
	Variant  string // told from other drills of the code: "NoAuthnContext"; empty: the first
	What     string // what is wrong, in a sentence
	Protocol string
	Kind     federation.Kind // of the message that is faulty
	By       federation.Side // who sends it

	Start  federation.Start  // where the login has to begin; empty: at either side
	Wants  string            // what the platform has to demand, as in “a platform that …”; empty: nothing
	Needs  []federation.Fact // have to be known
	Signed bool              // the platform has to sign its requests

	// Key makes the key that the identity provider signs with instead of a sound one;
	// nil: it keeps its own.
	Key func(random io.Reader, at time.Time) (*Key, error)

	suits   func(federation.Expect) bool // whether the platform demands what it has to; nil: it does
	binding string                       // of the request; empty: any
	answers string                       // the binding of the response; empty: HTTP-POST
	setup   func(*Exchange)              // how the two sides are set up, told to both
	facts   func(Exchange, []federation.Claim) []federation.Claim
	relay   func(string) string // what becomes of the RelayState
	fault   fault
}

// A fault is what goes wrong with one message, on its way from a tree to the wire. Nil
// is where nothing does.
type fault struct {
	tree    func(Exchange, *etree.Element)            // before it is signed
	parts   func(federation.Signed) federation.Signed // which part is signed
	signing func(Exchange, *signing)                  // how
	after   func(Exchange, *etree.Element)            // after it was signed
	text    func(Exchange, string) string             // its text
	address func(string) string                       // where it is sent
	query   func(Exchange, url.Values)                // the parameters of its address
	header  func(Exchange, map[string]any)            // of a token
	claims  func(Exchange, map[string]any)            // of a token, or the members of an answer
}

// Name is what the drill is asked for by: its code, with the variant behind a slash.
func (d Drill) Name() string {
	if d.Variant == "" {
		return string(d.Code)
	}
	return string(d.Code) + "/" + d.Variant
}

// Suits reports whether d can be shown with a platform that demands e.
func (d Drill) Suits(e federation.Expect) bool { return d.suits == nil || d.suits(e) }

// Find returns the drill of a name.
func Find(name string) (Drill, bool) {
	for _, d := range Drills() {
		if strings.EqualFold(d.Name(), name) {
			return d, true
		}
	}
	return Drill{}, false
}

// asked is address with the parameters that the fault makes of them.
func (f fault) asked(x Exchange, address string) (string, error) {
	base, query, _ := strings.Cut(address, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", err
	}
	f.query(x, values)
	return base + "?" + values.Encode(), nil
}

// ReturnedRelayState is the RelayState as the identity provider gives it back
// (saml-bindings-2.0-os 3.5.3: unchanged).
func (x Exchange) ReturnedRelayState() string {
	if x.Drill != nil && x.Drill.relay != nil {
		return x.Drill.relay(x.RelayState)
	}
	return x.RelayState
}

// Drills returns every drill, in the order of the codes.
func Drills() []Drill { return nil }
