package issue_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"federate/federation"
	"federate/steps/rehearse/issue"
)

// strict are demands that no platform here makes, by the drill that needs them.
var strict = map[string]func(*federation.Expect){
	"saml-not-encrypted": func(e *federation.Expect) {
		e.Encryption = federation.Expected[federation.Encryption]{Value: federation.EncryptionRequired, Set: true}
	},
	"saml-request-authn-context": func(e *federation.Expect) { e.AuthnContext = federation.Expected[string]{Value: "none", Set: true} },
	"saml-signed-part/message": func(e *federation.Expect) {
		e.Signed = federation.Expected[[]federation.Signed]{Value: []federation.Signed{federation.SignedAssertion}, Set: true}
	},
	"oidc-request-nonce-required": func(e *federation.Expect) { e.AuthMethods = federation.Expected[[]string]{} },
	"oidc-idp-initiated": func(e *federation.Expect) {
		e.Starts = federation.Expected[[]federation.Start]{Value: []federation.Start{federation.StartSP}, Set: true}
	},
}

// besides are errors that a drill brings along beside its own, each for a reason.
var besides = map[string][]federation.Code{
	"oidc-token-algorithm-mismatch": {"oidc-token-algorithm-not-announced"}, // whoever has an RSA key alone announces no other
}

// never are codes of messages that no login can cause.
var never = map[federation.Code]string{
	"held-key-unconfirmed":    "it is about what the federation holds, and no message tells",
	"saml-start-other":        "a test step says which start was to be tested, and no message tells",
	"saml-signature-left-out": "it is about a copy for a ticket",
	"oidc-token-unproven":     "it is about what a debugger made of a token",
}

// messageKinds are the kinds of documents that a login consists of.
var messageKinds = []federation.Kind{federation.KindSAMLRequest, federation.KindSAMLResponse, federation.KindOIDCRequest,
	federation.KindOIDCCallback,
	federation.KindIDToken, federation.KindOIDCError}

// TestEveryCodeHasADrill walks the catalogue: each code that a message of a login can
// cause has a drill, or a reason why it has none.
func TestEveryCodeHasADrill(t *testing.T) {
	drilled := map[federation.Code]bool{}
	for _, d := range issue.Drills() {
		drilled[d.Code] = true
	}
	_, passing := know().Terms.Split(know().Checks)
	seen := 0
	for _, c := range passing {
		if !slices.ContainsFunc(slices.Concat(c.Kinds, c.AnyOf), func(k federation.Kind) bool { return slices.Contains(messageKinds, k) }) {
			continue
		}
		seen++
		if why := never[c.Rule.Code]; drilled[c.Rule.Code] == (why != "") {
			t.Errorf("%s: drilled %v, %q", c.Rule.Code, drilled[c.Rule.Code], why)
		}
	}
	if seen < 150 {
		t.Errorf("only %d codes were looked at", seen)
	}
}

// made are the keys that drills make, once each: they are slow.
var made sync.Map

// drilled is a login of b with d.
func (b bench) drilled(t testing.TB, d issue.Drill) issue.Exchange {
	t.Helper()
	x := b.exchange()
	x.Drill, x.Platform.Values = &d, nil // a rehearsal knows the person, and nothing else
	if d.Signed {
		x.Platform.Key = keys()[2]
	}
	if d.Key != nil {
		key, ok := made.Load(d.Name())
		if !ok {
			k, err := d.Key(random(), at)
			if err != nil {
				t.Fatal(err)
			}
			key, _ = made.LoadOrStore(d.Name(), k)
		}
		x.IdP.Key = key.(*issue.Key)
	}
	return x
}

// TestDrills judges a login with each drill by every platform that it can be shown
// with, as a rehearsal does: it has its finding, and no other error.
func TestDrills(t *testing.T) {
	every := benches(t)
	for _, d := range issue.Drills() {
		if strings.HasPrefix(string(d.Code), "capture-") {
			continue
		}
		t.Run(strings.ReplaceAll(d.Name(), "/", ":"), func(t *testing.T) {
			t.Parallel()
			shown := 0
			all := slices.Clone(every)
			if demand := strict[d.Name()]; demand != nil {
				idp := map[string]string{"saml": "generic-idp", "oidc": "generic-oidc"}[d.Protocol]
				all = append(all, newBench(t, map[string]string{"saml": "generic", "oidc": "cxone"}[d.Protocol], idp, d.Protocol, demand))
			}
			for _, b := range all {
				if b.protocol != d.Protocol || !d.Suits(b.view.Pair.Expect) {
					continue
				}
				for _, start := range b.starts() {
					if d.Start != "" && start != d.Start || d.By == federation.Platform && start == federation.StartIdP {
						continue
					}
					shown++
					r := b.judge(t, b.drilled(t, d), start)
					fired := false
					for _, f := range r.Findings {
						fired = fired || f.Code == d.Code
						if f.Severity == federation.Error && f.Code != d.Code && !slices.Contains(besides[d.Name()], f.Code) {
							t.Errorf("%s, %s: also %s: %s (want %q got %q)", b.platform, start, f.Code, f.Detail, f.Want, f.Got)
						}
					}
					if !fired {
						t.Errorf("%s, %s: it is not found: %v muted %v", b.platform, start, codes(r.Findings), mutedIn(r))
					}
				}
			}
			if shown == 0 {
				t.Error("it can be shown with no platform")
			}
		})
	}
}

// TestDrillsAreTold wants that every drill says what a rehearsal asks it: a name of its
// own, what goes wrong, and when it can be shown.
func TestDrillsAreTold(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range issue.Drills() {
		name := d.Name()
		if seen[name] {
			t.Errorf("%s is there twice", name)
		}
		seen[name] = true
		if found, ok := issue.Find(strings.ToUpper(name)); !ok || found.What != d.What {
			t.Errorf("%s is not found by its name", name)
		}
		if d.What == "" || strings.HasSuffix(d.What, ".") || len(d.What) > 110 || d.Protocol == "" || d.Kind == "" || d.By == "" {
			t.Errorf("%s: %+v", name, d)
		}
		if d.Variant != "" && !slices.ContainsFunc(issue.Drills(), func(o issue.Drill) bool { return o.Name() == string(d.Code) }) {
			t.Errorf("%s is a variant of nothing", name)
		}
	}
	if _, ok := issue.Find("saml-audience"); ok {
		t.Error("half a code is a name")
	}
}

// TestLacks wants that a drill says why it cannot be shown.
func TestLacks(t *testing.T) {
	one := federation.Expect{Starts: federation.Expected[[]federation.Start]{Value: []federation.Start{federation.StartIdP}, Set: true}}
	for name, want := range map[string]string{"saml-not-encrypted": "a platform that demands encrypted assertions",
		"saml-in-response-to-mismatch": "a login that begins at the platform", "saml-audience-mismatch": ""} {
		d, _ := issue.Find(name)
		if got := d.Lacks(one); got != want || d.Suits(one) != (want == "") {
			t.Errorf("%s lacks %q", name, got)
		}
	}
	every := benches(t)
	for _, d := range issue.Drills() {
		for _, b := range every {
			if why := d.Lacks(b.view.Pair.Expect); strings.HasSuffix(why, " that ") {
				t.Errorf("%s does not say what it wants", d.Name())
			}
		}
	}
}

// TestNeeds wants that a drill needs what a login knows.
func TestNeeds(t *testing.T) {
	for _, b := range benches(t) {
		x := b.exchange()
		known := []federation.Fact{"oidc.authorization_endpoint"} // the discovery document says it
		for _, c := range x.Facts(b.protocol) {
			known = append(known, c.Fact)
		}
		for _, d := range issue.Drills() {
			for _, f := range d.Needs {
				if d.Protocol == b.protocol && !slices.Contains(known, f) {
					t.Errorf("%s needs %s, and nobody tells it", d.Name(), f)
				}
			}
		}
	}
}

// TestRelayState wants that what comes back is what was sent, but for two drills.
func TestRelayState(t *testing.T) {
	x := issue.Exchange{RelayState: "where-she-was"}
	for _, d := range issue.Drills() {
		x.Drill = &d
		want := map[string]string{"capture-relay-state-dropped": "", "capture-relay-state-changed": "where-she-was/"}
		if wrong, ok := want[d.Name()]; ok && x.ReturnedRelayState() != wrong || !ok && x.ReturnedRelayState() != "where-she-was" {
			t.Errorf("%s: %q", d.Name(), x.ReturnedRelayState())
		}
	}
}

func codes(fs []federation.Finding) (out []federation.Code) {
	for _, f := range fs {
		out = append(out, f.Code)
	}
	return out
}

func mutedIn(r federation.Report) (out []federation.Code) {
	for _, m := range r.Muted {
		out = append(out, m.Finding.Code)
	}
	return out
}
