#!/usr/bin/env bash
# {{note .Name}}: the claims for {{note .Platform}}. The NameID comes from {{note .Source}}.
# Who: an Application Administrator or Cloud Application Administrator of the tenant.
# Rights in Microsoft Graph: Policy.Read.All, Policy.ReadWrite.ApplicationConfiguration, Application.ReadWrite.All. Where az
# answers Forbidden, its own login lacks them: set the claims in the console instead.
# The application needs its own signing certificate first; without one logins end with AADSTS50146.
# Not set here: the format of the NameID, which no property of Microsoft Graph is known for. Choose it in the console.
# Not set here: groups and roles. The platform reads no roles out of SAML.
{{- range .ByHand}}
# By hand: {{note .}}
{{- end}}
# Source: Microsoft identity platform, Claims customization reference.
set -euo pipefail

graph=https://graph.microsoft.com/v1.0
app={{sh .ID}}
kind=claimsMappingPolicies
owner="servicePrincipals(appId='$app')"
policy={{sh (print "Claims: " .Federation)}}
body={{json .Claims | sh}}
{{template "tenant" .}}{{template "policy"}}
