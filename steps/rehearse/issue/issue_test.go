package issue_test

import (
	"cmp"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"federate/assets"
	"federate/federation"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/rehearse/issue"
)

// at is when every login of these tests happens.
var at = time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)

// random are the same numbers in every run. Keys are not made of them: crypto/rsa
// reads of its source as it likes.
func random() io.Reader { return rand.NewChaCha8([32]byte{1}) }

// keys are made once: they cost more than everything else here.
var keys = sync.OnceValue(func() (out [3]*issue.Key) {
	for i, name := range []string{"Stand-in identity provider", "Nobody's key", "Stand-in platform"} {
		key, err := issue.NewKey(random(), name, at.Add(-time.Hour), at.AddDate(2, 0, 0))
		if err != nil {
			panic(err)
		}
		out[i] = key
	}
	return out
})

var know = sync.OnceValue(catalog.Knowledge)

var library = sync.OnceValue(func() *playbook.Library {
	l, err := playbook.Load(know().Terms, assets.FS)
	if err != nil {
		panic(err)
	}
	return l
})

// A bench is a platform of the playbooks, and the snapshot of a federation that nobody
// has begun, which the login is judged in.
type bench struct {
	platform, protocol string
	view               *steps.Snapshot
}

// benches are those of every platform by every protocol that has a login.
func benches(t testing.TB) (out []bench) {
	t.Helper()
	generic := map[string]string{"saml": playbook.GenericIdP, "oidc": "generic-oidc"}
	for _, p := range library().Playbooks(federation.Platform) {
		for _, protocol := range p.Protocols {
			if generic[protocol] == "" {
				continue
			}
			out = append(out, newBench(t, p.ID, generic[protocol], protocol, nil))
		}
	}
	return out
}

// newBench is that of one platform, which demands what demand adds.
func newBench(t testing.TB, platform, idp, protocol string, demand func(*federation.Expect)) bench {
	t.Helper()
	pair, err := library().Pair(platform, idp, protocol, "", know().Checks)
	if err != nil {
		t.Fatal(err)
	}
	if demand != nil {
		demand(&pair.Expect)
	}
	view, err := steps.Blank(pair, at)
	if err != nil {
		t.Fatal(err)
	}
	return bench{platform, protocol, view}
}

// called is what each platform is called and where it listens; its playbook has rules
// for that.
var called = map[string]struct{ entity, acs string }{
	"cisco-ids":     {"ids.contoso.example", "https://ids.contoso.example:8553/ids/saml/response"},
	"genesys-cloud": {"https://login.mypurecloud.de/saml", "https://login.mypurecloud.de/saml"},
	"cxone":         {"https://cxone.niceincontact.com/sp/00000000", "https://cxone.niceincontact.com/sso/saml/acs"},
}

// exchange is a sound login of b.
func (b bench) exchange() issue.Exchange {
	name, ok := called[b.platform]
	if !ok {
		name.entity, name.acs = "https://platform.contoso.example/saml", "https://platform.contoso.example/saml/acs"
	}
	x := issue.Exchange{
		Platform: issue.Platform{EntityID: name.entity, ACS: name.acs, SLO: name.acs + "/logout",
			ClientID:    "0f8fad5b-d9cb-469f-a165-70867728950e",
			RedirectURI: "https://cxone.niceincontact.com/auth/callback", PostLogout: "https://cxone.niceincontact.com/auth/signout",
			Expect: b.view.Pair.Expect, Values: map[federation.Fact]string{}},
		IdP: issue.IdP{EntityID: "https://idp.contoso.example/saml", SSO: "https://idp.contoso.example/saml/sso",
			SLO:    "https://idp.contoso.example/saml/slo",
			Issuer: "https://idp.contoso.example/oidc", Key: keys()[0], Other: keys()[1]},
		Person: issue.Person{NameID: "ann.agent@contoso.example", Email: "ann.agent@contoso.example", Given: "Ann", Family: "Agent",
			Groups: []string{"agents"}},
		At: at, Rand: random(), RelayState: "where-she-was", State: "af0ifjsldkj", Nonce: "n-0S6_WzA2Mj",
		Challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", Code: "SplxlOBeZQQYbYS6WxSbIA", AccessToken: "SlAV32hkKG-jR9s",
	}
	for _, a := range b.view.Pair.Expect.Attributes.Value {
		for _, f := range []federation.Fact{a.Fact, a.Constant} {
			switch {
			case f == "":
			case a.Constant != "":
				x.Platform.Values[f] = "acme"
			case strings.HasPrefix(string(f), "user."):
				x.Platform.Values[f] = x.Person.NameID
			case strings.Contains(string(f), "principal"):
				x.Platform.Values[f] = x.Person.Email
			default:
				x.Platform.Values[f] = "ann.agent"
			}
		}
	}
	return x
}

// messages are those of the login x, as they travel.
func (b bench) messages(t testing.TB, x *issue.Exchange, start federation.Start) (out [][]byte) {
	t.Helper()
	must := func(text []byte, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, text)
	}
	if b.protocol == "oidc" {
		request, err := x.AuthorizationRequest()
		must([]byte(request), err)
		if x.Drill != nil && x.Drill.Unanswered {
			return out
		}
		callback, err := x.CallbackAddress()
		must([]byte(callback), err)
		must(x.TokenAnswer())
		return out
	}
	if start == federation.StartSP {
		var request []byte
		var err error
		if x.RequestBinding() == issue.Posting {
			request, x.RequestID, err = x.AuthnRequest()
		} else {
			var address string
			address, x.RequestID, err = x.RequestAddress()
			request = []byte(address)
		}
		must(request, err)
		if x.Drill != nil && x.Drill.Unanswered {
			return out
		}
	}
	response, err := x.Response()
	if err == nil && x.ResponseBinding() == issue.Redirecting {
		var address string
		address, err = issue.Redirect(x.Platform.ACS, "SAMLResponse", response, "", x.IdP.Key)
		response = []byte(address)
	}
	must(response, err)
	return out
}

// judge judges the login x as a rehearsal does: when it arrives, with all that both
// sides know and publish.
func (b bench) judge(t testing.TB, x issue.Exchange, start federation.Start) federation.Report {
	t.Helper()
	messages := b.messages(t, &x, start)
	beside, err := x.Beside(b.protocol)
	if err != nil {
		t.Fatal(err)
	}
	return b.report(t, x, append(beside, messages...))
}

func (b bench) report(t testing.TB, x issue.Exchange, raw [][]byte) federation.Report {
	t.Helper()
	arrival := x.At.Add(time.Second / 2)
	var docs []federation.Artifact
	for _, text := range raw {
		a, err := know().Recognise(text)
		if err != nil || a.Kind == federation.KindUnknown {
			t.Fatalf("%v, %s: not recognised: %.300s", err, a.Seems, text)
		}
		docs = append(docs, a)
	}
	return steps.Bench{View: b.view, At: arrival, Now: arrival, Facts: x.Told(b.protocol, b.view.Pair.Terms)}.Judge(docs).Report
}

// starts are where logins of b may begin.
func (b bench) starts() []federation.Start {
	if b.protocol == "oidc" {
		return []federation.Start{federation.StartSP}
	}
	if e := b.view.Pair.Expect.Starts; e.Set {
		return e.Value
	}
	return []federation.Start{federation.StartSP, federation.StartIdP}
}

// proof are codes that pass where the whole login was looked at.
var proof = map[string][]federation.Code{
	"saml": {"saml-unproven", "saml-signature-broken", "saml-audience-mismatch", "saml-recipient-mismatch", "saml-expired"},
	"oidc": {"oidc-token-signature-broken", "oidc-token-nonce-mismatch", "oidc-token-at-hash", "oidc-token-identity-mismatch",
		"oidc-callback-issuer-mismatch", "oidc-request-redirect-uri-mismatch"},
}

// TestSound wants that a login without a fault is found without one, for every platform
// and at either start, by a platform that signs its requests and by one that does not.
func TestSound(t *testing.T) {
	for _, b := range benches(t) {
		for _, start := range b.starts() {
			for _, how := range []string{"", "untold", "signed", issue.Posting, "signed " + issue.Posting, "context"} {
				t.Run(strings.Join([]string{b.platform, b.protocol, string(start), how}, "/"), func(t *testing.T) {
					x := b.exchange()
					if strings.Contains(how, issue.Posting) {
						x.Binding = issue.Posting
					}
					if strings.Contains(how, "signed") {
						x.Platform.Key = keys()[2]
					}
					if how == "untold" {
						x.Platform.Values = nil
					}
					if how == "context" {
						x.Platform.Context = "urn:oasis:names:tc:SAML:2.0:ac:classes:Kerberos"
					}
					r := b.judge(t, x, start)
					for _, f := range r.Findings {
						if f.Severity >= federation.Warning {
							t.Errorf("%s: %s: want %q got %q", f.Code, f.Detail, f.Want, f.Got)
						}
					}
					for _, code := range proof[b.protocol] {
						if code == "oidc-token-identity-mismatch" && !b.view.Pair.Expect.IdentityClaim.Set {
							continue // it is not known by which claim the platform knows people
						}
						if !slices.Contains(r.Passed, code) {
							t.Errorf("%s did not pass", code)
						}
					}
					for _, w := range r.Waiting {
						if w.ForDocument() || !slices.ContainsFunc(w.For, func(n federation.Need) bool { return b.unknown(x, n) }) {
							t.Errorf("%s waits for %v", w.Code, w.For)
						}
					}
				})
			}
		}
	}
}

// unknown reports whether nobody in the login x states the fact of n.
func (b bench) unknown(x issue.Exchange, n federation.Need) bool {
	term, _ := b.view.Pair.Terms.Term(n.Fact)
	side := cmp.Or(n.Side, term.Owner)
	return !slices.ContainsFunc(x.Facts(b.protocol), func(c federation.Claim) bool {
		return c.Fact == n.Fact && cmp.Or(c.Side, term.Owner) == side
	})
}
