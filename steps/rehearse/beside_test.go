package rehearse_test

import (
	"bytes"
	"compress/flate"
	"crypto/rand"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/steps/rehearse"
	"federate/steps/rehearse/issue"
)

// TestSignOut signs out at both stand-ins, and takes no answer that nobody asked for.
func TestSignOut(t *testing.T) {
	for _, protocol := range []string{"saml", "oidc"} {
		s := begin(t, rehearse.Options{View: blank(t, "cxone", protocol), WithIdP: true})
		if protocol == "saml" {
			if p := s.open(t, s.Address()+"logout", nil); p.status != http.StatusConflict || !strings.Contains(p.body, "log in first") {
				t.Errorf("nobody is logged in: %d", p.status)
			}
		}
		s.open(t, s.Address()+"login", nil)
		p := s.open(t, s.Address()+"logout", nil)
		if p.status != http.StatusOK || !strings.Contains(p.body, "Signed out") {
			t.Errorf("%s: %d at %s", protocol, p.status, p.address)
		}
		if protocol == "saml" {
			if again := s.open(t, p.address, nil); again.status != http.StatusBadRequest {
				t.Errorf("the same answer again: %d", again.status)
			}
		}
	}
}

// TestUserInfo wants the UserInfo endpoint to be asked, and its person compared.
func TestUserInfo(t *testing.T) {
	s := begin(t, rehearse.Options{View: blank(t, "cxone", "oidc"), WithIdP: true})
	s.open(t, s.Address()+"login", nil)
	l := s.heard(t)
	if len(l.Notes) != 1 || l.Notes[0] != "the UserInfo endpoint names the same person as the token" {
		t.Errorf("%q", l.Notes)
	}
	if l.Identity != "claim(email):ann.agent@rehearsal.example" {
		t.Errorf("to type: %q", l.Identity)
	}
}

// TestAnotherPlatformAsks has another platform than the stand-in ask, rightly and wrongly.
func TestAnotherPlatformAsks(t *testing.T) {
	s := saml(t)
	ask := func(drill string) rehearse.Login {
		x := issue.Exchange{At: time.Now(), Rand: rand.Reader, Binding: issue.Redirecting, RelayState: "mine",
			Platform: issue.Platform{EntityID: "https://sp.example/metadata", ACS: "https://127.0.0.1:1/acs"},
			IdP:      issue.IdP{EntityID: "https://127.0.0.1:" + s.Port() + "/idp/metadata", SSO: "https://127.0.0.1:" + s.Port() + "/idp/sso"}}
		if d, ok := issue.Find(drill); ok {
			x.Drill = &d
		}
		to, _, err := x.RequestAddress()
		if err != nil {
			t.Fatal(err)
		}
		if p := s.send(t, http.MethodGet, to, nil); !strings.Contains(p.body, "https://sp.example/metadata") {
			t.Errorf("the sign-in page does not say who asks: %s", p.body)
		}
		return s.heard(t)
	}
	if l := ask(""); l.Asked != "https://sp.example/metadata" || l.Number != 0 || l.Verdict.Report.Worst() >= federation.Warning {
		t.Errorf("%q, number %d: %v", l.Asked, l.Number, l.Verdict.Report.Findings)
	}
	if l := ask("saml-request-version"); l.Verdict.Report.Worst() != federation.Error {
		t.Errorf("%v", l.Verdict.Report.Findings)
	}
}

// TestIdPSignsOut wants that the stand-in platform answers an identity provider that signs
// somebody out, in its own name and where the identity provider listens.
func TestIdPSignsOut(t *testing.T) {
	s := begin(t, rehearse.Options{View: blank(t, "generic", "saml"), WithIdP: true})
	const wish = `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_theirs" Version="2.0"/>`
	address, err := issue.Redirect(s.Address()+"slo", "SAMLRequest", []byte(wish), "rs", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := s.client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	to, err := answer.Location()
	if err != nil || !strings.HasSuffix(to.Path, "/idp/slo") || to.Query().Get("RelayState") != "rs" {
		t.Fatalf("the browser goes to %v, %v", to, err)
	}
	packed, err := base64.StdEncoding.DecodeString(to.Query().Get("SAMLResponse"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil || !strings.Contains(string(text), `InResponseTo="_theirs"`) || !strings.Contains(string(text), ">"+s.Address()+"metadata<") {
		t.Errorf("it answers %s, %v", text, err)
	}
}

// TestFinish ends with a login: its page is shown first, and nothing is listened to after.
func TestFinish(t *testing.T) {
	s := saml(t)
	to, form := s.response(t, nil)
	result := s.send(t, http.MethodPost, to, form).address
	s.Finish(s.heard(t))
	if p := s.send(t, http.MethodGet, s.whole(result), nil); p.status != http.StatusOK {
		t.Errorf("the page of the last login: %d", p.status)
	}
	<-s.Done()
	s.Close()
	if answer, err := s.client.Get(s.Address()); err == nil {
		answer.Body.Close()
		t.Error("it still listens after its end")
	}
}
