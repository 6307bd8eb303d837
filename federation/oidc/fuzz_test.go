package oidc_test

import (
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/conformance"
	"federate/federation/oidc"
)

// fuzz hands anything to a reader and judges what came of it, beside a key set
// and a discovery document: nothing panics, and what was found can be said.
func fuzz(f *testing.F, kind federation.Kind, patterns ...string) {
	for _, p := range patterns {
		for _, file := range conformance.Glob(f, p) {
			f.Add(conformance.Read(f, file))
		}
	}
	s := conformance.Around(f, "testdata")
	s.Documents = []string{"keys.jwks", "sound/entra/configuration.discovery"}
	around := standing(f, s)
	around.Hear(federation.Claim{Side: federation.Platform, Fact: "oidc.nonce", Value: "n"})
	all := oidc.Checks()
	f.Fuzz(func(t *testing.T, text []byte) {
		d := copied(around)
		d.Receive(understand(kind, text))
		for _, finding := range federation.Examine(d, all).Findings {
			if finding.Detail == "" || strings.Contains(finding.Remedy, "{{") {
				t.Errorf("%s: %q, %q", finding.Code, finding.Detail, finding.Remedy)
			}
		}
	})
}

func FuzzDiscovery(f *testing.F) {
	fuzz(f, federation.KindDiscovery, "testdata/sound/*/*.discovery", "testdata/oidc-*/bad*.discovery")
}

func FuzzKeySet(f *testing.F) {
	fuzz(f, federation.KindKeySet, "testdata/sound/*/*.jwks", "testdata/oidc-*/bad*.jwks")
}

func FuzzToken(f *testing.F) {
	fuzz(f, federation.KindIDToken, "testdata/sound/*/*.jwt", "testdata/oidc-*/bad*.jwt")
}

func FuzzRequest(f *testing.F) {
	fuzz(f, federation.KindOIDCRequest, "testdata/oidc-request-*/*.url")
}

func FuzzCallback(f *testing.F) {
	fuzz(f, federation.KindOIDCCallback, "testdata/oidc-callback-*/*.url")
}

func FuzzTokenError(f *testing.F) {
	fuzz(f, federation.KindOIDCError, "testdata/oidc-token-error*/*.error")
}

// BenchmarkToken reads and judges one token, with its key set.
func BenchmarkToken(b *testing.B) {
	s := conformance.Around(b, "testdata")
	around, text, all := standing(b, s), conformance.Read(b, "testdata/oidc-token-malformed/good.jwt"), oidc.Checks()
	b.ReportAllocs()
	for b.Loop() {
		d := copied(around)
		d.Receive(understand(federation.KindIDToken, text))
		if r := federation.Examine(d, all); len(r.Findings) > 0 {
			b.Fatal(conformance.Found(r))
		}
	}
}

// BenchmarkDiscovery reads and judges one discovery document.
func BenchmarkDiscovery(b *testing.B) {
	s := conformance.Around(b, "testdata")
	around, text, all := standing(b, s), conformance.Read(b, "testdata/sound/entra/configuration.discovery"), oidc.Checks()
	b.ReportAllocs()
	for b.Loop() {
		d := copied(around)
		d.Receive(understand(federation.KindDiscovery, text))
		if r := federation.Examine(d, all); len(r.Findings) > 0 {
			b.Fatal(conformance.Found(r))
		}
	}
}
