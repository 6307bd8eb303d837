package conformance

import (
	"slices"
	"testing"
)

// Promise holds the processor time of something, as a part of what a peer takes
// for the same in the same run, to what was promised. Of several measurements the
// best counts: what else a machine does makes every one of them worse. The test
// fails where even that takes more than twice as much, which no noise explains;
// a promise that is missed by less stands in the log.
func Promise(t testing.TB, what string, promised float64, measured ...float64) {
	t.Helper()
	best := slices.Min(measured)
	verdict := "kept"
	if best > promised {
		verdict = "MISSED"
	}
	t.Logf("%-64s promised at most %.2f, measured %.2f: %s", what, promised, best, verdict)
	if best > 2*promised {
		t.Errorf("%s: %.2f is more than twice what was promised", what, best)
	}
}
