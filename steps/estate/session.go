package estate

import (
	"fmt"
	"strconv"

	"federate/federation"
)

// A window is how long a platform lets a session lie idle, in minutes, as its
// vendor says. What a guide calls a default is none of that: it is asked for.
type window struct {
	least, most int
	hipaa       int // at most, where HIPAA counts; zero: no other
	source      federation.Source
}

var windows = map[string]window{
	"genesys-cloud": {5, 480, 15, federation.Source{Document: "Genesys Cloud Resource Center: Set an automatic inactivity timeout", URL: "https://help.genesys.cloud/articles/set-an-automatic-inactivity-timeout/"}},
	"cxone":         {5, 480, 0, federation.Source{Document: "NICE CXone Mpower help: Manage Account Settings", URL: "https://help.nice-incontact.com/content/admin/manageaccountsettings.htm"}},
}

// sessions are the checks of the session policies.
func sessions() []check {
	reach := rule("session-idle-range", federation.Error, federation.Likely, federation.PlatformAdmin, windows["cxone"].source, "The platform cannot set this idle time",
		"Choose an idle time that the platform offers")
	differ := rule("session-differs", federation.Warning, federation.Likely, federation.PlatformAdmin, multiVendor, "The idle times differ",
		"Agree on one idle time for all platforms, or write down why one ends sooner")
	asked := func(m *federation.Dossier) []federation.Fact {
		facts := []federation.Fact{FactIdle}
		if windows[m.Value(FactPlatform)].hipaa > 0 {
			facts = append(facts, FactHIPAA)
		}
		return facts
	}
	return []check{
		{rule: reach, needs: asked, run: each(func(_, m *federation.Dossier) []federation.Finding {
			w, ok := windows[m.Value(FactPlatform)]
			idle, err := strconv.Atoi(m.Value(FactIdle))
			if !ok || err != nil {
				return nil
			}
			why := "its console has nothing else"
			if w.hipaa > 0 && m.Value(FactHIPAA) == "yes" {
				w.most, why = w.hipaa, "an organisation under HIPAA gets no longer one"
			}
			if idle >= w.least && idle <= w.most {
				return nil
			}
			r := reach
			r.Source = w.source
			return []federation.Finding{r.At(at(m, FactIdle), "%s: %s", name(m), why).
				Differ(fmt.Sprintf("%d to %d minutes", w.least, w.most), m.Value(FactIdle))}
		})},
		{rule: differ, pairs: true, needs: always(FactIdle), run: couples(func(a, b *federation.Dossier) []federation.Finding {
			x, y := a.Value(FactIdle), b.Value(FactIdle)
			if x == "" || y == "" || x == y {
				return nil
			}
			return []federation.Finding{differ.At(at(b, FactIdle), "somebody who is still in %s may be out of %s, or the other way about", name(a), name(b)).Differ(x, y)}
		})},
	}
}
