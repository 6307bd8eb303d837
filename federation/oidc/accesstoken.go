package oidc

import (
	"encoding/base64"
	"encoding/json"

	"federate/federation"
	"federate/federation/check"
)

// Beside hands t the access token that came with it in answer, the JSON of a token
// endpoint (openid-connect-core-1_0 3.1.3.3). What is kept of it is the half of its
// digest that at_hash repeats: nobody can log in with that.
func (t *Token) Beside(answer []byte) {
	var with struct {
		Access string `json:"access_token"`
	}
	if t.proof.hash == 0 || json.Unmarshal(answer, &with) != nil || with.Access == "" {
		return
	}
	h := t.proof.hash.New()
	h.Write([]byte(with.Access))
	t.access = base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:h.Size()/2])
}

// besideChecks judge what came along with a token.
func besideChecks() []federation.Check {
	return []federation.Check{
		onToken(federation.Rule{Code: "oidc-token-at-hash", Severity: federation.Error,
			Title:  "ID token and access token are of two answers",
			Remedy: "Capture the answer of the token endpoint again, whole, and put no token of another login into it",
			Role:   federation.Either, Source: core("3.1.3.8"),
			Because: check.Codes("oidc-token-nonce-mismatch"),
		}, nil, func(_ *federation.Dossier, t *Token) bool {
			return t.Readable() && t.access != "" && t.Claim("at_hash").Text != ""
		}, func(j *check.Judgement, t *Token) {
			if at := t.Claim("at_hash"); at.Text != t.access {
				j.Differ(at, federation.IdP, "", t.access,
					"at_hash names the access token that was issued with this one, and the one beside it is another")
			}
		}),
	}
}
