package oidc

import (
	"fmt"
	"time"

	"federate/federation"
)

// slack is how far clocks may differ where no platform says what it takes.
const slack = 3 * time.Minute

// plain is a distance that no tolerance explains.
const plain = 5 * time.Minute

// timeChecks judge the token at the moment of the dossier.
func timeChecks() []federation.Check {
	const clocks = "Set the clocks of both sides by the same time service"
	rule := func(code federation.Code, severity federation.Severity, title, remedy string, source federation.Source, because ...federation.Code) federation.Rule {
		return federation.Rule{Code: code, Severity: severity, Title: title, Remedy: remedy, Role: federation.IdPAdmin, Source: source, Because: because}
	}
	return []federation.Check{
		onToken(rule("oidc-token-expired", federation.Error, "The token has expired", "Capture a new token and judge it within its time", core("3.1.3.7")), nil, nil,
			func(l *look, t *Token) {
				if late, over := l.late(t.Expires); over && late >= l.tolerance() {
					l.time(t.Expires, late, "The clock here says %s and the token was good until before that", stamp(l.Now))
				}
			}),
		onToken(rule("oidc-token-issued-in-future", federation.Error, "The token was issued in the future", clocks, core("3.1.3.7")), nil, nil,
			func(l *look, t *Token) {
				if early := l.early(t.IssuedAt); early > l.tolerance() {
					l.time(t.IssuedAt, early, "The clock here says %s and the identity provider issued the token later", stamp(l.Now))
				}
			}),
		onToken(rule("oidc-token-not-yet-valid", federation.Error, "The token is not yet valid", clocks, rfc("7519", "4.1.5"), "oidc-token-issued-in-future"), nil, nil,
			func(l *look, t *Token) {
				if early := l.early(t.NotBefore); early > l.tolerance() {
					l.time(t.NotBefore, early, "The clock here says %s and the token begins later", stamp(l.Now))
				}
			}),
		only(func(d *federation.Dossier) bool { return !solid(d) },
			onToken(rule("oidc-token-time-within-tolerance", federation.Note, "The times fit only because clocks may differ", clocks, core("2"),
				"oidc-token-expired", "oidc-token-issued-in-future", "oidc-token-not-yet-valid"), nil, nil, withinTolerance)),
	}
}

// solid reports whether the platform's tolerance is known well enough to be
// relied upon.
func solid(d *federation.Dossier) bool {
	t := d.Expect.ClockTolerance
	return t.Set && (t.Confidence == "" || t.Confidence == federation.Solid || t.Confidence == federation.Likely)
}

// withinTolerance reports the first of the times that the tolerance saves. One
// second is what a message takes to arrive.
func withinTolerance(l *look, t *Token) {
	for _, v := range []Value{t.NotBefore, t.IssuedAt, t.Expires} {
		by := l.early(v)
		if v == t.Expires {
			by, _ = l.late(v)
		}
		if by > time.Second && by <= l.tolerance() {
			f := l.at(v, federation.IdP, "", "The clock here says %s, which is %s beside the token's time, and platforms differ in whether they allow that", stamp(l.Now), span(by))
			f.Got = shown(v)
			if l.Expect.ClockTolerance.Set {
				rests(f, l.Expect.ClockTolerance)
			}
			return
		}
	}
}

func (l *look) tolerance() time.Duration {
	if t := l.Expect.ClockTolerance; t.Set {
		return t.Value
	}
	return slack
}

// early is how long before v it is now; zero or less where v is past or no time.
func (l *look) early(v Value) time.Duration {
	t, ok := v.Time()
	if !ok {
		return 0
	}
	return t.Sub(l.Now)
}

// late is how long ago v was; over is false where v is ahead or no time. At v
// itself it is over: the standard says on or after.
func (l *look) late(v Value) (by time.Duration, over bool) {
	t, ok := v.Time()
	if !ok || l.Now.Before(t) {
		return 0, false
	}
	return l.Now.Sub(t), true
}

// time reports v, which misses the moment by the given time. A short miss is no
// surer than the tolerance that it exceeds.
func (l *look) time(v Value, by time.Duration, format string, args ...any) {
	f := l.at(v, federation.IdP, "", format, args...)
	f.Detail += ": a difference of " + span(by) + ", where " + span(l.tolerance()) + " are allowed"
	f.Got = shown(v)
	if l.Expect.ClockTolerance.Set && by <= max(plain, l.tolerance()) {
		rests(f, l.Expect.ClockTolerance)
	}
}

// shown is a NumericDate for people.
func shown(v Value) string {
	t, ok := v.Time()
	if !ok {
		return v.Text
	}
	return stamp(t)
}

// stamp is t as findings show it.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// span is a distance in time as findings show it.
func span(d time.Duration) string { return fmt.Sprint(d.Round(time.Second)) }
