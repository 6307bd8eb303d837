package rehearse

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/rehearse/issue"
)

// What the stand-in identity provider is called.
const (
	standInTitle  = "the stand-in identity provider"
	standInClient = "federate-rehearsal"
)

// A provider stands in for an identity provider. It asks nobody for a password: who
// logs in is chosen, and so is what goes wrong.
type provider struct {
	stage  *Stage
	base   string // of its addresses: the same port under another name, as another party has
	key    *issue.Key
	other  func() *issue.Key // another, which nobody trusts: made when a drill wants it
	people []issue.Person

	asks     *remembered[ask]   // requests that wait for somebody to sign in
	grants   *remembered[grant] // by code, and by access token
	answered *remembered[given] // by the digest of the response, or by code and state
}

// A given answer is what a login was answered with.
type given struct {
	x  issue.Exchange
	to begun // the login that the stand-in platform began; zero: it did not
}

// An ask is a request for a login that somebody has to answer.
type ask struct {
	x        issue.Exchange
	platform string // who asks
	to       string // where the answer goes
	from     begun  // the login that the stand-in platform began
	mode     string // "form_post" where OpenID Connect answers in a form
}

// standIn makes the stand-in identity provider with its keys.
func (s *Stage) standIn(now time.Time) (*provider, error) {
	p := &provider{stage: s, base: "https://127.0.0.1:" + s.door.port + "/idp",
		asks: remember[ask](mostPending), grants: remember[grant](mostPending), answered: remember[given](mostPending), people: people()}
	var err error
	from, until := now.Add(-time.Hour), now.AddDate(2, 0, 0)
	p.key, err = issue.NewKey(s.o.Random, "Stand-in identity provider", from, until)
	p.other = sync.OnceValue(func() *issue.Key {
		key, err := issue.NewKey(s.o.Random, "Another identity provider", from, until)
		if err != nil {
			panic(err) // the system's source of randomness does not fail
		}
		return key
	})
	return p, err
}

// people are those who can log in.
func people() []issue.Person {
	person := func(given, family string) issue.Person {
		name := strings.ToLower(given) + "." + strings.ToLower(family) + "@rehearsal.example"
		return issue.Person{NameID: name, Email: name, Given: given, Family: family, Groups: []string{"agents"}}
	}
	return []issue.Person{person("Ann", "Agent"), person("Sam", "Supervisor"), person("Ada", "Admin")}
}

// called is what the stand-in says of itself.
func (p *provider) called() []federation.Claim {
	say := func(f federation.Fact, value string) federation.Claim {
		return federation.Claim{Side: federation.IdP, Fact: f, Value: value}
	}
	if p.stage.o.View.Pair.Protocol == "oidc" {
		return []federation.Claim{say("oidc.issuer", p.base), say("oidc.discovery_url", p.base+discovered), say("oidc.client_id", standInClient),
			say("oidc.authorization_endpoint", p.base+"/authorize"), say("oidc.token_endpoint", p.base+"/token"), say("oidc.jwks_uri", p.base+"/jwks"),
			say("oidc.userinfo_endpoint", p.base+"/userinfo"), say("oidc.end_session_endpoint", p.base+"/logout")}
	}
	return []federation.Claim{say("idp.entity_id", p.base+"/metadata"), say("idp.sso_url", p.base+"/sso"), say("idp.certificate", p.key.PEM())}
}

// told is what the two sides were told of each other before the login that was answered
// as name, and what they publish: a drill may begin there.
func (p *provider) told(name string) (g given, stands []federation.Claim, docs []federation.Artifact) {
	g, ok := p.answered.get(name)
	if !ok {
		return g, nil, nil
	}
	pair := p.stage.o.View.Pair
	stands = g.x.Told(pair.Protocol, pair.Terms)
	beside, err := g.x.Beside(pair.Protocol)
	if err != nil {
		return g, stands, nil
	}
	for _, raw := range beside {
		if a, err := p.stage.o.Know.Recognise(raw); err == nil {
			a.Origin = p.base
			docs = append(docs, a)
		}
	}
	return g, stands, docs
}

// who is p as a party to an exchange.
func (p *provider) who() issue.IdP {
	return issue.IdP{EntityID: p.base + "/metadata", SSO: p.base + "/sso", SLO: p.base + "/slo", Issuer: p.base, Key: p.key}
}

// with is x with a fault; nil: with none.
func (p *provider) with(x issue.Exchange, d *issue.Drill) issue.Exchange {
	if x.Drill = d; d != nil {
		x.IdP.Other = p.other()
	}
	return x
}

func (p *provider) routes(m *http.ServeMux) {
	m.HandleFunc("GET /idp/metadata", p.metadata)
	m.HandleFunc("/idp/sso", p.sso)
	m.HandleFunc("GET /idp/start", p.start)
	m.HandleFunc("POST /idp/sign-in", p.signIn)
	m.HandleFunc("/idp/slo", p.slo)
	m.HandleFunc("GET /idp"+discovered, p.discovery)
	m.HandleFunc("GET /idp/jwks", p.keys)
	m.HandleFunc("/idp/authorize", p.authorize)
	m.HandleFunc("POST /idp/token", p.token)
	m.HandleFunc("GET /idp/userinfo", p.userInfo)
	m.HandleFunc("GET /idp/logout", p.logout)
}

// drills are those that can be chosen at the sign-in page.
func (p *provider) drills() []Fault {
	out := []Fault{{}}
	for _, d := range issue.Drills() {
		if d.Protocol == p.stage.o.View.Pair.Protocol && d.By == federation.IdP && d.Suits(p.stage.o.View.Pair.Expect) {
			out = append(out, Fault{d.Name(), d.What})
		}
	}
	return out
}

// asked judges a request that another platform than the stand-in sent, and tells of it.
// text is the message where it was posted.
func (p *provider) asked(r *http.Request, text string, by issue.Platform) {
	if r.Method == http.MethodGet {
		text = p.base + strings.TrimPrefix(r.URL.RequestURI(), "/idp")
	}
	s := p.stage
	s.mu.Lock()
	s.requests++
	enough := s.requests > mostLogins
	s.mu.Unlock()
	if enough {
		return // somebody floods it
	}
	s.judging <- struct{}{}
	defer func() { <-s.judging }()
	doc, err := s.o.Know.Recognise([]byte(text))
	if err != nil || doc.Kind == federation.KindUnknown {
		return
	}
	doc.Origin, doc.Received = "request", s.o.Now()
	l := Login{At: doc.Received, Protocol: s.o.View.Pair.Protocol, Start: federation.StartSP, Asked: cmp.Or(by.EntityID, by.ClientID)}
	l.Verdict = steps.Bench{View: s.o.View, Now: doc.Received, Facts: s.o.Facts, StandIn: append(p.called(), own(by)...)}.Judge([]federation.Artifact{doc})
	s.tell(l)
}

// own is what a platform calls itself: it is another than the one whose rules count.
func own(p issue.Platform) (out []federation.Claim) {
	for _, c := range []federation.Claim{{Fact: "sp.entity_id", Value: p.EntityID}, {Fact: "sp.acs_url", Value: p.ACS},
		{Fact: "oidc.client_id", Value: p.ClientID}, {Fact: "oidc.redirect_uri", Value: p.RedirectURI}} {
		if c.Side = federation.Platform; c.Value != "" {
			out = append(out, c)
		}
	}
	return out
}

// serve asks who logs in.
func (p *provider) serve(w http.ResponseWriter, a ask) {
	if u, err := url.Parse(a.to); err != nil || u.Scheme != "https" && u.Scheme != "http" {
		p.stage.trouble(w, http.StatusBadRequest, errors.New("the request names no address that an answer can be sent to"))
		return
	}
	name := unguessable(p.stage.o.Random)
	p.asks.put(name, a)
	in := SignIn{For: a.platform, To: a.to, Action: p.base + "/sign-in", Fields: []Field{{"login", name}}, Drills: p.drills(), Foreign: !leadsHere(a.to)}
	if d := a.x.Drill; d != nil {
		if in.Chosen = d.Name(); !slices.Contains(in.Drills, Fault{in.Chosen, d.What}) {
			in.Drills = append(in.Drills, Fault{in.Chosen, d.What})
		}
	}
	for _, who := range p.people {
		in.People = append(in.People, who.NameID)
	}
	p.stage.show(w, http.StatusOK, func(w io.Writer) error { return p.stage.o.Pages.SignIn(w, in) })
}

// leadsHere reports whether address is on this machine.
func leadsHere(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}

var errForeign = errors.New("another site sent this; open the login at its platform")

// signIn answers an ask in the name of whoever was chosen.
func (p *provider) signIn(w http.ResponseWriter, r *http.Request) {
	if foreign(r) {
		p.stage.trouble(w, http.StatusForbidden, errForeign)
		return
	}
	if err := r.ParseForm(); err != nil {
		p.stage.trouble(w, http.StatusBadRequest, errors.New("what was posted is no form"))
		return
	}
	a, ok := p.asks.take(r.PostForm.Get("login"))
	if !ok {
		p.stage.trouble(w, http.StatusBadRequest, errors.New("this login was answered already, or it is forgotten: begin again"))
		return
	}
	a.x.Person = p.people[0]
	for _, who := range p.people {
		if who.NameID == r.PostForm.Get("person") {
			a.x.Person = who
		}
	}
	a.x.At = p.stage.o.Now()
	a.x.Drill = nil
	if d, ok := issue.Find(r.PostForm.Get("drill")); ok {
		if a.x = p.with(a.x, &d); d.Key != nil {
			key, err := d.Key(p.stage.o.Random, a.x.At)
			if err != nil {
				p.stage.trouble(w, http.StatusInternalServerError, err)
				return
			}
			a.x.IdP.Key = key
		}
	}
	if p.stage.o.View.Pair.Protocol == "oidc" {
		p.grant(w, r, a)
		return
	}
	p.respond(w, r, a)
}

// trusting is a client that knows the certificate of this run and nothing else.
func (s *Stage) trusting() *http.Client {
	roots := x509.NewCertPool()
	if leaf, err := x509.ParseCertificate(s.door.tls.Certificates[0].Certificate[0]); err == nil {
		roots.AddCert(leaf)
	}
	return &http.Client{Timeout: patience, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true}}
}
