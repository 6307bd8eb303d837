package generate_test

import (
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// children is what TrustFrameworkPolicy_0.3.0.0.xsd of Microsoft's starter pack
// allows below each element that is generated, in its order. It is here by its
// names alone; where the schema itself is at hand, TestSchema holds the files to it.
var children = map[string][]string{
	"TrustFrameworkPolicy": {"BasePolicy", "Contacts", "DocumentReferences", "BuildingBlocks", "ClaimsProviders", "UserJourneys", "RelyingParty"},
	"BasePolicy":           {"TenantId", "PolicyId"},
	"ClaimsProviders":      {"ClaimsProvider"},
	"ClaimsProvider":       {"Domain", "DisplayName", "TechnicalProfiles"},
	"TechnicalProfiles":    {"TechnicalProfile"},
	"TechnicalProfile": {"Domain", "DisplayName", "Description", "Protocol", "InputTokenFormat", "OutputTokenFormat", "AssuranceLevelOfOutputClaims",
		"RequiredAssuranceLevelsOfInputClaims", "SubjectAuthenticationRequirements", "Metadata", "CryptographicKeys", "Suppressions", "PreferredBinding",
		"IncludeInSso", "InputTokenSources", "InputClaimsTransformations", "InputClaims", "PersistedClaims", "OutputClaims", "OutputClaimsTransformations",
		"ValidationTechnicalProfiles", "SubjectNamingInfo", "Extensions", "IncludeClaimsFromTechnicalProfile", "IncludeTechnicalProfile",
		"UseTechnicalProfileForSessionManagement", "EnabledForUserJourneys"},
	"Metadata": {"Item"}, "CryptographicKeys": {"Key"}, "OutputClaims": {"OutputClaim"},
	"UserJourneys": {"UserJourney"}, "UserJourney": {"AssuranceLevel", "PreserveOriginalAssertion", "OrchestrationSteps", "ClientDefinition", "CryptographicKeys"},
	"OrchestrationSteps": {"OrchestrationStep"},
	"RelyingParty":       {"DefaultUserJourney", "UserJourneyBehaviors", "TechnicalProfile"},
}

// attributes are the ones that the schema allows or wants (with a !).
var attributes = map[string]string{
	"TrustFrameworkPolicy": "xmlns! PolicySchemaVersion! TenantId! PolicyId! PublicPolicyUri!", "TechnicalProfile": "Id!", "Protocol": "Name! Handler",
	"Item": "Key!", "Key": "Id! StorageReferenceId!", "UseTechnicalProfileForSessionManagement": "ReferenceId!", "UserJourney": "Id!",
	"OrchestrationStep": "Order! Type! CpimIssuerTechnicalProfileReferenceId", "DefaultUserJourney": "ReferenceId!",
	"OutputClaim": "ClaimTypeReferenceId! PartnerClaimType", "SubjectNamingInfo": "ClaimType! Format",
}

// schema holds a policy to the order and the attributes above.
func schema(t *testing.T, name string, body []byte) {
	t.Helper()
	type level struct {
		tag string
		at  int // in children
	}
	open := []level{{"", 0}}
	dec := xml.NewDecoder(strings.NewReader(string(body)))
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			top := &open[len(open)-1]
			if top.tag != "" {
				at := slices.Index(children[top.tag], e.Name.Local)
				if at < top.at {
					t.Errorf("%s: %s may not stand here in %s", name, e.Name.Local, top.tag)
				}
				top.at = at
			}
			has := map[string]bool{}
			for _, a := range e.Attr {
				has[a.Name.Local] = true
			}
			for _, w := range strings.Fields(attributes[e.Name.Local]) {
				word, must := strings.CutSuffix(w, "!")
				if must && !has[word] {
					t.Errorf("%s: %s lacks %s", name, e.Name.Local, word)
				}
				delete(has, word)
			}
			if len(has) > 0 {
				t.Errorf("%s: %s has %v", name, e.Name.Local, has)
			}
			open = append(open, level{e.Name.Local, 0})
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
}

// TestSchema validates the policies against the schema of the starter pack, where
// FEDERATE_B2C_SCHEMA names it. Microsoft's file is not part of this repository.
func TestSchema(t *testing.T) {
	xsd := os.Getenv("FEDERATE_B2C_SCHEMA")
	if os.Getenv("FEDERATE_PEERS") == "" || xsd == "" {
		t.Skip("needs xmllint and the schema; FEDERATE_PEERS=1 and FEDERATE_B2C_SCHEMA=TrustFrameworkPolicy_0.3.0.0.xsd switch it on")
	}
	v := look(t, "Acme", "azure-ad-b2c", said)
	for _, id := range policies {
		f, err := made(t, v, id)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), f.Name)
		if err := os.WriteFile(file, f.Body, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("xmllint", "--noout", "--nonet", "--schema", xsd, file).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", id, err, out)
		}
	}
}
