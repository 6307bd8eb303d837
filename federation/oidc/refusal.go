package oidc

import (
	"federate/federation"
)

// A refused is what to do about one error of an identity provider.
type refused struct {
	code   string // of Microsoft, or of OAuth where there is none
	role   federation.Role
	fact   federation.Fact
	remedy string
}

// refusals are the errors with one plain cause in an OpenID Connect federation.
// Everything else is for federate explain.
func refusals() []refused {
	const idp, platform = federation.IdPAdmin, federation.PlatformAdmin
	secret := "Enter the value of the client secret, not its ID, as {{platform \"oidc.client_secret\"}}; create a new secret where the value is lost"
	redirect := "Set {{idp \"oidc.redirect_uri\"}} in {{name \"idp\"}} to the redirect URI that {{name \"platform\"}} shows"
	client := "Set {{platform \"oidc.client_id\"}} in {{name \"platform\"}} to the ID of the application, and check that the addresses are of its tenant"
	method := "Set {{platform \"oidc.auth_method\"}} in {{name \"platform\"}} to client_secret_post and enter the client secret again"
	return []refused{
		{"AADSTS7000215", platform, factSecret, secret},
		{"AADSTS70002", platform, factSecret, secret},
		{"AADSTS7000222", idp, factSecret,
			"Create a new client secret in {{name \"idp\"}} and enter its value in {{name \"platform\"}}: the old one has expired"},
		{"AADSTS7000218", platform, factAuthMethod, method},
		{"AADSTS700016", platform, factClientID, client},
		{"AADSTS700011", platform, factClientID, client},
		{"AADSTS50011", idp, factRedirect, redirect},
		{"AADSTS500112", idp, factRedirect, redirect},
		{"AADSTS70004", idp, factRedirect, redirect},
		{"AADSTS50194", platform, factDiscovery,
			"Put the ID of your tenant in place of common or organizations in {{platform \"oidc.discovery_url\"}}, and discover the settings again"},
		{"AADSTS700005", platform, factDiscovery,
			"Enter {{platform \"oidc.discovery_url\"}} again and discover the settings: two addresses are of different tenants"},
		{"AADSTS700054", platform, "",
			"Set {{name \"platform\"}} to the authorization code flow, or allow ID tokens under Authentication in {{name \"idp\"}}"},
		{"AADSTS50105", idp, "",
			"Add the person to the application in {{name \"idp\"}}, directly or through a group they are a direct member of"},
		{"AADSTS7000112", idp, "", "Allow users to sign in to the application in {{name \"idp\"}}: it is disabled"},
		{"AADSTS70008", federation.Either, "", "Start the login again and go through it without a pause: the code was used too late"},
		{"invalid_client", platform, factSecret,
			"Check the client ID, enter the client secret again, and try the other client authentication method"},
		{"redirect_uri_mismatch", idp, factRedirect, redirect},
		{"access_denied", idp, "", "Add the person to the application in {{name \"idp\"}}, and check its sign-on policy"},
	}
}
