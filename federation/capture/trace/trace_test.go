package trace_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"federate/federation"
	"federate/federation/capture/trace"
)

// What a sound login looks like, step by step.
func TestSteps(t *testing.T) {
	r := record()
	r.login(login{})
	tr := read(t, r.har())
	var got []string
	for _, s := range tr.Steps {
		line := fmt.Sprintf("%d %s %s %s %d", s.Number, s.Part, s.Method, s.Address, s.Status)
		if s.Redirect != "" {
			line += " > " + s.Redirect
		}
		if s.Received != nil {
			line += " brings " + string(s.Received.Kind)
		}
		if s.Handed != nil {
			line += " hands " + string(s.Handed.Kind)
		}
		got = append(got, line+strings.Join(append([]string{""}, s.Set...), " sets "))
	}
	want := `1 platform GET https://app.platform.example/ 302 > https://auth.platform.example/login
2 platform GET https://auth.platform.example/login 302 > https://login.idp.example/contoso/saml2?SAMLRequest=…&RelayState=… hands saml-request sets session
3 idp GET https://login.idp.example/contoso/saml2?SAMLRequest=…&RelayState=… 200 brings saml-request sets ests
4 idp POST https://login.idp.example/common/login 200 hands saml-response
5 platform POST https://auth.platform.example/saml/acs 302 > https://app.platform.example/home brings saml-response sets token
6 platform GET https://app.platform.example/home 200`
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s", s)
	}
	if want := []trace.Login{{Request: 3, Response: 5, Relay: trace.RelayKept}}; !reflect.DeepEqual(tr.Logins, want) {
		t.Errorf("%+v", tr.Logins)
	}
	if tr.Creator != "WebInspector 537.36" || tr.Kind != federation.KindHAR || tr.Entries != len(r.entries) || tr.Issued() != record().at {
		t.Errorf("%+v", tr)
	}
	ms := tr.Messages()
	if len(ms) != 2 || !bytes.HasPrefix(ms[0].Inner, []byte("<samlp:AuthnRequest")) || ms[1].InReplyTo != ms[0].ID || ms[1].Step != 5 {
		t.Errorf("%+v", ms)
	}
}

// Why cookies are lost.
// TestStandIn reads what a recording says of a stand-in for a platform, as far as a
// recording can say it: an address of the machine, and neither who somebody is nor what an
// identity provider signs with.
func TestStandIn(t *testing.T) {
	var said []string
	for _, c := range []struct{ side, fact, value string }{
		{"platform", "sp.acs_url", "https://localhost:7443/acs"},
		{"platform", "sp.acs_url", "https://platform.example/acs"},
		{"platform", "user.external_identity", "ana@company.test"},
		{"idp", "idp.sso_url", "https://localhost:7443/idp/sso"},
	} {
		said = append(said, fmt.Sprintf(`{"side": %q, "fact": %q, "value": %q, "more": [1]}`, c.side, c.fact, c.value))
	}
	got := read(t, []byte(`{"log": {"entries": [{"_standIn": [`+strings.Join(said, ",")+`], "startedDateTime": "2026-03-02T09:00:00Z", "request": {"method": "GET",
		"url": "https://localhost:7443/callback?code=x&state=y", "headers": []}, "response": {"status": 303, "headers": []}}]}}`))
	want := []federation.Claim{{Side: federation.Platform, Fact: "sp.acs_url", Value: "https://localhost:7443/acs"}}
	if m := got.Messages(); len(m) != 1 || !slices.Equal(m[0].StandIn, want) {
		t.Errorf("%+v", m)
	}
}

func TestLost(t *testing.T) {
	for set, why := range map[string]string{
		"; SameSite=Strict":                                   "SameSite=Strict",
		"; SameSite=Lax":                                      "SameSite=Lax",
		"; HttpOnly":                                          "no SameSite",
		"; SameSite=None":                                     "without Secure",
		"; Domain=elsewhere.example":                          "domain elsewhere.example",
		"; Secure; SameSite=None":                             "blocked",
		"; Path=/other; SameSite=Lax":                         "-",
		"; Max-Age=0; SameSite=Lax":                           "-",
		"; Expires=Thu, 01 Jan 1970 00:00:00":                 "-",
		"; Expires=Sat, 01-Jan-2001 01:01:01 GMT":             "-",
		"; Expires=Saturday, 01-Jan-00 01:01:01 GMT":          "-",
		"; Expires=Tue, 01 Jun 2027 11:59:00 GMT":             "-", // of that morning
		"; Expires=Tue, 01 Jun 2027 12:59:00 GMT":             "no SameSite",
		"; Expires=Wed, 01 Jan 2087 12:59:00 GMT":             "no SameSite",
		"; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60": "no SameSite",
		"; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT": "no SameSite",
		"; Max-Age=-1":                                        "-",
		"; Max-Age=00":                                        "-",
		"; Max-Age=soon":                                      "no SameSite",
		"; Expires=never":                                     "no SameSite",
	} {
		r := record()
		r.login(login{unsent: true, sameSite: set, acsStatus: 403})
		s := read(t, r.har()).Steps[4]
		switch {
		case why == "-" && len(s.Lost) == 0:
		case len(s.Lost) != 1 || s.Lost[0].Name != "session" || !strings.Contains(s.Lost[0].Why, why):
			t.Errorf("%q: %+v", set, s.Lost)
		}
	}
}

// A console within the page of another logs in there, and its login counts.
func TestFramed(t *testing.T) {
	r := record()
	r.login(login{dest: "iframe", unsent: true, acsStatus: 403})
	tr := read(t, r.har())
	if got := codes(judge(tr, federation.Expect{}).Findings); len(got) != 1 || got[0] != "capture-cookie-lost" {
		t.Errorf("%v", got)
	}
	if l := tr.Steps[4].Lost; len(l) != 1 || !strings.Contains(l[0].Why, "frame") {
		t.Errorf("%+v", l)
	}
}

// SAML-tracer's older form, and its masked form, where the message is decoded beside it.
func TestTracer(t *testing.T) {
	response := samlResponse("_r", "_q", record().at)
	masked, _ := json.Marshal(response)
	old := `{"requests":[{"id":1,"method":"GET","url":"https://idp.example/sso?SAMLRequest=` + strings.ReplaceAll(deflated(samlRequest("_q", record().at)), "+", "%2B") + `&RelayState=a","requestHeaders":[["Cookie","a=1; b=2"]],"responseStatus":200,"responseHeaders":[["Set-Cookie","c=1"]]},
 {"id":2,"method":"POST","url":"https://sp.example/acs","requestHeaders":[],"post":[["SAMLResponse","*********"],["RelayState","*********"]],"saml":` + string(masked) + `}],"timestamp":"x"}`
	tr := read(t, []byte(old))
	ms := tr.Messages()
	if tr.Kind != federation.KindSAMLTrace || len(ms) != 2 || string(ms[1].Inner) != response {
		t.Fatalf("%+v %+v", tr, ms)
	}
	if want := []trace.Login{{Request: 1, Response: 2}}; !reflect.DeepEqual(tr.Logins, want) {
		t.Errorf("%+v", tr.Logins)
	}
	if got := codes(judge(tr, federation.Expect{}).Findings); len(got) != 1 || got[0] != "capture-platform-refused" { // it has no status
		t.Errorf("%v", got)
	}
}

// Cut at every byte: never an error that is not ErrNotTrace, never silent.
func TestCut(t *testing.T) {
	r := record()
	r.add(hop{url: "https://a.example/?state=x&code=\u00e9", status: 200, body: "\"\\\u2028 \U0001F600"})
	raw := bytes.TrimSpace(r.har())
	for n := range raw {
		tr, err := trace.Read(bytes.NewReader(raw[:n]))
		switch {
		case err == nil && tr.Damage == "":
			t.Fatalf("cut at %d of %d: not noticed", n, len(raw))
		case err != nil && !errors.Is(err, trace.ErrNotTrace):
			t.Fatalf("cut at %d: %v", n, err)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, raw := range []string{"", "x", "[]", "{}", `{"log":{}}`, `{"log":1}`, `{"requests":{}}`, `{"keys":[]}`, `<a/>`, `{"log":`} {
		if tr, err := trace.Read(strings.NewReader(raw)); !errors.Is(err, trace.ErrNotTrace) {
			t.Errorf("%q: %+v %v", raw, tr, err)
		}
		if raw != `{"log":` && trace.Sniff([]byte(raw)) != (raw == `{"log":{}}`) {
			t.Errorf("%q: sniffed", raw)
		}
	}
	broken := errors.New("broken")
	if _, err := trace.Read(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	for raw, want := range map[string]string{
		`{"log":{"entries":[{]}}`:                                   "no JSON",
		`{"log":{"entries":[{} {}]}}`:                               "no JSON",
		`{"log":{"entries":[{"x":[1}]}}`:                            "no JSON",
		`{"log":{"entries":[{"startedDateTime":"\x"}]}}`:            "no JSON",
		`{"log":{"entries":[` + strings.Repeat("[", 2000) + `]}}`:   "no JSON",
		`{"log":{"entries":[{}`:                                     "ends after",
		`{"requests":[` + strings.Repeat("{},", 100_001) + `{}]}`:   "only the first 100000",
		`{"log":{"entries":[{"request":null,"response":[1,"a"]}]}}`: "",
	} {
		tr, err := trace.Read(strings.NewReader(raw))
		if err != nil || want == "" && tr.Damage != "" || !strings.Contains(tr.Damage, want) {
			t.Errorf("%.60s: %+v %v", raw, tr, err)
		}
	}
}

// Strings across the edges of what is read at once, and bodies that are too large.
func TestWindows(t *testing.T) {
	r := record()
	r.add(hop{url: "https://a.example/", status: 200, body: strings.Repeat(`\"é😀`+"\n", 80_000)})
	r.add(hop{url: "https://a.example/" + strings.Repeat(`\\`, 600_000), status: 200})
	r.login(login{})
	raw := r.har()
	whole := read(t, raw)
	if len(whole.Messages()) != 2 {
		t.Errorf("%d messages", len(whole.Messages()))
	}
	for _, rd := range []io.Reader{iotest.HalfReader(bytes.NewReader(raw)), iotest.DataErrReader(bytes.NewReader(raw))} {
		if tr, err := trace.Read(rd); err != nil || !reflect.DeepEqual(tr, whole) {
			t.Errorf("it depends on how it is read: %v", err)
		}
	}
	r = record()
	r.login(login{})
	raw = r.har()
	if tr, err := trace.Read(iotest.OneByteReader(bytes.NewReader(raw))); err != nil || !reflect.DeepEqual(tr, read(t, raw)) {
		t.Errorf("it depends on how it is read: %v", err)
	}
}
