package b2c

import (
	"strings"

	"federate/federation"
	"federate/federation/lazy"
)

var (
	// Names that the documentation and the starter pack write in place of the
	// tenant's, and what an editor's extension leaves to be filled in.
	leftover = lazy.Regexp(`(?i)your-?tenant|tenant-name|issuerUriMyAppExpects|\{settings:[^}]*\}`)

	policyForm = lazy.Regexp(`^(?i:B2C_1A_)[A-Za-z0-9_.-]*[A-Za-z0-9_-]$`)
	tenantForm = lazy.Regexp(`^[A-Za-z0-9.]{3,63}$`)
)

const (
	codeMalformed federation.Code = "b2c-malformed"
	codeTemplate  federation.Code = "b2c-template-left"
	codePolicyID  federation.Code = "b2c-policy-id"
	codeTenantID  federation.Code = "b2c-tenant-id"
)

// headChecks judge the first lines of a policy: its identifier and its tenant.
func headChecks() []federation.Check {
	return []federation.Check{
		onSuch(federation.Rule{Code: codeMalformed, Severity: federation.Error, Title: "The policy cannot be read",
			Remedy: "Correct the file in an editor that knows XML, and upload it again", Source: policyPage(""), Uncapped: true,
		}, func(*Policy) bool { return true }, func(j *judgement, p *Policy) {
			if !p.Readable() {
				j.at(Value{Line: p.Line}, factPolicy, "%s", p.Malformed)
			}
		}),
		on(federation.Rule{Code: codeTemplate, Severity: federation.Error, Title: "A name from the template is still there",
			Remedy: "Replace it by your own value, everywhere in the file",
			Source: samlPage("Create a sign-up or sign-in policy configured for SAML"),
		}, func(j *judgement, p *Policy) {
			values := []Value{p.TenantID, p.PublicPolicyURI}
			if p.Base != nil {
				values = append(values, p.Base.TenantID)
			}
			for _, t := range p.Profiles {
				values = append(values, t.Item("IssuerUri"))
			}
			for _, v := range values {
				if leftover().MatchString(v.Text) {
					j.at(v, factPolicy, "the template says this for everybody, and Azure AD B2C takes it at its word")
				}
			}
		}),
		on(federation.Rule{Code: "b2c-schema-version", Severity: federation.Error, Title: "The version of the schema is not 0.3.0.0",
			Remedy: "Set PolicySchemaVersion to 0.3.0.0", Source: policyPage(""),
		}, func(j *judgement, p *Policy) {
			if p.SchemaVersion.Text != "0.3.0.0" {
				j.at(p.SchemaVersion.OrAt(p.Here), factPolicy, "the only version that Azure AD B2C runs is 0.3.0.0").Want = "0.3.0.0"
			}
		}),
		on(federation.Rule{Code: codeTenantID, Severity: federation.Error, Title: "The tenant in the policy is not a tenant's name",
			Remedy: "Set TenantId to the name of your tenant that ends in onmicrosoft.com", Source: schema("TenantId"),
			Because: []federation.Code{codeTemplate},
		}, func(j *judgement, p *Policy) {
			if !tenantForm().MatchString(p.TenantID.Text) {
				j.at(p.TenantID.OrAt(p.Here), factPolicy, "a tenant's name has 3 to 63 letters, digits and dots, and nothing else")
			}
		}),
		on(federation.Rule{Code: codePolicyID, Severity: federation.Error, Title: "This is not the ID of a custom policy",
			Remedy: "Set PolicyId to a name that starts with B2C_1A_", Source: policyPage(""), Because: []federation.Code{codeTemplate},
		}, func(j *judgement, p *Policy) {
			if !policyForm().MatchString(p.PolicyID.Text) {
				j.at(p.PolicyID.OrAt(p.Here), factPolicy,
					"custom policies start with B2C_1A_, then letters, digits, underscores, hyphens and dots; user flows, which start with B2C_1_, cannot issue SAML")
			}
		}),
		on(federation.Rule{Code: "b2c-policy-uri", Severity: federation.Warning,
			Title:  "PublicPolicyUri belongs to another policy or tenant",
			Remedy: "Set PublicPolicyUri to http, the tenant and the policy ID, as TenantId and PolicyId say them", Source: policyPage(""),
			Because: []federation.Code{codeTemplate, codePolicyID, codeTenantID},
		}, func(j *judgement, p *Policy) {
			want := "http://" + p.TenantID.Text + "/" + p.PolicyID.Text
			if !strings.EqualFold(p.PublicPolicyURI.Text, want) {
				j.at(p.PublicPolicyURI.OrAt(p.Here), factPolicy, "the address is made of the tenant and the policy ID of the same file").Want = want
			}
		}),
	}
}
