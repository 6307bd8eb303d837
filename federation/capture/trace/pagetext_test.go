package trace_test

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/capture/trace"
)

// A page that is denied after the login is another matter than a response that
// was refused.
func TestAdmitted(t *testing.T) {
	for _, c := range []struct {
		landing, acs int
		want         federation.Code
	}{
		{403, 0, "capture-access-denied"},
		{401, 0, "capture-access-denied"},
		{500, 0, "capture-platform-refused"},
		{0, 403, "capture-platform-refused"},
	} {
		r := record()
		r.login(login{landingStatus: c.landing, acsStatus: c.acs})
		if got := codes(judge(read(t, r.har()), federation.Expect{}).Findings); !slices.Equal(got, []federation.Code{c.want}) {
			t.Errorf("%d after %d: %v", c.landing, c.acs, got)
		}
	}
	raw := record()
	raw.login(login{landingStatus: 403})
	for _, e := range raw.entries { // without a session it was not let in
		m := e.(map[string]any)
		if strings.HasSuffix(m["request"].(map[string]any)["url"].(string), "/acs") {
			a := m["response"].(answer)
			a.Headers = nil
			m["response"] = a
		}
	}
	if got := codes(judge(read(t, raw.har()), federation.Expect{}).Findings); !slices.Equal(got, []federation.Code{"capture-platform-refused"}) {
		t.Errorf("without a session: %v", got)
	}
}

// What a page says is quoted, without what it says of a person.
func TestSays(t *testing.T) {
	for body, want := range map[string]string{
		`<title>Login failed</title><script>var error = "not this one here"</script><p>Hello you</p><p>The user nick@classics.example is invalid here: ` + strings.Repeat("t0k", 20) + `</p>`: `Login failed: The user … is invalid here: …`,
		`<TITLE lang="en"> Access
 denied </TITLE><p>Access denied</p>`: `Access denied`,
		`<title>Home</title><p>No errors were found today</p>`: "",
		`<title>Fehler</title><p>Das ging schief</p>`:          "",
		`<p>error</p>`: "",
		`<title>Error</title>` + strings.Repeat("an error ", 100): "Error: an error an error",
	} {
		r := record()
		r.add(hop{url: "https://login.idp.example/sso", status: 200, body: body})
		got := read(t, r.har()).Steps[0].Says
		if got != want && (want == "" || len(want) > len(got) || got[:len(want)] != want || len(got) > 200) {
			t.Errorf("%.60s: %q", body, got)
		}
	}
}

// Of the requests of OpenID Connect those are kept that the platform itself made,
// without what names a person or the login.
func TestRequestsOfThePlatform(t *testing.T) {
	ask := func(client, more string) string {
		return "https://idp.example/authorize?client_id=" + client + "&response_type=code&scope=openid&state=s3cr3t&nonce=n0nce&login_hint=nick%40classics.example&redirect_uri=" +
			url.QueryEscape("https://app.platform.example/cb") + more
	}
	r := record()
	r.add(hop{url: "https://app.platform.example/", status: 302, to: ask("own", "")})
	r.add(hop{url: ask("own", ""), status: 302, to: ask("upstream", "")})
	r.add(hop{url: ask("upstream", ""), status: 200})
	r.add(hop{url: ask("own", "&prompt=none"), status: 200, dest: "iframe"})
	var kept []string
	for _, m := range read(t, r.har()).Messages() {
		if m.Kind == federation.KindOIDCRequest && m.Inner != nil {
			kept = append(kept, string(m.Inner))
		}
	}
	want := "https://idp.example/authorize?client_id=own&response_type=code&scope=openid&state=left-out&nonce=left-out&redirect_uri=" + url.QueryEscape("https://app.platform.example/cb")
	if !slices.Equal(kept, []string{want}) {
		t.Errorf("kept %q", kept)
	}
	s := record()
	s.login(login{stopAtIdP: true})
	s.add(hop{url: ask("upstream", ""), status: 200})
	for _, m := range read(t, s.har()).Messages() {
		if m.Kind == federation.KindOIDCRequest && m.Inner != nil {
			t.Errorf("within a login of SAML %q was kept", m.Inner)
		}
	}
}

// Success is no error that a page could be looked up by.
func TestSuccessIsNoError(t *testing.T) {
	const status = "urn:oasis:names:tc:SAML:2.0:status:"
	p := trace.ReadPage([]byte(status + "Success, then " + status + "Responder and " + status + "Success"))
	if !slices.Equal(p.Codes, []string{status + "Responder"}) {
		t.Errorf("%q", p.Codes)
	}
	r := record()
	r.login(login{page: "<html><title>Sorry</title>" + status + "Success " + status + "Requester</html>"})
	found := judge(read(t, r.har()), federation.Expect{}).Findings
	if len(found) != 1 || found[0].Code != "capture-idp-error" || found[0].Got != status+"Requester" {
		t.Errorf("%+v", found)
	}
}

// A page that still loads when the recording is saved, after a login that was
// sound, is nothing that failed.
func TestStillLoading(t *testing.T) {
	r := record()
	r.login(login{})
	r.add(hop{url: "https://reports.example/", status: 0})
	if rep := judge(read(t, r.har()), federation.Expect{}); len(rep.Findings)+len(rep.Muted) > 0 {
		t.Errorf("%+v", rep.Findings)
	}
}

// What the identity provider or the platform says beside its status is quoted.
func TestQuoted(t *testing.T) {
	const page = `<html><title>Service unavailable</title><p>The request was denied: unknown relying party</p></html>`
	r := record()
	r.login(login{page: page, pageStatus: 500})
	found := judge(read(t, r.har()), federation.Expect{}).Findings
	if len(found) != 1 || found[0].Code != "capture-idp-error" || !strings.Contains(found[0].Detail, `"Service unavailable: The request was denied: unknown relying party"`) {
		t.Errorf("%+v", found)
	}
}

// Where the platform took the response and led on to a page that says it failed, that
// page is quoted; where no answer came, the browser's word for it is said.
func TestPagesBehindTheResponse(t *testing.T) {
	r := record()
	r.login(login{})
	for _, e := range r.entries {
		e := e.(map[string]any)
		if e["request"].(map[string]any)["url"] == "https://app.platform.example/home" {
			a := e["response"].(answer)
			a.Content["text"] = "<title>Error</title><p>No user was found: not found here</p>"
			e["response"] = a
		}
	}
	if out := said(t, r.har()); !strings.Contains(out, "capture-error-text") || !strings.Contains(out, "not found here") {
		t.Errorf("%s", out)
	}
	r = record()
	r.login(login{stopAtIdP: true})
	har := bytes.ReplaceAll(r.har(), []byte(`"status":200,"statusText":""`), []byte(`"status":0,"_error":"net::ERR_NAME_NOT_RESOLVED"`))
	if out := said(t, har); !strings.Contains(out, "no answer (ERR_NAME_NOT_RESOLVED)") {
		t.Errorf("%s", out)
	}
}

// said are the findings of a recording as text.
func said(t *testing.T, har []byte) string {
	return fmt.Sprint(judge(read(t, har), federation.Expect{}).Findings)
}
