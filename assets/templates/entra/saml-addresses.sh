#!/usr/bin/env bash
# {{note .Name}}: what {{note .Platform}} shows goes into Basic SAML Configuration.
# Who: an Application Administrator or Cloud Application Administrator of the tenant.
# Rights in Microsoft Graph: Application.ReadWrite.All.
# Run it as often as you like. Other identifiers and reply URLs of the application are taken out.
set -euo pipefail

graph=https://graph.microsoft.com/v1.0
app={{sh (fact "entra.application_id")}}
{{template "tenant" .}}
# SAML comes first: an identifier is refused before it is chosen.
az rest --method PATCH --url "$graph/servicePrincipals(appId='$app')" --body {{$web := object "preferredSingleSignOnMode" "saml"}}{{with fact "sp.relay_state"}}{{$web = object "preferredSingleSignOnMode" "saml" "samlSingleSignOnSettings" (object "relayState" .)}}{{end}}{{json $web | sh}}
az rest --method PATCH --url "$graph/applications(appId='$app')" --body {{object "identifierUris" (list (fact "sp.entity_id")) "web" (object "redirectUris" (list (fact "sp.acs_url"))) | json | sh}}

az rest --method GET --url "$graph/applications(appId='$app')?\$select=displayName,identifierUris,web" \
  --query '{name:displayName,identifiers:identifierUris,replyURLs:web.redirectUris}'
