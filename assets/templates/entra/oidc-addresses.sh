#!/usr/bin/env bash
# {{note .Name}}: the redirect URIs that {{note .Platform}} shows, under Web.
# Who: an Application Administrator or Cloud Application Administrator of the tenant.
# Rights in Microsoft Graph: Application.ReadWrite.All.
# Run it as often as you like. Other redirect URIs of the registration are taken out.
set -euo pipefail

graph=https://graph.microsoft.com/v1.0
app={{sh (fact "oidc.client_id")}}
{{template "tenant" .}}
az rest --method PATCH --url "$graph/applications(appId='$app')" --body {{$uris := list (fact "oidc.redirect_uri")}}{{with fact "oidc.post_logout_redirect_uri"}}{{$uris = append $uris .}}{{end}}{{object "web" (object "redirectUris" $uris) | json | sh}}

az rest --method GET --url "$graph/applications(appId='$app')?\$select=displayName,web" \
  --query '{name:displayName,redirectURIs:web.redirectUris}'
