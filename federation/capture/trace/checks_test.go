package trace_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"federate/federation"
	"federate/federation/capture/trace"
	"federate/federation/conformance"
	"federate/federation/vocabulary"
)

func read(t testing.TB, raw []byte) *trace.Trace {
	t.Helper()
	tr, err := trace.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func judge(tr *trace.Trace, expect federation.Expect) federation.Report {
	d := &federation.Dossier{Expect: expect}
	d.Receive(federation.Artifact{Kind: federation.KindHAR, Doc: tr})
	return federation.Examine(d, trace.Checks())
}

func codes(fs []federation.Finding) (out []federation.Code) {
	for _, f := range fs {
		out = append(out, f.Code)
	}
	return out
}

func TestEveryCodeIsProven(t *testing.T) {
	conformance.Walk{Checks: trace.Checks(), Judge: func(t testing.TB, _, file string) federation.Report {
		raw := conformance.Read(t, file)
		if !trace.Sniff(raw[:min(len(raw), 4096)]) {
			t.Errorf("%s: not known by its beginning", file)
		}
		return judge(read(t, raw), federation.Expect{})
	}}.Run(t)
	conformance.Rules(t, "capture-", vocabulary.New(), conformance.RulesOf(trace.Checks()))
}

// Sound recordings are silent, from both tools.
func TestSound(t *testing.T) {
	for name, r := range sound() {
		for tool, raw := range map[string][]byte{"har": r.har(), "tracer": r.tracer()} {
			tr := read(t, raw)
			if rep := judge(tr, federation.Expect{}); len(rep.Findings)+len(rep.Muted) > 0 {
				if tool == "tracer" && name == "twice" {
					t.Logf("%s", name)
				}
				t.Errorf("%s as %s: %v %v", name, tool, rep.Findings, rep.Muted)
			}
			if len(tr.Messages()) == 0 || tr.Entries != len(r.entries) {
				t.Errorf("%s as %s: %d messages, %d entries", name, tool, len(tr.Messages()), tr.Entries)
			}
		}
	}
}

// The platform's tolerance for clocks counts.
func TestTolerance(t *testing.T) {
	r := record()
	r.login(login{issueSkew: 4 * time.Minute})
	var expect federation.Expect
	if got := codes(judge(read(t, r.har()), expect).Findings); !slices.Equal(got, []federation.Code{"capture-clock-idp"}) {
		t.Errorf("without: %v", got)
	}
	expect.ClockTolerance = federation.Expected[time.Duration]{Value: 5 * time.Minute, Set: true}
	if got := codes(judge(read(t, r.har()), expect).Findings); len(got) > 0 {
		t.Errorf("with: %v", got)
	}
}

// Of a recording that was saved without cookies, that none was lost is not known: the
// check has not passed, and it is said once why.
func TestWithoutCookies(t *testing.T) {
	for file, want := range map[string]bool{"testdata/capture-cookies-left-out/bad.har": false, "testdata/capture-cookies-left-out/good.har": true} {
		rep := judge(read(t, conformance.Read(t, file)), federation.Expect{})
		if got := slices.Contains(rep.Passed, "capture-cookie-lost"); got != want {
			t.Errorf("%s: passed %v, findings %v", file, got, rep.Findings)
		}
	}
}
