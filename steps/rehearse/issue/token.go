package issue

import (
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"strings"
	"time"

	"federate/federation"
)

// hour is how long a token is good for.
const hour = time.Hour

// IDToken says who logged in (openid-connect-core-1_0 2), signed with RS256 (RFC 7515).
func (x Exchange) IDToken() (string, error) {
	wrong := x.fault(federation.KindIDToken)
	x = wrong.late(x.begun())
	if x.IdP.Key == nil {
		return "", errNoKey
	}
	header := map[string]any{"alg": "RS256", "typ": "JWT", "kid": x.IdP.Key.ID()}
	claims := x.person()
	for name, v := range map[string]any{"iss": x.IdP.Issuer, "aud": x.Platform.ClientID, "iat": x.At.Unix(), "nbf": x.At.Unix(),
		"exp": x.At.Add(hour).Unix(), "auth_time": x.At.Unix()} {
		claims[name] = v
	}
	if x.Nonce != "" {
		claims["nonce"] = x.Nonce
	}
	if x.AccessToken != "" {
		claims["at_hash"] = half(x.AccessToken)
	}
	if wrong.header != nil {
		wrong.header(x, header)
	}
	if wrong.claims != nil {
		wrong.claims(x, claims)
	}
	head, err := json.Marshal(header)
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	if wrong.body != nil {
		body = []byte(wrong.body(x, string(body)))
	}
	s := signing{key: x.IdP.Key, algorithm: rsaSHA256}
	if wrong.signing != nil {
		wrong.signing(x, &s)
	}
	encode := base64.RawURLEncoding.EncodeToString
	text := encode(head) + "." + encode(body)
	signature, err := s.key.sign(hashes[s.algorithm], digested(hashes[s.algorithm], []byte(text)))
	return string(wrong.rewrite(x, []byte(text+"."+encode(signature)))), err
}

// person are the claims about who logged in (openid-connect-core-1_0 5.1).
func (x Exchange) person() map[string]any {
	p := x.Person
	claims := map[string]any{"sub": subject(p.Email + p.NameID)}
	put := func(name, value string) {
		if value != "" {
			claims[name] = value
		}
	}
	put("email", p.Email)
	put("given_name", p.Given)
	put("family_name", p.Family)
	put("name", strings.TrimSpace(p.Given+" "+p.Family))
	if p.Email != "" {
		claims["email_verified"] = true
	}
	if len(p.Groups) > 0 {
		claims["groups"] = p.Groups
	}
	if name := x.Platform.Expect.IdentityClaim.Value; name != "" && claims[name] == nil {
		put(name, p.NameID)
	}
	return claims
}

// subject is a name that says nothing (openid-connect-core-1_0 8).
func subject(name string) string {
	sum := sha256.Sum256([]byte(name))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

// half is the half of a digest that at_hash holds (openid-connect-core-1_0 3.1.3.6).
func half(accessToken string) string {
	sum := sha256.Sum256([]byte(accessToken))
	return base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
}

// TokenAnswer is what the token endpoint answers (openid-connect-core-1_0 3.1.3.3), or
// its refusal (RFC 6749 5.2).
func (x Exchange) TokenAnswer() ([]byte, error) {
	if wrong := x.fault(federation.KindOIDCError); wrong.claims != nil {
		refusal := map[string]any{}
		wrong.claims(x.begun(), refusal)
		return json.Marshal(refusal)
	}
	token, err := x.IDToken()
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]any{"access_token": x.AccessToken, "token_type": "Bearer", "expires_in": int(hour / time.Second),
		"scope": "openid email profile", "id_token": token})
}

// Refuses reports whether the token endpoint refuses the platform.
func (x Exchange) Refuses() bool { return x.fault(federation.KindOIDCError).claims != nil }

// UserInfo are the claims that an access token opens (openid-connect-core-1_0 5.3.2).
func (x Exchange) UserInfo() ([]byte, error) { return json.Marshal(x.begun().person()) }

// Discovery describes the identity provider (openid-connect-discovery-1_0 3).
func (x Exchange) Discovery() ([]byte, error) {
	x = x.begun()
	i := x.IdP
	return json.MarshalIndent(map[string]any{
		"issuer": i.Issuer, "authorization_endpoint": i.endpoint("/authorize"), "token_endpoint": i.endpoint("/token"),
		"jwks_uri": i.endpoint("/jwks"), "userinfo_endpoint": i.endpoint("/userinfo"), "end_session_endpoint": i.endpoint("/logout"),
		"response_types_supported": []string{"code"}, "response_modes_supported": []string{"query"},
		"grant_types_supported": []string{"authorization_code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"scopes_supported":                      []string{"openid", "email", "profile"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post"},
		"claims_supported": []string{"iss", "sub", "aud", "exp", "iat", "nonce", "email", "email_verified",
			"name", "given_name", "family_name", "groups"},
		"code_challenge_methods_supported":               []string{"S256"},
		"authorization_response_iss_parameter_supported": true,
	}, "", "  ")
}

// KeySet are the public keys that tokens are verified with (RFC 7517 5).
func (x Exchange) KeySet() ([]byte, error) {
	k := x.begun().IdP.Key
	if k == nil {
		return nil, errNoKey
	}
	public := k.private.Public().(*rsa.PublicKey)
	return json.MarshalIndent(map[string]any{"keys": []map[string]any{{"kty": "RSA", "use": "sig", "kid": k.ID(),
		"n":   base64.RawURLEncoding.EncodeToString(public.N.Bytes()),
		"e":   base64.RawURLEncoding.EncodeToString(big.NewInt(int64(public.E)).Bytes()),
		"x5c": []string{k.text()}}}}, "", "  ")
}
