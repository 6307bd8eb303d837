{{template "judged"}}{{$source := lower (fact "saml.name_id_source")}}# {{note .Name}}: the SAML app integration for {{note .Platform}} in Okta.
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
  label                    = {{hcl (fact "okta.application_name")}}
  sso_url                  = {{hcl (fact "sp.acs_url")}}
  recipient                = {{hcl (fact "sp.acs_url")}}
  destination              = {{hcl (fact "sp.acs_url")}}
  audience                 = {{hcl (fact "sp.entity_id")}}
{{- if fact "sp.relay_state"}}
  default_relay_state      = {{hcl (fact "sp.relay_state")}}
{{- end}}
  subject_name_id_template = {{part "subject" $source | hcl}}
  subject_name_id_format   = {{hcl (urn (fact "saml.name_id_format"))}}
  user_name_template       = {{part "user" $source | hcl}}
  user_name_template_type  = "BUILT_IN"
  response_signed          = {{has (list "message" "both") signed}}
  assertion_signed         = {{has (list "assertion" "both") signed}}
  signature_algorithm      = "RSA_SHA256"
  digest_algorithm         = "SHA256"
  honor_force_authn        = true
  authn_context_class_ref  = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
{{- range parse (part "others" .)}}

  acs_endpoints_indices {
    url   = {{hcl .url}}
    index = {{.index}}
  }
{{- end}}
{{- range parse (part "statements" .)}}

  attribute_statements {
    type      = "EXPRESSION"
    name      = {{hcl (index . 0)}}
    namespace = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"
    values    = [{{hcl (index . 1)}}]
  }
{{- end}}
}

output "issuer" {
  value = okta_app_saml.sign_on.entity_url
}

output "metadata_url" {
  value = okta_app_saml.sign_on.metadata_url
}
