{{/* The names of sources and claims are those of Microsoft identity platform: Claims customization reference. */ -}}
{{$sources := list "userprincipalname" "mail" "onpremisessamaccountname" "employeeid" "telephonenumber" -}}
{{$id := after "user." (lower (fact "saml.name_id_source")) -}}
{{$extensions := list -}}
{{range $i := list 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15}}{{$extensions = append $extensions (print "extensionattribute" $i)}}{{end -}}
{{if not (and (eq (print "user." $id) (lower (fact "saml.name_id_source"))) (or (has $sources $id) (has $extensions $id)))}}{{fail "%s is %q: a policy takes user.userprincipalname, user.mail, user.onpremisessamaccountname, user.employeeid, user.telephonenumber as the source of the NameID" (call "saml.name_id_source") (fact "saml.name_id_source")}}{{end -}}
{{$schema := list (object "Source" "user" "ID" $id "SamlClaimType" "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier") -}}
{{range attributes -}}
{{if .Constant}}{{$schema = append $schema (object "Value" .Value "SamlClaimType" .Name)}}
{{- else if eq .Name "email"}}{{/* the same source as the NameID: two would let in two people */}}{{$schema = append $schema (object "Source" "user" "ID" $id "SamlClaimType" .Name)}}{{end -}}
{{end -}}
#!/usr/bin/env bash
# {{note .Name}}: the claims for {{note .Platform}}. The NameID comes from {{note (fact "saml.name_id_source")}}.
# Who: an Application Administrator or Cloud Application Administrator of the tenant.
# Rights in Microsoft Graph: Policy.Read.All, Policy.ReadWrite.ApplicationConfiguration, Application.ReadWrite.All. Where az
# answers Forbidden, its own login lacks them: set the claims in the console instead.
# The application needs its own signing certificate first; without one logins end with AADSTS50146.
# Not set here: the format of the NameID, which no property of Microsoft Graph is known for. Choose it in the console.
# Not set here: groups and roles. The platform reads no roles out of SAML.
{{- range attributes}}{{if not (or .Constant (eq .Name "email"))}}
# By hand: Attribute {{note .Name}}: nobody has said yet which source it takes.
{{- end}}{{end}}
# Source: Microsoft identity platform, Claims customization reference.
set -euo pipefail

graph=https://graph.microsoft.com/v1.0
app={{sh (fact "entra.application_id")}}
kind=claimsMappingPolicies
owner="servicePrincipals(appId='$app')"
policy={{sh (print "Claims: " .Federation)}}
body={{object "displayName" (print "Claims: " .Federation) "isOrganizationDefault" false "definition" (list (object "ClaimsMappingPolicy" (object "Version" 1 "IncludeBasicClaimSet" "true" "ClaimsSchema" $schema) | json)) | json | sh}}
{{template "tenant" .}}{{template "policy"}}
