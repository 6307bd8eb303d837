package oidc_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"federate/federation"
	"federate/federation/conformance"
	"federate/federation/oidc"
	"federate/federation/vocabulary"
)

// verbs are how a remedy may begin.
var verbs = strings.Fields("Add Allow Capture Check Choose Copy Correct Create Enter Have Leave Look Open Plan Put Reduce Remove Replace Report Request Set Start Turn")

// Every rule can be said, and says who does what on whose authority.
func TestRules(t *testing.T) {
	seen := map[federation.Code]bool{}
	words := federation.Words{Terms: vocabulary.New()}
	rules := []federation.Rule{oidc.SecretIDRule()}
	for _, c := range checks() {
		rules = append(rules, c.Rule)
	}
	for _, r := range rules {
		if seen[r.Code] {
			t.Errorf("%s is given twice", r.Code)
		}
		seen[r.Code] = true
		if !strings.HasPrefix(string(r.Code), "oidc-") {
			continue
		}
		conformance.Rule(t, r, words, verbs)
	}
	for _, r := range rules {
		if !strings.HasPrefix(string(r.Code), "oidc-") {
			continue
		}
		for _, because := range r.Because {
			if !seen[because] {
				t.Errorf("%s is a consequence of %s, which is no rule", r.Code, because)
			}
		}
	}
}

// Every finding of every fixture is one sentence about a place or a fact.
func TestFindings(t *testing.T) {
	for _, file := range conformance.Glob(t, "testdata/oidc-*/bad*") {
		r := judge(t, file)
		all := slices.Clone(r.Findings)
		for _, m := range r.Muted {
			all = append(all, m.Finding)
		}
		for _, f := range all {
			if f.Detail == "" || strings.HasSuffix(f.Detail, ".") || strings.Contains(f.Detail, "%!") || strings.Contains(f.Remedy, "{{") {
				t.Errorf("%s: %s: %q, %q", file, f.Code, f.Detail, f.Remedy)
			}
			if f.Subject.Artifact == "" && f.Subject.Fact == "" {
				t.Errorf("%s: %s is about nothing", file, f.Code)
			}
			if f.Want != "" && f.Want == f.Got {
				t.Errorf("%s: %s wants what it got: %q", file, f.Code, f.Got)
			}
			if strings.Contains(fmt.Sprintf("%+v", f), "throw-away") {
				t.Errorf("%s: %s shows a code or a token", file, f.Code)
			}
		}
	}
}

// Where nothing was received every check waits or has nothing to say, and what
// cannot be read passes nothing but that it is not another thing.
func TestNotKnowingIsNotPassing(t *testing.T) {
	d := &federation.Dossier{Terms: vocabulary.New()}
	r := federation.Examine(d, oidc.Checks())
	if len(r.Passed)+len(r.Findings) > 0 || len(r.Waiting) == 0 {
		t.Errorf("passed %v, found %v", r.Passed, conformance.Found(r))
	}
	for _, k := range []federation.Kind{oidc.KindDiscovery, oidc.KindKeySet, oidc.KindToken, oidc.KindRequest, oidc.KindCallback, oidc.KindError} {
		d.Receive(understand(k, []byte("%zz=%zz")))
	}
	r = federation.Examine(d, oidc.Checks())
	if len(r.Passed) > 0 {
		t.Errorf("passed %v", r.Passed)
	}
	want := []federation.Code{"oidc-discovery-malformed", "oidc-key-set-malformed", "oidc-token-malformed", "oidc-request-malformed", "oidc-callback-malformed", "oidc-token-error-malformed"}
	if !slices.Equal(conformance.Found(r), want) {
		t.Errorf("found %v", conformance.Found(r))
	}
}

// Without a key set nobody vouches for a signature.
func TestSignatureWaits(t *testing.T) {
	d := standing(t, conformance.Case{})
	d.Receive(recognise(t, conformance.Read(t, "testdata/oidc-token-signature-broken/bad.jwt")))
	r := federation.Examine(d, oidc.Checks())
	if !slices.ContainsFunc(r.Waiting, func(w federation.Waiting) bool {
		return w.Code == "oidc-token-signature-broken" && slices.Equal(w.For, []federation.Need{{Kind: oidc.KindKeySet}})
	}) {
		t.Errorf("waiting %v", r.Waiting)
	}
}

// A signature that no key could be tried on has not passed.
func TestUntriedIsNotProven(t *testing.T) {
	for _, file := range slices.Concat(conformance.Glob(t, "testdata/oidc-token-key-unknown/bad*"), conformance.Glob(t, "testdata/oidc-token-algorithm-[ms]*/bad*"), conformance.Glob(t, "testdata/oidc-token-unsigned/bad*")) {
		if r := judge(t, file); slices.Contains(r.Passed, "oidc-token-signature-broken") {
			t.Errorf("%s: the signature has passed", file)
		}
	}
}

// A rule that rests on a playbook is no surer than the playbook.
func TestExpectationsCap(t *testing.T) {
	s := conformance.Case{Expect: map[string]any{"oidc.auth_methods": []string{"client_secret_jwt"}}}
	d := standing(t, s)
	d.Expect.AuthMethods.Source, d.Expect.AuthMethods.Confidence = federation.Source{Document: "a forum"}, federation.Doubtful
	d.Receive(understand(oidc.KindDiscovery, conformance.Read(t, "testdata/sound/google/configuration.discovery")))
	for _, f := range federation.Examine(d, oidc.Checks()).Findings {
		if f.Code == "oidc-auth-methods-differ" && f.Severity == federation.Warning && f.Source.Document == "a forum" {
			return
		}
	}
	t.Error("no warning on the authority of a forum")
}

// A federation by SAML has people with other identities.
func TestIdentitiesOfSAMLAreLeftAlone(t *testing.T) {
	s := conformance.Case{Expect: map[string]any{"oidc.identity_prefix": "claim(email):", "oidc.identity_claim": "email"}}
	d := standing(t, s)
	d.Hear(federation.Claim{Side: federation.Platform, Fact: "user.external_identity", Value: "ann.agent"})
	if r := federation.Examine(d, oidc.Checks()); len(r.Findings) > 0 {
		t.Errorf("found %v", conformance.Found(r))
	}
}

// The prose of every finding, to be read as a difference. -update writes it.
func TestWords(t *testing.T) {
	var b strings.Builder
	for _, file := range conformance.Glob(t, "testdata/oidc-*/bad*") {
		fmt.Fprintf(&b, "%s\n", strings.TrimPrefix(file, "testdata/"))
		for _, f := range judge(t, file).Findings {
			fmt.Fprintf(&b, "  %s: %s\n    %s\n    %s:%d %s/%s\n", f.Severity, f.Title, f.Detail, f.Subject.Path, f.Subject.Line, f.Subject.Side, f.Subject.Fact)
			if f.Want != "" || f.Got != "" {
				fmt.Fprintf(&b, "    want %s\n    got  %s\n", f.Want, f.Got)
			}
			fmt.Fprintf(&b, "    fix: %s (%s; %s)\n", f.Remedy, f.Role.Title(), f.Source)
		}
	}
	golden.RequireEqual(t, []byte(b.String()))
}

// What a request may ask for is the standard's to say, unless the platform is
// known to fetch its tokens with a code.
func TestResponseTypes(t *testing.T) {
	for kind, want := range map[string]struct{ anybody, platform bool }{
		"code": {true, true}, "id_token": {true, false}, "id_token token": {true, false}, "code id_token": {true, false}, "token id_token code": {true, false},
		"token": {false, false}, "none": {false, false}, "code secret": {false, false}, "": {false, false},
	} {
		for _, mode := range []string{"", "&response_mode=fragment"} {
			d := &federation.Dossier{Terms: vocabulary.New(), Words: federation.Words{Terms: vocabulary.New()}}
			d.Receive(recognise(t, []byte("https://idp.example/authorize?client_id=c&redirect_uri=https%3A%2F%2Fsp.example%2Fcb&scope=openid&state=s&nonce=n&response_type="+url.QueryEscape(kind)+mode)))
			for _, known := range []bool{false, true} {
				d.Expect.AuthMethods = federation.Expected[[]string]{Value: []string{"client_secret_post"}, Set: known}
				found := conformance.Found(federation.Examine(d, oidc.Checks()))
				legal := want.anybody && !known || want.platform
				if slices.Contains(found, "oidc-request-response-type") == legal {
					t.Errorf("%q, a platform that is known: %v: found %v", kind, known, found)
				}
				if slices.Contains(found, "oidc-request-response-mode") != (mode != "" && kind == "code") {
					t.Errorf("%q%s: found %v", kind, mode, found)
				}
			}
		}
	}
}
