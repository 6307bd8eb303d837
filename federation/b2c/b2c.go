// Package b2c judges the custom policies of Azure AD B2C: the XML files that its
// Identity Experience Framework runs.
//
// A policy is a layer: what a file does not say may stand in the policy beneath it,
// so something counts as missing only where no layer that was not handed over could
// hold it. Reading never fails. Judged is what makes a policy issue SAML, and not
// the rest of a journey, which is its author's design.
package b2c

import (
	"slices"

	"federate/federation"
)

// The facts that policies are measured against.
const (
	factIssuer     federation.Fact = "idp.entity_id"
	factACS        federation.Fact = "sp.acs_url"
	factSigned     federation.Fact = "saml.signed"
	factAlgorithm  federation.Fact = "saml.signature_algorithm"
	factEncryption federation.Fact = "saml.encryption"
	factNameSource federation.Fact = "saml.name_id_source"
)

// factPolicy is the fact of findings about a policy as such: a finding leads to the
// step that deals with its fact, and policies are made for this one.
const factPolicy = factIssuer

// The pages that the rules cite.
const learn = "https://learn.microsoft.com/azure/active-directory-b2c/"

func page(title, address, section string) federation.Source {
	return federation.Source{Document: "Azure AD B2C documentation: " + title, Section: section, URL: learn + address}
}

func issuerPage(section string) federation.Source {
	return page("Define a technical profile for a SAML token issuer", "saml-issuer-technical-profile", section)
}

func samlPage(section string) federation.Source {
	return page("Register a SAML application", "saml-service-provider", section)
}

func optionsPage(section string) federation.Source {
	return page("Options for registering a SAML application", "saml-service-provider-options", section)
}

func partyPage(section string) federation.Source {
	return page("RelyingParty", "relyingparty", section)
}

func policyPage(section string) federation.Source {
	return page("TrustFrameworkPolicy", "trustframeworkpolicy", section)
}

func keysPage() federation.Source {
	return page("Overview of policy keys", "policy-keys-overview", "")
}

func schema(section string) federation.Source {
	return federation.Source{Document: "Azure AD B2C custom policy starter pack: TrustFrameworkPolicy_0.3.0.0.xsd", Section: section,
		URL: "https://github.com/Azure-Samples/active-directory-b2c-custom-policy-starterpack"}
}

// Checks returns the checks of this package, in the order they read best. They
// have nothing to say where there is no policy.
func Checks() []federation.Check {
	return slices.Concat(headChecks(), shapeChecks(), issuerChecks(), keyChecks(), journeyChecks(), claimChecks(), partyChecks())
}
