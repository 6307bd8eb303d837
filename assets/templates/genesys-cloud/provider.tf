# {{note .Name}}: the single sign-on provider in Genesys Cloud.
# Who: an administrator with sso:provider:add, edit, delete and view; the OAuth client has the scope identity-providers.
# The certificate is the public half and no secret. The provider's own credentials belong into the environment,
# not into a file. Logging in with a password goes on working.
terraform {
  required_providers {
    genesyscloud = {
      source = "mypurecloud/genesyscloud"
    }
  }
}

resource {{hcl (print "genesyscloud_idp_" (partner "generic"))}} "sign_on" {
  name                     = {{hcl (fact "genesys-cloud.provider_name")}}
  certificates             = [{{range $i, $c := certificates}}{{if $i}}, {{end}}{{hcl $c}}{{end}}]
  issuer_uri               = {{hcl (fact "idp.entity_id")}}
  target_uri               = {{hcl (fact "idp.sso_url")}}
  relying_party_identifier = {{hcl (fact "sp.entity_id")}}
{{- if eq (partner "generic") "generic"}}{{with urn (fact "saml.name_id_format")}}
  name_identifier_format   = {{hcl .}}
{{- end}}{{end}}
  disabled                 = false
}
{{- if fact "genesys-cloud.idle_seconds"}}

resource "genesyscloud_organization_authentication_settings" "idle" {
  timeout_settings {
    enable_idle_token_timeout  = true
    idle_token_timeout_seconds = {{seconds "genesys-cloud.idle_seconds"}}
  }
}
{{- end}}
