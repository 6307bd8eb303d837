package issue

import (
	"cmp"
	"io"
	"slices"
	"strings"
	"time"

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

	Start federation.Start  // where the login has to begin; empty: at either side
	Wants string            // what the platform has to be like, as in “a platform that …”; empty: any will do
	Needs []federation.Fact // have to be known

	Signed     bool // the platform has to sign its requests
	Unanswered bool // the identity provider does not answer the request

	// Key makes the key that the identity provider signs with instead of a sound one;
	// nil: it keeps its own.
	Key func(random io.Reader, at time.Time) (*Key, error)

	suits   func(federation.Expect) bool // whether the platform is as it has to be; nil: it is
	binding string                       // of the request; empty: any
	answers string                       // the binding of the response; empty: HTTP-POST
	setup   func(*Exchange)              // how the two sides are set up, as both are told
	facts   func(Exchange, []federation.Claim) []federation.Claim
	alone   bool                // what the platform publishes is not known
	relay   func(string) string // what becomes of the RelayState
	fault   fault
}

// Name is what the drill is asked for by: its code, with the variant behind a slash.
func (d Drill) Name() string {
	if d.Variant == "" {
		return string(d.Code)
	}
	return string(d.Code) + "/" + d.Variant
}

// Suits reports whether d can be shown with a platform that demands e.
func (d Drill) Suits(e federation.Expect) bool { return d.Lacks(e) == "" }

// Lacks is what d needs and a platform that demands e is not or does not have, as in
// “it needs …”; empty where d can be shown with it.
func (d Drill) Lacks(e federation.Expect) string {
	switch {
	case d.suits != nil && !d.suits(e):
		return "a platform that " + d.Wants
	case d.Start != "" && e.Starts.Set && !slices.Contains(e.Starts.Value, d.Start):
		return "a login that begins " + map[federation.Start]string{federation.StartSP: "at the platform", federation.StartIdP: "at the identity provider"}[d.Start]
	}
	return ""
}

// Drills returns every drill, in the order of the codes.
func Drills() []Drill {
	all := slices.Concat(addresseeDrills(), nameDrills(), attributeDrills(), confirmationDrills(), timeDrills(), shapeDrills(),
		signatureDrills(), algorithmDrills(), wrappingDrills(), statusDrills(), startDrills(),
		requestAddressDrills(), requestFormDrills(), requestSignatureDrills(),
		authorizationDrills(), callbackDrills(), refusalDrills(), tokenDrills(), tokenSignatureDrills())
	slices.SortStableFunc(all, func(a, b Drill) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Variant, b.Variant))
	})
	return all
}

// Find returns the drill of a name.
func Find(name string) (Drill, bool) {
	for _, d := range Drills() {
		if strings.EqualFold(d.Name(), name) {
			return d, true
		}
	}
	return Drill{}, false
}

// of returns drills as faults of the messages of one kind, which one side sends.
func of(kind federation.Kind, protocol string, by federation.Side, drills ...Drill) []Drill {
	for i := range drills {
		drills[i].Kind, drills[i].Protocol, drills[i].By = kind, protocol, by
	}
	return drills
}

func ofResponses(drills ...Drill) []Drill {
	return of(federation.KindSAMLResponse, "saml", federation.IdP, drills...)
}

func ofRequests(drills ...Drill) []Drill {
	return of(federation.KindSAMLRequest, "saml", federation.Platform, drills...)
}

func ofTokens(drills ...Drill) []Drill {
	return of(federation.KindIDToken, "oidc", federation.IdP, drills...)
}

// ReturnedRelayState is the RelayState as the identity provider gives it back
// (saml-bindings-2.0-os 3.5.3: unchanged).
func (x Exchange) ReturnedRelayState() string {
	if x.Drill != nil && x.Drill.relay != nil {
		return x.Drill.relay(x.RelayState)
	}
	return x.RelayState
}
