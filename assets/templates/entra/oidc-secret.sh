{{$until := date "oidc.client_secret_expires" 180}}#!/usr/bin/env bash
# {{note .Name}}: a client secret for {{note .Platform}}, until {{note $until}}.
# Who: an Application Administrator or Cloud Application Administrator of the tenant.
# Rights in Microsoft Graph: Application.ReadWrite.All.
# Each run adds one secret; those that exist go on working. The value goes into a file that you alone can
# read, and neither to the screen nor into the history of the shell. Delete the file once both consoles have it.
#
#   bash entra-oidc-secret.sh FILE
set -euo pipefail

graph=https://graph.microsoft.com/v1.0
app={{sh (fact "oidc.client_id")}}
{{template "tenant" .}}
file=${1:?give the file that the secret is written to}
umask 077
set -o noclobber # a file that exists is not written over
: >"$file"
set +o noclobber

az rest --method POST --url "$graph/applications(appId='$app')/addPassword" --body {{object "passwordCredential" (object "displayName" (note .Platform) "endDateTime" (print $until "T00:00:00Z")) | json | sh}} \
  --query secretText --output tsv >"$file"
if [ ! -s "$file" ]; then
  rm -f "$file"
  say "Microsoft Graph gave no secret"
  exit 1
fi

say "the secret is in $file; it ends on {{note $until}}. Hand it to federate without showing it:"
printf 'federate answer %s --secret oidc.client_secret=FILE\n' {{sh .Federation}}
printf 'federate answer %s oidc.client_secret_expires=%s\n' {{sh .Federation}} {{sh $until}}
