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

func TestRules(t *testing.T) {
	conformance.Rules(t, "oidc-", vocabulary.New(), append(conformance.RulesOf(oidc.Checks()), oidc.SecretIDRule()))
}

func TestFindings(t *testing.T) {
	conformance.Sentences(t, conformance.Glob(t, "testdata/oidc-*/bad*"), judge, func(file string, f federation.Finding) {
		if strings.Contains(fmt.Sprintf("%+v", f), "throw-away") {
			t.Errorf("%s: %s shows a code or a token", file, f.Code)
		}
	})
}

// Where nothing was received every check waits or has nothing to say, and what
// cannot be read passes nothing but that it is not another thing.
func TestNotKnowingIsNotPassing(t *testing.T) {
	d := &federation.Dossier{Terms: vocabulary.New()}
	r := federation.Examine(d, oidc.Checks())
	if len(r.Passed)+len(r.Findings) > 0 || len(r.Waiting) == 0 {
		t.Errorf("passed %v, found %v", r.Passed, conformance.Found(r))
	}
	for _, k := range []federation.Kind{federation.KindDiscovery, federation.KindKeySet, federation.KindIDToken, federation.KindOIDCRequest, federation.KindOIDCCallback, federation.KindOIDCError} {
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
		return w.Code == "oidc-token-signature-broken" && slices.Equal(w.For, []federation.Need{{Kind: federation.KindKeySet}})
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
	d.Receive(understand(federation.KindDiscovery, conformance.Read(t, "testdata/sound/google/configuration.discovery")))
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

// The prose of every finding. -update writes it.
func TestWords(t *testing.T) {
	golden.RequireEqual(t, []byte(conformance.Words(t, conformance.Glob(t, "testdata/oidc-*/bad*"), judge)))
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
