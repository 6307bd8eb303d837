#!/usr/bin/env bash
# {{note .Name}}: the app registration for {{note .Platform}} in Microsoft Entra ID.
# Who: an Application Administrator or Cloud Application Administrator of the tenant.
# Rights in Microsoft Graph: Application.ReadWrite.All, AppRoleAssignment.ReadWrite.All.
# Run it as often as you like: what is there already is left as it is.
#
#   bash entra-oidc-application.sh [PILOT]      PILOT: the user principal name of one person
#   APPLICATION_ID=... bash entra-oidc-application.sh      goes on with a registration that exists
{{template "application" .}}  # One tenant. The redirect URIs follow in a file of their own.
  app=$(az rest --method POST --url "$graph/applications" --body {{object "displayName" (fact "entra.application_name") "signInAudience" "AzureADMyOrg" | json | sh}} --query appId --output tsv)
  say "created: $app"
fi

# A new registration takes some seconds to be everywhere.
principal=
for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
  if principal=$(az rest --method GET --url "$graph/servicePrincipals(appId='$app')?\$select=id" --query id --output tsv 2>/dev/null); then
    break
  fi
  if principal=$(az rest --method POST --url "$graph/servicePrincipals" --body "{\"appId\":\"$app\"}" --query id --output tsv 2>/dev/null); then
    break
  fi
  principal=
  sleep 5
done
if [ -z "$principal" ]; then
  say "the registration $app has not appeared yet. Run this again: APPLICATION_ID=$app bash $0"
  exit 1
fi
az rest --method PATCH --url "$graph/servicePrincipals/$principal" --body {{object "appRoleAssignmentRequired" true | json | sh}}

# The e-mail address in the ID token. Other optional claims are left alone.
claims=$(az rest --method GET --url "$graph/applications(appId='$app')?\$select=optionalClaims" --query 'optionalClaims.idToken[].name' --output tsv)
if [ -z "$claims" ] || [ "$claims" = None ]; then
  az rest --method PATCH --url "$graph/applications(appId='$app')" --body {{object "optionalClaims" (object "idToken" (list (object "name" "email" "essential" false "additionalProperties" (list)))) | json | sh}}
elif ! printf '%s\n' "$claims" | grep -qx email; then
  say "the registration has other optional claims: add email to the ID token, under Token configuration"
fi
{{template "pilot"}}
say ""
say "Tell federate what was made:"
printf 'federate answer %s oidc.client_id=%s entra.tenant_id=%s\n' {{sh .Federation}} "$app" "$signed_in"
printf 'federate answer %s oidc.discovery_url=https://login.microsoftonline.com/%s/v2.0/.well-known/openid-configuration\n' {{sh .Federation}} "$signed_in"
