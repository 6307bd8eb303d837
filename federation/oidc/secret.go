package oidc

import (
	"strings"
	"time"

	"federate/federation"
	"federate/federation/check"
)

// LooksLikeSecretID reports whether value has the form of the ID that Entra
// shows beside every client secret. No secret of Entra has it.
func LooksLikeSecretID(value string) bool { return guid().MatchString(strings.TrimSpace(value)) }

// SecretIDRule is the rule about a secret that [LooksLikeSecretID]. It has no check,
// because a secret is withheld before any check could see it: whoever receives one
// asks, and reports the rule without the value.
func SecretIDRule() federation.Rule {
	return federation.Rule{Code: "oidc-secret-id", Severity: federation.Error, Title: "This is the secret's ID, not the secret",
		Remedy: "Create a new client secret in {{name \"idp\"}} and copy the column Value at once: it is shown only then",
		Role:   federation.IdPAdmin, Source: microsoft(credentials)}
}

// SecretIDFinding is the finding of SecretIDRule about the secret that side gave.
func SecretIDFinding(side federation.Side) federation.Finding {
	return SecretIDRule().At(federation.Subject{Side: side, Fact: factSecret},
		"A client secret of Entra is never a GUID and what was given is one")
}

// A Secret is a client secret that was handed over where another document belongs.
// Nothing of it is kept.
type Secret struct{}

// Readable is always true: there is nothing to be read.
func (Secret) Readable() bool { return true }

func misplaced() federation.Check {
	return check.On(federation.KindClientSecret, federation.Rule{Code: "oidc-secret-misplaced", Severity: federation.Error,
		Title: "A client secret was given where none belongs", Uncapped: true,
		Remedy: "Enter it in the box of the client secret alone, or hand it over with --secret; where somebody else may have seen it, make a new one in {{name \"idp\"}} and delete this one",
		Role:   federation.Either, Source: microsoft(credentials)}, nil, check.Always[Secret], func(j *check.Judgement, _ Secret) {
		j.At(Value{}, "", factSecret,
			"What was given has the form of a client secret of Entra, which lets whoever holds it speak as the platform, and it was dropped")
	})
}

const (
	day            = 24 * time.Hour
	codeSecretDate = "oidc-secret-date"
)

// expiryChecks judge the last day of the client secret. Three of them share the days
// before it, so that exactly one fires.
func expiryChecks() []federation.Check {
	rule := func(code federation.Code, severity federation.Severity, title, remedy string) federation.Rule {
		return federation.Rule{Code: code, Severity: severity, Title: title, Remedy: remedy, Role: federation.IdPAdmin,
			Source: microsoft(credentials)}
	}
	const create = "Create a new client secret in {{name \"idp\"}}, enter its value as {{platform \"oidc.client_secret\"}} in {{name \"platform\"}}, then delete the old one"
	within := func(code federation.Code, severity federation.Severity, title, remedy string, after, until int) federation.Check {
		return eachDate(rule(code, severity, title, remedy), func(j *check.Judgement, c federation.Claim, left int) {
			if left > after && left <= until {
				j.Claim(c, "", "The client secret ends in %s", federation.Count(left, "day"))
			}
		})
	}
	return []federation.Check{
		misplaced(),
		check.EachClaim(federation.Rule{Code: codeSecretDate, Severity: federation.Error, Title: "The secret's last day is not a date",
			Role:   federation.Either,
			Remedy: "Enter the day as year-month-day, as in 2027-06-30", Source: rfc("3339", "5.6"), Uncapped: true,
		}, check.Facts(factSecretExpires), func(j *check.Judgement, c federation.Claim) {
			if _, ok := lastDay(c.Value); !ok {
				j.Claim(c, "", "A day looks like 2027-06-30 and this does not")
			}
		}),
		eachDate(rule("oidc-secret-expired", federation.Error, "The client secret has expired", create),
			func(j *check.Judgement, c federation.Claim, left int) {
				if left < 0 {
					j.Claim(c, "", "The client secret ended %s ago, and nobody can log in since", federation.Count(-left, "day"))
				}
			}),
		within("oidc-secret-expires-within-7-days", federation.Warning, "The client secret expires within 7 days", create, -1, 7),
		within("oidc-secret-expires-within-30-days", federation.Warning, "The client secret expires within 30 days", create, 7, 30),
		within("oidc-secret-expires-within-60-days", federation.Note, "The client secret expires within 60 days",
			"Plan the change of the client secret with the platform admin, and note the day in a calendar", 30, 60),
		check.Only(func(d *federation.Dossier) bool { _, ok := readEntra(d.Value(factIssuer)); return ok },
			eachDate(rule("oidc-secret-lasts-too-long", federation.Warning, "No client secret of Entra lasts that long",
				"Look up the end date under Certificates & secrets and enter that one"),
				func(j *check.Judgement, c federation.Claim, left int) {
					if j.Now.AddDate(2, 0, 1).Before(j.Now.Add(time.Duration(left) * day)) {
						j.Claim(c, "", "A client secret of Entra lasts 24 months at most and this one would end in %s",
							federation.Count(left, "day"))
					}
				})),
	}
}

// eachDate is a check of the secret's last day; left is how many days there are
// until it, zero on the day itself.
func eachDate(rule federation.Rule, run func(l *check.Judgement, c federation.Claim, left int)) federation.Check {
	return check.EachClaim(rule, check.Facts(factSecretExpires), func(j *check.Judgement, c federation.Claim) {
		if last, ok := lastDay(c.Value); ok {
			run(j, c, int(last.Sub(j.Now.UTC().Truncate(day))/day))
		}
	})
}

func lastDay(value string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, strings.TrimSpace(value))
	return t, err == nil
}
