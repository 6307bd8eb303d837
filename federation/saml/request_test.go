package saml

import (
	"slices"
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/conformance"
	"federate/federation/pki"
	"federate/federation/vocabulary"
)

// login is a dossier of one login with the given documents of testdata.
func login(t *testing.T, attempt string, files ...string) *federation.Dossier {
	t.Helper()
	s := conformance.Around(t, "testdata")
	s.Attempt = attempt
	d := s.Dossier(t, vocabulary.New())
	for _, f := range files {
		receive(d, "", conformance.Read(t, "testdata/"+f))
	}
	return d
}

// Of several logins at once nobody knows which request belongs to which
// response: then an attempt is named by its file.
func TestOfSeveralLoginsNobodyKnows(t *testing.T) {
	const code = "saml-in-response-to-mismatch"
	for attempt, want := range map[string]bool{"": true, "sp-initiated": true, "captures/2.xml": false} {
		d := login(t, attempt, "documents/request-other.xml", "documents/response.xml")
		if got := slices.Contains(conformance.Found(federation.Examine(d, Checks())), code); got != want {
			t.Errorf("%q: %v", attempt, got)
		}
	}
}

// A response of Entra ID that answers nobody may come of the Test button, or of
// My Apps: it is no proof of the other start, and what else it may be is said.
func TestUnsolicitedOfEntra(t *testing.T) {
	r := federation.Examine(login(t, "sp-initiated", "documents/unsolicited.xml"), Checks())
	if !slices.Equal(conformance.Found(r), []federation.Code{"saml-start-other"}) || !strings.Contains(r.Findings[0].Detail, "Test button") {
		t.Errorf("%+v", r.Findings)
	}
	if r := federation.Examine(login(t, "idp-initiated", "documents/unsolicited.xml"), Checks()); len(r.Findings) > 0 {
		t.Errorf("%+v", r.Findings)
	}
}

// An identity provider may listen at another address for each binding.
func TestDestinationOfEitherBinding(t *testing.T) {
	const redirect = `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://login.microsoftonline.com/`
	text := strings.Replace(string(conformance.Read(t, "testdata/documents/idp-plain-requests.xml")), redirect, redirect+"other/", 1)
	d := login(t, "", "documents/request.xml")
	receive(d, "", []byte(text))
	if !strings.HasPrefix(d.Value(factSSO), "https://login.microsoftonline.com/other/") {
		t.Fatalf("the address is %s", d.Value(factSSO))
	}
	if r := federation.Examine(d, Checks()); slices.Contains(conformance.Found(r), "saml-request-destination-mismatch") {
		t.Errorf("%v", conformance.Found(r))
	}
}

// What the identity provider was told is compared with the request where no
// other finding says the same.
func TestWhatTheIdentityProviderWasTold(t *testing.T) {
	for name, c := range map[string]struct {
		claim federation.Claim
		want  federation.Code
	}{
		"the same":     {federation.Claim{Value: "https://cxone.example/need/entity"}, ""},
		"typed wrong":  {federation.Claim{Value: "https://cxone.example/"}, "saml-identifier-mismatch"},
		"copied once":  {federation.Claim{Value: "https://cxone.example/", Copied: true}, "saml-request-issuer-unregistered"},
		"not told yet": {federation.Claim{Value: "https://cxone.example/needtochange", Placeholder: true}, ""},
	} {
		d := login(t, "", "documents/request.xml")
		c.claim.Side, c.claim.Fact = federation.IdP, factEntityID
		d.Hear(c.claim)
		var want []federation.Code
		if c.want != "" {
			want = append(want, c.want)
		}
		if got := conformance.Found(federation.Examine(d, Checks())); !slices.Equal(got, want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Any key that the identity provider names is trusted, and the platform has to
// have the one that signs.
func TestSecondKey(t *testing.T) {
	d := login(t, "", "saml-signature-key-not-loaded/bad.xml")
	d.Hear(federation.Claim{Side: federation.IdP, Fact: factCertificate, Key: "next", Value: string(conformance.Read(t, "testdata/other.pem"))})
	if r := federation.Examine(d, Checks()); len(r.Findings) > 0 {
		t.Errorf("nobody said what the platform has: %v", conformance.Found(r))
	}
	d.Hear(federation.Claim{Side: federation.Platform, Fact: factCertificate, Value: string(conformance.Read(t, "testdata/idp.pem")), Copied: true})
	r := federation.Examine(d, Checks())
	if !slices.Equal(conformance.Found(r), []federation.Code{"saml-signature-key-not-loaded"}) {
		t.Fatalf("%v", conformance.Found(r))
	}
	other, err := trustedCertificate(string(conformance.Read(t, "testdata/other.pem")))
	if err != nil || r.Findings[0].Want != pki.Thumbprints(other) {
		t.Errorf("wants %s, %v", r.Findings[0].Want, err)
	}
}
