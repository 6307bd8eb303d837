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

// children are the elements that are generated, below the parent that
// TrustFrameworkPolicy_0.3.0.0.xsd of Microsoft's starter pack allows them in. The
// linter of policies lets pass what it does not know, and here nothing of the kind
// may stand; the order it knows.
var children = map[string]string{
	"": "TrustFrameworkPolicy", "TrustFrameworkPolicy": "BasePolicy ClaimsProviders UserJourneys RelyingParty", "BasePolicy": "TenantId PolicyId",
	"ClaimsProviders": "ClaimsProvider", "ClaimsProvider": "DisplayName TechnicalProfiles", "TechnicalProfiles": "TechnicalProfile",
	"TechnicalProfile": "DisplayName Protocol OutputTokenFormat Metadata CryptographicKeys OutputClaims SubjectNamingInfo UseTechnicalProfileForSessionManagement",
	"Metadata":         "Item", "CryptographicKeys": "Key", "OutputClaims": "OutputClaim",
	"UserJourneys": "UserJourney", "UserJourney": "OrchestrationSteps", "OrchestrationSteps": "OrchestrationStep",
	"RelyingParty": "DefaultUserJourney TechnicalProfile",
}

// attributes are those that the schema allows. Which of them it wants, the linter
// knows.
var attributes = map[string]string{
	"TrustFrameworkPolicy": "xmlns PolicySchemaVersion TenantId PolicyId PublicPolicyUri", "TechnicalProfile": "Id", "Protocol": "Name Handler",
	"Item": "Key", "Key": "Id StorageReferenceId", "UseTechnicalProfileForSessionManagement": "ReferenceId", "UserJourney": "Id",
	"OrchestrationStep": "Order Type CpimIssuerTechnicalProfileReferenceId", "DefaultUserJourney": "ReferenceId",
	"OutputClaim": "ClaimTypeReferenceId PartnerClaimType", "SubjectNamingInfo": "ClaimType Format",
}

// schema wants nothing in a policy but the elements and attributes above.
func schema(t *testing.T, name string, body []byte) {
	t.Helper()
	open := []string{""}
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
			tag, parent := e.Name.Local, open[len(open)-1]
			if !slices.Contains(strings.Fields(children[parent]), tag) {
				t.Errorf("%s: %s may not stand in %q", name, tag, parent)
			}
			for _, a := range e.Attr {
				if !slices.Contains(strings.Fields(attributes[tag]), a.Name.Local) {
					t.Errorf("%s: %s has %s", name, tag, a.Name.Local)
				}
			}
			open = append(open, tag)
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
