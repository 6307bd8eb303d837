package steps_test

import (
	"slices"
	"testing"

	"federate/federation"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/steps/record/memory"
)

// of is a new federation of platform and idp.
func of(t testing.TB, platform, idp string) *steps.Session {
	t.Helper()
	sh := shelf(t, &memory.Store{}, "ana")
	id, err := sh.Create(t.Context(), record.Opening{Name: "Acme", Platform: platform, IdP: idp, Protocol: "saml"})
	if err != nil {
		t.Fatal(err)
	}
	return open(t, sh, id)
}

func said(v *steps.Snapshot, side federation.Side, f federation.Fact, key string) string {
	w, _ := v.State.Said(side, f, key)
	return w.Value
}

// Addresses follow from the region, whichever of its names is told; what is told
// itself stays, and is judged as ever.
func TestAddressesFollowFromTheRegion(t *testing.T) {
	const region federation.Fact = "genesys-cloud.region"
	s := of(t, "genesys-cloud", "okta")
	v := do(t, s, tell(region, "eu-central-1"))
	if got := said(v, federation.Platform, region, ""); got != "mypurecloud.de" {
		t.Errorf("the region is %q", got)
	}
	w, ok := v.State.Said(federation.Platform, "sp.acs_url", "")
	if !ok || w.Value != "https://login.mypurecloud.de/saml" || v.Follows(w) != "from the region of the organisation" {
		t.Errorf("the address is %+v, %q", w, v.Follows(w))
	}
	if st := v.Status["genesys-cloud/addresses"]; st.State != steps.Open || st.Why != nil {
		t.Errorf("its step is %+v", st)
	}
	// Nobody has to take that entity ID, and nothing is measured by it yet.
	if _, ok := v.Dossier(clock).Known("sp.entity_id"); ok {
		t.Error("an entity ID that nobody settled on is judged by")
	}
	v = do(t, s, steps.Confirm{Step: "genesys-cloud/addresses"})
	if c, _ := v.Dossier(clock).Known("sp.entity_id"); c.Value != "https://login.mypurecloud.de/saml" {
		t.Errorf("the entity ID that was confirmed is %q", c.Value)
	}
	v = do(t, s, steps.Confirm{Step: "okta/configure"})
	if got := said(v, federation.IdP, "sp.acs_url", ""); got != "https://login.mypurecloud.de/saml" {
		t.Errorf("entered at the other side is %q", got)
	}
	do(t, s, tell("sp.login_url", "https://login.mypurecloud.de/"))
	v = do(t, s, tell(region, "mypurecloud.ie"))
	if state(v, "genesys-cloud/addresses") != steps.Wrong || !slices.Contains(findings(v), "genesys-cloud-login-region → genesys-cloud/addresses") {
		t.Errorf("with another region: %s, %v", state(v, "genesys-cloud/addresses"), findings(v))
	}
	if said(v, federation.Platform, "sp.login_url", "") != "https://login.mypurecloud.de/" || said(v, federation.Platform, "sp.acs_url", "") != "https://login.mypurecloud.ie/saml" {
		t.Error("what was told does not stay, or what follows does not follow")
	}
	if state(v, "okta/configure") != steps.Stale {
		t.Errorf("the address entered at the other side is that of the old region, and its step is %s", state(v, "okta/configure"))
	}
	v = do(t, s, tell("sp.login_url", "")) // taken back
	if said(v, federation.Platform, "sp.login_url", "") != "https://login.mypurecloud.ie" {
		t.Error("what was taken back does not follow again")
	}
}

// The address of the second node is built, and not taken as the metadata shows it,
// where the document says so.
func TestTheSecondAddressIsBuilt(t *testing.T) {
	const metadata = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="pub.example.com">
 <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
  <AssertionConsumerService index="0" isDefault="true" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://pub.example.com:8553/ids/saml/response/metaAlias/sp"/>
  <AssertionConsumerService index="1" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://sub.example.com:8553/ids/saml/response?metaAlias=/sp"/>
 </SPSSODescriptor>
</EntityDescriptor>`
	const built, shown = "https://sub.example.com:8553/ids/saml/response/metaAlias/sp", "https://sub.example.com:8553/ids/saml/response?metaAlias=/sp"
	s := of(t, "cisco-ids", "okta")
	do(t, s, steps.Answer{Facts: []steps.Told{{Fact: "cisco-ids.high_availability", Value: "yes"}, {Fact: "cisco-ids.subscriber", Value: "sub.example.com"},
		{Fact: "cisco-ids.path_form", Value: "set"}}})
	// A document given where the value is asked for is read, and never taken for it.
	v := do(t, s, tell("sp.entity_id", metadata))
	if got := said(v, federation.Platform, "sp.entity_id", ""); got != "pub.example.com" {
		t.Errorf("the entity ID is %q", got)
	}
	if got := said(v, federation.Platform, "sp.acs_url", "1"); got != built {
		t.Errorf("the second address is %q", got)
	}
	rows := v.Rows(step(t, v, "cisco-ids/subscriber-reply"))
	if len(rows) != 2 || rows[0].Value != built || rows[1].Value != "1" {
		t.Errorf("to be entered: %+v", rows)
	}
	v = do(t, s, tell("cisco-ids.path_form", "not-set"))
	if got := said(v, federation.Platform, "sp.acs_url", "1"); got != shown {
		t.Errorf("in the older form it is %q", got)
	}
	do(t, s, tell("cisco-ids.path_form", "set"))
	v = do(t, s, steps.Answer{Facts: []steps.Told{{Fact: "sp.acs_url", Key: "1", Value: shown}}})
	if got := said(v, federation.Platform, "sp.acs_url", "1"); got != shown {
		t.Errorf("typed by hand it is %q", got)
	}
}

func step(t testing.TB, v *steps.Snapshot, ref string) playbook.Step {
	t.Helper()
	s, ok := v.Step(ref)
	if !ok {
		t.Fatalf("there is no step %s", ref)
	}
	return s
}

// A title says that placeholders are replaced only where a step before planted some.
func TestTitlesKnowThePlan(t *testing.T) {
	for platform, want := range map[string]string{"cxone": "Replace the placeholders", "genesys-cloud": "Enter the two addresses"} {
		if got := step(t, of(t, platform, "entra").View(), "entra/back-fill").Title; got != want {
			t.Errorf("with %s it is %q", platform, got)
		}
	}
}

// What is judged beside no federation knows what follows from the facts that are given.
func TestWhatIsGivenLeadsOn(t *testing.T) {
	l := library(t)
	pair, err := l.Pair("genesys-cloud", "okta", "saml", "", catalog.Checks())
	if err != nil {
		t.Fatal(err)
	}
	v, err := steps.Blank(pair, clock)
	if err != nil {
		t.Fatal(err)
	}
	other := federation.Claim{Side: federation.IdP, Fact: "sp.acs_url", Value: "https://login.mypurecloud.ie/saml"}
	region := federation.Claim{Side: federation.Platform, Fact: "genesys-cloud.region", Value: "mypurecloud.de"}
	mine := federation.Claim{Side: federation.Platform, Fact: "sp.acs_url", Value: "https://login.mypurecloud.ie/saml"}
	found := func(facts ...federation.Claim) (out []federation.Code) {
		for _, f := range (steps.Bench{View: v, Now: clock, Facts: facts}).Judge(nil).Report.Findings {
			out = append(out, f.Code)
		}
		return out
	}
	if got := found(other, region); !slices.Equal(got, []federation.Code{"saml-reply-url-mismatch"}) {
		t.Errorf("the region says which address is right: %v", got)
	}
	if got := found(other, region, mine); !slices.Equal(got, []federation.Code{"genesys-cloud-acs-region"}) {
		t.Errorf("what is given itself counts: %v", got)
	}
	if got := found(other); got != nil {
		t.Errorf("without the region: %v", got)
	}
}
