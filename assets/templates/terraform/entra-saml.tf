# {{note .Name}}: the enterprise application for {{note .Platform}} in Microsoft Entra ID.
# Who: an Application Administrator or Cloud Application Administrator of the tenant.
# Terraform makes the signing certificate and does not switch it on: activate it in the console, under SAML
# Certificates. There, too, set Signing Option to "{{note .Option}}" and look at the NameID.
# No secret is in the state: the private key never leaves Microsoft Entra ID.
terraform {
  required_providers {
    azuread = {
      source = "hashicorp/azuread"
    }
  }
}
{{if .Tenant}}
provider "azuread" {
  tenant_id = {{hcl .Tenant}}
}
{{end}}
resource "azuread_application" "sign_on" {
  display_name     = {{hcl .Application}}
  identifier_uris  = [{{hcl .EntityID}}]
  sign_in_audience = "AzureADMyOrg"

  web {
    redirect_uris = [{{hcl .ACS}}]
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
{{- if .Notify}}
  notification_email_addresses  = [{{range $i, $a := .Notify}}{{if $i}}, {{end}}{{hcl $a}}{{end}}]
{{- end}}

  feature_tags {
    custom_single_sign_on = true
    enterprise            = true
  }
{{- if .Relay}}

  saml_single_sign_on {
    relay_state = {{hcl .Relay}}
  }
{{- end}}
}

resource "azuread_service_principal_token_signing_certificate" "sign_on" {
  service_principal_id = azuread_service_principal.sign_on.id
  display_name         = {{hcl .Certificate}}
}

output "metadata_url" {
  value = azuread_service_principal.sign_on.saml_metadata_url
}
