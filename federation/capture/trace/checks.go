package trace

import (
	"fmt"
	"slices"
	"time"

	"federate/federation"
	"federate/federation/capture"
)

// of returns the trace in d, from whichever tool.
func of(d *federation.Dossier) (*Trace, bool) {
	if t, ok := federation.Doc[*Trace](d, capture.KindHAR); ok && t != nil {
		return t, true
	}
	t, ok := federation.Doc[*Trace](d, capture.KindSAMLTrace)
	return t, ok && t != nil
}

// on is a check of the sequence.
func on(r federation.Rule, run func(l *look)) federation.Check {
	return federation.Check{Rule: r, AnyOf: []federation.Kind{capture.KindHAR, capture.KindSAMLTrace}, Run: func(d *federation.Dossier) []federation.Finding {
		t, ok := of(d)
		if !ok {
			return nil
		}
		l := &look{Dossier: d, Trace: t, rule: r}
		run(l)
		return l.found
	}}
}

// A look is one check at work.
type look struct {
	*federation.Dossier
	*Trace
	rule  federation.Rule
	found []federation.Finding
}

// at reports the rule about step s, which may be nil.
func (l *look) at(s *Step, side federation.Side, format string, args ...any) *federation.Finding {
	subject := federation.Subject{Side: side, Artifact: l.Kind}
	switch {
	case s != nil && l.Kind == capture.KindSAMLTrace:
		subject.Path = fmt.Sprintf("/requests/%d", s.Entry)
	case s != nil:
		subject.Path = fmt.Sprintf("/log/entries/%d", s.Entry)
	}
	l.found = append(l.found, l.rule.At(subject, format, args...))
	return &l.found[len(l.found)-1]
}

// answered names what came back for s.
func (s *Step) answered() string {
	if s.Status == 0 {
		return "no answer"
	}
	return fmt.Sprintf("HTTP %d", s.Status)
}

func bindings(section string) federation.Source {
	return federation.Source{Document: "saml-bindings-2.0-os", Section: section}
}

// Checks returns the checks of the sequence, in the order they read best.
func Checks() []federation.Check {
	har := federation.Source{Document: "HTTP Archive (HAR) 1.2 specification", Section: "entries"}
	web := federation.Source{Document: "saml-profiles-2.0-os", Section: "4.1.3"}
	cookies := federation.Source{Document: "RFC 6265", Section: "5.4"}
	checks := []federation.Check{
		on(federation.Rule{Code: "capture-truncated", Severity: federation.Warning, Title: "The recording is damaged or cut off",
			Remedy: "Save the recording again, as a whole, after the page has settled", Role: federation.Either, Source: har, Uncapped: true,
		}, func(l *look) {
			if l.Damage != "" {
				l.at(nil, "", "The recording was read up to request %d: %s", l.Entries, l.Damage)
			}
		}),
		on(federation.Rule{Code: "capture-no-login", Severity: federation.Warning, Title: "The recording holds no login",
			Remedy: "Start the recording in a private window before the login and keep the log across pages", Role: federation.Either, Source: web,
			Because: []federation.Code{"capture-truncated", "capture-idp-error", "capture-error-text", "capture-no-answer"},
		}, func(l *look) {
			if len(l.Messages()) == 0 {
				l.at(nil, "", "Among %d requests none brings a login request or a response", l.Entries)
			}
		}),
		on(federation.Rule{Code: "capture-no-answer", Severity: federation.Error, Title: "The server of an address did not answer",
			Remedy: "Check the address letter by letter, then whether this computer can reach its host: name, proxy, firewall, certificate", Role: federation.Either, Source: har,
			Because: []federation.Code{"capture-truncated"},
		}, func(l *look) {
			if n := len(l.Steps); n > 0 && len(l.Logins) == 0 && l.Steps[n-1].Status == 0 && !l.Steps[n-1].aside && l.Kind == capture.KindHAR {
				s := &l.Steps[n-1]
				l.at(s, federation.Side(sideOf(s.Part)), "The browser opened %s last, and nothing came back", s.Address).Got = s.Host
			}
		}),
		on(federation.Rule{Code: "capture-error-text", Severity: federation.Error, Title: "A page of the login says that it failed",
			Remedy: "Look for what the page says in the log of the server that shows it, at the time of the recording", Role: federation.Either, Source: web,
			Because: []federation.Code{"capture-idp-error", "capture-platform-refused", "capture-access-denied", "capture-cookie-lost"},
		}, spoken),
		on(federation.Rule{Code: "capture-loop", Severity: federation.Error, Title: "The login goes round in circles",
			Remedy: "Check the address that the login returns to, and that the browser may keep cookies of {{name \"platform\"}}", Role: federation.PlatformAdmin,
			Source: web, Because: []federation.Code{"capture-cookie-lost"},
		}, loops),
		on(federation.Rule{Code: "capture-idp-error", Severity: federation.Error, Title: "The identity provider refused the login",
			Remedy: "Look up the code that {{name \"idp\"}} shows and follow its remedy", Role: federation.IdPAdmin,
			Source: federation.Source{Document: "OpenID Connect Core 1.0", Section: "3.1.2.6"},
		}, refusals),
		on(federation.Rule{Code: "capture-login-incomplete", Severity: federation.Error, Title: "The login broke off before the response",
			Remedy: "Open the last address in the recording and read what it says, or record again until the login ends", Role: federation.IdPAdmin, Source: web,
			Because: []federation.Code{"capture-idp-error", "capture-loop", "capture-truncated", "capture-error-text"},
		}, incomplete),
		on(federation.Rule{Code: "capture-platform-refused", Severity: federation.Error, Title: "The platform refused the response",
			Remedy: "Check the response by itself against all that {{name \"platform\"}} was told, and mend what differs", Role: federation.PlatformAdmin,
			Source: web, Because: []federation.Code{"capture-cookie-lost"},
		}, func(l *look) {
			for _, g := range l.Logins {
				end, why := l.refused(g)
				if end != nil && !l.admitted(g, end) {
					l.at(end, federation.Platform, "%s got the response and %s %s%s", l.Words.Name(federation.Platform), why, end.Address, end.quoted())
				}
			}
		}),
		on(federation.Rule{Code: "capture-access-denied", Severity: federation.Error, Title: "The login worked and the page was denied",
			Remedy: "Give the person the role or attribute that {{name \"platform\"}} demands for the page, and see that {{name \"idp\"}} sends it", Role: federation.PlatformAdmin,
			Source: federation.Source{Document: "RFC 9110", Section: "15.5.4"},
		}, func(l *look) {
			for _, g := range l.Logins {
				if end, why := l.refused(g); end != nil && l.admitted(g, end) {
					l.at(end, federation.Platform, "%s took the response, set the cookie %s, and then %s %s%s", l.Words.Name(federation.Platform),
						l.step(g.Response).Set[0], why, end.Address, end.quoted()).Got = end.answered()
				}
			}
		}),
		on(federation.Rule{Code: "capture-cookie-lost", Severity: federation.Error, Title: "A cookie was lost on the way back",
			Remedy: "Set SameSite=None and Secure on the cookies of {{name \"platform\"}}, or open it outside of frames and private modes", Role: federation.PlatformAdmin,
			Source: cookies,
		}, lostCookies),
	}
	return append(append(checks, relayChecks()...), wireChecks()...)
}

// loops looks for a request that came three times by itself.
func loops(l *look) {
	const times = 3
	rounds := map[string][]*Step{}
	for i := range l.Steps {
		s := &l.Steps[i]
		if s.aside || s.Redirect == "" && !s.Received.asks() && !s.Received.answers() {
			continue
		}
		key := s.Method + " " + s.Address
		old := rounds[key]
		if s.byHand(old) {
			continue
		}
		if len(old) > 0 && !soon(old[len(old)-1], s) {
			rounds[key] = nil
		}
		rounds[key] = append(rounds[key], s)
		if len(rounds[key]) == times {
			l.at(rounds[key][0], federation.Platform, "The browser was sent to the same address at least %d times in a row", times).Got = s.Address
			return
		}
	}
}

// byHand reports whether somebody filled in a form, once more after others like
// s: a form without a message, or one that brings along the same request and is
// answered with a page. A password that was mistyped leads round no circle.
func (s *Step) byHand(others []*Step) bool {
	if s.Received == nil {
		return s.Method == "POST"
	}
	same := func(o *Step) bool { return o.Received != nil && o.Received.key == s.Received.key }
	return s.Received.asks() && s.Redirect == "" && s.Handed == nil && slices.ContainsFunc(others, same)
}

// refusals are the errors of the identity provider that no response followed.
func refusals(l *look) {
	last := 0 // the step of the last good response
	for i := range l.Steps {
		if m := l.Steps[i].Received; m.answers() && m.Kind != capture.KindOIDCError {
			last = i + 1
		}
	}
	told := map[string]bool{}
	for i := range l.Steps {
		s := &l.Steps[i]
		m := s.Received
		if m == nil || m.Kind != capture.KindOIDCError {
			m = s.Handed
		}
		switch {
		case s.aside:
		case m != nil && m.Kind == capture.KindOIDCError && m.key == "": // of a token endpoint, which comes after the response
			l.at(s, federation.IdP, "The token endpoint answered %s", s.answered()).Got = m.Code
		case s.Number < last || told[s.Host]:
		case m != nil && m.Kind == capture.KindOIDCError:
			told[s.Host] = true
			if told[m.key] {
				continue
			}
			told[m.key] = true
			l.at(s, federation.IdP, "%s sent the browser back with an error", l.Words.Name(federation.IdP)).Got = m.Code
		case m != nil && m.Kind == capture.KindErrorPage && s.Part != Platform:
			told[s.Host] = true
			l.at(s, federation.IdP, "%s shows an error page at %s", l.Words.Name(federation.IdP), s.Address).Got = m.Code
		case s.Part == IdP && s.Status >= 400 && s.Status != 401: // 401 asks the browser to sign in with Kerberos
			told[s.Host] = true
			l.at(s, federation.IdP, "%s answered %s at %s%s", l.Words.Name(federation.IdP), s.answered(), s.Address, s.quoted()).Got = s.answered()
		}
	}
}

// incomplete looks for the last request that nothing answered.
func incomplete(l *look) {
	for n, g := range slices.Backward(l.Logins) {
		if g.Response > 0 || g.Aside || l.later(n) {
			continue
		}
		last := l.step(g.Request)
		for i := g.Request; i < len(l.Steps); i++ {
			if s := &l.Steps[i]; s.Part != Other && !s.aside {
				last = s
			}
		}
		last = l.landing(last.Number)
		what := "ends with " + last.answered()
		if last.Redirect != "" {
			what += ", which leads to an address that was not opened"
		}
		l.at(last, federation.IdP, "Request %d got no response; the recording %s at %s", g.Request, what, last.Address).Got = last.answered()
		return
	}
}

// later reports whether what login n was for came to a response all the same:
// in another attempt, or in the login around it.
func (t *Trace) later(n int) bool {
	g := t.Logins[n]
	asked := t.step(g.Request)
	for i, o := range t.Logins {
		if o.Response <= g.Request || i == n {
			continue
		}
		other := t.step(o.Request)
		if i < n || other == nil || other.Host == asked.Host {
			return true
		}
	}
	return false
}

// refused returns where the platform turned the response down, and how.
func (t *Trace) refused(g Login) (*Step, string) {
	s := t.step(g.Response)
	if s == nil || s.Received == nil || s.Received.Kind == capture.KindOIDCError {
		return nil, ""
	}
	end := t.landing(g.Response)
	switch {
	case end.Handed != nil && end.Handed.Kind == capture.KindErrorPage && end.Part != IdP:
		return end, "shows an error page with " + end.Handed.Code + " at"
	case end.Status == 0:
		return end, "did not answer at"
	case end.Status >= 400 && end.Part != IdP:
		return end, "answered " + end.answered() + " at"
	}
	return nil, ""
}

// admitted reports whether the platform took the response of g, opened a session
// and led on, and only then said at end that the person may not see the page.
func (t *Trace) admitted(g Login, end *Step) bool {
	s := t.step(g.Response)
	return end.Number != s.Number && s.Redirect != "" && len(s.Set) > 0 && (end.Status == 401 || end.Status == 403)
}

// lostCookies speaks only where the login failed after it: most cookies that
// do not cross sites are not missed.
func lostCookies(l *look) {
	for _, g := range l.Logins {
		s := l.step(g.Response)
		if s == nil || len(s.Lost) == 0 {
			continue
		}
		after := ""
		if end, why := l.refused(g); end != nil {
			after = why + " " + end.Address
		} else if again := l.bounced(g); again != nil {
			after = "asked for a login again"
		} else {
			continue
		}
		c := s.Lost[0]
		more := ""
		if n := len(s.Lost) - 1; n > 0 {
			more = fmt.Sprintf(" (and %d more)", n)
		}
		l.at(s, federation.Platform, "The cookie %s%s did not come back with the response: %s; then %s %s",
			c.Name, more, c.Why, l.Words.Name(federation.Platform), after).Got = c.Name
		return
	}
}

// tolerance is how far clocks may differ before anybody needs to know.
func (l *look) tolerance() time.Duration {
	const silent = time.Minute
	return max(silent, l.Expect.ClockTolerance.Value)
}
