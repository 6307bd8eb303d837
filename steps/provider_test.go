package steps_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/federation/catalog"
	"federate/steps"
)

// The client that every provider is told of.
const (
	peerClient   = "contact-centre"
	peerSecret   = "a-secret-of-this-run"
	peerRedirect = "https://cxone.niceincontact.com/auth/callback"
)

// A provider is a real OpenID provider: how it is started, and who logs in there.
type provider struct {
	command              []string
	user, password, mail string
}

var providers = map[string]provider{
	"oidc-provider": {[]string{"node", "testdata/providers/oidc-provider.mjs"}, "jane.doe@classics.example", "any", "jane.doe@classics.example"},
	"lemonldap-ng":  {[]string{"/usr/bin/perl", "testdata/providers/lemonldap-ng.pl"}, "dwho", "dwho", "dwho@badwolf.org"},
}

// A visit is what one login at a provider left behind.
type visit struct {
	discovery, keys, request, token []byte
}

// TestPeerProviders logs in at real providers and judges what they publish and issue by
// the rules of CXone and by the standards alone: a sound login is silent, and each fault
// is found as itself.
func TestPeerProviders(t *testing.T) {
	if os.Getenv("FEDERATE_PEERS") == "" {
		t.Skip("FEDERATE_PEERS=1 starts real providers")
	}
	for name, p := range providers {
		t.Run(name, func(t *testing.T) {
			l := logIn(t, p)
			for _, platform := range []string{"cxone", "generic"} {
				judge := func(at time.Time, docs [][]byte, facts map[federation.Fact]string) federation.Report {
					return judged(t, platform, p.mail, at, docs, facts)
				}
				whole := [][]byte{l.discovery, l.keys, l.request, l.token}
				r := judge(time.Time{}, whole, nil)
				for _, f := range r.Findings {
					if f.Severity > federation.Note {
						t.Errorf("%s: a sound login: %s: %s: want %q got %q", platform, f.Code, f.Detail, f.Want, f.Got)
					}
				}
				for _, code := range []federation.Code{"oidc-token-signature-broken", "oidc-token-nonce-mismatch", "oidc-token-audience-mismatch", "oidc-token-issuer-mismatch"} {
					if !slices.Contains(r.Passed, code) {
						t.Errorf("%s: %s did not pass", platform, code)
					}
				}
				other := bytes.Replace(l.request, []byte("nonce="), []byte("nonce=another-"), 1)
				beside := [][]byte{l.discovery, l.keys, l.token}
				changed := bytes.Clone(l.token)
				if at := bytes.LastIndexByte(changed, '.') + 9; changed[at] == 'A' {
					changed[at] = 'B'
				} else {
					changed[at] = 'A'
				}
				for _, c := range []struct {
					what string
					r    federation.Report
					want federation.Code
				}{
					{"another nonce", judge(time.Time{}, [][]byte{l.discovery, l.keys, other, l.token}, nil), "oidc-token-nonce-mismatch"},
					{"another client", judge(time.Time{}, beside, map[federation.Fact]string{"oidc.client_id": "somebody-else"}), "oidc-token-audience-mismatch"},
					{"a day later", judge(time.Now().Add(24*time.Hour), beside, nil), "oidc-token-expired"},
					{"changed on the way", judge(time.Time{}, [][]byte{l.discovery, l.keys, changed}, nil), "oidc-token-signature-broken"},
				} {
					var found []federation.Code
					for _, f := range c.r.Findings {
						if f.Severity > federation.Note {
							found = append(found, f.Code)
						}
					}
					if !slices.Equal(found, []federation.Code{c.want}) {
						t.Errorf("%s: %s: %v, want %s", platform, c.what, found, c.want)
					}
				}
			}
		})
	}
}

// judged is the verdict on docs by the rules of platform, with what a federation with
// the client and the person would have been told.
func judged(t *testing.T, platform, mail string, at time.Time, docs [][]byte, facts map[federation.Fact]string) federation.Report {
	t.Helper()
	know := catalog.Knowledge()
	pair, err := library(t).Pair(platform, "generic-oidc", "oidc", "", know.Checks)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC()
	if !at.IsZero() {
		now = at.UTC()
	}
	v, err := steps.Blank(pair, now)
	if err != nil {
		t.Fatal(err)
	}
	told := map[federation.Fact]string{"oidc.client_id": peerClient, "oidc.redirect_uri": peerRedirect, "user.email": mail,
		"user.external_identity": pair.Expect.IdentityPrefix.Value + mail}
	for f, value := range facts {
		told[f] = value
	}
	b := steps.Bench{View: v, At: at, Now: now}
	for f, value := range told {
		term, _ := pair.Terms.Term(f)
		b.Facts = append(b.Facts, federation.Claim{Side: term.Owner, Fact: f, Value: value})
	}
	var given []federation.Artifact
	for _, raw := range docs {
		a, err := know.Recognise(raw)
		if err != nil || a.Kind == "unknown" {
			t.Fatalf("%.80s: %v, %s", raw, err, a.Seems)
		}
		a.Origin, a.Received = string(a.Kind), now
		given = append(given, a)
	}
	return b.Judge(given).Report
}

// logIn starts a provider and logs in there as a browser would.
func logIn(t *testing.T, p provider) (l visit) {
	t.Helper()
	told, err := json.Marshal(map[string]string{"client_id": peerClient, "client_secret": peerSecret, "redirect_uri": peerRedirect})
	if err != nil {
		t.Fatal(err)
	}
	packages, err := filepath.Abs("../.ci/peers/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(p.command[0], append(p.command[1:], string(told))...)
	c.Env = append(os.Environ(), "PEERS="+packages)
	var talk bytes.Buffer
	c.Stderr = &talk
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close(); _ = c.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("it did not start: %v\n%s", err, talk.String())
	}
	issuer := strings.TrimSpace(line)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := browser{t: t, as: p, client: &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), peerRedirect) {
			return http.ErrUseLastResponse
		}
		return nil
	}}}
	l.discovery = b.get(issuer + "/.well-known/openid-configuration")
	var d struct {
		JWKS          string `json:"jwks_uri"`
		Authorization string `json:"authorization_endpoint"`
		Token         string `json:"token_endpoint"`
	}
	if err := json.Unmarshal(l.discovery, &d); err != nil {
		t.Fatalf("%s: %v", l.discovery, err)
	}
	l.keys = b.get(d.JWKS)
	l.request = []byte(d.Authorization + "?" + url.Values{"client_id": {peerClient}, "redirect_uri": {peerRedirect}, "response_type": {"code"},
		"scope": {"openid email profile"}, "state": {"s-of-this-run"}, "nonce": {"n-of-this-run"}}.Encode())
	code := b.signIn(string(l.request))
	req, err := http.NewRequest(http.MethodPost, d.Token, strings.NewReader(url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {peerRedirect}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(peerClient, peerSecret)
	var answer struct {
		IDToken string `json:"id_token"`
	}
	if raw, _ := b.do(req); json.Unmarshal(raw, &answer) != nil || answer.IDToken == "" {
		t.Fatalf("the token endpoint says %s", raw)
	}
	l.token = []byte(answer.IDToken)
	return l
}

// A browser follows redirects and fills in forms.
type browser struct {
	t      *testing.T
	as     provider
	client *http.Client
}

func (b browser) get(address string) []byte {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	raw, _ := b.do(r)
	return raw
}

func (b browser) do(r *http.Request) (body []byte, last *http.Response) {
	b.t.Helper()
	last, err := b.client.Do(r)
	if err != nil && !errors.Is(err, http.ErrUseLastResponse) {
		b.t.Fatal(err)
	}
	defer last.Body.Close()
	if body, err = io.ReadAll(io.LimitReader(last.Body, 1<<20)); err != nil {
		b.t.Fatal(err)
	}
	return body, last
}

var (
	formTag  = regexp.MustCompile(`(?is)<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>`)
	inputTag = regexp.MustCompile(`(?is)<(?:input|button)[^>]*>`)
	attrName = regexp.MustCompile(`(?i)\bname="([^"]*)"`)
	attrText = regexp.MustCompile(`(?i)\bvalue="([^"]*)"`)
)

// signIn goes to address, fills in each form that it meets as the person, and returns
// the code that the platform would get.
func (b browser) signIn(address string) string {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	for range 6 {
		if err != nil {
			b.t.Fatal(err)
		}
		body, last := b.do(r)
		if back, err := last.Location(); err == nil {
			if back.Query().Get("code") == "" {
				b.t.Fatalf("it answers %s", back)
			}
			return back.Query().Get("code")
		}
		form := formTag.FindSubmatch(body)
		if form == nil {
			b.t.Fatalf("%s: no form in %.2000s", last.Request.URL, body)
		}
		fill := url.Values{}
		for _, tag := range inputTag.FindAll(form[2], -1) {
			name, value := attrName.FindSubmatch(tag), attrText.FindSubmatch(tag)
			switch {
			case name == nil:
			case slices.Contains([]string{"login", "username", "user"}, string(name[1])):
				fill.Set(string(name[1]), b.as.user)
			case string(name[1]) == "password":
				fill.Set("password", b.as.password)
			case value != nil:
				fill.Set(string(name[1]), html.UnescapeString(string(value[1])))
			}
		}
		to, err2 := last.Request.URL.Parse(html.UnescapeString(string(form[1])))
		if err2 != nil {
			b.t.Fatal(err2)
		}
		r, err = http.NewRequest(http.MethodPost, to.String(), strings.NewReader(fill.Encode()))
		if err == nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
	}
	b.t.Fatal("the login does not end")
	return ""
}
