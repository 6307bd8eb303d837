#!/usr/bin/env bash
# {{note .Name}}: Signing Option "{{note .Option}}" and SHA-256, for {{note .Platform}}.
# Who: an Application Administrator or Cloud Application Administrator of the tenant.
# Rights in Microsoft Graph: Policy.ReadWrite.ApplicationConfiguration, Application.ReadWrite.All. Where az answers
# Forbidden, its own login lacks the first: set the option in the console instead.
# Source: Microsoft Graph documentation, tokenIssuancePolicy resource type.
# Look at SAML Certificates in the console afterwards, and let federate check a captured response.
set -euo pipefail

graph=https://graph.microsoft.com/v1.0
app={{sh .ID}}
kind=tokenIssuancePolicies
owner="applications(appId='$app')"
policy={{sh (print "Signing: " .Federation)}}
body={{json .Issuance | sh}}
{{template "tenant" .}}{{template "policy"}}
