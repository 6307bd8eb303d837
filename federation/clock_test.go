package federation_test

import (
	"strings"
	"testing"
	"time"

	"federate/federation"
)

// A time is over at the very moment that it names: the standards say on or after.
func TestTheVeryMoment(t *testing.T) {
	d := dossier()
	for _, c := range []struct {
		at   time.Duration // from now
		late time.Duration
		over bool
	}{{time.Nanosecond, 0, false}, {0, 0, true}, {-time.Nanosecond, time.Nanosecond, true}, {-time.Hour, time.Hour, true}} {
		if late, over := d.Late(d.Now.Add(c.at), true); late != c.late || over != c.over {
			t.Errorf("%v from now: late by %v, over %t", c.at, late, over)
		}
		if early := d.Early(d.Now.Add(c.at), true); early != c.at {
			t.Errorf("%v from now: early by %v", c.at, early)
		}
	}
	if _, over := d.Late(time.Time{}, false); over || d.Early(d.Now.Add(time.Hour), false) != 0 {
		t.Error("what is no time is over, or ahead")
	}
}

// A miss rests on the tolerance as long as a tolerance could explain it, to the
// nanosecond.
func TestAMissIsNoSurerThanTheTolerance(t *testing.T) {
	d := dossier()
	const weak = federation.Doubtful
	for _, c := range []struct {
		tolerance, by time.Duration
		rests         bool
	}{
		{0, time.Nanosecond, true}, {0, 5 * time.Minute, true}, {0, 5*time.Minute + time.Nanosecond, false},
		{10 * time.Minute, 10 * time.Minute, true}, {10 * time.Minute, 10*time.Minute + time.Nanosecond, false},
	} {
		d.Expect.ClockTolerance = federation.Expected[time.Duration]{Set: true, Value: c.tolerance, Confidence: weak, Source: federation.Source{Document: "a guide"}}
		f := rule("late").At(federation.Subject{}, "it is late")
		d.Missed(&f, c.by)
		if (f.Confidence == weak) != c.rests || !strings.Contains(f.Detail, "a difference of "+federation.Span(c.by)) {
			t.Errorf("late by %v where %v are allowed: %+v", c.by, c.tolerance, f)
		}
	}
	d.Expect.ClockTolerance = federation.Expected[time.Duration]{}
	if got := d.Tolerance(); got != 3*time.Minute || d.SureTolerance() {
		t.Errorf("where no platform says: %v, sure %t", got, d.SureTolerance())
	}
}
