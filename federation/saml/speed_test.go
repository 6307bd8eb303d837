//go:build linux

// The measure of processor time is that of a Linux machine.
package saml_test

import (
	"os"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"federate/federation/conformance"
)

// How fast responses are judged on one core. The three take turns, so that what
// else the machine does meets all.
func TestPeerSpeed(t *testing.T) {
	if os.Getenv("FEDERATE_PEERS") == "" {
		t.Skip("FEDERATE_PEERS is not set")
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	const tries, rounds, times = 3, 21, 10
	all := rivals(t)
	var ofLibrary, ofSignature []float64
	for range tries {
		took := make([][]time.Duration, len(all))
		for round := range rounds {
			for i, r := range all {
				start := spent()
				for range times {
					r.judge(t)
				}
				if round > 0 { // the first warms up
					took[i] = append(took[i], (spent()-start)/times)
				}
			}
		}
		median := map[string]time.Duration{}
		for i, r := range all {
			slices.Sort(took[i])
			median[r.name] = took[i][len(took[i])/2]
		}
		t.Logf("one response of 6.5 KB on one core: federate %v, crewjam/saml %v, bare goxmldsig %v", median["federate"], median["crewjam"], median["goxmldsig"])
		ofLibrary = append(ofLibrary, float64(median["federate"])/float64(median["crewjam"]))
		ofSignature = append(ofSignature, float64(median["federate"])/float64(median["goxmldsig"]))
	}
	conformance.Promise(t, "judging a response as a part of crewjam/saml", 0.40, ofLibrary...)
	conformance.Promise(t, "judging a response as a part of bare goxmldsig", 1.3, ofSignature...)
}

// spent is the processor time of this process so far.
func spent() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // its arguments are right
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
