// Package conformance holds what the tests of every package of checks share: what a
// rule owes to its readers, the case around a fixture, and the walk through all
// fixtures.
//
// A rule is a promise to somebody under pressure: short, with something to do, for
// somebody, on somebody's authority.
package conformance

import (
	"slices"

	"federate/federation"
)

// Found are the codes of what r found, each once, in their order.
func Found(r federation.Report) (out []federation.Code) {
	for _, f := range r.Findings {
		if !slices.Contains(out, f.Code) {
			out = append(out, f.Code)
		}
	}
	return out
}

// Judge is the verdict of checks, parted as the program parts them.
func Judge(standing *federation.Dossier, attempts []*federation.Dossier, checks []federation.Check) federation.Report {
	lasting, passing := standing.Terms.Split(checks)
	return federation.Judge(standing, attempts, lasting, passing)
}
