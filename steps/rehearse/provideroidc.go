package rehearse

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"

	"federate/steps/rehearse/issue"
)

// A grant is a login that a code or an access token stands for.
type grant struct{ x issue.Exchange }

// introduce tells the stand-in platform what the stand-in provider publishes.
func (p *provider) introduce() error {
	x := p.oidcExchange()
	for _, of := range []func() ([]byte, error){x.Discovery, x.KeySet} {
		raw, err := of()
		if err != nil {
			return err
		}
		a, err := p.stage.o.Know.Recognise(raw)
		if err != nil {
			return err
		}
		a.Origin = p.base
		p.stage.o.Docs = append(p.stage.o.Docs, a)
	}
	return nil
}

// oidcExchange is a login for the stand-in platform.
func (p *provider) oidcExchange() issue.Exchange {
	s := p.stage
	return issue.Exchange{At: s.o.Now(), Rand: s.o.Random, IdP: p.who(),
		Platform: issue.Platform{ClientID: standInClient, RedirectURI: s.at(true) + "/callback", PostLogout: s.at(true) + "/signed-out", Expect: s.o.View.Pair.Expect}}
}

func (p *provider) discovery(w http.ResponseWriter, _ *http.Request) {
	p.json(w, http.StatusOK, p.oidcExchange().Discovery)
}

func (p *provider) keys(w http.ResponseWriter, _ *http.Request) {
	p.json(w, http.StatusOK, p.oidcExchange().KeySet)
}

func (p *provider) json(w http.ResponseWriter, status int, of func() ([]byte, error)) {
	raw, err := of()
	if err != nil {
		p.stage.trouble(w, http.StatusInternalServerError, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(raw)
}

// authorize takes a request for a login (OpenID Connect Core 1.0, 3.1.2.1).
func (p *provider) authorize(w http.ResponseWriter, r *http.Request) {
	bad := r.ParseForm() != nil
	b, ok := p.stage.pending.get(r.Form.Get("state"))
	if !ok {
		b, _ = p.stage.pending.get(r.Form.Get("nonce"))
	}
	if b.drill == nil && (bad || r.Form.Get("client_id") == "" || r.Form.Get("redirect_uri") == "") {
		p.stage.trouble(w, http.StatusBadRequest, errors.New("this is no OpenID Connect login request: client_id and redirect_uri are needed"))
		return
	}
	q := r.Form
	x := p.oidcExchange()
	x.Platform.ClientID, x.Platform.RedirectURI = q.Get("client_id"), q.Get("redirect_uri")
	x.State, x.Nonce = q.Get("state"), q.Get("nonce")
	if q.Get("code_challenge_method") == "S256" {
		x.Challenge = q.Get("code_challenge")
	}
	if x = p.with(x, b.drill); b.drill != nil { // it knows the platform, whatever the request says
		x.Platform = p.oidcExchange().Platform
	}
	if b.drill != nil && b.drill.Unanswered {
		p.unanswered(w, r, b, errUnanswered)
		return
	}
	if b.tape == nil {
		p.asked(r, "", x.Platform)
	}
	p.serve(w, ask{x: x, platform: x.Platform.ClientID, to: x.Platform.RedirectURI, mode: q.Get("response_mode"), from: b})
}

// grant sends the browser back with a code.
func (p *provider) grant(w http.ResponseWriter, r *http.Request, a ask) {
	a.x.Code, a.x.AccessToken = unguessable(p.stage.o.Random), unguessable(p.stage.o.Random)
	p.grants.put(a.x.Code, grant{x: a.x})
	p.answered.put(a.x.Code, given{a.x, a.from})
	p.answered.put(a.x.State, given{a.x, a.from})
	if a.mode == "form_post" {
		values, err := a.x.Callback()
		if err != nil {
			p.stage.trouble(w, http.StatusConflict, err)
			return
		}
		form := Post{To: a.to, Name: a.platform}
		for name := range values {
			form.Fields = append(form.Fields, Field{name, values.Get(name)})
		}
		p.stage.post(w, form)
		return
	}
	to, err := a.x.CallbackAddress()
	if err != nil {
		p.stage.trouble(w, http.StatusConflict, err)
		return
	}
	if _, query, _ := strings.Cut(to, "?"); leadsHere(a.to) { // whatever the drill makes of the address
		to = a.to + "?" + query
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// token exchanges a code, once (RFC 6749 4.1.3, RFC 7636 4.6). Which client it is, is
// not asked: there is nothing to protect.
func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	if r.ParseForm() != nil {
		p.refuse(w, "invalid_request", "what was posted is no form")
		return
	}
	g, ok := p.grants.take(r.PostForm.Get("code"))
	switch {
	case !ok:
		p.refuse(w, "invalid_grant", "this code was not issued here, or it was used")
		return
	case r.PostForm.Get("redirect_uri") != g.x.Platform.RedirectURI:
		p.refuse(w, "invalid_grant", "redirect_uri is not the one of the authorization request")
		return
	case g.x.Challenge != "" && subtle.ConstantTimeCompare([]byte(oauth2.S256ChallengeFromVerifier(r.PostForm.Get("code_verifier"))), []byte(g.x.Challenge)) != 1:
		p.refuse(w, "invalid_grant", "code_verifier is not the one of the authorization request")
		return
	}
	g.x.At = p.stage.o.Now()
	p.grants.put(g.x.AccessToken, g)
	answer, err := g.x.TokenAnswer()
	if err != nil {
		p.stage.trouble(w, http.StatusConflict, err)
		return
	}
	status := http.StatusOK
	if g.x.Refuses() {
		status = http.StatusBadRequest
	}
	p.json(w, status, func() ([]byte, error) { return answer, nil })
}

func (p *provider) refuse(w http.ResponseWriter, code, why string) {
	p.json(w, http.StatusBadRequest, func() ([]byte, error) {
		return []byte(`{"error": "` + code + `", "error_description": "` + why + `"}`), nil
	})
}

// userInfo answers whoever has an access token (OpenID Connect Core 1.0, 5.3).
func (p *provider) userInfo(w http.ResponseWriter, r *http.Request) {
	const bearer = "Bearer "
	h := r.Header.Get("Authorization")
	if len(h) > len(bearer) && h[:len(bearer)] == bearer {
		if g, ok := p.grants.get(h[len(bearer):]); ok {
			p.json(w, http.StatusOK, g.x.UserInfo)
			return
		}
	}
	w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
	p.refuse(w, "invalid_token", "this access token was not issued here")
}

// logout signs out, and leads back to whoever asked for it on this machine.
func (p *provider) logout(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if to, err := url.Parse(q.Get("post_logout_redirect_uri")); err == nil && to.Host != "" && leadsHere(to.String()) {
		if state := q.Get("state"); state != "" {
			to.RawQuery = url.Values{"state": {state}}.Encode()
		}
		http.Redirect(w, r, to.String(), http.StatusFound)
		return
	}
	p.stage.trouble(w, http.StatusOK, errSignedOut)
}
