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
{{if .Tenant}}
provider "azuread" {
  tenant_id = {{hcl .Tenant}}
}
{{end}}
resource "azuread_application" "sign_on" {
  display_name     = {{hcl .Application}}
  sign_in_audience = "AzureADMyOrg"

  web {
    redirect_uris = [{{range $i, $a := .Redirects}}{{if $i}}, {{end}}{{hcl $a}}{{end}}]
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
