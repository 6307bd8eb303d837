package generate_test

import (
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"federate/assets"
	"federate/federation"
	"federate/federation/b2c"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/generate"
	"federate/steps/record"

	"github.com/charmbracelet/x/exp/golden"
)

var day = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// said are sound values of Azure AD B2C.
var said = map[federation.Fact]string{
	"azure-ad-b2c.tenant": "contoso", "azure-ad-b2c.policy_key": "B2C_1A_SamlIdpCert", "azure-ad-b2c.policy_id": "B2C_1A_agents",
	"azure-ad-b2c.starter_pack": "SocialAndLocalAccounts", "idp.entity_id": "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1A_agents",
	"saml.name_id_source": "email",
}

// look is a federation called name as it stands after facts were told.
func look(t *testing.T, name, idp string, facts map[federation.Fact]string) *steps.Snapshot {
	t.Helper()
	words := map[string]string{}
	for f, value := range facts {
		words[string(f)] = value
	}
	return settle(t, record.Opening{Name: name, Platform: "cxone", IdP: idp, Protocol: "saml"}, words)
}

// with is said with other values; an empty one takes a fact away.
func with(changes map[federation.Fact]string) map[federation.Fact]string {
	out := maps.Clone(said)
	for f, v := range changes {
		out[f] = v
		if v == "" {
			delete(out, f)
		}
	}
	return out
}

func made(t *testing.T, v *steps.Snapshot, id string) (generate.File, error) {
	t.Helper()
	for _, a := range generate.Of(v, assets.FS) {
		if a.ID == id {
			files, err := a.Files()
			if err != nil {
				return generate.File{}, err
			}
			if len(files) != 1 {
				t.Fatalf("%s: %d files", id, len(files))
			}
			return files[0], nil
		}
	}
	t.Fatalf("there is no %s", id)
	return generate.File{}, nil
}

// ours are those of Azure AD B2C.
func ours(all []generate.Artifact) []generate.Artifact {
	return slices.DeleteFunc(all, func(a generate.Artifact) bool { return !strings.HasPrefix(a.ID, "b2c-") })
}

var policies = []string{"b2c-issuer-policy", "b2c-relying-party-policy"}

// What is generated finds no fault with its own judge, whatever was chosen.
func TestPoliciesAreSound(t *testing.T) {
	for name, facts := range map[string]map[federation.Fact]string{
		"as it comes":     said,
		"local accounts":  with(map[federation.Fact]string{"azure-ad-b2c.starter_pack": "LocalAccounts"}),
		"another layer":   with(map[federation.Fact]string{"azure-ad-b2c.base_policy": "B2C_1A_Ours", "azure-ad-b2c.journey": "Agents", "azure-ad-b2c.send_step": "12", "azure-ad-b2c.starter_pack": ""}),
		"by object":       with(map[federation.Fact]string{"saml.name_id_source": "objectId", "saml.name_id_format": "unspecified"}),
		"another claim":   with(map[federation.Fact]string{"saml.name_id_source": "extension_AgentLogin"}),
		"marks to escape": with(map[federation.Fact]string{"idp.entity_id": `urn:contoso:a&b"c'd`, "saml.name_id_source": `a"b<&`}),
	} {
		t.Run(name, func(t *testing.T) {
			v := look(t, `A -- name "with" <marks> & more--`, "azure-ad-b2c", facts)
			d := v.Dossier(day)
			for _, id := range policies {
				f, err := made(t, v, id)
				if err != nil {
					t.Fatal(err)
				}
				a, err := catalog.Recognise(f.Body)
				if err != nil || a.Kind != federation.KindB2CPolicy {
					t.Fatalf("%s is %s, %v", id, a.Kind, err)
				}
				d.Receive(a)
				schema(t, id, f.Body)
			}
			r := federation.Examine(d, b2c.Checks())
			for _, f := range r.Findings {
				t.Errorf("%s: %s (%s)", f.Code, f.Detail, f.Subject.Path)
			}
			if len(r.Passed) < 20 {
				t.Errorf("only %d checks looked", len(r.Passed))
			}
		})
	}
}

// The policies say what the values say.
func TestPoliciesSayTheValues(t *testing.T) {
	v := look(t, "Acme", "azure-ad-b2c", with(map[federation.Fact]string{"azure-ad-b2c.starter_pack": "SocialAndLocalAccountsWithMfa", "saml.name_id_source": "objectId"}))
	f, err := made(t, v, "b2c-issuer-policy")
	if err != nil {
		t.Fatal(err)
	}
	issuer := b2c.Read(f.Body)
	if f.Name != "B2C_1A_agents_issuer.xml" || issuer.PolicyID.Text != "B2C_1A_agents_issuer" || issuer.Base.PolicyID.Text != "B2C_1A_TrustFrameworkExtensions" ||
		issuer.Profiles[0].Item("IssuerUri").Text != said["idp.entity_id"] || issuer.Profiles[0].Keys[1].Container.Text != "B2C_1A_SamlIdpCert" {
		t.Errorf("%s: %s", f.Name, f.Body)
	}
	f, err = made(t, v, "b2c-relying-party-policy")
	if err != nil {
		t.Fatal(err)
	}
	party := b2c.Read(f.Body)
	p := party.RelyingParty.Profile
	if f.Name != "B2C_1A_agents.xml" || party.Base.PolicyID != (b2c.Value{Text: "B2C_1A_agents_issuer", Path: party.Base.PolicyID.Path, Line: party.Base.PolicyID.Line}) ||
		party.Journeys[0].Steps[0].Order.Text != "9" || p.Subject.ClaimType.Text != "objectId" ||
		p.Subject.Format.Text != "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent" || p.Item("IdpInitiatedProfileEnabled").Text != "true" {
		t.Errorf("%s: %s", f.Name, f.Body)
	}
}

// What is missing or wrong is named, and nothing is made of it.
func TestNothingIsMadeOfWrongValues(t *testing.T) {
	for name, c := range map[string]struct {
		facts map[federation.Fact]string
		id    string
		want  string
	}{
		"nothing known":    {nil, "b2c-issuer-policy", "not known yet: Tenant name (azure-ad-b2c.tenant)"},
		"no claim":         {with(map[federation.Fact]string{"saml.name_id_source": ""}), "b2c-relying-party-policy", "saml.name_id_source"},
		"a user flow":      {with(map[federation.Fact]string{"azure-ad-b2c.policy_id": "B2C_1_signup"}), "b2c-issuer-policy", "azure-ad-b2c-policy-id"},
		"a wrong base":     {with(map[federation.Fact]string{"azure-ad-b2c.base_policy": "Ours.xml"}), "b2c-issuer-policy", "azure-ad-b2c-base-policy"},
		"no such pack":     {with(map[federation.Fact]string{"azure-ad-b2c.starter_pack": "LocalAccount"}), "b2c-relying-party-policy", "value-not-a-choice"},
		"a key's nickname": {with(map[federation.Fact]string{"azure-ad-b2c.policy_key": "SamlIdpCert"}), "b2c-guide", "azure-ad-b2c-policy-key"},
	} {
		f, err := made(t, look(t, "Acme", "azure-ad-b2c", c.facts), c.id)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, %s", name, err, f.Body)
		}
	}
}

func TestWaits(t *testing.T) {
	for _, a := range ours(generate.Of(look(t, "Acme", "azure-ad-b2c", nil), assets.FS)) {
		if len(a.Waits) == 0 || a.Title == "" || a.For == "" || a.Goes == "" || a.Role == "" {
			t.Errorf("%+v", a)
		}
	}
	for _, a := range ours(generate.Of(look(t, "Acme", "azure-ad-b2c", said), assets.FS)) {
		if len(a.Waits) > 0 {
			t.Errorf("%s waits for %v", a.ID, a.Waits)
		}
	}
	for _, a := range generate.Of(look(t, "Acme", "entra", nil), assets.FS) {
		if strings.HasPrefix(a.ID, "b2c-") {
			t.Errorf("%s is made for another identity provider", a.ID)
		}
	}
}

func TestTemplatesThatAreNotThere(t *testing.T) {
	a := generate.Of(look(t, "Acme", "azure-ad-b2c", said), fstest.MapFS{})[0]
	if _, err := a.Files(); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

// The files, to be read as a difference. -update writes them.
func TestFiles(t *testing.T) {
	facts := with(map[federation.Fact]string{"sp.entity_id": "https://cxone.niceincontact.com/sp/00000000", "sp.acs_url": "https://cxone.niceincontact.com/sso/saml/acs"})
	var all []byte
	for _, a := range ours(generate.Of(look(t, "Acme", "azure-ad-b2c", facts), assets.FS)) {
		files, err := a.Files()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			all = append(append(all, "== "+f.Name+"\n"...), f.Body...)
		}
	}
	golden.RequireEqual(t, all)
}

// The metadata of the platform is read as what it is, with every address.
func TestServiceProviderMetadata(t *testing.T) {
	o := record.Opening{Platform: "generic", IdP: "generic-idp", Protocol: "saml"}
	facts := map[string]string{"sp.entity_id": "https://sp.example/?a=1&b=2", "sp.acs_url": "https://sp.example/acs", "sp.acs_url#1": "https://second.example/acs?a=1&b=2"}
	v := settle(t, o, facts)
	all := generate.Of(v, assets.FS)
	at := slices.IndexFunc(all, func(a generate.Artifact) bool { return a.ID == "sp-metadata" })
	if at < 0 {
		t.Fatal("it is not made")
	}
	files, err := all[at].Files()
	if err != nil {
		t.Fatal(err)
	}
	a, err := catalog.Recognise(files[0].Body)
	if err != nil || a.Kind != federation.KindSPMetadata {
		t.Fatalf("%s, %v", a.Kind, err)
	}
	said := map[federation.Fact][]string{}
	for _, c := range a.Claims {
		said[c.Fact] = append(said[c.Fact], c.Value)
	}
	if want := []string{facts["sp.acs_url"], facts["sp.acs_url#1"]}; said["sp.entity_id"][0] != facts["sp.entity_id"] || !slices.Equal(said["sp.acs_url"], want) {
		t.Errorf("%v", said)
	}
	delete(facts, "sp.acs_url#1")
	delete(facts, "sp.acs_url")
	all = generate.Of(settle(t, o, facts), assets.FS)
	if _, err := all[at].Files(); err == nil {
		t.Error("it is made without an address")
	}
}
