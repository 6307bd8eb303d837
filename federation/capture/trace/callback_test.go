package trace_test

import (
	"fmt"
	"strings"
	"testing"

	"federate/federation"
)

// TestCallback keeps the address of the callback that ends the platform's own login, and
// of no other, without the code and the state.
func TestCallback(t *testing.T) {
	entry := func(second int, url, to string) string {
		return fmt.Sprintf(`{"startedDateTime": "2026-03-02T09:00:%02dZ", "request": {"method": "GET", "url": %q, "headers": [{"name": "Sec-Fetch-Dest", "value": "document"}]},
"response": {"status": 302, "headers": [], "redirectURL": %q, "content": {}}}`, second, url, to)
	}
	const ask = "https://idp.example/authorize?client_id=c&response_type=code&scope=openid&state=the-state&nonce=n&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback"
	for name, c := range map[string]struct{ back, want, token string }{
		"the platform's": {"https://app.example/callback?code=the-code&state=the-state&iss=https%3A%2F%2Fother.example&session_state=s",
			"https://app.example/callback?code=left-out&state=left-out&iss=https%3A%2F%2Fother.example", ""},
		"a broker's": {"https://broker.example/callback?code=the-code&state=the-state", "", ""},
		"with a token": {"https://app.example/callback?code=the-code&state=the-state&id_token=eyJh.eyJi.c",
			"https://app.example/callback?code=left-out&state=left-out&id_token=left-out", "eyJh.eyJi.c"},
		"in a fragment": {"https://app.example/callback#state=the-state&id_token=eyJh.eyJi.c",
			"https://app.example/callback#state=left-out&id_token=left-out", "eyJh.eyJi.c"},
		"a token of a broker's": {"https://broker.example/callback?state=the-state&id_token=eyJh.eyJi.c", "", ""},
		"what is no token": {"https://app.example/callback?state=the-state&id_token=s3cret",
			"https://app.example/callback?state=left-out&id_token=left-out", ""},
	} {
		har := `{"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": [` + strings.Join([]string{
			entry(0, "https://app.example/login", ask), entry(1, ask, c.back), entry(2, c.back, "https://app.example/home")}, ",") + `]}}`
		got, token := "", ""
		for _, m := range read(t, []byte(har)).Messages() {
			if m.Kind == federation.KindOIDCCallback && m.Step == 3 {
				got, token = string(m.Inner), string(m.Token)
			}
		}
		if got != c.want || token != c.token {
			t.Errorf("%s: %s, %s", name, got, token)
		}
	}
}

// TestTokens takes the ID token of the login that the platform began: posted by the
// browser, or answered by the token endpoint to a script of the page.
func TestTokens(t *testing.T) {
	const ask = "https://idp.example/authorize?client_id=app&response_type=code&state=s&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback"
	const code = "grant_type=authorization_code&code=x&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback"
	post := func(url, form string, status int, body string) string {
		return fmt.Sprintf(`{"startedDateTime": "2026-03-02T09:00:02Z", "_resourceType": "xhr", "request": {"method": "POST", "url": %q, "headers": [], "postData": {"text": %q}},
"response": {"status": %d, "headers": [], "content": {"mimeType": "application/json", "text": %q}}}`, url, form, status, body)
	}
	const answer = `{"access_token":"s3cret","id_token":"eyJh.eyJi.c","refresh_token":"s3cret"}`
	for name, c := range map[string]struct{ entry, want string }{
		"posted":                   {post("https://app.example/callback", "state=s&id_token=eyJh.eyJi.c", 302, ""), "eyJh.eyJi.c"},
		"posted to a broker":       {post("https://broker.example/callback", "state=s&id_token=eyJh.eyJi.c", 302, ""), ""},
		"of the token endpoint":    {post("https://idp.example/token", code+"&client_id=app", 200, answer), "eyJh.eyJi.c"},
		"of an unnamed client":     {post("https://idp.example/token", code, 200, answer), "eyJh.eyJi.c"},
		"of another client":        {post("https://idp.example/token", code+"&client_id=other", 200, answer), ""},
		"of a renewal":             {post("https://idp.example/token", "grant_type=refresh_token&refresh_token=x", 200, answer), ""},
		"of what is no endpoint":   {post("https://idp.example/api", `{"a":1}`, 200, answer), ""},
		"of an answer that failed": {post("https://idp.example/token", code, 400, answer), ""},
	} {
		har := `{"log": {"entries": [{"startedDateTime": "2026-03-02T09:00:00Z", "request": {"method": "GET", "url": "https://app.example/login"},
"response": {"status": 302, "redirectURL": "` + ask + `"}}, ` + c.entry + `]}}`
		got := ""
		tr := read(t, []byte(har))
		for _, m := range tr.Messages() {
			got += string(m.Token)
		}
		if got != c.want {
			t.Errorf("%s: %s", name, got)
		}
		if strings.Contains(fmt.Sprintf("%+v", tr), "s3cret") {
			t.Errorf("%s: a secret was kept", name)
		}
	}
}

// TestState tells a state that was changed on the way from two logins at once.
func TestState(t *testing.T) {
	ask := func(second int, state string) string {
		to := "https://idp.example/authorize?client_id=app&response_type=code&state=" + state + "&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback"
		return fmt.Sprintf(`{"startedDateTime": "2026-03-02T09:00:%02dZ", "request": {"method": "GET", "url": "https://app.example/login"}, "response": {"status": 302, "redirectURL": %q}}`, second, to)
	}
	back := func(second int, host, state string) string {
		return fmt.Sprintf(`{"startedDateTime": "2026-03-02T09:00:%02dZ", "request": {"method": "GET", "url": "https://%s/callback?code=c%d&state=%s"},
"response": {"status": 302, "redirectURL": "https://app.example/home"}}`, second, host, second, state)
	}
	for name, c := range map[string]struct {
		entries []string
		want    federation.Code
	}{
		"the same":           {[]string{ask(0, "one"), back(1, "app.example", "one")}, ""},
		"changed":            {[]string{ask(0, "one"), back(1, "app.example", "other")}, "capture-state-changed"},
		"overlapping":        {[]string{ask(0, "one"), ask(1, "two"), back(2, "app.example", "one"), back(3, "app.example", "two")}, "capture-logins-mixed"},
		"begun before":       {[]string{ask(0, "one"), back(1, "app.example", "zero"), back(2, "app.example", "one")}, "capture-logins-mixed"},
		"at another address": {[]string{ask(0, "one"), back(1, "other.example", "other")}, "capture-logins-mixed"},
	} {
		got := federation.Code("")
		for _, f := range judge(read(t, []byte(`{"log": {"entries": [`+strings.Join(c.entries, ",")+`]}}`)), federation.Expect{}).Findings {
			if f.Code == "capture-state-changed" || f.Code == "capture-logins-mixed" {
				got = f.Code
			}
		}
		if got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
