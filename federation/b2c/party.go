package b2c

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

const codePartyProtocol federation.Code = "b2c-relying-party-protocol"

// partyChecks judge what a policy says about the platform that it answers.
func partyChecks() []federation.Check {
	return []federation.Check{
		onParties(federation.Rule{Code: codePartyProtocol, Severity: federation.Error, Title: "The relying party does not speak SAML",
			Remedy: "Set the protocol of the relying party's profile to SAML2", Source: partyPage("TechnicalProfile"),
			Because: []federation.Code{codeProtocolWord},
		}, func(j *judgement, _ *Policy, t *Profile) {
			if t.Protocol.Text != "SAML2" {
				j.at(t.Protocol.OrAt(t.Here), factPolicy, "the platform asks for SAML, and this policy answers in another protocol").Want = "SAML2"
			}
		}),
		onParties(federation.Rule{Code: "b2c-relying-party-partner", Severity: federation.Error,
			Title:  "The relying party points at metadata, the old way",
			Remedy: "Take PartnerEntity out of the relying party's profile, and enter the address of the platform's metadata as samlMetadataUrl in the manifest of the registration",
			Source: federation.Source{Document: "Azure AD B2C documentation: Register a SAML application", Section: "Configure your application in Azure AD B2C",
				URL: "https://learn.microsoft.com/azure/active-directory-b2c/saml-service-provider"}, Confidence: federation.Likely,
		}, func(j *judgement, _ *Policy, t *Profile) {
			for _, i := range t.Metadata {
				if i.Key.Text == "PartnerEntity" {
					j.at(i.Key, factPolicy, "metadata under a relying party is taken for an identity provider's, of which the platform's has none").Got = i.Value.Text
				}
			}
		}),
		onParties(federation.Rule{Code: "b2c-subject-missing", Severity: federation.Error,
			Title:  "The policy does not say whose login it is",
			Remedy: "Add SubjectNamingInfo with the claim that {{name \"platform\"}} knows people by",
			Source: partyPage("SubjectNamingInfo"), Confidence: federation.Likely,
			Because: []federation.Code{codePartyProtocol, codeProtocolWord},
		}, func(j *judgement, _ *Policy, t *Profile) {
			if t.Subject == nil && !t.Include.Present() {
				j.at(t.Here, factNameSource, "without SubjectNamingInfo no claim becomes the NameID")
			}
		}),
		onParties(federation.Rule{Code: "b2c-subject-claim", Severity: federation.Error,
			Title:      "The NameID is made of a claim that is not sent",
			Remedy:     "Set ClaimType of SubjectNamingInfo to a claim of OutputClaims, by its PartnerClaimType where it has one",
			Source:     partyPage("SubjectNamingInfo"),
			Confidence: federation.Likely, Because: []federation.Code{codePartyProtocol, codeProtocolWord},
		}, func(j *judgement, _ *Policy, t *Profile) {
			if t.Subject == nil || t.Include.Present() {
				return
			}
			var names []string
			for _, c := range t.OutputClaims {
				names = append(names, c.Name())
			}
			if !slices.Contains(names, t.Subject.ClaimType.Text) {
				j.at(t.Subject.ClaimType.OrAt(t.Subject.Here), factNameSource, "the claims that are sent are %s", listed(names))
			}
		}),
		check.Only(func(d *federation.Dossier) bool {
			return d.Expect.Signed.Set && !slices.Contains(d.Expect.Signed.Value, federation.SignedAssertion)
		}, onParties(federation.Rule{Code: "b2c-response-unsigned", Severity: federation.Error,
			Title:  "The policy leaves the response unsigned",
			Remedy: "Set WantsSignedResponses to true, or remove it", Source: partyPage("Metadata"),
		}, func(j *judgement, _ *Policy, t *Profile) {
			if v := t.Item("WantsSignedResponses"); strings.EqualFold(v.Word(), "false") {
				check.Rests(j.at(v, factSigned, "the platform looks for the signature at the response"), j.Expect.Signed)
			}
		})),
		check.Only(func(d *federation.Dossier) bool {
			return d.Expect.Encryption.Set && d.Expect.Encryption.Value == federation.EncryptionNone
		}, onParties(federation.Rule{Code: "b2c-encrypted-assertions", Severity: federation.Error,
			Title:  "The policy encrypts what the platform cannot open",
			Remedy: "Set WantsEncryptedAssertions to false, or remove it", Source: optionsPage("Encrypted SAML assertions"),
		}, func(j *judgement, _ *Policy, t *Profile) {
			if v := t.Item("WantsEncryptedAssertions"); strings.EqualFold(v.Word(), "true") {
				check.Rests(j.at(v, factEncryption, "the platform takes assertions that are not encrypted, and no others"),
					j.Expect.Encryption)
			}
		})),
		check.Only(func(d *federation.Dossier) bool {
			return d.Expect.Starts.Set && slices.Contains(d.Expect.Starts.Value, federation.StartIdP)
		}, onParties(federation.Rule{Code: "b2c-idp-initiated-off", Severity: federation.Note, Title: "No login can start at Azure AD B2C",
			Remedy: "Set IdpInitiatedProfileEnabled to true, if logins are to start there; it works for local accounts alone",
			Source: optionsPage("IdP-initiated flow"),
		}, func(j *judgement, p *Policy, t *Profile) {
			if v := t.Item("IdpInitiatedProfileEnabled"); !strings.EqualFold(v.Word(), "true") {
				j.at(v.OrAt(t.Here), factPolicy,
					"the platform takes logins that start at the identity provider, and this policy does not offer them")
			}
		})),
	}
}

func listed(names []string) string {
	const most = 12
	switch {
	case len(names) == 0:
		return "none"
	case len(names) > most:
		names = append(slices.Clone(names[:most]), "others")
	}
	return strings.Join(names, ", ")
}

// meansSAML reports whether p's relying party is a SAML platform: the policy
// says so somewhere, or the federation knows where SAML responses go.
func (p *Policy) meansSAML(d *federation.Dossier) bool {
	t := p.RelyingParty.Profile
	saml := func(v Value) bool { return strings.Contains(strings.ToLower(v.Text), "saml") }
	if saml(t.Protocol) || t.Subject != nil && saml(t.Subject.Format) || saml(p.PolicyID) {
		return true
	}
	for _, j := range p.Journeys {
		for _, s := range j.Steps {
			if saml(s.Issuer) {
				return true
			}
		}
	}
	_, known := d.Known(factACS)
	return known
}
