package estate

import (
	"fmt"
	"strconv"
	"time"

	"federate/federation"
)

// sessions are the checks of the session policies. What a platform offers stands
// in its playbook; what a guide calls a default is asked for.
func sessions() []check {
	reach := rule("session-idle-range", federation.Error, federation.Likely, federation.PlatformAdmin, ownJournal,
		"The platform cannot set this idle time",
		"Choose an idle time that the platform offers")
	differ := rule("session-differs", federation.Warning, federation.Likely, federation.PlatformAdmin, multiVendor, "The idle times differ",
		"Agree on one idle time for all platforms, or write down why one ends sooner")
	hours := rule("session-hours-differ", federation.Warning, federation.DocumentOnly, federation.PlatformAdmin, multiVendor,
		"Sessions end after different hours",
		"Agree on one limit in hours for all platforms, longer than a shift, or write down why one ends sooner")
	asked := func(m *federation.Dossier) []federation.Fact {
		if counted(m) {
			return []federation.Fact{FactIdle, FactHIPAA}
		}
		return []federation.Fact{FactIdle}
	}
	return []check{
		{rule: reach, needs: asked, run: each(func(_, m *federation.Dossier) []federation.Finding {
			w := m.Expect.SessionIdle
			idle, err := strconv.Atoi(m.Value(FactIdle))
			if !w.Set || err != nil {
				return nil
			}
			most, why := w.Value.Most, "its console has nothing else"
			if counted(m) && m.Value(FactHIPAA) == "yes" {
				most, why = w.Value.HIPAA, "an organisation under HIPAA gets no longer one"
			}
			if t := time.Duration(idle) * time.Minute; t >= w.Value.Least && t <= most {
				return nil
			}
			return []federation.Finding{w.Cite(reach).At(at(m, FactIdle), "%s: %s", name(m), why).
				Differ(Between(w.Value.Least, most), m.Value(FactIdle))}
		})},
		{rule: differ, pairs: true, needs: always(FactIdle), run: couples(func(a, b *federation.Dossier) []federation.Finding {
			x, y := a.Value(FactIdle), b.Value(FactIdle)
			if x == "" || y == "" || x == y {
				return nil
			}
			return []federation.Finding{differ.At(at(b, FactIdle),
				"somebody who is still in %s may be out of %s, or the other way about", name(a), name(b)).Differ(x, y)}
		})},
		// What limits a session in hours is in no page of the makers: it is compared where it was told.
		{rule: hours, pairs: true, run: couples(func(a, b *federation.Dossier) []federation.Finding {
			x, y := a.Value(FactHours), b.Value(FactHours)
			if x == "" || y == "" || x == y {
				return nil
			}
			return []federation.Finding{hours.At(at(b, FactHours),
				"in the middle of a shift, people are out of %s or of %s and not of both", name(a), name(b)).Differ(x, y)}
		})},
	}
}

// counted reports whether HIPAA makes a difference to sessions of m.
func counted(m *federation.Dossier) bool { return m.Expect.SessionIdle.Value.HIPAA > 0 }

// Between is a span of idle times in words.
func Between(least, most time.Duration) string {
	return fmt.Sprintf("%d to %d minutes", int(least.Minutes()), int(most.Minutes()))
}
