package rehearse

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps/rehearse/issue"
)

// logout sends the browser to the identity provider to end the session there
// (saml-profiles-2.0-os 4.4.4.1).
func (s *Stage) logout(w http.ResponseWriter, r *http.Request) {
	x := s.exchange(s.here(r))
	x.Person.NameID = s.lastSubject()
	if x.IdP.SLO == "" || x.Person.NameID == "" {
		s.trouble(w, http.StatusConflict, errors.New("nobody can be signed out: log in first, and see that the identity provider's logout address is known"))
		return
	}
	xml, id, err := x.LogoutRequest()
	if err == nil {
		s.pending.put(id, begun{at: x.At, id: id, origin: s.here(r)})
		err = leave(w, r, x.IdP.SLO, "SAMLRequest", xml, "", x.Platform.Key)
	}
	if err != nil {
		s.trouble(w, http.StatusInternalServerError, err)
	}
}

// lastSubject is who logged in last.
func (s *Stage) lastSubject() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

// loggedOut takes the identity provider's answer to a logout, or its own wish for one,
// which is granted.
func (s *Stage) loggedOut(w http.ResponseWriter, r *http.Request) {
	if form, _, err := message(r, "SAMLResponse"); err == nil {
		m := readLogout(form.Get("SAMLResponse"), r.Method == http.MethodGet)
		_, asked := s.pending.take(m.InResponseTo)
		switch {
		case !asked:
			s.trouble(w, http.StatusBadRequest, errors.New("this answers a logout that was not asked for here"))
		case m.Status.Code.Value != success:
			s.trouble(w, http.StatusOK, errors.New("the identity provider did not sign out everywhere: "+m.said()))
		default:
			s.trouble(w, http.StatusOK, errSignedOut)
		}
		return
	}
	form, _, err := message(r, "SAMLRequest")
	if err != nil {
		s.trouble(w, http.StatusBadRequest, err)
		return
	}
	asked := readLogout(form.Get("SAMLRequest"), r.Method == http.MethodGet)
	if asked.ID == "" {
		s.trouble(w, http.StatusBadRequest, errors.New("what was sent as SAMLRequest is no logout request"))
		return
	}
	x := s.exchange(s.here(r))
	xml, err := x.PlatformLogoutResponse(asked.ID)
	if err == nil && x.IdP.SLO == "" {
		s.trouble(w, http.StatusOK, errSignedOut)
		return
	}
	if err == nil {
		err = leave(w, r, x.IdP.SLO, "SAMLResponse", xml, form.Get("RelayState"), x.Platform.Key)
	}
	if err != nil {
		s.trouble(w, http.StatusInternalServerError, err)
	}
}

var errSignedOut = errors.New("signed out")

// A logoutMessage is what has to be known of a LogoutRequest or a LogoutResponse to
// answer it (saml-core-2.0-os 3.7). It proves nothing and is not judged: whoever sends
// a false one ends a session that is none.
type logoutMessage struct {
	ID           string `xml:"ID,attr"`
	InResponseTo string `xml:"InResponseTo,attr"`
	Status       struct {
		Code struct {
			Value  string `xml:"Value,attr"`
			Second struct {
				Value string `xml:"Value,attr"`
			} `xml:"StatusCode"`
		} `xml:"StatusCode"`
		Message string `xml:"StatusMessage"`
	} `xml:"Status"`
}

const success = "urn:oasis:names:tc:SAML:2.0:status:Success"

// readLogout reads what stands in a form or, deflated, in an address; what cannot be
// read is empty.
func readLogout(value string, deflated bool) (m logoutMessage) {
	raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(value), ""))
	if err != nil {
		return m
	}
	from := io.Reader(bytes.NewReader(raw))
	if deflated {
		from = io.LimitReader(flate.NewReader(from), mostBody)
	}
	if xml.NewDecoder(from).Decode(&m) != nil {
		return logoutMessage{}
	}
	return m
}

// said is why a logout did not succeed.
func (m logoutMessage) said() string {
	parts := []string{last(m.Status.Code.Value), last(m.Status.Code.Second.Value), strings.TrimSpace(m.Status.Message)}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	if len(parts) == 0 {
		return "it gives no status"
	}
	return federation.Visible(strings.Join(parts, ", "))
}

// last is the last part of a URN.
func last(urn string) string { return urn[strings.LastIndex(urn, ":")+1:] }

// logoutAddress is where the identity provider ends a session, as its metadata says
// (saml-metadata-2.0-os 2.4.2); empty where no metadata is known.
func (s *Stage) logoutAddress() string {
	if s.idp != nil {
		return s.idp.base + "/slo"
	}
	docs := slices.Clone(s.o.Docs)
	for _, r := range s.o.View.Held() {
		docs = append(docs, r.Artifact)
	}
	for _, d := range slices.Backward(docs) {
		if d.Kind == federation.KindIdPMetadata {
			if to := singleLogout(d.Raw, s.value("idp.entity_id")); to != "" {
				return to
			}
		}
	}
	return ""
}

// singleLogout is the address for HTTP-Redirect of the party called entity.
func singleLogout(metadata []byte, entity string) string {
	d, here := xml.NewDecoder(bytes.NewReader(metadata)), false
	for {
		t, err := d.Token()
		if err != nil {
			return ""
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		attr := func(name string) string {
			for _, a := range e.Attr {
				if a.Name.Local == name {
					return a.Value
				}
			}
			return ""
		}
		switch e.Name.Local {
		case "EntityDescriptor":
			here = entity == "" || attr("entityID") == entity
		case "SingleLogoutService":
			if here && strings.HasSuffix(attr("Binding"), issue.Redirecting) {
				return attr("Location")
			}
		}
	}
}
