package steps_test

import (
	"testing"

	"federate/assets"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
)

func BenchmarkLoad(b *testing.B) {
	terms := catalog.Knowledge().Terms
	for b.Loop() {
		if _, err := playbook.Load(terms, assets.FS); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSummary(b *testing.B) {
	m, s := begin(b)
	do(b, s, tell("idp.sso_url", ssoURL))
	do(b, s, steps.Answer{Documents: []steps.Handed{{Raw: []byte(certificate(b, "x"))}}})
	sh := shelf(b, record.Store(m), "ana")
	for b.Loop() {
		if sum := sh.Summary(b.Context(), "acme"); sum.Err != nil {
			b.Fatal(sum.Err)
		}
	}
}
