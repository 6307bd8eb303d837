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

// What an address alone says went wrong ends the login, and is quoted; what it says
// of a login that goes on is not.
func TestTold(t *testing.T) {
	for address, want := range map[string]string{
		"/login?error=access_denied": "error=access_denied",
		"/login?error":               "error",
		"/login?errorCode=17&errorMessage=No+user+nick%40firm.example": "errorCode=17, errorMessage=No user …",
		"/error?code=E42&lang=en":                                      "code=E42",
		"/auth/access-denied":                                          "/auth/access-denied",
		"/error.jsp":                                                   "/error.jsp",
		"/app#/error?message=no+licence":                               "message=no licence",
		"/app#error=login_required":                                    "error=login_required",
		"/login?error=&code=17":                                        "",
		"/login?error=false&err=0":                                     "",
		"/errors-and-how-to-avoid-them":                                "",
		"/home?code=17&message=hello":                                  "",
		"/terror":                                                      "",
	} {
		r := record()
		r.login(login{landing: "https://app.platform.example" + address})
		tr := read(t, r.har())
		if got := tr.Steps[len(tr.Steps)-1].Told; got != want {
			t.Errorf("%s: %q", address, got)
		}
		if out := said(t, r.har()); strings.Contains(out, "capture-error-text") != (want != "") || !strings.Contains(out, want) {
			t.Errorf("%s: %s", address, out)
		}
	}
	r := record() // as browsers record it: what stands behind # is only in the redirect
	r.login(login{landing: "https://app.platform.example/app#/error?code=17"})
	har := strings.Replace(string(r.har()), `"url":"https://app.platform.example/app#/error?code=17"`, `"url":"https://app.platform.example/app"`, 1)
	if out := said(t, []byte(har)); !strings.Contains(out, "code=17") {
		t.Errorf("behind #: %s", out)
	}
	// the identity provider leads back to the platform's own page, with no answer to its request
	r = record()
	r.login(login{stopAtIdP: true})
	r.add(hop{url: "https://login.idp.example/refuse", status: 302, to: "https://app.platform.example/login?error=access_denied"})
	r.add(hop{url: "https://app.platform.example/login?error=access_denied", status: 200, body: "<html><title>Sign in</title></html>"})
	rep := judge(read(t, r.har()), federation.Expect{})
	if got := codes(rep.Findings); !slices.Equal(got, []federation.Code{"capture-error-text"}) {
		t.Fatalf("%v", rep.Findings)
	}
	if f := rep.Findings[0]; f.Said != "error=access_denied" || !strings.Contains(f.Detail, `"error=access_denied"`) {
		t.Errorf("%+v", f)
	}
	// a person who is led to log in again, and does, has logged in
	r.login(login{id: "_request2"})
	if got := codes(judge(read(t, r.har()), federation.Expect{}).Findings); len(got) > 0 {
		t.Errorf("though the login went on: %v", got)
	}
}
