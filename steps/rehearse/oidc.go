package rehearse

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/oauth2"

	"federate/federation"
	"federate/steps/fetch"
	"federate/steps/rehearse/issue"
)

// A client is the stand-in platform as a client of an OpenID Connect provider.
type client struct {
	http *http.Client
	id   string
}

// discovered is below the issuer (OpenID Connect Discovery 1.0, 4).
const discovered = "/.well-known/openid-configuration"

// meet learns what the provider publishes: where its endpoints are, and its keys. What
// is known already is not asked for again.
func (s *Stage) meet(ctx context.Context) error {
	s.client = client{http: s.o.Client, id: s.value("oidc.client_id")}
	if s.idp != nil {
		s.client = client{http: s.trusting(), id: standInClient}
		return s.idp.introduce()
	}
	if s.o.Get == nil {
		return nil // what is not known is named on the first page
	}
	if address := s.value("oidc.discovery_url"); address != "" && !s.holds(federation.KindDiscovery) {
		if err := s.learn(ctx, federation.KindDiscovery, address); err != nil {
			return err
		}
	}
	if address := s.value("oidc.jwks_uri"); address != "" && !s.holds(federation.KindKeySet) {
		return s.learn(ctx, federation.KindKeySet, address)
	}
	return nil
}

func (s *Stage) holds(kind federation.Kind) bool {
	return slices.ContainsFunc(s.o.Docs, func(a federation.Artifact) bool { return a.Kind == kind })
}

// An UnreadError is a document that the provider publishes and that could not be got.
type UnreadError struct{ Err error }

func (e *UnreadError) Error() string { return e.Err.Error() }
func (e *UnreadError) Unwrap() error { return e.Err }

// learn gets a document of the provider.
func (s *Stage) learn(ctx context.Context, kind federation.Kind, address string) error {
	raw, err := s.o.Get(ctx, address)
	if err != nil {
		return &UnreadError{err}
	}
	a, err := s.o.Know.Recognise(raw)
	if err != nil || a.Kind != kind {
		term, _ := s.o.View.Pair.Terms.Kind(kind)
		return &UnreadError{fmt.Errorf("what %s answers is no %s", address, term.Title)}
	}
	a.Origin = address
	s.o.Docs = append(s.o.Docs, a)
	return nil
}

// asUser is what address answers to whoever has the access token, within bounds.
func (s *Stage) asUser(ctx context.Context, address, access string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("that is no address")
	}
	r.Header.Set("Authorization", "Bearer "+access)
	answer, err := s.client.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(answer.Body, mostBody))
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", address, answer.Status)
	}
	return raw, err
}

// config is what the stand-in knows of the provider, in the words of OAuth 2.0.
func (s *Stage) config(origin string) *oauth2.Config {
	style := oauth2.AuthStyleInParams
	method := cmp.Or(s.value("oidc.auth_method"), strings.Join(s.o.View.Pair.Expect.AuthMethods.Value, " "))
	if strings.HasPrefix(method, "client_secret_basic") {
		style = oauth2.AuthStyleInHeader
	}
	return &oauth2.Config{ClientID: s.client.id, ClientSecret: s.o.Secret.Reveal(), RedirectURL: origin + "/callback", Scopes: []string{"openid", "email", "profile"},
		Endpoint: oauth2.Endpoint{AuthURL: s.value("oidc.authorization_endpoint"), TokenURL: s.value("oidc.token_endpoint"), AuthStyle: style}}
}

// authorize sends the browser to the provider (OpenID Connect Core 1.0, 3.1.2.1).
func (s *Stage) authorize(w http.ResponseWriter, r *http.Request) {
	if err := s.missing(); err != nil {
		s.trouble(w, http.StatusConflict, err)
		return
	}
	here := s.here(r)
	b := begun{at: s.o.Now(), id: unguessable(s.o.Random), origin: here, nonce: unguessable(s.o.Random), verifier: oauth2.GenerateVerifier()}
	drill := s.drilled(issue.Exchange{}, r.URL.Query()).Drill
	b.drill = drill
	to := s.config(here).AuthCodeURL(b.id, oauth2.S256ChallengeOption(b.verifier), oauth2.SetAuthURLParam("nonce", b.nonce))
	if drill != nil && s.idp != nil {
		var err error
		if to, err = s.faulty(here, b); err != nil {
			s.trouble(w, http.StatusInternalServerError, err)
			return
		}
	}
	b.tape = tape{trip(b.at, http.MethodGet, here+r.URL.RequestURI(), nil, to, "")}
	s.pending.put(b.id, b)
	s.pending.put(b.nonce, b)
	http.Redirect(w, r, s.kept(to, "/authorize"), http.StatusFound)
}

// faulty is the address of a request with the fault of the drill.
func (s *Stage) faulty(here string, b begun) (string, error) {
	x := issue.Exchange{At: b.at, Rand: s.o.Random, State: b.id, Nonce: b.nonce, Challenge: oauth2.S256ChallengeFromVerifier(b.verifier),
		Platform: issue.Platform{ClientID: s.client.id, RedirectURI: here + "/callback", Expect: s.o.View.Pair.Expect},
		IdP:      s.idp.who()}
	return s.idp.with(x, b.drill).AuthorizationRequest()
}

// callback takes the provider's answer (OpenID Connect Core 1.0, 3.1.2.5), in the
// address or in a form, and asks the token endpoint for the token.
func (s *Stage) callback(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.trouble(w, http.StatusBadRequest, errors.New("what was posted is no form"))
		return
	}
	q, form := r.Form, url.Values(nil)
	if r.Method == http.MethodPost {
		q, form = r.PostForm, r.PostForm
	}
	if len(q) == 0 {
		s.trouble(w, http.StatusBadRequest, errors.New("a provider answers at this address with a code or an error; this brings neither. An answer behind a # does not reach a server"))
		return
	}
	now := s.o.Now()
	a := answer{at: now, origin: s.here(r), start: federation.StartSP, once: []once{{q.Get("code"), sameCode}}}
	address := s.here(r) + r.URL.RequestURI()
	b, ok := s.pending.take(q.Get("state"))
	if s.idp != nil {
		var g given
		if g, a.stands, a.docs = s.idp.told(cmp.Or(q.Get("code"), q.Get("state"))); g.x.Drill != nil {
			if sent, err := g.x.CallbackAddress(); err == nil && form == nil {
				address = sent
			}
			if !ok {
				b = g.to
			}
		}
		a.told = a.stands != nil
	}
	if ok {
		a.to, a.origin = b, b.origin
		a.stands = append(a.stands, federation.Claim{Side: federation.Platform, Fact: "oidc.nonce", Value: b.nonce})
	} else {
		a.refuse = "its state belongs to no login that began in this rehearsal: it was answered before, or somebody else began it"
	}
	a.came = address
	if form != nil {
		a.came = address + "?" + form.Encode()
	}
	a.tape = append(slices.Clone(b.tape), trip(now, r.Method, address, form, s.here(r)+"/result", ""))
	if code := q.Get("code"); ok && code != "" && s.client.http != nil {
		var docs []federation.Artifact
		var status int
		var body []byte
		docs, status, body, a.notes = s.redeem(r.Context(), b, code)
		if body != nil { // as a recording holds it
			t := trip(now, http.MethodPost, s.value("oidc.token_endpoint"), url.Values{"grant_type": {"authorization_code"}, "code": {code}}, "", string(body))
			t.Response.Status, t.Response.StatusText, t.Response.Content.Mime = float64(status), http.StatusText(status), "application/json"
			a.after = tape{t}
		}
		for _, doc := range docs {
			doc.Received = now
			a.docs = append(a.docs, doc)
		}
	}
	s.end(w, r, a)
}

// redeem exchanges code for the token, and is the token or the error in its place, as
// documents, and what was answered, with the ID token, which has to be judged again, and
// without what opens something. notes are what was seen beside.
func (s *Stage) redeem(ctx context.Context, b begun, code string) (out []federation.Artifact, status int, body []byte, notes []string) {
	ctx, cancel := context.WithTimeout(context.WithValue(ctx, oauth2.HTTPClient, s.client.http), patience)
	defer cancel()
	said := func(raw []byte) {
		if a, err := s.o.Know.Recognise(raw); err == nil && a.Kind != federation.KindUnknown {
			a.Origin = "token endpoint"
			out = append(out, a)
		}
	}
	t, err := s.config(b.origin).Exchange(ctx, code, oauth2.VerifierOption(b.verifier))
	var refused *oauth2.RetrieveError
	switch {
	case errors.As(err, &refused):
		said(refused.Body)
		status, body = refused.Response.StatusCode, refused.Body
	case err != nil:
		notes = append(notes, fmt.Sprintf("the token endpoint %s did not answer with a token (%s): see that this machine reaches it", federation.Phrase(s.value("oidc.token_endpoint")), federation.Unsaid(fetch.Plain(err).Error())))
	default:
		token, _ := t.Extra("id_token").(string)
		answer := map[string]string{"token_type": t.TokenType, "access_token": t.AccessToken, "id_token": token}
		raw, _ := json.Marshal(answer)
		said(raw)
		answer["access_token"] = federation.LeftOut
		status = http.StatusOK
		body, _ = json.Marshal(answer)
		if about := s.userInfo(ctx, token, t.AccessToken); about != "" {
			notes = append(notes, about)
		}
	}
	return out, status, body, notes
}

// endSession signs out at the provider (OpenID Connect RP-Initiated Logout 1.0, 2).
func (s *Stage) endSession(w http.ResponseWriter, r *http.Request) {
	to, err := url.Parse(s.value("oidc.end_session_endpoint"))
	if err != nil || to.Host == "" {
		s.trouble(w, http.StatusConflict, errors.New("the provider's end-session endpoint is not known"))
		return
	}
	q := to.Query()
	q.Set("client_id", s.client.id)
	q.Set("post_logout_redirect_uri", s.here(r)+"/signed-out")
	state := unguessable(s.o.Random)
	q.Set("state", state)
	s.pending.put(state, begun{at: s.o.Now(), id: state, origin: s.here(r)})
	to.RawQuery = q.Encode()
	http.Redirect(w, r, to.String(), http.StatusFound)
}

func (s *Stage) signedOut(w http.ResponseWriter, r *http.Request) {
	state := r.URL.Query().Get("state")
	if _, asked := s.pending.take(state); !asked {
		s.trouble(w, http.StatusBadRequest, errors.New("this is no answer to a logout that was asked for here: a provider gives back the state that it was sent (OpenID Connect RP-Initiated Logout 1.0, 3)"))
		return
	}
	s.trouble(w, http.StatusOK, errSignedOut)
}
