package saml

import (
	"time"

	"federate/federation"
	"federate/federation/check"
)

// fresh is how long a request may take to reach the identity provider.
const fresh = 5 * time.Minute

// requestTimeChecks judge when a request was made. A request that is judged alone
// counts as just received, unless a clock was given.
func requestTimeChecks() []federation.Check {
	const platform = federation.Platform
	rule := func(code federation.Code, severity federation.Severity, title, remedy string, source federation.Source) federation.Rule {
		return federation.Rule{Code: code, Severity: severity, Title: title, Remedy: remedy, Role: federation.PlatformAdmin, Source: source}
	}
	return []federation.Check{
		onRequest(rule("saml-request-time-format", federation.Error, "The time of the request is not written as SAML demands",
			"Report the request to the maker of {{name \"platform\"}}", core("1.3.3")), nil, nil, func(j *check.Judgement, r *Request) {
			if _, ok := r.IssueInstant.DateTime(); !ok {
				j.At(r.here(r.IssueInstant), platform, "", "A time has to look like 2026-01-31T09:30:00Z and this one does not").Got = r.IssueInstant.Text
			}
		}),
		onRequest(rule("saml-request-issued-in-future", federation.Error, "The request was issued in the future",
			"Set the clock of {{name \"platform\"}} by a time service", core("3.2.1")), nil, nil, func(j *check.Judgement, r *Request) {
			if early := j.Early(r.IssueInstant.DateTime()); early > j.Tolerance() {
				j.At(r.IssueInstant, platform, "", "The clock here says %s and the platform issued the request %s later", federation.Stamp(j.Now),
					federation.Span(early)).Got = r.IssueInstant.Text
			}
		}),
		onRequest(rule("saml-request-old", federation.Warning, "The request was old when it arrived",
			"Start the login afresh: a bookmark or an open tab may have kept an old request; if it happens again, set the clock of {{name \"platform\"}}",
			core("3.2.1")), nil,
			func(d *federation.Dossier, r *Request) bool {
				_, answered := federation.Doc[*Response](d, federation.KindSAMLResponse) // then people took their time
				return r.Readable() && !answered
			}, func(j *check.Judgement, r *Request) {
				if late, over := j.Late(r.IssueInstant.DateTime()); over && late > fresh+j.Tolerance() {
					j.At(r.IssueInstant, platform, "", "Identity providers take requests of a few minutes and this one was %s old", federation.Span(late)).Got = r.IssueInstant.Text
				}
			}),
	}
}
