package pki

import (
	"fmt"
	"slices"
	"time"

	"federate/federation"
)

const day = 24 * time.Hour

// validity is RFC 5280 4.1.2.5: both of its dates are included.
var validity = rfc(5280, "4.1.2.5")

// dates are the checks of when a certificate is valid. Three of them share the days
// before its end, so that exactly one fires.
func dates() []federation.Check {
	renew := section(entra, "Renew a certificate that will soon expire")
	return []federation.Check{
		dated(federation.Rule{
			Code:     "pki-expired",
			Severity: federation.Error,
			Title:    "The signing certificate has expired",
			Remedy:   `Create a new signing certificate in {{name "idp"}}, upload it to {{name "platform"}} as {{platform "idp.certificate"}}, then make it the active one`,
			Role:     federation.IdPAdmin,
			Source:   validity,
		}, func(d *federation.Dossier, s stated) (string, string, bool) {
			return lasted(d, s), at(s.cert.NotAfter), d.Now.After(s.cert.NotAfter) && !s.spare
		}),
		each(federation.Rule{
			Code:     "pki-spare-expired",
			Severity: federation.Note,
			Title:    "An expired certificate is still listed",
			Remedy:   `Remove the expired certificate from {{name "idp"}} and {{name "platform"}} once no login depends on it`,
			Role:     federation.IdPAdmin,
			Source:   validity,
		}, func(d *federation.Dossier, s stated) (string, string, bool) {
			return lasted(d, s), at(s.cert.NotAfter), d.Now.After(s.cert.NotAfter) && s.spare
		}),
		dated(federation.Rule{
			Code:     "pki-not-yet-valid",
			Severity: federation.Error,
			Title:    "The signing certificate is not valid yet",
			Remedy:   `Check the clock of this computer first; if it is right, wait until the certificate's first day or create a new one in {{name "idp"}}`,
			Role:     federation.IdPAdmin,
			Source:   validity,
		}, func(d *federation.Dossier, s stated) (string, string, bool) {
			return fmt.Sprintf("%s is good from %s on, and it is %s now", name(s.cert), at(s.cert.NotBefore), at(d.Now)),
				at(s.cert.NotBefore), d.Now.Before(s.cert.NotBefore) && !another(d, s)
		}),
		expires("pki-expires-within-7-days", "The signing certificate expires within 7 days", federation.Warning, 0, 7, renew,
			`Create a new signing certificate in {{name "idp"}} now and agree with the platform admin on the hour in which both sides change`),
		expires("pki-expires-within-30-days", "The signing certificate expires within 30 days", federation.Warning, 7, 30, renew,
			`Create the next signing certificate in {{name "idp"}}, load it into {{name "platform"}} as {{platform "idp.certificate"}}, then make it the active one`),
		expires("pki-expires-within-60-days", "The signing certificate expires within 60 days", federation.Note, 30, 60,
			section(entra, "Add email notification addresses for certificate expiration"),
			`Plan the change of the signing certificate with the platform admin, and name the people who get the expiry mails`),
		each(federation.Rule{
			Code:       "pki-validity-too-long",
			Severity:   federation.Warning,
			Title:      "The certificate is good for more than ten years",
			Remedy:     `Create a signing certificate that is good for three years at most, and note its last day in a calendar`,
			Role:       federation.IdPAdmin,
			Source:     section(nist57, "5.3.6"),
			Confidence: federation.Likely,
		}, func(_ *federation.Dossier, s stated) (string, string, bool) {
			from, to := s.cert.NotBefore, s.cert.NotAfter
			return fmt.Sprintf("%s is good from %s to %s", name(s.cert), at(from), at(to)), at(to), to.After(from.AddDate(10, 0, 2))
		}),
	}
}

// dated is a check of the dates of every stated certificate. The dates of one in
// metadata do not count (SAML V2.0 Metadata Interoperability Profile 2.6.1), so
// there it is an error only where the platform looks at them.
func dated(r federation.Rule, judge func(d *federation.Dossier, s stated) (detail, got string, broken bool)) federation.Check {
	c := each(r, judge)
	run := c.Run
	c.Run = func(d *federation.Dossier) []federation.Finding {
		found := run(d)
		for i := range found {
			if f := &found[i]; f.Subject.Artifact == federation.KindIdPMetadata {
				f.Rule = federation.Demanded(d.Expect.CertificateDates, f.Rule)
			}
		}
		return found
	}
	return c
}

// another reports whether the side that states s has another certificate that is
// valid now: then s is the next one, rightly published before its time.
func another(d *federation.Dossier, s stated) bool {
	return slices.ContainsFunc(certificates(d), func(o stated) bool {
		return o.claim.Side == s.claim.Side && !d.Now.Before(o.cert.NotBefore) && !d.Now.After(o.cert.NotAfter)
	})
}

// expires is the check of certificates that end in more than after and at most
// within days from now. Spare ones may end: they are not in use.
func expires(code federation.Code, title string, severity federation.Severity, after, within int, source federation.Source,
	remedy string) federation.Check {
	return each(federation.Rule{
		Code: code, Severity: severity, Title: title, Remedy: remedy, Role: federation.IdPAdmin, Source: source,
	}, func(d *federation.Dossier, s stated) (string, string, bool) {
		left := s.cert.NotAfter.Sub(d.Now)
		broken := !s.spare && left <= time.Duration(within)*day && (left > time.Duration(after)*day || after == 0 && left >= 0)
		return fmt.Sprintf("%s has %s left", name(s.cert), days(left)), at(s.cert.NotAfter), broken
	})
}

func lasted(d *federation.Dossier, s stated) string {
	return fmt.Sprintf("%s ended %s ago", name(s.cert), days(d.Now.Sub(s.cert.NotAfter)))
}

// days is t in whole days, or in hours where it is less than one.
func days(t time.Duration) string {
	switch {
	case t < time.Hour:
		return "less than an hour"
	case t < day:
		return federation.Count(int(t/time.Hour), "hour")
	}
	return federation.Count(int(t/day), "day")
}

// at is t as findings show it.
func at(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
