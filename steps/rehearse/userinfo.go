package rehearse

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"federate/federation"
	"federate/steps/fetch"
)

// userInfo says whether the UserInfo endpoint names the person of the token (OpenID
// Connect Core 1.0, 5.3.2); empty where there is no such endpoint.
func (s *Stage) userInfo(ctx context.Context, token, access string) string {
	address := s.value("oidc.userinfo_endpoint")
	if address == "" {
		return ""
	}
	raw, err := s.asUser(ctx, address, access)
	if err != nil {
		return "the UserInfo endpoint did not answer: " + federation.Unsaid(fetch.Plain(err).Error())
	}
	var info struct {
		Subject string `json:"sub"`
	}
	switch is := subjectOf(token); {
	case json.Unmarshal(raw, &info) != nil:
		return "the UserInfo endpoint answers with something else than JSON, perhaps signed; the platform may not read it"
	case info.Subject == "" || info.Subject != is:
		return fmt.Sprintf("the UserInfo endpoint is about %q and the token about %q: a client must not use it (OpenID Connect Core 1.0, 5.3.2)",
			federation.Phrase(info.Subject), federation.Phrase(is))
	}
	return "the UserInfo endpoint names the same person as the token"
}

// subjectOf is whom a token is about, whoever signed it.
func subjectOf(token string) string {
	var claims struct {
		Subject string `json:"sub"`
	}
	if parts := strings.Split(token, "."); len(parts) == 3 {
		if raw, err := base64.RawURLEncoding.DecodeString(parts[1]); err == nil && json.Unmarshal(raw, &claims) != nil {
			return ""
		}
	}
	return claims.Subject
}
