package trace

import (
	"federate/federation"
)

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
			Remedy: "Save the recording again, as a whole, after the page has settled", Role: federation.Either,
			Source: har, Uncapped: true,
		}, func(j *judgement) {
			if j.Damage != "" {
				j.at(nil, "", "The recording was read up to request %d: %s", j.Entries, j.Damage)
			}
		}),
		on(federation.Rule{Code: "capture-no-login", Severity: federation.Warning, Title: "The recording holds no login",
			Remedy: "Start the recording in a private window before the login and keep the log across pages", Role: federation.Either,
			Source:  web,
			Because: []federation.Code{"capture-truncated", "capture-idp-error", "capture-error-text", "capture-no-answer"},
		}, func(j *judgement) {
			if len(j.Messages()) == 0 {
				j.at(nil, "", "Among %d requests none brings a login request or a response", j.Entries)
			}
		}),
		on(federation.Rule{Code: "capture-no-answer", Severity: federation.Error, Title: "The server of an address did not answer",
			Remedy: "Check the address letter by letter, then whether this computer can reach its host: name, proxy, firewall, certificate",
			Role:   federation.Either, Source: har,
			Because: []federation.Code{"capture-truncated"},
		}, func(j *judgement) {
			if n := len(j.Steps); n > 0 && len(j.Logins) == 0 && j.Steps[n-1].Status == 0 &&
				!j.Steps[n-1].aside && j.Kind == federation.KindHAR {
				s := &j.Steps[n-1]
				why := ""
				if s.Failed != "" {
					why = " (" + s.Failed + ")"
				}
				j.at(s, federation.Side(sideOf(s.Part)), "The browser opened %s last, and nothing came back%s", s.Address, why).Got = s.Host
			}
		}),
		on(federation.Rule{Code: "capture-error-text", Severity: federation.Error, Title: "A page of the login says that it failed",
			Remedy: "Look for what the page says in the log of the server that shows it, at the time of the recording",
			Role:   federation.Either, Source: web,
			Because: []federation.Code{"capture-idp-error", "capture-platform-refused", "capture-access-denied", "capture-cookie-lost"},
		}, failurePages),
		ofOneBrowser(on(federation.Rule{Code: "capture-loop", Severity: federation.Error, Title: "The login goes round in circles",
			Remedy: "Check the address that the login returns to, and that the browser may keep cookies of {{name \"platform\"}}",
			Role:   federation.PlatformAdmin,
			Source: web, Because: []federation.Code{"capture-cookie-lost"},
		}, loops)),
		on(federation.Rule{Code: "capture-idp-error", Severity: federation.Error, Title: "The identity provider refused the login",
			Remedy: "Look up the code that {{name \"idp\"}} shows and follow its remedy", Role: federation.IdPAdmin,
			Source:  federation.Source{Document: "OpenID Connect Core 1.0", Section: "3.1.2.6"},
			Because: []federation.Code{"oidc-callback-error"}, // where the answer itself was looked at
		}, refusals),
		on(federation.Rule{Code: "capture-login-incomplete", Severity: federation.Error, Title: "The login broke off before the response",
			Remedy: "Open the last address in the recording and read what it says, or record again until the login ends",
			Role:   federation.IdPAdmin, Source: web,
			Because: []federation.Code{"capture-idp-error", "capture-loop", "capture-truncated", "capture-error-text"},
		}, incomplete),
		on(federation.Rule{Code: "capture-platform-refused", Severity: federation.Error, Title: "The platform refused the response",
			Remedy: "Check the response by itself against all that {{name \"platform\"}} was told, and mend what differs",
			Role:   federation.PlatformAdmin,
			Source: web, Because: []federation.Code{"capture-cookie-lost"},
		}, func(j *judgement) {
			for _, g := range j.Logins {
				end, why := j.refused(g)
				if end != nil && !j.admitted(g, end) {
					j.at(end, federation.Platform, "%s got the response and %s %s%s", j.Words.Name(federation.Platform),
						why, end.Address, end.quoted()).Said = end.Says
				}
			}
		}),
		on(federation.Rule{Code: "capture-access-denied", Severity: federation.Error, Title: "The login worked and the page was denied",
			Remedy: "Give the person the role or attribute that {{name \"platform\"}} demands for the page, and see that {{name \"idp\"}} sends it",
			Role:   federation.PlatformAdmin,
			Source: federation.Source{Document: "RFC 9110", Section: "15.5.4"},
		}, func(j *judgement) {
			for _, g := range j.Logins {
				if end, why := j.refused(g); end != nil && j.admitted(g, end) {
					j.at(end, federation.Platform, "%s took the response, set the cookie %s, and then %s %s%s",
						j.Words.Name(federation.Platform),
						j.step(g.Response).Set[0], why, end.Address, end.quoted()).Got = end.answered()
				}
			}
		}),
		on(federation.Rule{Code: "capture-cookies-left-out", Severity: federation.Note, Title: "The recording was saved without its cookies",
			Remedy: "Export it again with its sensitive data, which the settings of the network view allow, if a cookie may be the cause",
			Role:   federation.Either, Source: har,
		}, func(j *judgement) {
			if j.Cleaned {
				j.at(nil, "", "Among %d requests none brings or sets a cookie: whether one was lost on the way cannot be told from it", j.Entries)
			}
		}),
		withCookies(on(federation.Rule{Code: "capture-cookie-lost", Severity: federation.Error, Title: "A cookie was lost on the way back",
			Remedy: "Set SameSite=None and Secure on the cookies of {{name \"platform\"}}, or open it outside of frames and private modes",
			Role:   federation.PlatformAdmin,
			Source: cookies,
		}, lostCookies)),
	}
	return append(append(checks, relayChecks()...), wireChecks()...)
}

// withCookies is c where the recording has cookies: of one that was saved without them, that
// none was lost is not known.
func withCookies(c federation.Check) federation.Check {
	return unless(c, func(t *Trace) bool { return t.Cleaned })
}

// ofOneBrowser is c where one browser was recorded. A stand-in keeps logins of several, each
// begun anew: how one follows another tells nothing.
func ofOneBrowser(c federation.Check) federation.Check {
	return unless(c, func(t *Trace) bool { return t.Staged })
}

// unless is c for recordings that are not such: of these it can tell nothing, and passes none.
func unless(c federation.Check, such func(*Trace) bool) federation.Check {
	c.Applies = func(d *federation.Dossier) bool {
		t, ok := of(d)
		return !ok || !such(t)
	}
	return c
}
