{{define "application"}}set -euo pipefail

graph=https://graph.microsoft.com/v1.0
name={{sh (fact "entra.application_name")}}
app={{sh (fact .With.app)}}
app=${APPLICATION_ID:-$app}
pilot={{sh .With.pilot}}
pilot=${1:-$pilot}
{{template "tenant" .}}
if [ -z "$app" ]; then
  found=$(az ad app list --filter {{sh (print "displayName eq '" (replace "'" "''" (fact "entra.application_name")) "'")}} --query '[].appId' --output tsv)
  if [ -n "$found" ]; then
    say "there is an application of the name $name already:" "$found"
    say "If it is for this platform alone, go on with it: APPLICATION_ID=... bash $0"
    exit 1
  fi
{{end}}
{{define "pilot"}}
# The pilot alone gets in.
case $pilot in
  '') say "nobody is assigned yet: give the pilot's user principal name" ;;
  [@-]*) say "this is no user principal name: $pilot"; exit 1 ;;
  *)
    person=$(az ad user show --id "$pilot" --query id --output tsv)
    # msiam_access stays as it is; an application without roles takes the zeros.
    role=$(az rest --method GET --url "$graph/servicePrincipals/$principal?\$select=appRoles" \
      --query "appRoles[?isEnabled && contains(allowedMemberTypes, 'User')] | sort_by(@, &displayName)[0].id" --output tsv)
    if [ -z "$role" ] || [ "$role" = None ]; then
      role=00000000-0000-0000-0000-000000000000
    fi
    assigned=$(az rest --method GET --url "$graph/servicePrincipals/$principal/appRoleAssignedTo" \
      --query "value[?principalId=='$person'] | [0].id" --output tsv)
    if [ -z "$assigned" ] || [ "$assigned" = None ]; then
      az rest --method POST --url "$graph/servicePrincipals/$principal/appRoleAssignedTo" \
        --body "{\"principalId\":\"$person\",\"resourceId\":\"$principal\",\"appRoleId\":\"$role\"}" --output none
    fi
    say "assigned: $pilot"
    ;;
esac
{{end}}
{{define "tenant"}}tenant={{sh (fact "entra.tenant_id")}}

say() { printf '%s\n' "$*" >&2; }

signed_in=$(az account show --query tenantId --output tsv)
if [ -n "$tenant" ] && [ "$signed_in" != "$tenant" ]; then
  say "az is signed in to tenant $signed_in and this is for $tenant: az login --tenant $tenant"
  exit 1
fi
{{end}}
{{define "policy"}}
# One policy of this kind belongs to an application: ours is changed, another one stops us.
assigned=$(az rest --method GET --url "$graph/$owner/$kind" --query 'value[0].id' --output tsv)
if [ -n "$assigned" ] && [ "$assigned" != None ]; then
  theirs=$(az rest --method GET --url "$graph/policies/$kind/$assigned" --query displayName --output tsv)
  if [ "$theirs" != "$policy" ]; then
    say "the application has a policy of this kind already: $theirs. Look at it before you take it away."
    exit 1
  fi
  az rest --method PATCH --url "$graph/policies/$kind/$assigned" --body "$body"
  say "changed: $policy"
  exit 0
fi
made=$(az rest --method POST --url "$graph/policies/$kind" --body "$body" --query id --output tsv)
az rest --method POST --url "$graph/$owner/$kind/\$ref" --body "{\"@odata.id\":\"$graph/policies/$kind/$made\"}"
say "made and assigned: $policy"
{{end}}
