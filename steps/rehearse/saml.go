package rehearse

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps/rehearse/issue"
)

// entityID is what the stand-in platform is called. It does not change with the way in.
func (s *Stage) entityID() string { return s.at(true) + "/metadata" }

// exchange is a login between the stand-in at origin and the identity provider, as far
// as both are known.
func (s *Stage) exchange(origin string) issue.Exchange {
	p := s.o.View.Pair
	x := issue.Exchange{At: s.o.Now(), Rand: s.o.Random,
		Platform: issue.Platform{EntityID: s.entityID(), ACS: origin + "/acs", SLO: origin + "/slo", Expect: p.Expect,
			Context: s.value("sp.requested_authn_context"), Key: s.signs(s.signsRequests())},
		IdP: issue.IdP{EntityID: s.value("idp.entity_id"), SSO: s.value("idp.sso_url"), SLO: s.logoutAddress()},
	}
	if p.Expect.AuthnContext.Set && p.Expect.AuthnContext.Value == "none" {
		x.Platform.Context = ""
	}
	return x
}

// drilled is x with the fault that the query asks for, else with that of the rehearsal.
// A drill may be about how the two sides are set up, so both know it from the beginning.
func (s *Stage) drilled(x issue.Exchange, q url.Values) issue.Exchange {
	if s.idp == nil { // only who does wrong has a drill
		return x
	}
	x = s.idp.with(x, s.o.Drill)
	if d, ok := issue.Find(q.Get("drill")); ok {
		x = s.idp.with(x, &d)
	}
	if x.Drill != nil && x.Drill.Signed {
		x.Platform.Key = s.signs(true)
	}
	return x
}

// kept is where the browser is sent for address, which goes into the recording as it
// is: with a stand-in identity provider nothing leaves this machine.
func (s *Stage) kept(address, endpoint string) string {
	if s.idp == nil {
		return address
	}
	_, query, _ := strings.Cut(address, "?")
	return s.idp.base + endpoint + "?" + query
}

// signsRequests reports whether the platform signs its requests.
func (s *Stage) signsRequests() bool {
	return s.o.View.Pair.Expect.SignsRequests.Value
}

// signs is the key that requests are signed with, where they are.
func (s *Stage) signs(wanted bool) *issue.Key {
	if !wanted {
		return nil
	}
	key, err := s.key()
	if err != nil {
		panic(err) // the system's source of randomness does not fail
	}
	return key
}

// A variant is another way to ask than the platform's own.
type variant struct{ title, query string }

// password is the class of a login with name and password over TLS (saml-authn-context-2.0-os 3.4.5).
const password = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"

// variants are the ways to ask that the platform itself does not take, for whoever
// wants to know what they change.
func (s *Stage) variants() (out []variant) {
	x := s.exchange(s.at(true))
	if x.Platform.Context == "" {
		out = append(out, variant{"with RequestedAuthnContext", "context=password"})
	} else {
		out = append(out, variant{"without RequestedAuthnContext", "context=none"})
	}
	if !s.signsRequests() {
		out = append(out, variant{"with a signed request", "signed=yes"})
	} else {
		out = append(out, variant{"with a request that is not signed", "signed=no"})
	}
	if x.RequestBinding() == issue.Redirecting {
		return append(out, variant{"by HTTP-POST", "binding=post"})
	}
	return append(out, variant{"by HTTP-Redirect", "binding=redirect"})
}

// vary is x as the query wants it.
func (s *Stage) vary(x issue.Exchange, q url.Values) issue.Exchange {
	switch q.Get("context") {
	case "password":
		x.Platform.Context = password
	case "none":
		x.Platform.Context = ""
	}
	switch q.Get("signed") {
	case "yes":
		x.Platform.Key = s.signs(true)
	case "no":
		x.Platform.Key = nil
	}
	switch q.Get("binding") {
	case "post":
		x.Binding = issue.Posting
	case "redirect":
		x.Binding = issue.Redirecting
	}
	return x
}

// request sends the browser to the identity provider with a login request
// (saml-profiles-2.0-os 4.1.4.1).
func (s *Stage) request(w http.ResponseWriter, r *http.Request) {
	if err := s.missing(); err != nil {
		s.trouble(w, http.StatusConflict, err)
		return
	}
	x := s.vary(s.exchange(s.here(r)), r.URL.Query())
	if s.idp != nil {
		x.IdP = s.idp.who()
	}
	x = s.drilled(x, r.URL.Query())
	x.RelayState = "rehearsal-" + unguessable(s.o.Random)[:8]
	b := begun{at: x.At, origin: s.here(r), relay: x.RelayState, drill: x.Drill}
	asked := b.origin + r.URL.RequestURI()
	if x.RequestBinding() == issue.Posting {
		xml, id, err := x.AuthnRequest()
		if err != nil {
			s.trouble(w, http.StatusInternalServerError, err)
			return
		}
		page := s.post(w, Post{To: x.IdP.SSO, Name: s.partner(), Fields: []Field{{"SAMLRequest", encode(xml)}, {"RelayState", x.RelayState}}})
		b.id, b.tape = id, tape{trip(b.at, http.MethodGet, asked, nil, "", string(page))}
	} else {
		to, id, err := x.RequestAddress()
		if err != nil {
			s.trouble(w, http.StatusInternalServerError, err)
			return
		}
		b.id, b.tape = id, tape{trip(b.at, http.MethodGet, asked, nil, to, "")}
		http.Redirect(w, r, s.kept(to, "/sso"), http.StatusFound)
	}
	s.pending.put(b.id, b)
	s.pending.put(b.relay, b)
}

// partner is what the identity provider is called.
func (s *Stage) partner() string {
	if s.idp != nil {
		return standInTitle
	}
	return s.o.View.Pair.Words.Name(federation.IdP)
}

// encode is a message as a form carries it (saml-bindings-2.0-os 3.5.4).
func encode(xml []byte) string { return base64.StdEncoding.EncodeToString(xml) }

var errNotResponse = errors.New("what was sent as SAMLResponse is no SAML response: look in the browser's network view at what the identity provider posts")

var errNoResponse = errors.New("nothing was posted here: an identity provider sends its SAMLResponse to this address, and a person does not open it")

// assertion takes a response (saml-profiles-2.0-os 4.1.4.3), by the binding that the
// profile allows and by the one that it does not, which is judged as well.
func (s *Stage) assertion(w http.ResponseWriter, r *http.Request) {
	form, whole, err := message(r, "SAMLResponse")
	if err != nil {
		s.trouble(w, http.StatusBadRequest, err)
		return
	}
	now, here := s.o.Now(), s.here(r)
	a := answer{at: now, origin: here, start: federation.StartIdP}
	doc, err := s.recognise(form.Get("SAMLResponse"))
	if err != nil || doc.Kind != federation.KindSAMLResponse {
		s.trouble(w, http.StatusBadRequest, errNotResponse)
		return
	}
	a.came = form.Get("SAMLResponse")
	a.once = []once{{doc.Digest, sameAnswer}, {"response " + doc.ID, sameID}}
	if m, ok := doc.Doc.(federation.Single); ok {
		for _, id := range m.Once() {
			a.once = append(a.once, once{"assertion " + id, sameAssertion})
		}
	}
	if r.Method == http.MethodGet { // it is signed as it stands in the address
		a.came = here + whole
	}
	if doc.Answers != "" {
		a.start = federation.StartSP
		var ok bool
		if a.to, ok = s.pending.get(doc.Answers); !ok { // its RelayState may tell where it belongs
			a.to, ok = s.pending.get(form.Get("RelayState"))
		}
		if ok {
			a.origin = a.to.origin
			a.once = append(a.once, once{"request " + a.to.id, sameRequest})
		} else if a.refuse == "" {
			a.refuse = "it answers the request " + doc.Answers + ", which was not made in this rehearsal"
		}
	}
	if s.idp != nil {
		_, a.stands, a.docs = s.idp.told(doc.Digest)
		a.told = a.stands != nil
	}
	if a.to.id != "" {
		a.stands = append(a.stands, federation.Claim{Side: federation.Platform, Fact: "request.id", Value: a.to.id})
	}
	a.tape = append(slices.Clone(a.to.tape), trip(now, r.Method, here+whole, form, here+"/result", ""))
	if r.Method == http.MethodGet {
		a.tape[len(a.tape)-1].Request.Post = nil
	}
	s.end(w, r, a)
}

// message is what a request brings as name, with its address.
func message(r *http.Request, name string) (url.Values, string, error) {
	if err := r.ParseForm(); err != nil {
		var most *http.MaxBytesError
		if errors.As(err, &most) {
			return nil, "", errors.New("what was posted is larger than any response")
		}
		return nil, "", errors.New("what was posted is no form")
	}
	form := r.PostForm
	if r.Method == http.MethodGet {
		form = r.Form
	}
	if form.Get(name) == "" {
		return nil, "", errNoResponse
	}
	return form, r.URL.RequestURI(), nil
}

// metadata describes the stand-in platform (saml-metadata-2.0-os 2.4.4).
func (s *Stage) metadata(w http.ResponseWriter, r *http.Request) {
	s.describe(w, r, s.exchange(s.here(r)).SPMetadata)
}

func (s *Stage) describe(w http.ResponseWriter, _ *http.Request, of func() ([]byte, error)) {
	xml, err := of()
	if err != nil {
		s.trouble(w, http.StatusInternalServerError, err)
		return
	}
	w.Header().Set("Content-Type", "application/samlmetadata+xml")
	_, _ = w.Write(xml)
}

// leave redirects the browser to address with a message (saml-bindings-2.0-os 3.4).
func leave(w http.ResponseWriter, r *http.Request, address, name string, xml []byte, relay string, key *issue.Key) error {
	to, err := issue.Redirect(address, name, xml, relay, key)
	if err == nil {
		http.Redirect(w, r, to, http.StatusFound)
	}
	return err
}
