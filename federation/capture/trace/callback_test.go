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
	for name, c := range map[string]struct{ back, want string }{
		"the platform's": {"https://app.example/callback?code=the-code&state=the-state&iss=https%3A%2F%2Fother.example&session_state=s",
			"https://app.example/callback?code=left-out&state=left-out&iss=https%3A%2F%2Fother.example"},
		"a broker's":   {"https://broker.example/callback?code=the-code&state=the-state", ""},
		"with a token": {"https://app.example/callback?code=the-code&state=the-state&id_token=a.b.c", ""},
	} {
		har := `{"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": [` + strings.Join([]string{
			entry(0, "https://app.example/login", ask), entry(1, ask, c.back), entry(2, c.back, "https://app.example/home")}, ",") + `]}}`
		got := ""
		for _, m := range read(t, []byte(har)).Messages() {
			if m.Kind == federation.KindOIDCCallback && m.Step == 3 {
				got = string(m.Inner)
			}
		}
		if got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
