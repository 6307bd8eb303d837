package rehearse_test

import (
	"net/http"
	"net/url"
	"os"
	"slices"
	"testing"
	"time"

	"federate/steps/rehearse"
)

// What was promised: the first page within 50 ms of its request, and a verdict within
// 20 ms of its response, at the median.
const (
	promisedPage    = 50 * time.Millisecond
	promisedVerdict = 20 * time.Millisecond
)

// TestPeerPace holds the promises where other tests that measure time run too.
func TestPeerPace(t *testing.T) {
	if os.Getenv("FEDERATE_PEERS") == "" {
		t.Skip("FEDERATE_PEERS is not set")
	}
	for _, p := range pairs {
		s := begin(t, rehearse.Options{View: blank(t, p.platform, p.protocol), WithIdP: true})
		var pages, verdicts []time.Duration
		for range 25 {
			at := time.Now()
			s.send(t, http.MethodGet, s.Address(), nil)
			pages = append(pages, time.Since(at))
			s.open(t, s.Address()+"login", nil)
			verdicts = append(verdicts, s.heard(t).Took)
		}
		slices.Sort(pages)
		slices.Sort(verdicts)
		page, verdict := pages[len(pages)/2], verdicts[len(verdicts)/2]
		t.Logf("%s by %s, at the median: first page %v, with the handshake; verdict %v", p.platform, p.protocol, page, verdict)
		if page > promisedPage || verdict > promisedVerdict {
			t.Errorf("promised were %v and %v", promisedPage, promisedVerdict)
		}
	}
}

// BenchmarkJudgeLogin is one login from the first page to the verdict's.
func BenchmarkJudgeLogin(b *testing.B) {
	s := begin(b, rehearse.Options{View: blank(b, "cxone", "saml"), WithIdP: true})
	for b.Loop() {
		s.open(b, s.Address()+"login", url.Values{})
	}
}
