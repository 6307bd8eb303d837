package rehearse

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"federate/federation"
)

// Front is what the first page says, by TLS or without.
func (s *Stage) Front(secure bool) Front {
	w := s.o.View.Pair.Words
	f := Front{Platform: w.Name(federation.Platform), IdP: s.partner(), Protocol: s.o.View.Pair.Protocol,
		Print: s.door.print, Until: s.until}
	for _, c := range s.called(s.at(secure)) {
		if s.idp == nil && c.Side == federation.Platform && c.Value != "" && c.Fact != "sp.login_url" {
			f.Values = append(f.Values, Value{c.Fact, w.Call(federation.IdP, c.Fact), c.Value})
		}
	}
	for _, need := range s.needs() {
		if s.value(need) == "" {
			f.Missing = append(f.Missing, w.Call(federation.IdP, need))
		}
	}
	if s.needsSecret() {
		f.Missing = append(f.Missing, w.Call(federation.IdP, "oidc.client_secret"))
	}
	f.Begin = s.begins(len(f.Missing) == 0)
	return f
}

// TakesIdPInitiated reports whether the platform takes a login that begins at the identity
// provider, where nothing has to be known to begin.
func (s *Stage) TakesIdPInitiated() bool {
	p := s.o.View.Pair
	return p.Protocol != "oidc" && (!p.Expect.Starts.Set || slices.Contains(p.Expect.Starts.Value, federation.StartIdP))
}

// needs are the facts without which a login cannot begin at the platform.
func (s *Stage) needs() []federation.Fact {
	if s.o.View.Pair.Protocol == "oidc" {
		return []federation.Fact{"oidc.client_id", "oidc.authorization_endpoint", "oidc.token_endpoint"}
	}
	return []federation.Fact{"idp.sso_url"}
}

// needsSecret reports whether the token endpoint asks for a client secret that nobody gave.
func (s *Stage) needsSecret() bool {
	method := s.value("oidc.auth_method")
	return s.o.View.Pair.Protocol == "oidc" && s.o.Secret.IsZero() && s.idp == nil && (method == "" || strings.HasPrefix(method, "client_secret"))
}

// begins are the ways into a login.
func (s *Stage) begins(asks bool) (out []Link) {
	add := func(title, address string) { out = append(out, Link{title, address}) }
	if s.o.View.Pair.Protocol == "oidc" {
		if asks {
			add("Log in", "/login")
			if s.value("oidc.end_session_endpoint") != "" {
				add("Sign out", "/logout")
			}
		}
		return out
	}
	if asks {
		add("Log in as "+s.o.View.Pair.Words.Name(federation.Platform)+" asks for it", "/login")
		for _, v := range s.variants() {
			add("Log in "+v.title, "/login?"+v.query)
		}
	}
	if s.logoutAddress() != "" {
		add("Sign out", "/logout")
	}
	if !s.TakesIdPInitiated() {
		return out
	}
	if s.idp != nil {
		add("Log in from the identity provider", s.idp.base+"/start")
	} else if start := s.value("idp.start_url"); start != "" {
		add("Log in from the identity provider", start)
	}
	return out
}

var errNotBegun = errors.New("the login cannot begin here")

// missing is why a login cannot begin.
func (s *Stage) missing() error {
	if f := s.Front(true); len(f.Missing) > 0 {
		return fmt.Errorf("%w: %s is not known; give it to the federation, or with --fact, a secret with --secret", errNotBegun, f.Missing[0])
	}
	return nil
}
