# {{note .Name}}: the SAML app integration for {{note .Platform}} in Okta.
# Who: a super administrator or application administrator of the organisation.
# Nobody is assigned here: assign the pilot under Assignments, and everybody else after the tests.
# No secret is in the state: the private key never leaves Okta. The provider's own credentials belong into
# the environment, not into a file.
terraform {
  required_providers {
    okta = {
      source = "okta/okta"
    }
  }
}

resource "okta_app_saml" "sign_on" {
  label                    = {{hcl .Application}}
  sso_url                  = {{hcl .ACS}}
  recipient                = {{hcl .ACS}}
  destination              = {{hcl .ACS}}
  audience                 = {{hcl .EntityID}}
{{- if .Relay}}
  default_relay_state      = {{hcl .Relay}}
{{- end}}
  subject_name_id_template = {{hcl .NameID}}
  subject_name_id_format   = {{hcl .Format}}
  user_name_template       = {{hcl .UserName}}
  user_name_template_type  = "BUILT_IN"
  response_signed          = {{.Response}}
  assertion_signed         = {{.Assertion}}
  signature_algorithm      = "RSA_SHA256"
  digest_algorithm         = "SHA256"
  honor_force_authn        = true
  authn_context_class_ref  = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
{{- range .Others}}

  acs_endpoints_indices {
    url   = {{hcl .URL}}
    index = {{.Index}}
  }
{{- end}}
{{- range .Statements}}

  attribute_statements {
    type      = "EXPRESSION"
    name      = {{hcl .Name}}
    namespace = {{hcl .Namespace}}
    values    = [{{range $i, $v := .Values}}{{if $i}}, {{end}}{{hcl $v}}{{end}}]
  }
{{- end}}
}

output "issuer" {
  value = okta_app_saml.sign_on.entity_url
}

output "metadata_url" {
  value = okta_app_saml.sign_on.metadata_url
}
