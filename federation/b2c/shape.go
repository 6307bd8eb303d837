package b2c

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/document"

	"github.com/beevik/etree"
)

// sequences are the elements that TrustFrameworkPolicy_0.3.0.0.xsd puts into a fixed
// order, each below its parent. What later releases have added stands in none of
// them and may stand anywhere.
var sequences = map[string][]string{
	"TrustFrameworkPolicy": {"BasePolicy", "Contacts", "DocumentReferences", "BuildingBlocks", "ClaimsProviders", "UserJourneys", "RelyingParty"},
	"BasePolicy":           {"TenantId", "PolicyId"},
	"BuildingBlocks":       {"ClaimsSchema", "ClaimsTransformations", "ClientDefinitions", "ContentDefinitions", "Localization"},
	"ClaimType":            {"DisplayName", "DataType", "DefaultPartnerClaimTypes", "Mask", "AdminHelpText", "UserHelpText", "UserInputType", "Restriction"},
	"ClaimsTransformation": {"InputClaims", "InputParameters", "OutputClaims"},
	"ClaimsProvider":       {"Domain", "DisplayName", "TechnicalProfiles"},
	"TechnicalProfile": {"Domain", "DisplayName", "Description", "Protocol", "InputTokenFormat", "OutputTokenFormat", "AssuranceLevelOfOutputClaims",
		"RequiredAssuranceLevelsOfInputClaims", "SubjectAuthenticationRequirements", "Metadata", "CryptographicKeys", "Suppressions", "PreferredBinding",
		"IncludeInSso", "InputTokenSources", "InputClaimsTransformations", "InputClaims", "PersistedClaims", "OutputClaims", "OutputClaimsTransformations",
		"ValidationTechnicalProfiles", "SubjectNamingInfo", "Extensions", "IncludeClaimsFromTechnicalProfile", "IncludeTechnicalProfile",
		"UseTechnicalProfileForSessionManagement", "EnabledForUserJourneys"},
	"UserJourney":       {"AssuranceLevel", "PreserveOriginalAssertion", "OrchestrationSteps", "ClientDefinition", "CryptographicKeys"},
	"OrchestrationStep": {"Preconditions", "ClaimsProviderSelections", "ClaimsExchanges"},
	"Precondition":      {"Value", "Action"},
	"RelyingParty":      {"DefaultUserJourney", "UserJourneyBehaviors", "TechnicalProfile"},
	"UserJourneyBehaviors": {"SingleSignOn", "SessionExpiryType", "SessionExpiryInSeconds", "AzureApplicationInsights", "JourneyInsights",
		"ContentDefinitionParameters", "ScriptExecution"},
}

// required are the attributes that an element is refused without. Those of the root
// and of what other rules look at are left to them.
var required = map[string][]string{
	"ClaimType": {"Id"}, "ClaimsTransformation": {"Id"}, "TechnicalProfile": {"Id"}, "Protocol": {"Name"}, "Metadata/Item": {"Key"}, "CryptographicKeys/Key": {"Id"},
	"InputClaim": {"ClaimTypeReferenceId"}, "PersistedClaim": {"ClaimTypeReferenceId"}, "OutputClaim": {"ClaimTypeReferenceId"},
	"ValidationTechnicalProfile": {"ReferenceId"}, "IncludeTechnicalProfile": {"ReferenceId"}, "UseTechnicalProfileForSessionManagement": {"ReferenceId"},
	"UserJourney": {"Id"}, "OrchestrationStep": {"Type"}, "Precondition": {"Type", "ExecuteActionsIf"}, "ClaimsExchange": {"Id", "TechnicalProfileReferenceId"},
	"DefaultUserJourney": {"ReferenceId"}, "SingleSignOn": {"Scope"},
}

// A Misfit is an element that the schema refuses where it stands, or as it is.
type Misfit struct {
	Here Value  // without its text
	Tag  string // the element
	Lack string // the attribute that it lacks
	Past string // the element before it that belongs behind it
}

// mostMisfits is how many of one policy are reported.
const mostMisfits = 20

// misfits finds them in el and below.
func (r reader) misfits(el *etree.Element) (out []Misfit) {
	order := sequences[name(el)]
	last := 0
	for c := range el.ChildElementsSeq() {
		tag := name(c)
		if at := slices.Index(order, tag); at >= last {
			last = at
		} else if at >= 0 {
			out = append(out, Misfit{Here: r.Here(c), Tag: tag, Past: order[last]})
		}
		for _, attribute := range slices.Concat(required[tag], required[name(el)+"/"+tag]) {
			if v, _ := document.AttrOf(c, attribute); strings.TrimSpace(v) == "" {
				out = append(out, Misfit{Here: r.Here(c), Tag: tag, Lack: attribute})
			}
		}
		if out = append(out, r.misfits(c)...); len(out) > mostMisfits {
			return out[:mostMisfits]
		}
	}
	return out
}

// name is the tag of an element of a policy; empty where it is of no policy.
func name(el *etree.Element) string {
	if el.NamespaceURI() != namespace {
		return ""
	}
	return el.Tag
}

// shapeChecks judge what the portal refuses before it reads any value.
func shapeChecks() []federation.Check {
	return []federation.Check{
		on(federation.Rule{Code: "b2c-element-order", Severity: federation.Error, Title: "An element stands in the wrong place",
			Remedy: "Move the element in front of the one that is named", Source: schema("xs:sequence"),
		}, func(j *judgement, p *Policy) {
			for _, m := range p.Misfits {
				if m.Past != "" {
					j.at(m.Here, factPolicy, "%s stands behind %s, and the schema wants it in front; the portal refuses the file", m.Tag, m.Past)
				}
			}
		}),
		on(federation.Rule{Code: "b2c-attribute-missing", Severity: federation.Error, Title: "An element lacks an attribute",
			Remedy: "Add the attribute that is named", Source: schema(`use="required"`),
		}, func(j *judgement, p *Policy) {
			for _, m := range p.Misfits {
				if m.Lack != "" {
					j.at(m.Here, factPolicy, "%s has no %s, and the schema requires it; the portal refuses the file", m.Tag, m.Lack)
				}
			}
		}),
	}
}
