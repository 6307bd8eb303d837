// Package catalog is the one list of every check, and of how a document is
// recognised. What is not listed here does not exist.
package catalog

import (
	"slices"

	"federate/federation"
	"federate/federation/b2c"
	"federate/federation/capture/trace"
	"federate/federation/oidc"
	"federate/federation/pki"
	"federate/federation/saml"
	"federate/federation/vocabulary"
)

// Checks returns every built-in check, in the order they read best.
func Checks() []federation.Check {
	return slices.Concat(federation.ValueChecks(), federation.HeldChecks(), federation.ToldChecks(), pki.Checks(), saml.Checks(), oidc.Checks(), trace.Checks(),
		trace.PageChecks(), b2c.Checks())
}

// Knowledge is everything the program can judge with.
func Knowledge() federation.Knowledge {
	return federation.Knowledge{
		Terms:       vocabulary.New(),
		Checks:      Checks(),
		Recognise:   Recognise,
		Stream:      Stream,
		CheckSecret: CheckSecret,
	}
}
