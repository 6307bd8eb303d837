package saml

import (
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/conformance"
	"federate/federation/vocabulary"
)

// What verifies with a placeholder, or with what the other side holds for the
// certificate, is not trusted, and nothing is clean for it.
func TestAPlaceholderIsNotTrusted(t *testing.T) {
	r := ReadResponse(conformance.Read(t, "testdata/saml-version/good.xml"))
	certificate := string(conformance.Read(t, "testdata/idp.pem"))
	owner := (&federation.Dossier{Terms: vocabulary.New()}).Owner(factCertificate)
	for name, c := range map[string]struct {
		side    federation.Side
		planted bool
		want    bool
	}{"the owner's": {owner, false, true}, "a placeholder": {owner, true, false}, "the other side's": {owner.Other(), false, false}} {
		d := &federation.Dossier{Terms: vocabulary.New()}
		d.Hear(federation.Claim{Side: c.side, Fact: factCertificate, Value: certificate, Placeholder: c.planted})
		d.Receive(federation.Artifact{Kind: federation.KindSAMLResponse, Doc: r})
		if got := r.view(d).vouched(); got != c.want {
			t.Errorf("%s: vouched for %t", name, got)
		}
		if got := len(federation.Examine(d, vouchingChecks()).Passed) > 0; got != c.want {
			t.Errorf("%s: passed %t", name, got)
		}
	}
}

// Where two elements have the ID that was signed, nobody can say which of them was.
func TestAnIDGivenTwiceProvesNothing(t *testing.T) {
	text := string(conformance.Read(t, "testdata/saml-version/good.xml"))
	_, rest, _ := strings.Cut(text, "<Assertion ")
	_, rest, _ = strings.Cut(rest, ` ID="`)
	id, _, _ := strings.Cut(rest, `"`)
	twice := strings.Replace(text, "<samlp:Status>", `<samlp:Extensions><x ID="`+id+`"/></samlp:Extensions><samlp:Status>`, 1)
	for name, text := range map[string]string{"once": text, "twice": twice} {
		r := ReadResponse([]byte(text))
		d := &federation.Dossier{Terms: vocabulary.New()}
		d.Hear(federation.Claim{Side: d.Owner(factCertificate), Fact: factCertificate, Value: string(conformance.Read(t, "testdata/idp.pem"))})
		d.Receive(federation.Artifact{Kind: federation.KindSAMLResponse, Doc: r})
		v := r.view(d)
		if len(v.verdicts) != 1 || (v.verdicts[0].outcome == trusted) != (name == "once") || v.vouched() != (name == "once") {
			t.Errorf("%s: %+v", name, v.verdicts)
		}
	}
}

// What is read is vouched for by a trusted signature of the message, or of each
// assertion, and by nothing else.
func TestVouched(t *testing.T) {
	one, two := []*Assertion{{}}, []*Assertion{{}, {}}
	of := func(part federation.Signed, o outcome) verdict {
		return verdict{Signature: &Signature{Part: part}, outcome: o}
	}
	message, assertion := federation.SignedMessage, federation.SignedAssertion
	for name, c := range map[string]struct {
		view
		want bool
	}{
		"the message":                        {view{verdicts: []verdict{of(message, trusted)}, message: Message{Assertions: two}}, true},
		"its assertion":                      {view{verdicts: []verdict{of(assertion, trusted)}, message: Message{Assertions: one}}, true},
		"both assertions":                    {view{verdicts: []verdict{of(assertion, trusted), of(assertion, trusted)}, message: Message{Assertions: two}}, true},
		"one of two":                         {view{verdicts: []verdict{of(assertion, trusted)}, message: Message{Assertions: two}}, false},
		"one of two, and the other's broken": {view{verdicts: []verdict{of(assertion, trusted), of(assertion, broken)}, message: Message{Assertions: two}}, false},
		"one beside an encrypted one":        {view{verdicts: []verdict{of(assertion, trusted)}, message: Message{Assertions: one, Encrypted: []Value{{}}}}, false},
		"no assertion":                       {view{}, false},
		"elsewhere":                          {view{verdicts: []verdict{of("", trusted)}, message: Message{Assertions: one}}, false},
		"the address":                        {view{beside: trusted, message: Message{Assertions: one}}, true},
		"the address, in vain":               {view{beside: unconfirmed, message: Message{Assertions: one}}, false},
	} {
		c.trusts = []string{"a certificate"}
		if got := c.vouched(); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	for _, o := range []outcome{unjudged, unknownKey, untrusted, unconfirmed, broken} {
		for _, part := range []federation.Signed{message, assertion} {
			v := view{trusts: []string{"a certificate"}, verdicts: []verdict{of(part, o)}, message: Message{Assertions: one}}
			if v.vouched() {
				t.Errorf("the %s by outcome %d", part, o)
			}
		}
	}
}
