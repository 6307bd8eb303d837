package rehearse_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"federate/steps/rehearse"
)

// TestGarbage sends what no identity provider sends, and then a sound login.
func TestGarbage(t *testing.T) {
	for _, protocol := range []string{"saml", "oidc"} {
		s := begin(t, rehearse.Options{View: blank(t, "cxone", protocol), WithIdP: true})
		texts := []string{"", "x", "\x00\xff\xfe", strings.Repeat("A", 20_000), "<a>", "%PDF-1.7", strings.Repeat("<a>", 5_000),
			`<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><r>&b;</r>`, `{"a":`, "eyJhbGciOiJub25lIn0.e30."}
		paths := []string{"", "login", "acs", "callback", "slo", "logout", "metadata", "signed-out", "result/", "idp/sso", "idp/start", "idp/sign-in", "idp/slo",
			"idp/authorize", "idp/token", "idp/userinfo", "idp/jwks", "idp/logout", "idp/metadata", "idp/.well-known/openid-configuration", "../../etc/passwd", "%00"}
		for _, path := range paths {
			for i, text := range texts {
				for _, v := range []string{text, base64.StdEncoding.EncodeToString([]byte(text))}[i%2:] {
					form := url.Values{"SAMLResponse": {v}, "SAMLRequest": {v}, "RelayState": {v}, "state": {v}, "code": {v}, "error": {v}, "login": {v}, "client_id": {v}, "redirect_uri": {v}}
					if answer, err := s.client.PostForm(s.Address()+path, form); err == nil { // what is too much is cut off
						answer.Body.Close()
					}
					if i < 3 {
						s.send(t, http.MethodGet, s.Address()+path+"?"+form.Encode(), nil)
					}
				}
			}
			s.send(t, http.MethodDelete, s.Address()+path, nil)
		}
		for _, l := range s.logins {
			if l.Accepted() {
				t.Errorf("%s: garbage is accepted", protocol)
			}
		}
		if s.open(t, s.Address()+"login", nil); !s.heard(t).Accepted() {
			t.Errorf("%s: after garbage, a sound login is not accepted", protocol)
		}
	}
}

func TestHugePost(t *testing.T) {
	s := saml(t)
	got := s.send(t, http.MethodPost, s.Address()+"acs", url.Values{"SAMLResponse": {strings.Repeat("A", 8<<20)}})
	if got.status != http.StatusBadRequest || !strings.Contains(got.body, "larger than any response") {
		t.Errorf("%d %s", got.status, got.body[len(got.body)-200:])
	}
}

// TestSlowClients hold the port open without a word, with half a handshake and with
// half a request, and hold up nobody.
func TestSlowClients(t *testing.T) {
	s := saml(t)
	for i := range 60 {
		c, err := net.Dial("tcp", "127.0.0.1:"+s.Port())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err = io.WriteString(c, []string{"", "\x16\x03", "POST /acs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nSAML"}[i%3]); err != nil {
			t.Fatal(err)
		}
	}
	if s.open(t, s.Address()+"login", nil); !s.heard(t).Accepted() {
		t.Error("a sound login is not accepted beside slow ones")
	}
}

func TestHundredAtOnce(t *testing.T) {
	s := saml(t)
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if p := s.open(t, s.Address()+"login", nil); p.status != http.StatusOK {
				t.Errorf("a login ends with %d", p.status)
			}
		})
	}
	wg.Wait()
	if len(s.logins) != 100 {
		t.Fatalf("%d logins were heard", len(s.logins))
	}
	seen := map[string]bool{}
	for i, l := range s.logins {
		if !l.Accepted() || l.Number != i+1 || seen[l.Name] {
			t.Errorf("login %d: number %d, accepted %v, refused %q", i+1, l.Number, l.Accepted(), l.Refused)
		}
		seen[l.Name] = true
	}
}

// TestFlood posts what nobody asked for until the rehearsal takes no more of it: what is kept
// of it has a bound, it says so, and whoever logs in is still taken. What is no response at
// all counts for nothing.
func TestFlood(t *testing.T) {
	s := saml(t)
	for range 6 { // more than all that is kept may be
		if p := s.send(t, http.MethodPost, s.PlainAddress()+"acs", url.Values{"SAMLResponse": {"%PDF-1.7" + strings.Repeat("A", 1_900_000)}}); p.status != http.StatusBadRequest {
			t.Fatalf("no response: %d", p.status)
		}
	}
	if len(s.logins) > 0 {
		t.Errorf("%d logins were heard of what is no response", len(s.logins))
	}
	full := false
	for i := 0; i < 10 && !full; i++ {
		xml := fmt.Sprintf(`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_%d" Version="2.0"><samlp:Status><samlp:StatusMessage>%s</samlp:StatusMessage></samlp:Status></samlp:Response>`,
			i, strings.Repeat("A", 1_000_000))
		p := s.send(t, http.MethodPost, s.PlainAddress()+"acs", url.Values{"SAMLResponse": {base64.StdEncoding.EncodeToString([]byte(xml))}})
		if full = p.status == http.StatusServiceUnavailable; full && (i < 3 || !strings.Contains(p.body, "is still taken")) {
			t.Errorf("after %d: %s", i, p.body)
		}
	}
	if !full {
		t.Error("it takes all of it")
	}
	if s.open(t, s.Address()+"login", nil); !s.heard(t).Accepted() {
		t.Error("a sound login is not accepted any more")
	}
}

// TestTakenOnce brings an assertion again in another response, and another response to a
// request that was answered.
func TestTakenOnce(t *testing.T) {
	for _, c := range []struct {
		name, platform, says string
		change               func(xml string) string
	}{
		{"the same", "cxone", "this answer was taken once already", func(xml string) string { return xml }},
		{"its assertion in another response", "genesys-cloud", "its assertion was taken already", func(xml string) string {
			return regexp.MustCompile(`(<samlp:Response [^>]*?ID=")[^"]*`).ReplaceAllString(xml, "${1}_another")
		}},
		{"another to the same request", "generic", "the request that it answers was answered already", func(xml string) string {
			return regexp.MustCompile(` ID="[^"]*"`).ReplaceAllStringFunc(xml, func(id string) string { return id[:len(id)-1] + `x"` })
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := begin(t, rehearse.Options{View: blank(t, c.platform, "saml"), WithIdP: true})
			to, form := s.response(t, nil)
			s.send(t, http.MethodPost, to, form)
			if first := s.heard(t); !first.Accepted() {
				t.Fatalf("the first: %q %v", first.Refused, first.Verdict.Report.Findings)
			}
			raw, err := base64.StdEncoding.DecodeString(form.Get("SAMLResponse"))
			if err != nil {
				t.Fatal(err)
			}
			form.Set("SAMLResponse", base64.StdEncoding.EncodeToString([]byte(c.change(string(raw)))))
			s.send(t, http.MethodPost, to, form)
			if l := s.heard(t); l.Accepted() || !l.Strange || !strings.Contains(l.Refused, c.says) {
				t.Errorf("accepted %v, refused %q", l.Accepted(), l.Refused)
			}
		})
	}
}
