package saml

import (
	"time"

	"federate/federation"
)

// transit is what a message takes to arrive at the least. One that is judged
// at the time it was issued was not there yet.
const transit = time.Second

// timeChecks judge the response at the moment of the dossier.
func timeChecks() []federation.Check {
	const idp = federation.IdP
	clocks := "Set the clocks of both sides by the same time service, or let {{name \"idp\"}} allow for some minutes"
	again := "Capture a new response and judge it within its time"
	rule := func(code federation.Code, title, remedy string, source federation.Source, because ...federation.Code) federation.Rule {
		return federation.Rule{Code: code, Severity: federation.Error, Title: title, Remedy: remedy, Role: federation.IdPAdmin, Source: source,
			Because: append(because, "saml-wrapping")}
	}
	return []federation.Check{
		onResponse(rule("saml-time-format", "A time is not written as SAML demands", "Report the response to the maker of the identity provider", core("1.3.3")), nil, nil,
			func(l *look, _ *Response, v *view) {
				for _, t := range v.message.times() {
					if _, ok := t.DateTime(); t.Present() && !ok {
						f := l.at(t, idp, "", "A time has to look like 2026-01-31T09:30:00Z and this one does not")
						f.Got = t.Text
					}
				}
			}),
		onResponse(rule("saml-issued-in-future", "The response was issued in the future", clocks, core("3.2.2")), nil, nil,
			func(l *look, _ *Response, v *view) {
				for _, t := range v.message.issued() {
					if l.Early(t.DateTime()) > l.Tolerance() {
						l.time(t, l.Early(t.DateTime()), "The clock here says %s and the identity provider issued the message later", federation.Stamp(l.Now))
						return
					}
				}
			}),
		onAssertions(rule("saml-window-empty", "The assertion is valid for no time at all", "Correct the validity of assertions in {{name \"idp\"}}", core("2.5.1.2")), nil, nil,
			func(l *look, a *Assertion) {
				from, ok := a.NotBefore.DateTime()
				until, also := a.NotOnOrAfter.DateTime()
				if ok && also && !from.Before(until) {
					l.differ(a.NotOnOrAfter, idp, "", "", "An assertion has to end after it begins and this one begins at %s", federation.Stamp(from))
				}
			}),
		onAssertions(rule("saml-not-yet-valid", "The assertion is not yet valid", clocks, core("2.5.1.2"), "saml-window-empty", "saml-issued-in-future"), nil, nil,
			func(l *look, a *Assertion) {
				if early := l.Early(a.NotBefore.DateTime()); early > max(transit, l.Tolerance()) {
					l.time(a.NotBefore, early, "The clock here says %s and the assertion begins later", federation.Stamp(l.Now))
				}
			}),
		onAssertions(rule("saml-expired", "The assertion has expired", again, core("2.5.1.2"), "saml-window-empty"), nil, nil,
			func(l *look, a *Assertion) {
				if late, over := l.Late(a.NotOnOrAfter.DateTime()); over && late >= l.Tolerance() {
					l.time(a.NotOnOrAfter, late, "The clock here says %s and the assertion was valid until before that", federation.Stamp(l.Now))
				}
			}),
		onAssertions(rule("saml-subject-confirmation-expired", "The time to post the assertion is over", again, profiles("4.1.4.3"), "saml-expired", "saml-window-empty"), nil, nil,
			func(l *look, a *Assertion) {
				var last Value
				var least time.Duration
				for _, c := range a.bearers() {
					late, over := l.Late(c.NotOnOrAfter.DateTime())
					if !over || late < l.Tolerance() {
						return
					}
					if !last.Present() || late < least {
						last, least = c.NotOnOrAfter, late
					}
				}
				if last.Present() {
					l.time(last, least, "The clock here says %s and the assertion had to be posted before that", federation.Stamp(l.Now))
				}
			}),
		onAssertions(rule("saml-session-over", "The session had ended before the login", "Lengthen the session in {{name \"idp\"}}, or log in there afresh", core("2.7.2"), "saml-expired"), nil, nil,
			func(l *look, a *Assertion) {
				for _, s := range a.Statements {
					if late, over := l.Late(s.SessionNotOnOrAfter.DateTime()); over && late >= l.Tolerance() {
						l.time(s.SessionNotOnOrAfter, late, "The clock here says %s and the session ended before that", federation.Stamp(l.Now))
					}
				}
			}),
		onAssertions(federation.Rule{Code: "saml-time-within-tolerance", Severity: federation.Note, Title: "The times fit only because clocks may differ",
			Remedy: "Set the clocks of both sides by the same time service", Role: federation.IdPAdmin, Source: core("2.5.1.2"),
			Because: codes("saml-wrapping", "saml-window-empty", "saml-not-yet-valid", "saml-expired", "saml-issued-in-future"),
		}, nil, func(d *federation.Dossier) bool { return !d.SureTolerance() }, withinTolerance),
	}
}

func withinTolerance(l *look, a *Assertion) {
	report := func(v Value, by time.Duration) {
		f := l.at(v, federation.IdP, "", "The clock here says %s, which is %s beside the assertion's time, and platforms differ in whether they allow that", federation.Stamp(l.Now), federation.Span(by))
		f.Got = v.Text
		l.RestsOnTolerance(f)
	}
	if early := l.Early(a.NotBefore.DateTime()); early > transit && early <= l.Tolerance() {
		report(a.NotBefore, early)
	}
	if late, over := l.Late(a.NotOnOrAfter.DateTime()); over && late < l.Tolerance() {
		report(a.NotOnOrAfter, late)
	}
}

// time reports v, which misses the moment by the given time.
func (l *look) time(v Value, by time.Duration, format string, args ...any) {
	f := l.at(v, federation.IdP, "", format, args...)
	f.Got = v.Text
	l.Missed(f, by)
}

func (m *Message) issued() []Value {
	out := []Value{m.IssueInstant}
	for _, a := range m.Assertions {
		out = append(out, a.IssueInstant)
	}
	return out
}

func (m *Message) times() []Value {
	out := m.issued()
	for _, a := range m.Assertions {
		out = append(out, a.NotBefore, a.NotOnOrAfter)
		for _, c := range a.Confirmations {
			if c.Method.Text != methodBearer { // a bearer's must not be there at all
				out = append(out, c.NotBefore)
			}
			if c.Method.Text != methodBearer || c.NotOnOrAfter.Text != "" { // a bearer's has to be there
				out = append(out, c.NotOnOrAfter)
			}
		}
		for _, s := range a.Statements {
			out = append(out, s.AuthnInstant, s.SessionNotOnOrAfter)
		}
	}
	return out
}
