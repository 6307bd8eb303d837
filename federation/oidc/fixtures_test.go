package oidc_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"federate/federation"
	"federate/federation/capture"
	"federate/federation/conformance"
	"federate/federation/oidc"
)

// A setup is the case around a fixture: that of testdata, over it that of the
// folder, and over both a fixture that is itself one.
type setup struct {
	Now       time.Time          `json:"now"` // else the message's own time
	Documents []string           `json:"documents"`
	Facts     map[string]*string `json:"facts"` // "[side/]fact[#key]": value; null: not known
	Expect    map[string]any     `json:"expect"`
}

func vocabulary() *federation.Vocabulary {
	const platform, idp = federation.Platform, federation.IdP
	terms := []federation.Term{
		{Fact: "oidc.client_id", Title: "the client ID", Label: "Client ID", Owner: idp},
		{Fact: "oidc.client_secret", Title: "the client secret", Label: "Client secret", Owner: idp, Secret: true},
		{Fact: "oidc.client_secret_expires", Title: "the last day of the client secret", Label: "Client secret expires", Owner: idp, Form: federation.Date},
		{Fact: "oidc.redirect_uri", Title: "the redirect URI", Label: "Redirect URI", Owner: platform, Form: federation.URL},
		{Fact: "oidc.post_logout_redirect_uri", Title: "the sign-out redirect URI", Label: "Sign-out redirect URI", Owner: platform, Form: federation.URL},
		{Fact: "oidc.auth_method", Title: "the client authentication method", Label: "Client authentication method", Owner: platform, Form: federation.Choice,
			Values: []string{"client_secret_basic", "client_secret_post"}},
		{Fact: "oidc.nonce", Title: "the nonce of the login request", Label: "Nonce", Owner: platform, Scope: federation.Attempt, Many: true},
		{Fact: "user.external_identity", Title: "the pilot's identity in the platform", Label: "External identity", Owner: platform, Many: true},
		{Fact: "user.email", Title: "the pilot's e-mail claim", Label: "E-mail", Owner: idp, Many: true},
	}
	for fact, title := range map[federation.Fact]string{"oidc.issuer": "the issuer", "oidc.discovery_url": "the discovery address", "oidc.authorization_endpoint": "the authorization endpoint",
		"oidc.token_endpoint": "the token endpoint", "oidc.jwks_uri": "the address of the key set", "oidc.userinfo_endpoint": "the UserInfo endpoint",
		"oidc.revocation_endpoint": "the revocation endpoint", "oidc.end_session_endpoint": "the end-session endpoint"} {
		terms = append(terms, federation.Term{Fact: fact, Title: title, Label: title, Owner: idp, Form: federation.URL})
	}
	var kinds []federation.KindTerm
	for _, k := range []federation.Kind{oidc.KindDiscovery, oidc.KindKeySet, oidc.KindSecret} {
		kinds = append(kinds, federation.KindTerm{Kind: k})
	}
	for _, k := range []federation.Kind{oidc.KindToken, oidc.KindRequest, oidc.KindCallback, oidc.KindError} {
		kinds = append(kinds, federation.KindTerm{Kind: k, Message: true})
	}
	return federation.NewVocabulary(terms, kinds)
}

// checks are those of this package and those that any value has to stand.
func checks() []federation.Check { return slices.Concat(federation.ValueChecks(), oidc.Checks()) }

func read(t testing.TB, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func (s *setup) load(t testing.TB, file string) {
	t.Helper()
	if _, err := os.Stat(file); os.IsNotExist(err) {
		return
	}
	if err := json.Unmarshal(read(t, file), s); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// recognise is what the catalogue does with what was pasted.
func recognise(t testing.TB, raw []byte) federation.Artifact {
	t.Helper()
	c, err := capture.Unwrap(raw)
	if err != nil {
		t.Fatal(err)
	}
	a := understand(c.Kind, c.Inner)
	if t, ok := a.Doc.(*oidc.Token); ok {
		t.Beside(raw)
	}
	return a
}

func understand(kind federation.Kind, text []byte) federation.Artifact {
	a := federation.Artifact{Kind: kind}
	switch kind {
	case oidc.KindDiscovery:
		d := oidc.ReadDiscovery(text)
		a.Doc, a.Claims = d, d.Claims()
	case oidc.KindKeySet:
		a.Doc = oidc.ReadKeySet(text)
	case oidc.KindToken:
		d := oidc.ReadToken(text)
		a.Doc, a.Issued = d, d.Issued()
	case oidc.KindRequest:
		a.Doc = oidc.ReadRequest(text)
	case oidc.KindCallback:
		a.Doc = oidc.ReadCallback(text)
	case oidc.KindSecret:
		a.Doc = oidc.Secret{}
	case oidc.KindError:
		a.Doc = oidc.ReadTokenError(text)
	}
	return a
}

// june is the clock where neither setup nor message has one.
var june = time.Date(2027, 6, 1, 12, 0, 0, 0, time.UTC)

func (s *setup) dossier(t testing.TB) *federation.Dossier {
	t.Helper()
	words := vocabulary()
	d := &federation.Dossier{Now: s.Now, Terms: words, Final: true, Words: federation.Words{Terms: words}}
	if d.Now.IsZero() {
		d.Now = june
	}
	expect := map[string]any{}
	for k, v := range s.Expect {
		expect[k] = map[string]any{"value": v}
	}
	text, err := yaml.Marshal(expect)
	if err == nil {
		err = yaml.UnmarshalWithOptions(text, &d.Expect, yaml.Strict())
	}
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range s.Facts {
		if value == nil {
			continue
		}
		side, fact, ok := strings.Cut(name, "/")
		if !ok {
			side, fact = "", name
		}
		fact, key, _ := strings.Cut(fact, "#")
		c := federation.Claim{Side: federation.Side(side), Fact: federation.Fact(fact), Key: key, Value: *value}
		if err := words.CheckFact(c.Fact); err != nil {
			t.Fatal(err)
		}
		if side == "" {
			c.Side = d.Owner(c.Fact)
		}
		d.Hear(c)
	}
	for _, file := range s.Documents {
		d.Receive(recognise(t, read(t, filepath.Join("testdata", file))))
	}
	return d
}

// copied is d with claims and documents of its own.
func copied(d *federation.Dossier) *federation.Dossier {
	c := &federation.Dossier{Now: d.Now, Terms: d.Terms, Expect: d.Expect, Words: d.Words, Final: d.Final}
	for _, a := range d.Artifacts() {
		c.Receive(a)
	}
	for _, said := range d.All() {
		c.Hear(said)
	}
	return c
}

// judge is the whole verdict about one fixture.
func judge(t testing.TB, file string) federation.Report {
	t.Helper()
	var s setup
	document := filepath.Ext(file) != ".json"
	if document {
		s.load(t, "testdata/setup.json")
	}
	s.load(t, filepath.Join(filepath.Dir(file), "setup.json"))
	if !document {
		s.load(t, file)
	}
	standing := s.dossier(t)
	var attempts []*federation.Dossier
	if document {
		a := recognise(t, read(t, file))
		if k, ok := standing.Terms.Kind(a.Kind); !ok {
			t.Fatalf("%s: recognised as %q", file, a.Kind)
		} else if k.Message {
			then := copied(standing)
			if a.Received = a.Issued; s.Now.IsZero() && !a.Issued.IsZero() {
				then.Now = a.Moment()
			}
			then.Receive(a)
			attempts = append(attempts, then)
		} else {
			standing.Receive(a)
		}
	}
	return conformance.Judge(standing, attempts, checks())
}

func explain(t *testing.T, r federation.Report) {
	t.Helper()
	for _, f := range r.Findings {
		t.Logf("%s: %s (%s %s/%s) want %q got %q", f.Code, f.Detail, f.Subject.Path, f.Subject.Side, f.Subject.Fact, f.Want, f.Got)
	}
}

func glob(t testing.TB, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(files, func(f string) bool { return filepath.Base(f) == "setup.json" })
}

// Every code has a bad fixture that fires exactly it, and a good one that
// passes and is silent.
func TestFixtures(t *testing.T) {
	for _, c := range oidc.Checks() {
		code := c.Rule.Code
		t.Run(string(code), func(t *testing.T) {
			bad, good := glob(t, "testdata/"+string(code)+"/bad*"), glob(t, "testdata/"+string(code)+"/good*")
			if len(bad) == 0 || len(good) == 0 {
				t.Fatal("no bad or no good fixture")
			}
			for _, file := range bad {
				if r := judge(t, file); !slices.Equal(conformance.Found(r), []federation.Code{code}) {
					t.Errorf("%s fires %v", file, conformance.Found(r))
					explain(t, r)
				}
			}
			passed := false
			for _, file := range good {
				r := judge(t, file)
				passed = passed || slices.Contains(r.Passed, code)
				if len(r.Findings) > 0 {
					t.Errorf("%s fires %v", file, conformance.Found(r))
					explain(t, r)
				}
			}
			// an error that is none comes as tokens, and what has not the form of a secret is none: another kind of document
			if kind := c.Kinds; !passed && !slices.Equal(kind, []federation.Kind{oidc.KindError}) && !slices.Equal(kind, []federation.Kind{oidc.KindSecret}) {
				t.Error("no good fixture passes")
			}
		})
	}
	for _, f := range glob(t, "testdata/oidc-*") {
		if !slices.ContainsFunc(oidc.Checks(), func(c federation.Check) bool { return string(c.Rule.Code) == filepath.Base(f) }) {
			t.Errorf("%s is of no check", f)
		}
	}
}

// What sound products say and send is silent, and their signatures are proven.
func TestSound(t *testing.T) {
	files := glob(t, "testdata/sound/*/*")
	if len(files) < 60 {
		t.Fatalf("only %d sound documents", len(files))
	}
	for _, file := range files {
		r := judge(t, file)
		if len(r.Findings)+len(r.Muted) > 0 {
			t.Errorf("%s fires %v and mutes %v", file, conformance.Found(r), r.Muted)
			explain(t, r)
		}
		if filepath.Ext(file) == ".jwt" && !slices.Contains(r.Passed, "oidc-token-signature-broken") {
			t.Errorf("%s: its signature was not looked at", file)
		}
	}
}
