package oidc

import (
	"time"

	"federate/federation"
	"federate/federation/check"
)

// timeChecks judge the times in the token at the time of the dossier.
func timeChecks() []federation.Check {
	const clocks = "Set the clocks of both sides by the same time service"
	rule := func(code federation.Code, severity federation.Severity, title, remedy string, source federation.Source,
		because ...federation.Code) federation.Rule {
		return federation.Rule{Code: code, Severity: severity, Title: title, Remedy: remedy, Role: federation.IdPAdmin, Source: source,
			Because: because}
	}
	return []federation.Check{
		onToken(rule("oidc-token-expired", federation.Error, "The token has expired",
			"Capture a new token and judge it within its time", core("3.1.3.7")), nil, nil,
			func(j *check.Judgement, t *Token) {
				if late, over := j.Late(t.Expires.NumericDate()); over && late >= j.Tolerance() {
					j.Missed(t.Expires, shown(t.Expires), late,
						"The clock here says %s and the token was good until before that", federation.Stamp(j.Now))
				}
			}),
		onToken(rule("oidc-token-issued-in-future", federation.Error, "The token was issued in the future", clocks, core("3.1.3.7")), nil,
			nil,
			func(j *check.Judgement, t *Token) {
				if early := j.Early(t.IssuedAt.NumericDate()); early > j.Tolerance() {
					j.Missed(t.IssuedAt, shown(t.IssuedAt), early,
						"The clock here says %s and the identity provider issued the token later", federation.Stamp(j.Now))
				}
			}),
		onToken(rule("oidc-token-not-yet-valid", federation.Error, "The token is not yet valid", clocks, rfc("7519", "4.1.5"),
			"oidc-token-issued-in-future"), nil, nil,
			func(j *check.Judgement, t *Token) {
				if early := j.Early(t.NotBefore.NumericDate()); early > j.Tolerance() {
					j.Missed(t.NotBefore, shown(t.NotBefore), early,
						"The clock here says %s and the token begins later", federation.Stamp(j.Now))
				}
			}),
		check.Only(func(d *federation.Dossier) bool { return !d.SureTolerance() },
			onToken(rule("oidc-token-time-within-tolerance", federation.Note,
				"The times fit only because clocks may differ", clocks, core("2"),
				"oidc-token-expired", "oidc-token-issued-in-future", "oidc-token-not-yet-valid"), nil, nil, withinTolerance)),
	}
}

// withinTolerance reports the first time that is right only with the tolerance. One
// second is what a message takes to arrive.
func withinTolerance(j *check.Judgement, t *Token) {
	for _, v := range []Value{t.NotBefore, t.IssuedAt, t.Expires} {
		by := j.Early(v.NumericDate())
		if v == t.Expires {
			by, _ = j.Late(v.NumericDate())
		}
		if by > time.Second && by <= j.Tolerance() {
			f := j.At(v, federation.IdP, "",
				"The clock here says %s, which is %s beside the token's time, and platforms differ in whether they allow that",
				federation.Stamp(j.Now), federation.Span(by))
			f.Got = shown(v)
			j.RestsOnTolerance(f)
			return
		}
	}
}

// shown is a NumericDate for people.
func shown(v Value) string {
	t, ok := v.NumericDate()
	if !ok {
		return v.Text
	}
	return federation.Stamp(t)
}
