#!/usr/bin/env bash
# {{note .Name}}: the enterprise application for {{note .Platform}} in Microsoft Entra ID.
# Who: an Application Administrator or Cloud Application Administrator of the tenant.
# Rights in Microsoft Graph: Application.ReadWrite.All, AppRoleAssignment.ReadWrite.All.
# Run it as often as you like: what is there already is left as it is.
#
#   bash entra-saml-application.sh [PILOT]      PILOT: the user principal name of one person
#   APPLICATION_ID=... bash entra-saml-application.sh      goes on with an application that exists
{{template "application" .}}  # The template of an application that is not in the gallery.
  app=$(az rest --method POST --url "$graph/applicationTemplates/8adf8e6e-67b2-4cf2-a259-e3dc5476c621/instantiate" \
    --body {{object "displayName" (fact "entra.application_name") | json | sh}} --query application.appId --output tsv)
  say "created: $app"
fi

# A new application takes some seconds to be everywhere.
principal=
for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
  if principal=$(az rest --method GET --url "$graph/servicePrincipals(appId='$app')?\$select=id" --query id --output tsv 2>/dev/null); then
    break
  fi
  principal=
  sleep 5
done
if [ -z "$principal" ]; then
  say "the application $app has not appeared yet. Run this again: APPLICATION_ID=$app bash $0"
  exit 1
fi

# SAML comes first: an identifier is refused before it is chosen.
az rest --method PATCH --url "$graph/servicePrincipals/$principal" --body {{$settings := object "preferredSingleSignOnMode" "saml" "appRoleAssignmentRequired" true}}{{with addresses (fact "entra.notification_addresses")}}{{$settings = object "preferredSingleSignOnMode" "saml" "appRoleAssignmentRequired" true "notificationEmailAddresses" .}}{{end}}{{json $settings | sh}}

# One certificate of its own, made once and then switched on. It lasts three years.
thumbprint=$(az rest --method GET --url "$graph/servicePrincipals/$principal?\$select=preferredTokenSigningKeyThumbprint" \
  --query preferredTokenSigningKeyThumbprint --output tsv)
if [ -z "$thumbprint" ] || [ "$thumbprint" = None ]; then
  thumbprint=$(az rest --method POST --url "$graph/servicePrincipals/$principal/addTokenSigningCertificate" \
    --body {{object "displayName" (print "CN=" (commonName (fact "entra.application_name"))) | json | sh}} --query thumbprint --output tsv)
  case $thumbprint in
    '' | *[!0-9A-Fa-f]*) say "Microsoft Graph answered with no thumbprint: $thumbprint"; exit 1 ;;
  esac
  az rest --method PATCH --url "$graph/servicePrincipals/$principal" \
    --body "{\"preferredTokenSigningKeyThumbprint\":\"$thumbprint\"}"
fi
{{template "pilot"}}
say ""
say "Tell federate what was made:"
printf 'federate answer %s entra.application_id=%s entra.tenant_id=%s\n' {{sh .Federation}} "$app" "$signed_in"
printf 'federate answer %s idp.metadata_url=%s\n' {{sh .Federation}} "'https://login.microsoftonline.com/$signed_in/federationmetadata/2007-06/federationmetadata.xml?appid=$app'"
