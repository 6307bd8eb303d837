package trace_test

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var write = flag.Bool("write-fixtures", false, "write the recordings in testdata again")

// A recording is a HAR file in the making. Its clock is the browser's.
type recording struct {
	at      time.Time
	entries []any
	skew    map[string]time.Duration // of a host's Date header
}

// A hop is one request with its answer.
type hop struct {
	method, url string
	status      int
	to          string     // Location
	form        url.Values // posted
	body, mime  string
	set         []string
	cookie      string
	kind        string // _resourceType
	dest        string // Sec-Fetch-Dest
	headers     []string
}

func record() *recording {
	return &recording{at: time.Date(2027, 6, 1, 12, 0, 0, 0, time.UTC), skew: map[string]time.Duration{}}
}

func (r *recording) wait(d time.Duration) { r.at = r.at.Add(d) }

// An answer is a response, in the order in which browsers write it.
type answer struct {
	Status      int            `json:"status"`
	StatusText  string         `json:"statusText"`
	Headers     []pair         `json:"headers"`
	Cookies     []pair         `json:"cookies"`
	Content     map[string]any `json:"content"`
	RedirectURL string         `json:"redirectURL"`
	HeadersSize int            `json:"headersSize"`
}

type pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func (r *recording) add(h hop) {
	took := 120 * time.Millisecond
	u, _ := url.Parse(h.url)
	if h.method == "" {
		h.method = "GET"
	}
	if h.kind == "" {
		h.kind = "document"
	}
	sent := []pair{{"User-Agent", "Mozilla/5.0"}}
	if h.dest != "" {
		sent = append(sent, pair{"Sec-Fetch-Dest", h.dest})
	}
	if h.cookie != "" {
		sent = append(sent, pair{"Cookie", h.cookie})
	}
	for _, line := range h.headers {
		name, value, _ := strings.Cut(line, ": ")
		sent = append(sent, pair{name, value})
	}
	request := map[string]any{"method": h.method, "url": h.url, "httpVersion": "h2", "headers": sent, "cookies": []any{}, "queryString": []any{}}
	if h.form != nil {
		request["postData"] = map[string]any{"mimeType": "application/x-www-form-urlencoded", "text": h.form.Encode()}
	}
	got := []pair{{"Date", r.at.Add(took / 2).Add(r.skew[u.Hostname()]).Format("Mon, 02 Jan 2006 15:04:05 GMT")}}
	for _, c := range h.set {
		got = append(got, pair{"Set-Cookie", c})
	}
	if h.to != "" {
		got = append(got, pair{"Location", h.to})
	}
	if h.mime == "" {
		h.mime = "text/html"
	}
	content := map[string]any{"size": len(h.body), "mimeType": h.mime}
	if h.body != "" {
		content["text"] = h.body
	}
	r.entries = append(r.entries, map[string]any{
		"_initiator": map[string]any{"type": "other", "stack": map[string]any{"callFrames": []any{}}}, "_resourceType": h.kind,
		"startedDateTime": r.at.Format("2006-01-02T15:04:05.000Z07:00"), "time": float64(took.Milliseconds()), "request": request,
		"response": answer{h.status, "", got, []pair{}, content, h.to, -1},
		"timings":  map[string]any{"wait": 100.5}, "cache": map[string]any{},
	})
	r.wait(400 * time.Millisecond)
}

// noise is what every page drags along.
func (r *recording) noise(host, cookie string) {
	r.add(hop{url: "https://cdn.example/app.js?v=1", status: 200, kind: "script", mime: "application/javascript", body: `console.log("SAMLRe \"quoted\" \\");`})
	r.add(hop{url: host + "/logo.png", status: 200, kind: "image", mime: "image/png", body: "iVBORw0KGgo="})
	r.add(hop{method: "OPTIONS", url: "https://api.platform.example/v1/me", status: 204, kind: "preflight", mime: "x-unknown"})
	r.add(hop{url: "https://api.platform.example/v1/me", status: 401, kind: "xhr", mime: "application/json", body: `{"error":"unauthorized"}`, cookie: cookie})
	r.add(hop{url: host + "/sw.js", status: 200, kind: "script", dest: "serviceworker", mime: "text/javascript"})
	r.add(hop{url: "data:image/gif;base64,R0lGODlhAQABAAAAACw=", status: 200, kind: "image"})
}

// har is r as a browser exports it, an entry a line.
func (r *recording) har() []byte {
	var b bytes.Buffer
	b.WriteString(`{"log":{"version":"1.2","creator":{"name":"WebInspector","version":"537.36"},"pages":[{"id":"page_1"}],"entries":[` + "\n")
	for n, e := range r.entries {
		if n > 0 {
			b.WriteString(",\n")
		}
		raw, err := json.Marshal(e)
		if err != nil {
			panic(err)
		}
		b.Write(raw)
	}
	b.WriteString("\n]}}\n")
	return b.Bytes()
}

// tracer is r as SAML-tracer exports it: no times, no bodies.
func (r *recording) tracer() []byte {
	var out []any
	for n, e := range r.entries {
		m := e.(map[string]any)
		request, response := m["request"].(map[string]any), m["response"].(answer)
		t := map[string]any{"method": request["method"], "url": request["url"], "requestId": fmt.Sprint(n), "requestHeaders": request["headers"],
			"responseStatus": response.Status, "responseStatusText": "", "responseHeaders": response.Headers, "get": []any{}}
		if p, ok := request["postData"].(map[string]any); ok {
			v, _ := url.ParseQuery(p["text"].(string))
			var post [][2]string
			for name := range v {
				post = append(post, [2]string{name, v.Get(name)})
			}
			t["post"], t["protocol"] = post, "SAML-P"
		}
		out = append(out, t)
	}
	b, err := json.MarshalIndent(map[string]any{"requests": out, "timestamp": "2027-06-01T12:10:00.000Z"}, "", "  ")
	if err != nil {
		panic(err)
	}
	return b
}

func samlRequest(id string, at time.Time) string {
	return fmt.Sprintf(`<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="%s" Version="2.0" IssueInstant="%s"/>`, id, at.Format(time.RFC3339))
}

func samlResponse(id, to string, at time.Time) string {
	if to != "" {
		to = ` InResponseTo="` + to + `"`
	}
	return fmt.Sprintf(`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="%s"%s Version="2.0" IssueInstant="%s"/>`, id, to, at.Format(time.RFC3339))
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func deflated(s string) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.NoCompression)
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return b64(b.String())
}

func autoPost(to string, fields url.Values) string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html><head><title>Working...</title></head><body onload="document.forms[0].submit()"><form method="POST" action="` + to + `">`)
	for name := range fields {
		b.WriteString(`<input type="hidden" name="` + name + `" value="` + html.EscapeString(fields.Get(name)) + `"/>`)
	}
	return b.String() + `</form></body></html>`
}

// A login is a SAML login, with what is out of the ordinary.
type login struct {
	idp, sso, acs string
	relay, back   string        // RelayState sent and returned; back "-": none
	page          string        // the IdP shows this and stops
	pageStatus    int           //
	acsStatus     int           // else 302
	landingStatus int           // of the page it leads to; else 200
	unsent        bool          // the platform's cookie is not sent back
	sameSite      string        // of the platform's cookie
	issueSkew     time.Duration // of IssueInstant
	dest          string        // of Sec-Fetch-Dest
	inReplyTo     string        // another one
	idpInitiated  bool
	post          bool // the request goes by POST
	stopAtIdP     bool
	id            string
	landing       string
}

func (l login) fill() login {
	def := func(s *string, v string) {
		if *s == "" {
			*s = v
		}
	}
	def(&l.idp, "https://login.idp.example")
	def(&l.sso, "/contoso/saml2")
	def(&l.acs, "https://auth.platform.example/saml/acs")
	def(&l.relay, "relay-1")
	def(&l.back, l.relay)
	def(&l.sameSite, "; Secure; SameSite=None")
	def(&l.id, "_request1")
	def(&l.landing, "https://app.platform.example/home")
	return l
}

func (r *recording) login(l login) {
	l = l.fill()
	cookie := "session=s3cr3t"
	if !l.idpInitiated {
		r.add(hop{url: "https://app.platform.example/", status: 302, to: "https://auth.platform.example/login"})
		request := samlRequest(l.id, r.at)
		start := hop{url: "https://auth.platform.example/login", status: 302, set: []string{cookie + "; Path=/; HttpOnly" + l.sameSite}}
		first := hop{status: 200, body: "<!DOCTYPE html><html><title>Sign in</title></html>", dest: l.dest, set: []string{"ests=1; Path=/; Secure; SameSite=None"}}
		if l.post {
			fields := url.Values{"SAMLRequest": {b64(request)}, "RelayState": {l.relay}}
			start.status, start.body = 200, autoPost(l.idp+l.sso, fields)
			first.method, first.url, first.form = "POST", l.idp+l.sso, fields
		} else {
			start.to = l.idp + l.sso + "?SAMLRequest=" + url.QueryEscape(deflated(request)) + "&RelayState=" + url.QueryEscape(l.relay)
			first.url = start.to
		}
		r.add(start)
		r.noise("https://app.platform.example", "")
		r.add(first)
		r.noise(l.idp, "")
		r.wait(20 * time.Second)
	}
	if l.stopAtIdP {
		return
	}
	if l.page != "" {
		r.add(hop{method: "POST", url: l.idp + "/common/login", status: max(l.pageStatus, 200), body: l.page, cookie: "ests=1", form: url.Values{"login": {"a"}, "passwd": {"b"}}})
		return
	}
	if l.inReplyTo == "" && !l.idpInitiated {
		l.inReplyTo = l.id
	}
	fields := url.Values{"SAMLResponse": {b64(samlResponse("_response"+l.id, l.inReplyTo, r.at.Add(l.issueSkew)))}}
	if l.back != "-" {
		fields.Set("RelayState", l.back)
	}
	r.add(hop{method: "POST", url: l.idp + "/common/login", status: 200, body: autoPost(l.acs, fields), cookie: "ests=1", dest: l.dest, form: url.Values{"login": {"a"}, "passwd": {"b"}}})
	if l.unsent || l.idpInitiated {
		cookie = ""
	}
	acs := hop{method: "POST", url: l.acs, status: 302, to: l.landing, form: fields, cookie: cookie, dest: l.dest, set: []string{"token=t0k; Domain=platform.example; Path=/; Secure"}}
	if l.acsStatus != 0 {
		acs.status, acs.to, acs.body = l.acsStatus, "", "<html>Unauthorized</html>"
	}
	r.add(acs)
	if l.acsStatus == 0 {
		r.add(hop{url: l.landing, status: max(l.landingStatus, 200), body: "<html>Home</html>", cookie: "token=t0k"})
		r.noise("https://app.platform.example", "token=t0k")
	}
}

// oidc is a login with OpenID Connect's code flow.
func (r *recording) oidc(refused string) {
	r.add(hop{url: "https://app.platform.example/login", status: 302, set: []string{"nonce=n; Path=/; Secure; HttpOnly; SameSite=None"},
		to: "https://idp.example/oauth2/v1/authorize?client_id=abc&response_type=code&scope=openid&state=st4te&nonce=n0nce&redirect_uri=" + url.QueryEscape("https://app.platform.example/callback")})
	r.add(hop{url: "https://idp.example/oauth2/v1/authorize?client_id=abc&response_type=code&scope=openid&state=st4te&nonce=n0nce&redirect_uri=" + url.QueryEscape("https://app.platform.example/callback"),
		status: 200, body: `<!DOCTYPE html><html><script>var state = "x"; var id_token = null</script></html>`})
	r.noise("https://idp.example", "")
	r.add(hop{method: "POST", url: "https://idp.example/idp/idx/identify", status: 200, kind: "xhr", mime: "application/ion+json", body: `{"stateHandle":"x"}`})
	r.wait(9 * time.Second)
	answer := "https://app.platform.example/callback?code=c0de&state=st4te"
	if refused != "" {
		answer = "https://app.platform.example/callback?error=access_denied&error_description=" + url.QueryEscape(refused) + "&state=st4te"
	}
	r.add(hop{url: "https://idp.example/login/token/redirect?stateToken=t0ken", status: 302, to: answer})
	if refused != "" {
		r.add(hop{url: answer, status: 200, body: "<html>Sorry</html>", cookie: "nonce=n"})
		return
	}
	r.add(hop{url: answer, status: 302, to: "/home", cookie: "nonce=n"})
	r.add(hop{url: "https://app.platform.example/home", status: 200, cookie: "nonce=n"})
	for range 4 { // silent renewal, in a frame
		r.wait(3 * time.Second)
		r.add(hop{url: "https://idp.example/oauth2/v1/authorize?client_id=abc&response_type=code&prompt=none&state=again", status: 302, dest: "iframe", to: "https://app.platform.example/silent?code=x&state=again"})
		r.add(hop{url: "https://app.platform.example/silent?code=x&state=again", status: 200, dest: "iframe"})
	}
}

const errorPage = `<!DOCTYPE html><html><body><h1>Sorry</h1><p>AADSTS50105: Your administrator has configured the application to block users.</p></body></html>`

// sound are recordings in which nothing is wrong.
func sound() map[string]*recording {
	out := map[string]*recording{}
	make := func(name string, build func(*recording)) {
		r := record()
		build(r)
		out[name] = r
	}
	make("entra", func(r *recording) { r.login(login{}) })
	make("okta", func(r *recording) {
		r.login(login{idp: "https://contoso.okta.example", sso: "/app/contoso_nicecxone_1/exk1fcia6d6EMsf331d8/sso/saml", post: true})
	})
	make("idp-initiated", func(r *recording) { r.login(login{idpInitiated: true}) })
	make("oidc", func(r *recording) { r.oidc("") })
	make("twice", func(r *recording) {
		r.login(login{})
		r.wait(time.Minute)
		r.login(login{id: "_request2"})
	})
	make("second-try", func(r *recording) {
		r.login(login{stopAtIdP: true})
		r.login(login{id: "_request2"})
	})
	make("wrong-password", func(r *recording) {
		r.login(login{page: strings.Replace(errorPage, "50105", "50126", 1)})
		r.login(login{idpInitiated: true})
	})
	make("lax-analytics", func(r *recording) { r.login(login{unsent: true, sameSite: "; Secure; SameSite=Lax"}) })
	make("upgrade", func(r *recording) {
		r.add(hop{url: "http://app.platform.example/", status: 301, to: "https://app.platform.example/"})
		r.login(login{})
	})
	make("mistyped", (*recording).mistyped)
	make("logout", func(r *recording) {
		r.login(login{})
		r.logout()
	})
	make("broker", func(r *recording) { // the platform asks a broker, which asks another IdP
		outer := "https://broker.example/sso?SAMLRequest=" + url.QueryEscape(deflated(samlRequest("_outer", r.at)))
		inner := "https://idp.example/sso?SAMLRequest=" + url.QueryEscape(deflated(samlRequest("_inner", r.at)))
		r.add(hop{url: "https://app.platform.example/", status: 302, to: outer, cookie: "language=en"})
		r.add(hop{url: outer, status: 302, to: inner})
		r.add(hop{url: inner, status: 200})
		r.wait(5 * time.Second)
		form := url.Values{"SAMLResponse": {b64(samlResponse("_innerback", "_inner", r.at))}}
		r.add(hop{method: "POST", url: "https://idp.example/sso/finish", status: 200, body: autoPost("https://broker.example/acs", form)})
		next := url.Values{"SAMLResponse": {b64(samlResponse("_outerback", "_outer", r.at))}}
		r.add(hop{method: "POST", url: "https://broker.example/acs", status: 200, form: form, body: autoPost("https://app.platform.example/acs", next)})
		r.add(hop{method: "POST", url: "https://app.platform.example/acs", status: 200, form: next})
	})
	return out
}

// mistyped is a login with a password that was mistyped three times, each time in
// seconds, at an identity provider that puts the request into its form.
func (r *recording) mistyped() {
	request := url.Values{"SAMLRequest": {deflated(samlRequest("_request1", r.at))}}
	sso := "https://login.idp.example/saml/sso"
	r.add(hop{url: "https://app.platform.example/", status: 302, to: sso + "?" + request.Encode(), set: []string{"session=s3cr3t; Path=/; Secure; SameSite=None"}})
	r.add(hop{url: sso + "?" + request.Encode(), status: 200, body: "<html><title>Sign in</title></html>"})
	for range 4 {
		r.wait(3 * time.Second)
		r.add(hop{method: "POST", url: sso, form: request, status: 200, body: "<html><title>Sign in</title><p>Wrong password</p></html>"})
		r.add(hop{method: "POST", url: sso + "/check", form: url.Values{"pw": {"x"}}, status: 302, to: sso + "/again"})
	}
	form := url.Values{"SAMLResponse": {b64(samlResponse("_response1", "_request1", r.at))}}
	r.add(hop{method: "POST", url: sso, form: request, status: 200, body: autoPost("https://app.platform.example/acs", form)})
	r.add(hop{method: "POST", url: "https://app.platform.example/acs", form: form, status: 302, to: "https://app.platform.example/home", cookie: "session=s3cr3t"})
	r.add(hop{url: "https://app.platform.example/home", status: 200, cookie: "session=s3cr3t"})
}

// logout ends the session of a login on both sides (saml-profiles-2.0-os 4.4).
// That the platform trips over its own sign-out is no matter of the login.
func (r *recording) logout() {
	message := func(kind, id string) string {
		return url.QueryEscape(deflated(`<samlp:Logout` + kind + ` xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="` + id + `" Version="2.0" IssueInstant="` + r.at.Format(time.RFC3339) + `"/>`))
	}
	r.wait(time.Minute)
	to := "https://login.idp.example/slo?SAMLRequest=" + message("Request", "_out1")
	back := "https://auth.platform.example/slo?SAMLResponse=" + message("Response", "_out2")
	r.add(hop{url: "https://auth.platform.example/logout", status: 302, to: to, set: []string{"token=; Domain=platform.example; Path=/; Max-Age=0", "out=1; Path=/; Secure; HttpOnly"}})
	r.add(hop{url: to, status: 302, to: back})
	r.add(hop{url: back, status: 500, body: "<html><title>Error</title></html>"})
}

// broken are the recordings that show one fault each.
func broken() map[string]*recording {
	out := map[string]*recording{}
	make := func(code string, build func(*recording)) {
		r := record()
		build(r)
		out[code] = r
	}
	make("capture-no-login", func(r *recording) {
		r.add(hop{url: "https://app.platform.example/", status: 200})
		r.noise("https://app.platform.example", "")
	})
	make("capture-loop", func(r *recording) {
		for n := range 4 {
			r.at = r.at.Truncate(time.Second)
			r.login(login{id: fmt.Sprintf("_request%d", n), stopAtIdP: true})
			r.wait(-20 * time.Second)
			form := url.Values{"SAMLResponse": {b64(samlResponse(fmt.Sprint("_r", n), fmt.Sprintf("_request%d", n), r.at))}, "RelayState": {"relay-1"}}
			r.add(hop{method: "POST", url: "https://auth.platform.example/saml/acs", status: 302, to: "https://app.platform.example/", form: form, cookie: "session=s3cr3t"})
		}
	})
	make("capture-idp-error", func(r *recording) { r.login(login{page: errorPage}) })
	make("capture-login-incomplete", func(r *recording) { r.login(login{stopAtIdP: true}) })
	make("capture-platform-refused", func(r *recording) { r.login(login{acsStatus: 403}) })
	make("capture-cookie-lost", func(r *recording) { r.login(login{acsStatus: 400, unsent: true, sameSite: "; Secure; SameSite=Lax"}) })
	make("capture-access-denied", func(r *recording) { r.login(login{landingStatus: 403}) })
	make("capture-error-text", func(r *recording) {
		r.oidc("")
		for i, e := range r.entries { // the platform got the code, and no token for it
			if e := e.(map[string]any); e["request"].(map[string]any)["url"] == "https://app.platform.example/callback?code=c0de&state=st4te" {
				r.entries = r.entries[:i]
				break
			}
		}
		r.add(hop{url: "https://app.platform.example/callback?code=c0de&state=st4te", status: 200, cookie: "nonce=n",
			body: `<html><title>Error</title><style>p { color: red }</style><p>Hello nick@classics.example</p><p>OpenID Connect Provider error: Error in handling response type.</p></html>`})
	})
	make("capture-no-answer", func(r *recording) {
		r.add(hop{url: "https://login.idp.example/sso?entityid=x", status: 0})
	})
	make("capture-cookies-left-out", func(r *recording) {
		r.login(login{})
		for _, e := range r.entries { // as Chrome exports it unless it is told otherwise
			m := e.(map[string]any)
			request, a := m["request"].(map[string]any), m["response"].(answer)
			request["headers"] = slices.DeleteFunc(request["headers"].([]pair), func(p pair) bool { return p.Name == "Cookie" })
			a.Headers = slices.DeleteFunc(a.Headers, func(p pair) bool { return p.Name == "Set-Cookie" })
			m["response"] = a
		}
	})
	make("capture-state-changed", func(r *recording) {
		r.oidc("")
		for _, e := range r.entries { // a state of its own, at the hop that leads back and at the callback
			m := e.(map[string]any)
			request, a := m["request"].(map[string]any), m["response"].(answer)
			request["url"] = strings.Replace(request["url"].(string), "code=c0de&state=st4te", "code=c0de&state=0ther", 1)
			a.RedirectURL = strings.Replace(a.RedirectURL, "code=c0de&state=st4te", "code=c0de&state=0ther", 1)
			a.Headers[len(a.Headers)-1].Value = strings.Replace(a.Headers[len(a.Headers)-1].Value, "code=c0de&state=st4te", "code=c0de&state=0ther", 1)
			m["response"] = a
		}
	})
	make("capture-relay-state-dropped", func(r *recording) { r.login(login{back: "-"}) })
	make("capture-relay-state-changed", func(r *recording) { r.login(login{back: "relay-of-the-idp"}) })
	make("capture-logins-mixed", func(r *recording) {
		r.login(login{stopAtIdP: true})
		r.login(login{stopAtIdP: true, id: "_request2"})
		r.login(login{idpInitiated: true, inReplyTo: "_request1", relay: "relay-1"})
	})
	make("capture-plain-http", func(r *recording) { r.login(login{acs: "http://auth.platform.example/saml/acs"}) })
	make("capture-clock-idp", func(r *recording) { r.login(login{issueSkew: 6 * time.Minute}) })
	make("capture-clock-platform", func(r *recording) {
		for _, h := range []string{"app.platform.example", "auth.platform.example"} {
			r.skew[h] = -4 * time.Minute
		}
		r.login(login{})
	})
	make("capture-clock-computer", func(r *recording) {
		for _, h := range []string{"app.platform.example", "auth.platform.example", "login.idp.example", "api.platform.example"} {
			r.skew[h] = 10 * time.Minute
		}
		r.login(login{issueSkew: 10 * time.Minute})
	})
	return out
}

// TestFixtures writes the recordings in testdata, with -write-fixtures.
func TestFixtures(t *testing.T) {
	if !*write {
		t.Skip("only with -write-fixtures")
	}
	save := func(code, name string, b []byte) {
		dir := filepath.Join("testdata", code)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	good := sound()
	fits := map[string]string{"capture-relay-state-dropped": "okta", "capture-relay-state-changed": "okta", "capture-loop": "twice", "capture-idp-error": "wrong-password",
		"capture-login-incomplete": "second-try", "capture-cookie-lost": "lax-analytics", "capture-logins-mixed": "twice", "capture-plain-http": "upgrade",
		"capture-platform-refused": "oidc", "capture-state-changed": "oidc", "capture-no-login": "idp-initiated"}
	for code, r := range broken() {
		name := fits[code]
		if name == "" {
			name = "entra"
		}
		save(code, "bad.har", r.har())
		save(code, "good.har", good[name].har())
	}
	save("capture-loop", "good-mistyped.har", good["mistyped"].har())
	save("capture-platform-refused", "good-logout.har", good["logout"].har())
	save("capture-error-text", "good-logout.har", good["logout"].har())
	r := record()
	r.add(hop{url: "https://login.idp.example/sso?entityid=x", status: 200, body: "<html><title>Metadata not found</title><p>Unable to locate metadata for https://x.example</p></html>"})
	save("capture-error-text", "bad-unknown.har", r.har())
	r = record()
	r.oidc("AADSTS65004: the user declined")
	save("capture-idp-error", "bad-oidc.har", r.har())
	whole := good["entra"].har()
	save("capture-truncated", "bad.har", whole[:len(whole)-len(whole)/10])
	save("capture-truncated", "good.har", whole)
	r = record()
	r.login(login{issueSkew: -7 * time.Minute})
	save("capture-clocks-apart", "bad.saml-trace", r.tracer())
	save("capture-clocks-apart", "good.saml-trace", good["entra"].tracer())
}
