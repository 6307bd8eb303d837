package trace

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"federate/federation"
)

// loops looks for a request that the browser repeated three times by itself.
func loops(j *judgement) {
	const times = 3
	rounds := map[string][]*Step{}
	for i := range j.Steps {
		s := &j.Steps[i]
		if s.aside || s.Redirect == "" && !s.Received.asks() && !s.Received.answers() {
			continue
		}
		if s.wished && s.Method == "GET" && !s.ledTo(j.Steps[:i]) {
			clear(rounds) // somebody began anew
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
			j.at(rounds[key][0], federation.Platform, "The browser was sent to the same address at least %d times in a row", times).Got = s.Address
			return
		}
	}
}

// ledTo reports whether one of the steps before s redirected to it. A browser keeps it to
// a redirect that somebody wished for the first address.
func (s *Step) ledTo(before []Step) bool {
	return slices.ContainsFunc(before, func(o Step) bool { return o.leadsTo(s) })
}

// leadsTo reports whether s redirected to o. What stands behind # is not sent.
func (s *Step) leadsTo(o *Step) bool {
	to, _, _ := strings.Cut(s.Redirect, "#")
	return to != "" && (to == o.Address || s.Redirect == o.Address)
}

// byHand reports whether somebody submitted a form again after others like s: a form
// without a message, or one with the same request that is answered with a page. A
// mistyped password is no loop.
func (s *Step) byHand(others []*Step) bool {
	if s.Received == nil {
		return s.Method == "POST"
	}
	same := func(o *Step) bool { return o.Received != nil && o.Received.key == s.Received.key }
	return s.Received.asks() && s.Redirect == "" && s.Handed == nil && slices.ContainsFunc(others, same)
}

// refusals are the errors of the identity provider that no response followed.
func refusals(j *judgement) {
	last := 0 // the step of the last good response
	for i := range j.Steps {
		if m := j.Steps[i].Received; m.answers() && m.Kind != federation.KindOIDCError {
			last = i + 1
		}
	}
	told := map[string]bool{}
	for i := range j.Steps {
		s := &j.Steps[i]
		m := s.Received
		if m == nil || m.Kind != federation.KindOIDCError {
			m = s.Handed
		}
		switch {
		case s.aside:
		case m != nil && m.Kind == federation.KindOIDCError && m.key == "": // of a token endpoint, which comes after the response
			said(s, m.Code, j.at(s, federation.IdP, "The token endpoint answered %s", s.answered()))
		case s.Number < last || told[s.Host]:
		case m != nil && m.Kind == federation.KindOIDCError:
			told[s.Host] = true
			if told[m.key] {
				continue
			}
			told[m.key] = true
			said(s, m.Code, j.at(s, federation.IdP, "%s sent the browser back with an error", j.Words.Name(federation.IdP)))
		case m != nil && m.Kind == federation.KindErrorPage && s.Part != Platform:
			told[s.Host] = true
			said(s, m.Code, j.at(s, federation.IdP, "%s shows an error page at %s", j.Words.Name(federation.IdP), s.Address))
		case s.Part == IdP && s.Status >= 400 && s.Status != 401: // 401 asks the browser to sign in with Kerberos
			told[s.Host] = true
			f := j.at(s, federation.IdP, "%s answered %s at %s%s", j.Words.Name(federation.IdP), s.answered(), s.Address, s.quoted())
			f.Got, f.Said = s.answered(), s.Says
		}
	}
}

// incomplete looks for the last request that nothing answered.
func incomplete(j *judgement) {
	for n, g := range slices.Backward(j.Logins) {
		if g.Response > 0 || g.Aside || j.later(n) {
			continue
		}
		last := j.step(g.Request)
		for i := g.Request; i < len(j.Steps); i++ {
			if s := &j.Steps[i]; s.Part != Other && !s.aside {
				last = s
			}
		}
		last = j.landing(last.Number)
		what := "ends with " + last.answered()
		if last.Redirect != "" {
			what += ", which leads to an address that was not opened"
		}
		j.at(last, federation.IdP, "Request %d got no response; the recording %s at %s", g.Request, what, last.Address).Got = last.answered()
		return
	}
}

// later reports whether login n was completed all the same: in another attempt, or
// in the login around it.
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

// refused returns the step at which the platform refused the response, and how.
func (t *Trace) refused(g Login) (*Step, string) {
	s := t.step(g.Response)
	if s == nil || s.Received == nil || s.Received.Kind == federation.KindOIDCError {
		return nil, ""
	}
	end := t.landing(g.Response)
	switch {
	case end.Handed != nil && end.Handed.Kind == federation.KindErrorPage && end.Part != IdP:
		return end, "shows an error page with " + end.Handed.Code + " at"
	case end.Status == 0:
		how := "did not answer at"
		if end.Failed != "" {
			how = "did not answer (" + end.Failed + ") at"
		}
		return end, how
	case end.Status >= 400 && end.Part != IdP:
		return end, "answered " + end.answered() + " at"
	}
	return nil, ""
}

// admitted reports whether the platform accepted the response of g, opened a session
// and led on, and only then refused the page to the person, at end.
func (t *Trace) admitted(g Login, end *Step) bool {
	s := t.step(g.Response)
	return end.Number != s.Number && s.Redirect != "" && len(s.Set) > 0 && (end.Status == 401 || end.Status == 403)
}

// lostCookies reports only where the login failed afterwards: most cookies that are
// not sent across sites are not needed.
func lostCookies(j *judgement) {
	for _, g := range j.Logins {
		s := j.step(g.Response)
		if s == nil || len(s.Lost) == 0 {
			continue
		}
		after := ""
		if end, why := j.refused(g); end != nil {
			after = why + " " + end.Address
		} else if again := j.bounced(g); again != nil {
			after = "asked for a login again"
		} else {
			continue
		}
		c := s.Lost[0]
		more := ""
		if n := len(s.Lost) - 1; n > 0 {
			more = fmt.Sprintf(" (and %d more)", n)
		}
		j.at(s, federation.Platform, "The cookie %s%s did not come back with the response: %s; then %s %s",
			c.Name, more, c.Why, j.Words.Name(federation.Platform), after).Got = c.Name
		return
	}
}

// tolerance is how far clocks may differ before it is worth a finding.
func (j *judgement) tolerance() time.Duration {
	const silent = time.Minute
	return max(silent, j.Expect.ClockTolerance.Value)
}
