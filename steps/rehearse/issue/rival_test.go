package issue_test

import (
	"encoding/xml"
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	crewjam "github.com/crewjam/saml"
	dsig "github.com/russellhaering/goxmldsig"

	"federate/federation"
	"federate/steps/rehearse/issue"
)

// overlooked are drills that crewjam/saml lets pass: it does not look at that, or leaves
// it to whoever uses it, or reads the signed part alone.
var overlooked = []string{
	"saml-audience-missing", "saml-authn-statement-missing", "saml-comment-in-value", "saml-confirmation-begins", "saml-doctype",
	"saml-duplicate-id", "saml-issued-in-future/ten-seconds", "saml-name-id-mismatch", "saml-name-id-mismatch/another",
	"saml-name-id-missing", "saml-name-id-other-platform", "saml-name-id-white-space", "saml-not-bearer", "saml-response-redirect",
	"saml-session-over", "saml-signature-key-not-loaded", "saml-signature-transform/inclusive", "saml-subject-confirmation-missing",
	"saml-unproven", "saml-version", "saml-wrapping", "saml-wrapping/behind", "saml-wrapping/extensions", "saml-wrapping/object",
}

// TestAnotherServiceProvider wants that one that nobody here wrote lets in whoever has a
// sound response of any platform, and refuses what drills make errors of, but for what it
// overlooks. Nobody gets in under a forged name.
func TestAnotherServiceProvider(t *testing.T) {
	arrival := at.Add(time.Second)
	crewjam.TimeNow, crewjam.Clock = func() time.Time { return arrival }, dsig.NewFakeClockAt(arrival)
	for _, b := range benches(t) {
		if b.protocol != "saml" {
			continue
		}
		x := b.exchange()
		if who, err := welcomed(t, x); err != nil || named(x) != "" && who != named(x) {
			t.Errorf("%s: a sound login is refused: %v, %s", b.platform, err, who)
		}
	}
	b, refused := newBench(t, "generic", "generic-idp", "saml", nil), 0
	for _, d := range issue.Drills() {
		if d.Kind != federation.KindSAMLResponse || !d.Suits(b.view.Pair.Expect) || severity(d.Code) != federation.Error {
			continue
		}
		who, err := welcomed(t, b.drilled(t, d))
		switch {
		case err != nil:
			refused++
		case !slices.Contains(overlooked, d.Name()):
			t.Errorf("%s: somebody is let in", d.Name())
		case d.Code == "saml-wrapping" && who != "ann.agent@contoso.example":
			t.Errorf("%s: %s is let in", d.Name(), who)
		}
	}
	if refused < 35 {
		t.Errorf("only %d drills are refused", refused)
	}
}

// named is who logs in with x; empty where it is another each time.
func named(x issue.Exchange) string {
	if slices.Equal(x.Platform.Expect.NameIDFormats.Value, []string{"transient"}) {
		return ""
	}
	return x.Person.NameID
}

// welcomed is who gets in with the response of x at a service provider of crewjam/saml.
func welcomed(t *testing.T, x issue.Exchange) (who string, err error) {
	t.Helper()
	described, err := x.IdPMetadata()
	if err != nil {
		t.Fatal(err)
	}
	var idp crewjam.EntityDescriptor
	if err := xml.Unmarshal(described, &idp); err != nil {
		t.Fatal(err)
	}
	acs, err := url.Parse(x.Platform.ACS)
	if err != nil {
		t.Fatal(err)
	}
	x.RequestID = "_0123"
	response, err := x.Response()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if r := recover(); r != nil { // there are some that it does not survive
			err = fmt.Errorf("it panics: %v", r)
		}
	}()
	sp := &crewjam.ServiceProvider{EntityID: x.Platform.EntityID, AcsURL: *acs, IDPMetadata: &idp}
	a, err := sp.ParseXMLResponse(response, []string{x.RequestID}, *acs)
	if err != nil {
		return "", err
	}
	if a.Subject == nil || a.Subject.NameID == nil {
		return "", nil
	}
	return a.Subject.NameID.Value, nil
}

// severity is how bad what is found by a code is.
func severity(code federation.Code) federation.Severity {
	for _, c := range know().Checks {
		if c.Rule.Code == code {
			return c.Rule.Severity
		}
	}
	return 0
}
