{{$part := "ResponseAndToken"}}{{if eq signed "message"}}{{$part = "ResponseOnly"}}{{else if eq signed "assertion"}}{{$part = "TokenOnly"}}{{end}}
{{- $policy := object "Version" 1 "SamlTokenVersion" "2.0" "TokenResponseSigningPolicy" $part "SigningAlgorithm" "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" -}}
#!/usr/bin/env bash
# {{note .Name}}: Signing Option "{{note (option "saml.signed" signed)}}" and SHA-256, for {{note .Platform}}.
# Who: an Application Administrator or Cloud Application Administrator of the tenant.
# Rights in Microsoft Graph: Policy.ReadWrite.ApplicationConfiguration, Application.ReadWrite.All. Where az answers
# Forbidden, its own login lacks the first: set the option in the console instead.
# Source: Microsoft Graph documentation, tokenIssuancePolicy resource type.
# Look at SAML Certificates in the console afterwards, and let federate check a captured response.
set -euo pipefail

graph=https://graph.microsoft.com/v1.0
app={{sh (fact "entra.application_id")}}
kind=tokenIssuancePolicies
owner="applications(appId='$app')"
policy={{sh (print "Signing: " .Federation)}}
body={{object "displayName" (print "Signing: " .Federation) "definition" (list (object "TokenIssuancePolicy" $policy | json)) | json | sh}}
{{template "tenant" .}}{{template "policy"}}
