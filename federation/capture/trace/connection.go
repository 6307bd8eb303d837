package trace

import (
	"fmt"
	"strings"
	"time"

	"federate/federation"
)

// relayChecks judge what became of the RelayState, and logins that overlap.
func relayChecks() []federation.Check {
	relay := func(code federation.Code, title, remedy, detail string, fate Relay) federation.Check {
		return on(federation.Rule{Code: code, Severity: federation.Warning, Title: title, Remedy: remedy, Role: federation.IdPAdmin,
			Source: bindings("3.4.3")},
			func(j *judgement) {
				for _, g := range j.Logins {
					if g.Relay == fate && j.step(g.Response).Received.Kind == federation.KindSAMLResponse {
						j.at(j.step(g.Response), federation.IdP, detail, j.Words.Name(federation.IdP), g.Request)
					}
				}
			})
	}
	return []federation.Check{
		on(federation.Rule{Code: "capture-state-changed", Severity: federation.Error, Title: "The login came back with another state than it began with",
			Remedy: "Start the login afresh in a private window, and find out what changes the state on the way: a proxy, a saved address, or somebody else's link",
			Role:   federation.Either, Source: federation.Source{Document: "RFC 6749", Section: "10.12"}},
			func(j *judgement) {
				for _, g := range j.Logins {
					if s := j.step(g.Response); g.Relay == RelayChanged && s.Received.Kind == federation.KindOIDCCallback {
						j.at(s, "", "Request %d sent one state and step %d brings another, which %s must refuse: it cannot tell whose login that is", g.Request, g.Response, j.Words.Name(federation.Platform))
					}
				}
			}),
		relay("capture-relay-state-dropped", "The RelayState did not come back",
			"Check whether a proxy or a policy of {{name \"idp\"}} removes the RelayState from the form",
			"%s was given a RelayState with request %d and answered without one", RelayDropped),
		relay("capture-relay-state-changed", "The RelayState came back changed",
			"Remove the fixed {{idp \"sp.relay_state\"}} in {{name \"idp\"}}, which has to return the one it was given",
			"%s was given one RelayState with request %d and answered with another", RelayChanged),
		ofOneBrowser(on(federation.Rule{Code: "capture-logins-mixed", Severity: federation.Warning, Title: "Two logins are mixed in the recording",
			Remedy: "Make one recording for each login, in one tab of a private window", Role: federation.Either,
			Source: federation.Source{Document: "saml-profiles-2.0-os", Section: "4.1.4.3"},
		}, func(j *judgement) {
			for _, g := range j.Logins {
				switch {
				case g.Mixed && g.Request == 0:
					j.at(j.step(g.Response), "", "The response in step %d answers another request than the recorded one", g.Response)
				case g.Mixed:
					j.at(j.step(g.Response), "", "Between request %d and its response in step %d another login was begun", g.Request,
						g.Response)
				}
			}
		})),
	}
}

// wireChecks judge the connection and the clocks.
func wireChecks() []federation.Check {
	date := federation.Source{Document: "saml-core-2.0-os", Section: "1.3.3"}
	clock := func(code federation.Code, severity federation.Severity, title, remedy string, role federation.Role,
		owner Part) federation.Check {
		return on(federation.Rule{Code: code, Severity: severity, Title: title, Remedy: remedy, Role: role, Source: date},
			func(j *judgement) {
				var worst Clock
				for _, c := range j.Clocks {
					if c.Owner == owner && c.Off.Abs() > max(j.tolerance(), worst.Off.Abs()) {
						worst = c
					}
				}
				if worst.Off == 0 {
					return
				}
				whose := "The clock of " + worst.Host
				switch {
				case owner == Browser:
					whose = "The clock of the computer that made the recording"
				case worst.Host == "":
					whose = "The clock by which the response was issued"
				}
				side := federation.Side("")
				if owner != Browser {
					side = federation.Side(owner)
				}
				j.at(nil, side, "%s is %s, by the other clocks in the recording", whose, offBy(worst.Off)).Got = offBy(worst.Off)
			})
	}
	return []federation.Check{
		on(federation.Rule{Code: "capture-plain-http", Severity: federation.Warning, Title: "A hop of the login uses HTTP without TLS",
			Remedy: "Change the address to https:// where it is configured", Role: federation.Either, Source: bindings("3.5.5"),
		}, func(j *judgement) {
			told := map[string]bool{}
			within := j.within()
			for i := range j.Steps {
				s := &j.Steps[i]
				part := s.Received != nil || within[s.Number] && s.Part != Other
				if s.Scheme != "http" || local(s.Host) || told[s.Host] || !part {
					continue
				}
				told[s.Host] = true
				what := "leads over HTTP, where cookies can be read on the way"
				if s.Received != nil {
					what = "brings a login message over HTTP, where it can be read on the way"
				}
				j.at(s, federation.Side(sideOf(s.Part)), "Step %d %s", s.Number, what).Got = s.Address
			}
		}),
		clock("capture-clock-idp", federation.Error, "The clock of the identity provider is off",
			"Set the clock of {{name \"idp\"}} by a time service", federation.IdPAdmin, IdP),
		clock("capture-clock-platform", federation.Error, "The clock of the platform is off",
			"Set the clock of {{name \"platform\"}} by a time service", federation.PlatformAdmin, Platform),
		clock("capture-clock-computer", federation.Note, "The clock of the recording computer is off",
			"Set the clock of the computer by a time service before it is compared with anything", federation.Either, Browser),
		on(federation.Rule{Code: "capture-clocks-apart", Severity: federation.Warning, Title: "The clocks of both sides are apart",
			Remedy: "Set the clocks of both sides by the same time service", Role: federation.Either, Source: date,
		}, func(j *judgement) {
			if j.Apart.Abs() > j.tolerance() {
				when := "after"
				if j.Apart < 0 {
					when = "before"
				}
				j.at(nil, "", "The response was issued %s %s %s got it, by the clock of the latter", span(j.Apart), when, j.Words.Name(federation.Platform)).Got = offBy(j.Apart)
			}
		}),
	}
}

// within reports for each step whether it belongs to a login: whether it lies
// between the request and where the login ends. The index is the number of the step.
func (t *Trace) within() []bool {
	depth := make([]int, len(t.Steps)+2)
	for _, g := range t.Logins {
		end := max(g.Request, g.Response)
		if landed := t.landing(end); landed != nil {
			end = landed.Number
		}
		depth[g.begin()]++
		depth[end+1]--
	}
	out := make([]bool, len(depth))
	for n, sum := 0, 0; n < len(depth); n++ {
		sum += depth[n]
		out[n] = sum > 0
	}
	return out
}

func sideOf(p Part) Part {
	if p == Other {
		return ""
	}
	return p
}

// local reports whether host is the browser's own computer.
func local(host string) bool {
	name := host
	if i := strings.LastIndexByte(host, ':'); i > 0 && !strings.HasSuffix(host, "]") {
		name = host[:i]
	}
	return name == "localhost" || strings.HasSuffix(name, ".localhost") || strings.HasPrefix(name, "127.") || name == "[::1]"
}

// offBy is d as people say it: "5 minutes ahead".
func offBy(d time.Duration) string {
	way := "ahead"
	if d < 0 {
		way = "behind"
	}
	return span(d) + " " + way
}

func span(d time.Duration) string {
	switch d = d.Abs(); {
	case d >= 2*time.Hour:
		return fmt.Sprintf("%.0f hours", d.Hours())
	case d >= 2*time.Minute:
		return fmt.Sprintf("%.0f minutes", d.Minutes())
	}
	return fmt.Sprintf("%.0f seconds", d.Seconds())
}
