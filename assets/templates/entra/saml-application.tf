# {{note .Name}}: the enterprise application for {{note .Platform}} in Microsoft Entra ID.
# Who: an Application Administrator or Cloud Application Administrator of the tenant.
# Terraform makes the signing certificate and does not switch it on: activate it in the console, under SAML
# Certificates. There, too, set Signing Option to "{{note (option "saml.signed" signed)}}" and look at the NameID.
# No secret is in the state: the private key never leaves Microsoft Entra ID.
terraform {
  required_providers {
    azuread = {
      source = "hashicorp/azuread"
    }
  }
}
{{if fact "entra.tenant_id"}}
provider "azuread" {
  tenant_id = {{hcl (fact "entra.tenant_id")}}
}
{{end}}
resource "azuread_application" "sign_on" {
  display_name     = {{hcl (fact "entra.application_name")}}
  identifier_uris  = [{{hcl (fact "sp.entity_id")}}]
  sign_in_audience = "AzureADMyOrg"

  web {
    redirect_uris = [{{hcl (fact "sp.acs_url")}}]
  }

  feature_tags {
    custom_single_sign_on = true
    enterprise            = true
  }
}

resource "azuread_service_principal" "sign_on" {
  client_id                     = azuread_application.sign_on.client_id
  preferred_single_sign_on_mode = "saml"
  app_role_assignment_required  = true
{{- if fact "entra.notification_addresses"}}
  notification_email_addresses  = [{{range $i, $a := addresses (fact "entra.notification_addresses")}}{{if $i}}, {{end}}{{hcl $a}}{{end}}]
{{- end}}

  feature_tags {
    custom_single_sign_on = true
    enterprise            = true
  }
{{- if fact "sp.relay_state"}}

  saml_single_sign_on {
    relay_state = {{hcl (fact "sp.relay_state")}}
  }
{{- end}}
}

resource "azuread_service_principal_token_signing_certificate" "sign_on" {
  service_principal_id = azuread_service_principal.sign_on.id
  display_name         = {{hcl (print "CN=" (commonName (fact "entra.application_name")))}}
}

output "metadata_url" {
  value = azuread_service_principal.sign_on.saml_metadata_url
}
