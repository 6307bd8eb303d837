package rehearse

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"

	"federate/federation"
	"federate/steps/rehearse/issue"
)

// An authnRequest is what has to be known of a request to answer it
// (saml-core-2.0-os 3.4.1).
type authnRequest struct {
	XMLName xml.Name `xml:"urn:oasis:names:tc:SAML:2.0:protocol AuthnRequest"`
	ID      string   `xml:"ID,attr"`
	ACS     string   `xml:"AssertionConsumerServiceURL,attr"`
	Issuer  string   `xml:"urn:oasis:names:tc:SAML:2.0:assertion Issuer"`
	Policy  struct {
		Format string `xml:"Format,attr"`
	} `xml:"NameIDPolicy"`
}

var errNoRequest = errors.New("this is no SAML login request: a platform sends one to this address, and a person does not open it")

// sso takes a login request, by either binding.
func (p *provider) sso(w http.ResponseWriter, r *http.Request) {
	form, _, err := message(r, "SAMLRequest")
	if err != nil {
		p.stage.trouble(w, http.StatusBadRequest, errNoRequest)
		return
	}
	raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(form.Get("SAMLRequest")), ""))
	from := io.Reader(bytes.NewReader(raw))
	if r.Method == http.MethodGet {
		from = io.LimitReader(flate.NewReader(from), mostBody)
	}
	b, _ := p.stage.pending.get(form.Get("RelayState"))
	var q authnRequest
	if err != nil || xml.NewDecoder(from).Decode(&q) != nil {
		p.unanswered(w, r, b, errNoRequest)
		return
	}
	q.Issuer, q.ACS = strings.TrimSpace(q.Issuer), strings.TrimSpace(q.ACS)
	x := p.exchange(q.Issuer, q.ACS)
	if b.drill != nil { // it knows the platform, whatever the request says
		x = p.exchange("", "")
		x.Platform.Key = p.stage.signs(b.drill.Signed || p.stage.signsRequests())
	}
	x = p.with(x, b.drill)
	x.RequestID, x.RelayState = q.ID, form.Get("RelayState")
	if b.drill != nil && b.drill.Unanswered {
		p.unanswered(w, r, b, errUnanswered)
		return
	}
	if b.tape == nil {
		p.asked(r, form.Get("SAMLRequest"), issue.Platform{EntityID: q.Issuer, ACS: q.ACS})
	}
	p.serve(w, ask{x: x, platform: q.Issuer, to: x.Platform.ACS, from: b})
}

var errUnanswered = errors.New("the identity provider does not answer this request")

// unanswered ends a login that the stand-in platform began, or says why there is none.
func (p *provider) unanswered(w http.ResponseWriter, r *http.Request, b begun, why error) {
	if b.tape == nil {
		p.stage.trouble(w, http.StatusBadRequest, why)
		return
	}
	p.stage.end(w, r, answer{at: p.stage.o.Now(), to: b, start: federation.StartSP, origin: b.origin, tape: b.tape, refuse: why.Error()})
}

// start begins a login here, for the stand-in platform.
func (p *provider) start(w http.ResponseWriter, r *http.Request) {
	x := p.stage.drilled(p.exchange("", ""), r.URL.Query())
	p.serve(w, ask{x: x, platform: x.Platform.EntityID, to: x.Platform.ACS})
}

// exchange is a login for the platform called entity, which takes answers at acs; each
// is the stand-in's own where it is not named.
func (p *provider) exchange(entity, acs string) issue.Exchange {
	x := p.stage.exchange(p.stage.at(true))
	x.IdP, x.Drill, x.RequestID = p.who(), nil, ""
	if entity != "" {
		x.Platform.EntityID = entity
	}
	if acs != "" {
		x.Platform.ACS = acs
	}
	return x
}

// respond sends a response by HTTP-POST (saml-bindings-2.0-os 3.5.4), or by the binding
// that the drill takes in its place.
func (p *provider) respond(w http.ResponseWriter, r *http.Request, a ask) {
	xml, err := a.x.Response()
	if err != nil {
		p.stage.trouble(w, http.StatusConflict, err)
		return
	}
	if doc, err := p.stage.o.Know.Recognise(xml); err == nil {
		p.answered.put(doc.Digest, given{a.x, a.from})
	}
	relay := a.x.ReturnedRelayState()
	if a.x.ResponseBinding() == issue.Redirecting {
		if err := leave(w, r, a.to, "SAMLResponse", xml, relay, a.x.IdP.Key); err != nil {
			p.stage.trouble(w, http.StatusInternalServerError, err)
		}
		return
	}
	form := Post{To: a.to, Name: a.platform, Fields: []Field{{"SAMLResponse", encode(xml)}}}
	if relay != "" {
		form.Fields = append(form.Fields, Field{"RelayState", relay})
	}
	p.stage.post(w, form)
}

func (p *provider) metadata(w http.ResponseWriter, r *http.Request) {
	p.stage.describe(w, r, p.exchange("", "").IdPMetadata)
}

// slo ends a session, of which there is none: everybody is signed out at once.
func (p *provider) slo(w http.ResponseWriter, r *http.Request) {
	form, _, err := message(r, "SAMLRequest")
	if err != nil {
		p.stage.trouble(w, http.StatusOK, errSignedOut)
		return
	}
	x := p.exchange("", "")
	answer, err := x.LogoutResponse(readLogout(form.Get("SAMLRequest"), r.Method == http.MethodGet).ID)
	if err == nil {
		err = leave(w, r, x.Platform.SLO, "SAMLResponse", answer, form.Get("RelayState"), nil)
	}
	if err != nil {
		p.stage.trouble(w, http.StatusInternalServerError, err)
	}
}
