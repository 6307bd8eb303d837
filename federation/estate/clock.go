package estate

import (
	"strconv"
	"time"

	"federate/federation"
)

// Strictest is the member of d that forgives the least time, and how much; nil
// where no platform says.
func Strictest(d *federation.Dossier) (strict *federation.Dossier, tolerance time.Duration) {
	for _, m := range d.Members {
		if t := m.Expect.ClockTolerance; t.Set && (strict == nil || t.Value < tolerance) {
			strict, tolerance = m, t.Value
		}
	}
	return strict, tolerance
}

// clocks are the checks of the clock plan: the strictest member sets it.
func clocks() []check {
	alarm := rule("clock-alarm", federation.Warning, federation.Likely, federation.Either, genericSSO, "The clock alarm comes too late",
		"Set the alarm to half of what the strictest platform forgives")
	offset := rule("clock-offset", federation.Error, federation.Likely, federation.Either, genericSSO, "The clocks are too far apart",
		"Let both sides take the time from the same sources by NTP")
	return []check{
		{rule: alarm, facts: []federation.Fact{FactAlarm}, run: func(d *federation.Dossier) []federation.Finding {
			m, most := Strictest(d)
			at, err := strconv.Atoi(d.Value(FactAlarm))
			if m == nil || err != nil || time.Duration(at)*time.Second <= half(most) {
				return nil
			}
			c, _ := d.Known(FactAlarm)
			return []federation.Finding{m.Expect.ClockTolerance.Cite(alarm).At(c.Subject(),
				"%s forgives %s, and every login fails before anybody is told", name(m), most).
				Differ(strconv.Itoa(int(half(most).Seconds())), c.Value)}
		}},
		{rule: offset, needs: where(tolerant, FactOffset), run: each(func(_, m *federation.Dossier) []federation.Finding {
			t := m.Expect.ClockTolerance
			apart, err := strconv.Atoi(m.Value(FactOffset))
			if err != nil || !t.Set || time.Duration(max(apart, -apart))*time.Second <= t.Value {
				return nil
			}
			return []federation.Finding{t.Cite(offset).At(at(m, FactOffset), "%s forgives %s", name(m), t.Value).
				Differ(strconv.Itoa(int(t.Value.Seconds()))+" at most", m.Value(FactOffset))}
		})},
	}
}

func tolerant(m *federation.Dossier) bool { return m.Expect.ClockTolerance.Set }

// half is half of d in whole seconds, one at least.
func half(d time.Duration) time.Duration { return max(d/2, time.Second).Truncate(time.Second) }
