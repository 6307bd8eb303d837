package rehearse_test

import (
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"federate/assets"
	"federate/federation"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/rehearse"
	"federate/steps/rehearse/issue"
	"federate/ui/report"
)

var (
	know    = catalog.Knowledge()
	library = sync.OnceValues(func() (*playbook.Library, error) { return playbook.Load(know.Terms, assets.FS) })
)

// blank is a federation of platform with its generic identity provider that nobody has begun.
func blank(t testing.TB, platform, protocol string) *steps.Snapshot {
	t.Helper()
	l, err := library()
	if err != nil {
		t.Fatal(err)
	}
	p, err := l.Pair(platform, l.Generic(protocol), protocol, "", know.Checks)
	if err != nil {
		t.Fatal(err)
	}
	v, err := steps.Blank(p, time.Now().UTC())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A stage is a rehearsal with what it heard.
type stage struct {
	*rehearse.Stage
	mu     sync.Mutex
	logins []rehearse.Login
	view   *steps.Snapshot
	client *http.Client
}

// begin opens a rehearsal with both stand-ins at a port of its own.
func begin(t testing.TB, o rehearse.Options) *stage {
	t.Helper()
	s := &stage{view: o.View}
	o.Know, o.Now, o.Random, o.Listen = know, time.Now, rand.Reader, "127.0.0.1:0"
	o.Pages = report.Rehearsal{Words: o.View.Pair.Words}
	var err error
	if s.Stage, err = rehearse.Open(t.Context(), o, func(l rehearse.Login) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.logins = append(s.logins, l)
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	s.client = &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}, //nolint:gosec // the certificate is made for the run
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	t.Cleanup(s.client.CloseIdleConnections)
	return s
}

// heard is the one login that was heard, or the last of several.
func (s *stage) heard(t testing.TB) rehearse.Login {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.logins) == 0 {
		t.Fatal("no login was heard")
	}
	return s.logins[len(s.logins)-1]
}

// A page is what a browser shows.
type page struct {
	status  int
	address string
	header  http.Header
	body    string
}

// open goes to address and wherever that leads by itself, as a browser does, and signs
// in where it is asked to, with the choices given.
func (s *stage) open(t testing.TB, address string, choices url.Values) page {
	t.Helper()
	method, form := http.MethodGet, url.Values(nil)
	for range 20 {
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
		answer, err := s.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		at, _ := url.Parse(address)
		if to := answer.Header.Get("Location"); to != "" {
			next, err := at.Parse(to)
			if err != nil {
				t.Fatal(err)
			}
			address, method, form = next.String(), http.MethodGet, nil
			continue
		}
		p := page{answer.StatusCode, address, answer.Header, string(raw)}
		to, fields, found := formOf(t, p.body)
		if !found {
			return p
		}
		next, err := at.Parse(to)
		if err != nil {
			t.Fatal(err)
		}
		for name := range choices {
			fields.Set(name, choices.Get(name))
		}
		address, method, form, choices = next.String(), http.MethodPost, fields, nil
	}
	t.Fatalf("%s leads on and on", address)
	return page{}
}

// formOf is the one form of a page, as it would be sent.
func formOf(t testing.TB, body string) (action string, fields url.Values, found bool) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	fields = url.Values{}
	attr := func(n *html.Node, name string) string {
		for _, a := range n.Attr {
			if a.Key == name {
				return a.Val
			}
		}
		return ""
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "form":
			action, found = attr(n, "action"), true
		case "input":
			fields.Set(attr(n, "name"), attr(n, "value"))
		}
	}
	return action, fields, found
}

// whole is an address as it stands on the first page, whole.
func (s *stage) whole(address string) string {
	if strings.HasPrefix(address, "/") {
		return strings.TrimSuffix(s.Address(), "/") + address
	}
	return address
}

// idpStart is where a login begins at the stand-in identity provider.
func (s *stage) idpStart() string { return "https://127.0.0.1:" + s.Port() + "/idp/start" }

// pairs are the platforms with the protocols that can be rehearsed.
var pairs = []struct{ platform, protocol string }{
	{"cxone", "saml"}, {"genesys-cloud", "saml"}, {"cisco-ids", "saml"}, {"generic", "saml"}, {"cxone", "oidc"},
}

func TestBothStandIns(t *testing.T) {
	for _, p := range pairs {
		t.Run(p.platform+"/"+p.protocol, func(t *testing.T) {
			t.Parallel()
			s := begin(t, rehearse.Options{View: blank(t, p.platform, p.protocol), WithIdP: true})
			for _, l := range s.Front(true).Begin {
				if l.Title == "Sign out" {
					continue
				}
				got := s.open(t, s.whole(l.Address), nil)
				l := s.heard(t)
				if !l.Accepted() || got.status != http.StatusOK || !strings.Contains(got.body, "Would be let in") {
					t.Errorf("login %d: accepted %v, refused %q, waiting %v, page %d at %s", l.Number, l.Accepted(), l.Refused, l.Unproven(), got.status, got.address)
					for _, f := range l.Verdict.Report.Findings {
						t.Errorf("  %s %s: want %q, got %q", f.Severity, f.Code, f.Want, f.Got)
					}
				}
				for _, f := range l.Verdict.Report.Findings {
					if f.Severity >= federation.Warning {
						t.Errorf("a sound login has the finding %s: %s", f.Code, f.Detail)
					}
				}
			}
		})
	}
}

// TestDrillsAreSeen makes every failure that the stand-in identity provider can make, in
// a browser, and wants its finding. The platforms take turns: which drill is found by
// which is for the tests of package issue.
func TestDrillsAreSeen(t *testing.T) {
	l, err := library()
	if err != nil {
		t.Fatal(err)
	}
	type place struct{ platform, protocol string }
	demands := map[place]federation.Expect{}
	var places []place
	for _, p := range l.Playbooks(federation.Platform) {
		for _, protocol := range []string{"saml", "oidc"} {
			if slices.Contains(p.Protocols, protocol) {
				at := place{p.ID, protocol}
				places, demands[at] = append(places, at), blank(t, p.ID, protocol).Pair.Expect
			}
		}
	}
	shown := map[place][]issue.Drill{}
	for n, d := range issue.Drills() {
		suits := slices.DeleteFunc(slices.Clone(places), func(at place) bool { return at.protocol != d.Protocol || !d.Suits(demands[at]) })
		if len(suits) > 0 {
			at := suits[n%len(suits)]
			shown[at] = append(shown[at], d)
		}
	}
	if len(shown) < 5 {
		t.Errorf("only %d platforms are drilled", len(shown))
	}
	for at, drills := range shown {
		t.Run(at.platform+" "+at.protocol, func(t *testing.T) { drillsAreSeen(t, at.platform, at.protocol, drills) })
	}
}

func drillsAreSeen(t *testing.T, platform, protocol string, drills []issue.Drill) {
	t.Parallel()
	s := begin(t, rehearse.Options{View: blank(t, platform, protocol), WithIdP: true})
	for _, d := range drills {
		from := s.Address() + "login?drill=" + url.QueryEscape(d.Name())
		if d.Start == federation.StartIdP {
			from = s.idpStart() + "?drill=" + url.QueryEscape(d.Name())
		}
		s.open(t, from, url.Values{"drill": {d.Name()}})
		l := s.heard(t)
		var codes []string
		for _, f := range l.Verdict.Report.Findings {
			codes = append(codes, fmt.Sprint(f.Code))
		}
		if !slices.Contains(codes, string(d.Code)) {
			t.Errorf("%s: the login has %v", d.Name(), codes)
		}
		if d.Code == "oidc-callback-error" && slices.Contains(codes, "capture-idp-error") {
			t.Errorf("%s: one refusal is said twice: %v", d.Name(), codes)
		}
	}
}
