# {{note .Name}}: the app registration for {{note .Platform}} in Microsoft Entra ID.
# Who: an Application Administrator or Cloud Application Administrator of the tenant.
# The client secret is left out on purpose: Terraform would keep it in its state. Make it by the artifact
# entra-oidc-secret, or in the console.
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
  sign_in_audience = "AzureADMyOrg"

  web {
    redirect_uris = [{{hcl (fact "oidc.redirect_uri")}}{{with fact "oidc.post_logout_redirect_uri"}}, {{hcl .}}{{end}}]
  }

  optional_claims {
    id_token {
      name = "email"
    }
  }
}

resource "azuread_service_principal" "sign_on" {
  client_id                    = azuread_application.sign_on.client_id
  app_role_assignment_required = true
}

output "client_id" {
  value = azuread_application.sign_on.client_id
}
