package errorbook_test

import (
	"fmt"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A kept is a text as people meet it, and what it is about.
type kept struct{ system, code, text string }

// keptTexts are those of testdata/kept: made up from the forms that the vendors
// publish, with values of nobody.
func keptTexts(t *testing.T) (out []kept) {
	t.Helper()
	files, err := filepath.Glob("testdata/kept/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no texts: %v", err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(strings.TrimSpace(string(raw)), "\n\n") {
			head, text, ok := strings.Cut(part, "\n")
			system, code, two := strings.Cut(strings.TrimPrefix(head, "# "), " ")
			if !ok || !two || !strings.HasPrefix(head, "# ") {
				t.Fatalf("%s: no text: %q", name, part)
			}
			out = append(out, kept{system, code, text})
		}
	}
	return out
}

// noises are the wrappings in which people hand texts over.
var noises = []struct {
	name string
	wrap func(string) string
}{
	{"as it is", func(s string) string { return s }},
	{"a page", func(s string) string {
		return `<!DOCTYPE html><html lang="en"><head><title>Sign in</title><style>.a{width:50034px;color:#75011a}</style>` +
			`<script>var t={"e":"AADSTS50020","u":"https://cdn.example/x.js"};</script></head><body><div class="login"><h1>Contact centre</h1><p>` +
			strings.ReplaceAll(html.EscapeString(s), " ", "&#32;") + `</p><a href="/help?id=4711">Help</a><footer>&copy; 2026 Brightwharf</footer></div></body></html>`
	}},
	{"a log", func(s string) string {
		return "2026-11-27 08:14:02,117 [http-nio-8443-exec-7] ERROR sso.LoginFilter - login of session 9f1c failed\n" +
			"2026-11-27 08:14:02,118 [http-nio-8443-exec-7] ERROR sso.LoginFilter - " + strings.ReplaceAll(s, "\n", "\n  ") +
			"\n\tat example.sso.LoginFilter.doFilter(LoginFilter.java:211)\n\tat example.web.Chain.next(Chain.java:88)\n\t... 41 more"
	}},
	{"an address", func(s string) string {
		return "https://voice.example/callback?state=8f2a&error_description=" + url.QueryEscape(s) + "&iss=x"
	}},
	{"JSON", func(s string) string {
		return `{"time":"2026-11-27T08:14:02Z","level":"error","msg":` + strconv.QuoteToASCII(s) + `,"trace":"00-4bf9-00"}`
	}},
	{"a mail", func(s string) string {
		var b strings.Builder
		for i, w := range strings.Fields("Hi all, since this morning people see this: " + s + " Can you help? Regards, Dana") {
			if i%9 == 0 {
				b.WriteString("\n> ")
			}
			b.WriteString(w + " ")
		}
		return b.String()
	}},
}

// TestKept: of the texts in each wrapping nearly all are understood, and none is
// put into another company's mouth.
func TestKept(t *testing.T) {
	b := book(t)
	texts := keptTexts(t)
	standard := map[string]bool{"saml": true, "oauth": true, "oidc-clients": true, "toolkits": true, "tls": true, "vague": true, "people": true, "scim": true}
	understood, asked := 0, 0
	for _, n := range noises {
		right := 0
		for _, k := range texts {
			found := b.Find(n.wrap(k.text))
			asked++
			if len(found) > 0 && found[0].System == k.system && found[0].Code == k.code && !found[0].Guess {
				right++
			} else if len(found) > 0 {
				t.Logf("%s: %.70q: found %s %q (guess %t), not %s %q", n.name, k.text, found[0].System, found[0].Code, found[0].Guess, k.system, k.code)
			} else {
				t.Logf("%s: %.70q: nothing found, not %s %q", n.name, k.text, k.system, k.code)
			}
			for _, e := range found {
				if !e.Guess && e.System != k.system && !standard[e.System] && !strings.HasPrefix(n.name, "a page") {
					t.Errorf("%s: %.70q is put into the mouth of %s (%s)", n.name, k.text, e.Vendor, e.Code)
				}
			}
		}
		understood += right
		t.Logf("%s: %d of %d texts understood", n.name, right, len(texts))
	}
	share := 100 * float64(understood) / float64(asked)
	fmt.Printf("explain understands %.1f %% of %d texts in %d wrappings\n", share, len(texts), len(noises))
	if share < 98 {
		t.Errorf("%.1f %% understood", share)
	}
}

// TestProtocols: what a text of SAML says is not told by OpenID Connect's libraries, nor
// the other way round; where only the other one knows the sentence, that is told.
func TestProtocols(t *testing.T) {
	b := book(t)
	for text, want := range map[string]string{
		"The SAML assertion was refused: Invalid issuer":    "toolkits",
		"The OIDC login was refused: Invalid issuer":        "oidc-clients",
		"SAML login failed: unexpected iss value":           "oidc-clients",
		"id_token refused, and the assertion: aud mismatch": "oidc-clients",
	} {
		found := b.Find(text)
		if len(found) == 0 || found[0].System != want || found[0].Guess {
			t.Errorf("%q: %+v", text, found)
		}
	}
}
