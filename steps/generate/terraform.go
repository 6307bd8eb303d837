package generate

import (
	"io/fs"

	"federate/federation"
)

const terraformAt = "A folder of its own: terraform init, then terraform plan, and read the plan"

// hashicorp makes configurations for the providers that the vendors keep. They hold
// no secret, and no artifact makes Terraform keep one in its state.
func hashicorp(v values, tree fs.FS) (out []Artifact) {
	file := func(id, title, what, template string, role federation.Role, needs, more []federation.Fact, data func() (any, error)) {
		out = append(out, v.single(Artifact{ID: id, Title: title, For: what, Goes: terraformAt, Role: role}, id+".tf", needs, more, func() ([]byte, error) {
			d, err := data()
			if err != nil {
				return nil, err
			}
			return render(tree, d, "templates/terraform/"+template)
		}))
	}
	facts := func(f ...federation.Fact) []federation.Fact { return f }
	name, platform := v.State.Name, v.Pair.Words.Name(federation.Platform)
	switch {
	case v.Pair.IdP.ID == "entra" && v.Pair.Protocol == "oidc":
		file("terraform-entra", "Registration, by Terraform", "The app registration with its redirect URIs and the e-mail claim, without a secret.",
			"entra-oidc.tf", federation.IdPAdmin, facts(entraName, oidcIn), facts(oidcOut, entraTenant), func() (any, error) {
				uris := []string{v.word(oidcIn)}
				if u := v.word(oidcOut); u != "" {
					uris = append(uris, u)
				}
				return object{"Name": name, "Platform": platform, "Application": v.word(entraName), "Tenant": v.word(entraTenant), "Redirects": uris}, nil
			})
	case v.Pair.IdP.ID == "entra" && v.Pair.Protocol == "saml":
		file("terraform-entra", "Enterprise application, by Terraform", "The application with its addresses and its signing certificate.",
			"entra-saml.tf", federation.IdPAdmin, append(facts(entraName, spEntity, spACS), v.unsigned()...), facts(spRelay, entraTenant, entraNotify), func() (any, error) {
				return object{"Name": name, "Platform": platform, "Application": v.word(entraName), "Tenant": v.word(entraTenant),
					"EntityID": v.word(spEntity), "ACS": v.word(spACS), "Relay": v.word(spRelay), "Notify": addresses(v.word(entraNotify)),
					"Certificate": "CN=" + commonName(v.word(entraName)), "Option": v.Pair.Words.Option(federation.IdP, "saml.signed", v.signed())}, nil
			})
	case v.Pair.IdP.ID == "okta" && v.Pair.Protocol == "saml":
		needs, more := v.oktaFacts()
		file("terraform-okta", "App integration, by Terraform", "The whole SAML app: addresses, NameID, what is signed, attributes.",
			"okta-saml.tf", federation.IdPAdmin, needs, more, func() (any, error) {
				app, err := v.oktaApp()
				s := app.Settings.SignOn
				return object{"Name": name, "Platform": platform, "Application": app.Label, "EntityID": s.Audience, "ACS": s.ACS, "Relay": s.DefaultRelayState,
					"NameID": s.NameID, "Format": s.Format, "UserName": app.Credentials.Template.Template, "Response": s.ResponseSigned,
					"Assertion": s.AssertionSigned, "Others": s.Others, "Statements": s.Statements}, err
			})
	}
	if v.Pair.Platform.ID == "genesys-cloud" {
		needs, more := v.genesysFacts()
		file("terraform-genesys-cloud", "Single sign-on provider, by Terraform", "The provider in Genesys Cloud and, where one is agreed, the inactivity timeout.",
			"genesys-cloud.tf", federation.PlatformAdmin, needs, append(more, genesysIdle), func() (any, error) {
				b, err := v.genesysBody()
				if err != nil {
					return nil, err
				}
				idle := 0
				if v.word(genesysIdle) != "" {
					if idle, err = v.idle(genesysIdle); err != nil {
						return nil, err
					}
				}
				return object{"Name": name, "Resource": "genesyscloud_idp_" + v.tab(), "Provider": b.Name, "Certificates": b.Certificates, "Issuer": b.Issuer,
					"Target": b.Target, "EntityID": b.EntityID, "Format": b.Format, "Idle": idle}, nil
			})
	}
	return out
}
