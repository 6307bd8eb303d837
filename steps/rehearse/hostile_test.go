package rehearse_test

import (
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/rehearse"
)

// send is one request and its answer, without following anything.
func (s *stage) send(t testing.TB, method, address string, form url.Values, header ...string) page {
	t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		if r.Header.Set(header[i], header[i+1]); header[i] == "Host" {
			r.Host = header[i+1]
		}
	}
	answer, err := s.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page{answer.StatusCode, answer.Header.Get("Location"), answer.Header, string(raw)}
}

// response goes through a login up to the form with the response, and is that form.
func (s *stage) response(t testing.TB, choices url.Values) (to string, form url.Values) {
	t.Helper()
	asked := s.send(t, http.MethodGet, s.Address()+"login", nil)
	in := s.send(t, http.MethodGet, asked.address, nil)
	action, fields, _ := formOf(t, in.body)
	for name := range choices {
		fields.Set(name, choices.Get(name))
	}
	to, form, found := formOf(t, s.send(t, http.MethodPost, action, fields).body)
	if !found {
		t.Fatal("the stand-in identity provider sends no response")
	}
	return to, form
}

func saml(t testing.TB) *stage {
	return begin(t, rehearse.Options{View: blank(t, "cxone", "saml"), WithIdP: true})
}

func TestReplayIsRefused(t *testing.T) {
	s := saml(t)
	to, form := s.response(t, nil)
	for i, accepted := range []bool{true, false, false} {
		if i == 2 { // line breaks are another text and the same message
			form.Set("SAMLResponse", form.Get("SAMLResponse")[:76]+"\r\n"+form.Get("SAMLResponse")[76:])
		}
		s.send(t, http.MethodPost, to, form)
		if l := s.heard(t); l.Accepted() != accepted || (l.Refused != "") == accepted {
			t.Errorf("time %d: accepted %v, refused %q", i+1, l.Accepted(), l.Refused)
		}
	}
}

// TestOnlyWhatWasAskedFor takes no answer to a request that another rehearsal made.
func TestOnlyWhatWasAskedFor(t *testing.T) {
	one, other := saml(t), saml(t)
	_, form := one.response(t, nil)
	other.send(t, http.MethodPost, other.Address()+"acs", form)
	if l := other.heard(t); l.Accepted() || !strings.Contains(l.Refused, "was not made in this rehearsal") {
		t.Errorf("accepted %v, refused %q", l.Accepted(), l.Refused)
	}
	oidc := begin(t, rehearse.Options{View: blank(t, "cxone", "oidc"), WithIdP: true})
	oidc.send(t, http.MethodGet, oidc.Address()+"callback?code=a&state=b", nil)
	if l := oidc.heard(t); l.Accepted() || !strings.Contains(l.Refused, "state belongs to no login") {
		t.Errorf("accepted %v, refused %q", l.Accepted(), l.Refused)
	}
}

// TestForgedResponse changes who is meant, in every way that keeps the rest.
func TestForgedResponse(t *testing.T) {
	s := saml(t)
	to, form := s.response(t, nil)
	raw, err := base64.StdEncoding.DecodeString(form.Get("SAMLResponse"))
	if err != nil {
		t.Fatal(err)
	}
	forged := strings.ReplaceAll(string(raw), "ann.agent@", "ada.admin@")
	if forged == string(raw) {
		t.Fatal("the response names nobody")
	}
	form.Set("SAMLResponse", base64.StdEncoding.EncodeToString([]byte(forged)))
	s.send(t, http.MethodPost, to, form)
	l := s.heard(t)
	if l.Accepted() || l.Verdict.Report.Worst() != federation.Error {
		t.Errorf("a forged response is accepted")
	}
}

func TestHostIsChecked(t *testing.T) {
	s := saml(t)
	for host, want := range map[string]int{
		"localhost:" + s.Port(): 200, "127.0.0.1": 200, "[::1]:1": 200, "LOCALHOST": 200, "localhost.": 200,
		"rebound.example": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example": 421, "10.0.0.1": 421, "evil.example:" + s.Port(): 421,
	} {
		for _, path := range []string{"", "login", "acs", "metadata", "idp/sso", "result/x"} {
			got := s.send(t, http.MethodGet, s.Address()+path, nil, "Host", host)
			if refused := got.status == 421; refused != (want == 421) {
				t.Errorf("%s for /%s: %d", host, path, got.status)
			}
			if want == 421 && strings.Contains(got.body, s.Port()) {
				t.Errorf("%s for /%s: the answer tells something", host, path)
			}
		}
	}
}

// TestNobodyLooksIn: no other site can frame a page, read it, or have it say where a
// result is.
func TestNobodyLooksIn(t *testing.T) {
	s := saml(t)
	to, form := s.response(t, nil)
	result := s.send(t, http.MethodPost, to, form).address
	for _, p := range []page{s.send(t, http.MethodGet, s.Address(), nil), s.send(t, http.MethodGet, s.whole(result), nil),
		s.send(t, http.MethodGet, s.Address()+"metadata", nil), s.send(t, http.MethodGet, s.Address()+"nothing", nil)} {
		for name, want := range map[string]string{"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
			"Cross-Origin-Resource-Policy": "same-origin", "Access-Control-Allow-Origin": ""} {
			if got := p.header.Get(name); got != want {
				t.Errorf("%s is %q", name, got)
			}
		}
		if policy := p.header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") || !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("the policy is %q", policy)
		}
	}
	if front := s.send(t, http.MethodGet, s.Address(), nil); strings.Contains(front.body, strings.TrimPrefix(result, "/")) || strings.Contains(front.body, "ann.agent") {
		t.Error("the first page tells of the login")
	}
	if got := s.send(t, http.MethodGet, s.Address()+"result/guessed", nil); got.status != http.StatusNotFound {
		t.Errorf("a guessed result: %d", got.status)
	}
}

// TestAnotherSiteSignsNobodyIn: a form of another site does not make the stand-in
// identity provider say who somebody is.
func TestAnotherSiteSignsNobodyIn(t *testing.T) {
	s := saml(t)
	asked := s.send(t, http.MethodGet, s.Address()+"login", nil)
	action, fields, _ := formOf(t, s.send(t, http.MethodGet, asked.address, nil).body)
	for _, from := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}} {
		if got := s.send(t, http.MethodPost, action, fields, from...); got.status != http.StatusForbidden {
			t.Errorf("%v: %d", from, got.status)
		}
	}
	if got := s.send(t, http.MethodPost, action, fields, "Sec-Fetch-Site", "same-origin"); got.status != http.StatusOK {
		t.Errorf("its own form: %d", got.status)
	}
}

// TestBothSchemes: the same port speaks TLS and plain HTTP, and a login ends where it
// began.
func TestBothSchemes(t *testing.T) {
	s := begin(t, rehearse.Options{View: blank(t, "generic", "saml"), WithIdP: true})
	for _, origin := range []string{"https://localhost:", "http://localhost:"} {
		p := s.open(t, origin+s.Port()+"/login", nil)
		if l := s.heard(t); !l.Accepted() || !strings.HasPrefix(p.address, origin) {
			t.Errorf("%s: accepted %v, refused %q, ended at %s, %v", origin, l.Accepted(), l.Refused, p.address, l.Verdict.Report.Findings)
		}
	}
}

func TestItEnds(t *testing.T) {
	s := begin(t, rehearse.Options{View: blank(t, "cxone", "saml"), WithIdP: true, For: time.Millisecond})
	<-s.Done()
	s.Close()
	if c, err := net.Dial("tcp", "127.0.0.1:"+s.Port()); err == nil {
		c.Close()
		t.Error("it still listens after its end")
	}
}

func TestThisMachineAlone(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", "192.168.0.1:0", "[::]:0", ":0", "example.com:0", "7443"} {
		if _, err := rehearse.Open(t.Context(), rehearse.Options{View: blank(t, "cxone", "saml"), Know: know, Listen: address, Now: time.Now}, nil); err == nil {
			t.Errorf("it listens at %q", address)
		}
	}
}

// TestRecordingIsJudgedAlike keeps a failed and two successful logins and judges each
// again, as a recording from anywhere is judged, with the identity provider's metadata
// and nothing else: what the stand-in was called stands in the recording.
func TestRecordingIsJudgedAlike(t *testing.T) {
	s := saml(t)
	s.open(t, s.Address()+"login", nil)
	good := s.heard(t)
	s.open(t, s.PlainAddress()+"login", nil)
	plain := s.heard(t)
	s.open(t, s.Address()+"login", url.Values{"drill": {"saml-audience-mismatch"}})
	bad := s.heard(t)
	described, err := know.Recognise([]byte(s.send(t, http.MethodGet, s.Address()+"idp/metadata", nil).body))
	if err != nil {
		t.Fatal(err)
	}
	for name, l := range map[string]rehearse.Login{"good": good, "plain": plain, "bad": bad} {
		again, err := know.Recognise(rehearse.Recording([]rehearse.Login{l}))
		if err != nil || again.Kind != federation.KindHAR || len(again.Parts) != 2 {
			t.Fatalf("%s: recognised as %s with %d messages, %v", name, again.Kind, len(again.Parts), err)
		}
		v := steps.Bench{View: blank(t, "cxone", "saml"), Now: time.Now()}.Judge([]federation.Artifact{described, again})
		if got, want := warned(v.Report.Findings), warned(l.Verdict.Report.Findings); !slices.Equal(got, want) {
			t.Errorf("%s: judged again %v, before %v", name, got, want)
		}
		if !slices.Contains(v.Report.Passed, "saml-signature-broken") || !strings.Contains(strings.Join(v.Notes, "\n"), "this was rehearsed: somebody stood in for NICE CXone") {
			t.Errorf("%s: its signature was not verified, or it is not said to be a rehearsal: %q", name, v.Notes)
		}
		real := steps.Bench{View: blank(t, "cxone", "saml"), Now: time.Now(),
			Facts: []federation.Claim{{Side: federation.Platform, Fact: "sp.entity_id", Value: "https://cxone.niceincontact.com/of/us"}}}.Judge([]federation.Artifact{again})
		if got, want := warned(real.Report.Findings), warned(l.Verdict.Report.Findings); !slices.Equal(got, want) {
			t.Errorf("%s: held against what the real platform is called: %v", name, got)
		}
	}
	if !good.Accepted() || !plain.Accepted() || bad.Accepted() {
		t.Errorf("good %v, plain %v, bad %v", good.Accepted(), plain.Accepted(), bad.Accepted())
	}
}

// warned are the codes of what is to be warned of.
func warned(findings []federation.Finding) (out []federation.Code) {
	for _, f := range findings {
		if f.Severity >= federation.Warning {
			out = append(out, f.Code)
		}
	}
	return out
}

// TestRecordingHoldsNoSecret keeps an OpenID Connect login.
func TestRecordingHoldsNoSecret(t *testing.T) {
	s := begin(t, rehearse.Options{View: blank(t, "cxone", "oidc"), WithIdP: true})
	p := s.open(t, s.Address()+"login", nil)
	if p.status != http.StatusOK {
		t.Fatalf("%d at %s", p.status, p.address)
	}
	text := string(rehearse.Recording(s.logins))
	if !strings.Contains(text, "code="+federation.LeftOut) || strings.Contains(text, "code_verifier=") || !strings.Contains(text, `\"access_token\":\"`+federation.LeftOut) {
		t.Errorf("the recording keeps what opens something: %s", text)
	}
}

// TestTokenIsJudgedAgain keeps logins by OpenID Connect: what was found in a token is found
// again in the recording.
func TestTokenIsJudgedAgain(t *testing.T) {
	s := begin(t, rehearse.Options{View: blank(t, "cxone", "oidc"), WithIdP: true})
	for drill, want := range map[string][]federation.Code{"": nil, "oidc-token-expired": {"oidc-token-expired"}, "oidc-token-error": {"capture-idp-error"}} {
		s.open(t, s.Address()+"login", url.Values{"drill": {drill}})
		again, err := know.Recognise(rehearse.Recording([]rehearse.Login{s.heard(t)}))
		if err != nil {
			t.Fatal(err)
		}
		v := steps.Bench{View: blank(t, "cxone", "oidc"), Now: time.Now()}.Judge([]federation.Artifact{again})
		got := warned(v.Report.Findings)
		if !slices.Equal(got, want) {
			t.Errorf("%q: judged again %v", drill, got)
		}
		if drill == "" && (len(again.Parts) != 3 || v.Report.Worst() >= federation.Warning) {
			t.Errorf("a sound login has %d messages: %v", len(again.Parts), v.Report.Findings)
		}
	}
}

// TestManyAtOnceAreNotMixed keeps many logins of several people at once, and some that begin
// at the identity provider: the recording of them is whole, and neither mixed nor a circle.
func TestManyAtOnceAreNotMixed(t *testing.T) {
	s := saml(t)
	var wg sync.WaitGroup
	for i := range 40 {
		from := s.Address() + "login"
		if i%4 == 0 {
			from = s.idpStart()
		}
		wg.Go(func() { s.open(t, from, nil) })
	}
	wg.Wait()
	doc, err := know.Recognise(rehearse.Recording(s.logins))
	if err != nil {
		t.Fatal(err)
	}
	doc.Origin = "kept"
	v := steps.Bench{View: blank(t, "generic", "saml"), Now: time.Now()}.Judge([]federation.Artifact{doc})
	if got := warned(v.Report.Findings); len(got) > 0 || len(doc.Parts) != 70 {
		t.Errorf("of %d messages: %v", len(doc.Parts), got)
	}
	for _, code := range []federation.Code{"capture-loop", "capture-logins-mixed"} {
		if slices.Contains(v.Report.Passed, code) {
			t.Errorf("%s looks at no such recording, and has passed", code)
		}
	}
	for _, m := range v.Messages {
		if m.Proof.Fresh() {
			t.Fatalf("%s is taken for proof: %v", m.Origin, m.Proof.Lines())
		}
	}
}

// TestNothingIsKept: a rehearsal writes no file.
func TestNothingIsKept(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	s := saml(t)
	s.open(t, s.Address()+"login", nil)
	s.Close()
	if files, _ := filepath.Glob("*"); len(files) > 0 {
		t.Errorf("it wrote %v", files)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Error(err)
	}
}
