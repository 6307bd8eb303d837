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

resource {{hcl .Resource}} "sign_on" {
  name                     = {{hcl .Provider}}
  certificates             = [{{range $i, $c := .Certificates}}{{if $i}}, {{end}}{{hcl $c}}{{end}}]
  issuer_uri               = {{hcl .Issuer}}
  target_uri               = {{hcl .Target}}
  relying_party_identifier = {{hcl .EntityID}}
{{- if .Format}}
  name_identifier_format   = {{hcl .Format}}
{{- end}}
  disabled                 = false
}
{{- if .Idle}}

resource "genesyscloud_organization_authentication_settings" "idle" {
  timeout_settings {
    enable_idle_token_timeout  = true
    idle_token_timeout_seconds = {{.Idle}}
  }
}
{{- end}}
