package issue

import (
	"cmp"
	"net/url"

	"federate/federation"
)

// AuthorizationRequest is the whole address by which the platform asks for a login
// (openid-connect-core-1_0 3.1.2.1), with a challenge where there is one (RFC 7636 4.3).
func (x Exchange) AuthorizationRequest() (string, error) {
	x = x.begun()
	wrong, p := x.fault(federation.KindOIDCRequest), x.Platform
	q := url.Values{}
	put := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	put("response_type", "code")
	put("client_id", p.ClientID)
	put("redirect_uri", p.RedirectURI)
	put("scope", "openid email profile")
	put("state", x.State)
	put("nonce", x.Nonce)
	if x.Challenge != "" {
		put("code_challenge", x.Challenge)
		put("code_challenge_method", "S256")
	}
	wrong.asked(x, q)
	to := wrong.sent(x.IdP.endpoint("/authorize"))
	return string(wrong.rewrite(x, []byte(to+joint(to)+q.Encode()))), nil
}

// Callback is what the browser brings back (openid-connect-core-1_0 3.1.2.5 and 3.1.2.6,
// RFC 9207 2).
func (x Exchange) Callback() (url.Values, error) {
	x = x.begun()
	q := url.Values{"code": {x.Code}, "iss": {x.IdP.Issuer}}
	if x.State != "" {
		q.Set("state", x.State)
	}
	x.fault(federation.KindOIDCCallback).asked(x, q)
	return q, nil
}

// CallbackAddress is the whole address that the browser is sent back to.
func (x Exchange) CallbackAddress() (string, error) {
	q, err := x.Callback()
	if err != nil {
		return "", err
	}
	wrong := x.fault(federation.KindOIDCCallback)
	to := wrong.sent(x.begun().Platform.RedirectURI)
	return string(wrong.rewrite(x, []byte(to+joint(to)+q.Encode()))), nil
}

// endpoint is the address of one of the identity provider's endpoints.
func (i IdP) endpoint(path string) string { return cmp.Or(i.Base, i.Issuer) + path }
