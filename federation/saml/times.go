package saml

import (
	"time"

	"federate/federation"
	"federate/federation/check"
)

// transit is the least time a message takes to arrive. One that is judged at the
// time it was issued had not arrived yet.
const transit = time.Second

// timeChecks judge the times in the response at the time of the dossier.
func timeChecks() []federation.Check {
	const idp = federation.IdP
	clocks := "Set the clocks of both sides by the same time service, or let {{name \"idp\"}} allow for some minutes"
	again := "Capture a new response and judge it within its time"
	rule := func(code federation.Code, title, remedy string, source federation.Source, because ...federation.Code) federation.Rule {
		return federation.Rule{Code: code, Severity: federation.Error, Title: title, Remedy: remedy, Role: federation.IdPAdmin,
			Source:  source,
			Because: append(because, "saml-wrapping")}
	}
	return []federation.Check{
		onResponse(rule("saml-time-format", "A time is not written as SAML demands",
			"Report the response to the maker of the identity provider", core("1.3.3")), nil, nil,
			func(j *check.Judgement, _ *Response, v *view) {
				for _, t := range v.message.times() {
					if _, ok := t.DateTime(); t.Present() && !ok {
						f := j.At(t, idp, "", "A time has to look like 2026-01-31T09:30:00Z and this one does not")
						f.Got = t.Text
					}
				}
			}),
		onResponse(rule("saml-issued-in-future", "The response was issued in the future", clocks, core("3.2.2")), nil, nil,
			func(j *check.Judgement, _ *Response, v *view) {
				for _, t := range v.message.issued() {
					if j.Early(t.DateTime()) > j.Tolerance() {
						j.Missed(t, t.Text, j.Early(t.DateTime()),
							"The clock here says %s and the identity provider issued the message later", federation.Stamp(j.Now))
						return
					}
				}
			}),
		onAssertions(rule("saml-window-empty", "The assertion is valid for no time at all",
			"Correct the validity of assertions in {{name \"idp\"}}", core("2.5.1.2")), nil, nil,
			func(j *check.Judgement, a *Assertion) {
				from, ok := a.NotBefore.DateTime()
				until, also := a.NotOnOrAfter.DateTime()
				if ok && also && !from.Before(until) {
					j.Differ(a.NotOnOrAfter, idp, "", "",
						"An assertion has to end after it begins and this one begins at %s", federation.Stamp(from))
				}
			}),
		onAssertions(rule("saml-not-yet-valid",
			"The assertion is not yet valid", clocks, core("2.5.1.2"), "saml-window-empty", "saml-issued-in-future"), nil, nil,
			func(j *check.Judgement, a *Assertion) {
				if early := j.Early(a.NotBefore.DateTime()); early > max(transit, j.Tolerance()) {
					j.Missed(a.NotBefore, a.NotBefore.Text, early,
						"The clock here says %s and the assertion begins later", federation.Stamp(j.Now))
				}
			}),
		onAssertions(rule("saml-expired", "The assertion has expired", again, core("2.5.1.2"), "saml-window-empty"), nil, nil,
			func(j *check.Judgement, a *Assertion) {
				if late, over := j.Late(a.NotOnOrAfter.DateTime()); over && late >= j.Tolerance() {
					j.Missed(a.NotOnOrAfter, a.NotOnOrAfter.Text, late,
						"The clock here says %s and the assertion was valid until before that", federation.Stamp(j.Now))
				}
			}),
		onAssertions(rule("saml-subject-confirmation-expired",
			"The time to post the assertion is over", again, profiles("4.1.4.3"), "saml-expired", "saml-window-empty"), nil, nil,
			func(j *check.Judgement, a *Assertion) {
				var last Value
				var least time.Duration
				for _, c := range a.bearers() {
					late, over := j.Late(c.NotOnOrAfter.DateTime())
					if !over || late < j.Tolerance() {
						return
					}
					if !last.Present() || late < least {
						last, least = c.NotOnOrAfter, late
					}
				}
				if last.Present() {
					j.Missed(last, last.Text, least,
						"The clock here says %s and the assertion had to be posted before that", federation.Stamp(j.Now))
				}
			}),
		onAssertions(rule("saml-session-over", "The session had ended before the login",
			"Lengthen the session in {{name \"idp\"}}, or log in there afresh", core("2.7.2"), "saml-expired"), nil, nil,
			func(j *check.Judgement, a *Assertion) {
				for _, s := range a.Statements {
					if late, over := j.Late(s.SessionNotOnOrAfter.DateTime()); over && late >= j.Tolerance() {
						j.Missed(s.SessionNotOnOrAfter, s.SessionNotOnOrAfter.Text, late,
							"The clock here says %s and the session ended before that", federation.Stamp(j.Now))
					}
				}
			}),
		onAssertions(federation.Rule{Code: "saml-time-within-tolerance", Severity: federation.Note,
			Title:  "The times fit only because clocks may differ",
			Remedy: "Set the clocks of both sides by the same time service", Role: federation.IdPAdmin, Source: core("2.5.1.2"),
			Because: check.Codes("saml-wrapping", "saml-window-empty", "saml-not-yet-valid", "saml-expired", "saml-issued-in-future"),
		}, nil, func(d *federation.Dossier) bool { return !d.SureTolerance() }, withinTolerance),
	}
}

func withinTolerance(j *check.Judgement, a *Assertion) {
	report := func(v Value, by time.Duration) {
		f := j.At(v, federation.IdP, "",
			"The clock here says %s, which is %s beside the assertion's time, and platforms differ in whether they allow that",
			federation.Stamp(j.Now), federation.Span(by))
		f.Got = v.Text
		j.RestsOnTolerance(f)
	}
	if early := j.Early(a.NotBefore.DateTime()); early > transit && early <= j.Tolerance() {
		report(a.NotBefore, early)
	}
	if late, over := j.Late(a.NotOnOrAfter.DateTime()); over && late < j.Tolerance() {
		report(a.NotOnOrAfter, late)
	}
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
