package estate

import (
	"fmt"
	"slices"
	"time"

	"federate/federation"
)

// What is advised of break-glass accounts: how many, and that each is tried once in a
// Quarter (Implementing Unified Authentication Strategies for Single Sign-On Across
// Multi-Vendor Estates). One for each platform is what the estate insists on.
const (
	advised = 3
	Quarter = 92 * 24 * time.Hour
)

// local hears, for each member of d whose own federation names an administrator with a
// local login, an account of that name's kind: it was recorded and tried there, and is
// not asked for again. Where the estate names an account of the member, that counts.
func local(d *federation.Dossier) {
	for _, m := range d.Members {
		day, tried := m.Known("rollout.local_login")
		if _, ok := m.Known("rollout.local_admin"); !ok {
			continue
		}
		id := m.Value(FactID)
		if slices.ContainsFunc(d.Claims(FactGlass), func(c federation.Claim) bool { return c.Value == id }) {
			continue
		}
		label := "local administrator of " + name(m)
		d.Hear(federation.Claim{Side: federation.IdP, Fact: FactGlass, Key: label, Value: id})
		if _, said := d.Said(federation.IdP, FactGlassTried, label); tried && !said {
			d.Hear(federation.Claim{Side: federation.IdP, Fact: FactGlassTried, Key: label, Value: day.Value})
		}
	}
}

// accounts are the checks of the ways in that need no identity provider.
func accounts() []check {
	few := rule("break-glass-few", federation.Warning, federation.DocumentOnly, federation.Either, multiVendor,
		"There are fewer than three break-glass accounts",
		"Set up three accounts that get into a platform without the identity provider, one for each platform at least")
	none := rule("break-glass-none", federation.Warning, federation.DocumentOnly, federation.PlatformAdmin, multiVendor,
		"A platform has no break-glass account",
		"Set up an account that gets into this platform with a password of its own, and try it once")
	old := rule("break-glass-untested", federation.Warning, federation.DocumentOnly, federation.Either, multiVendor,
		"A break-glass account was not tried this quarter",
		"Log in with the account once, change its password, and record the day")
	same := rule("break-glass-unchanged", federation.Warning, federation.DocumentOnly, federation.Either, multiVendor,
		"A break-glass password is older than a quarter",
		"Change the password of the account, put the new one where the old one was, and record the day")
	return []check{
		{rule: few, apart: true, run: func(d *federation.Dossier) []federation.Finding {
			n, beside := 0, ""
			for _, c := range d.Claims(FactGlass) {
				switch {
				case c.Value == "idp": // the provider is what fails
					beside = "; an account of the identity provider itself is none of them"
				case Member(d, c.Value) != nil: // one of a platform that has left gets in nowhere
					n++
				}
			}
			if n >= advised {
				return nil
			}
			return []federation.Finding{few.At(federation.Subject{Side: federation.IdP, Fact: FactGlass},
				"when the identity provider is down, these are all that get in%s", beside).
				Differ(fmt.Sprint(advised), fmt.Sprint(n))}
		}},
		{rule: none, run: each(func(d, m *federation.Dossier) []federation.Finding {
			if len(d.Claims(FactGlass)) == 0 || m.Value(FactGate) == "passed" { // the one is said already, the other is worse
				return nil
			}
			for _, c := range d.Claims(FactGlass) {
				if c.Value == m.Value(FactID) {
					return nil
				}
			}
			return []federation.Finding{none.At(at(m, FactGlass),
				"when the identity provider is down, nobody gets into %s", name(m))}
		})},
		{rule: old, apart: true, run: func(d *federation.Dossier) (out []federation.Finding) {
			for _, c := range d.Claims(FactGlass) {
				tried, said := d.Said(federation.IdP, FactGlassTried, c.Key)
				t, err := time.Parse(time.DateOnly, tried.Value)
				if said && err == nil && d.Now.Sub(t) < Quarter {
					continue
				}
				why := "nobody has said when it was tried"
				if said {
					why = "it was tried last on " + tried.Value
				}
				s := c.Subject()
				s.Fact = FactGlassTried
				out = append(out, old.At(s, "the account %s: %s", c.Key, why).Saw(tried.Value))
			}
			return out
		}},
		{rule: same, apart: true, run: func(d *federation.Dossier) (out []federation.Finding) {
			for _, c := range d.Claims(FactGlassNew) {
				if t, err := time.Parse(time.DateOnly, c.Value); err == nil && d.Now.Sub(t) >= Quarter {
					out = append(out, same.At(c.Subject(), "the account %s: its password was changed last on %s", c.Key, c.Value).Saw(c.Value))
				}
			}
			return out
		}},
	}
}

// enforcement are the checks of the order in which password logins are closed.
func enforcement() []check {
	only := federation.Source{Document: "Genesys Cloud Resource Center: Use SSO instead of Genesys Cloud login credentials",
		URL: "https://help.mypurecloud.com/articles/use-sso-instead-of-genesys-cloud-login-credentials"}
	without := rule("enforced-without-fallback", federation.Error, federation.Likely, federation.PlatformAdmin, only,
		"A platform has no way in without the provider",
		"Set up an administrator who logs in with a password of the platform, before anything else")
	early := rule("enforced-too-early", federation.Warning, federation.Likely, federation.Either, multiVendor,
		"One platform was rolled out, another's test is wrong",
		"Mend the test that is wrong before more people depend on the identity provider")
	return []check{
		{rule: without, run: each(func(d, m *federation.Dossier) []federation.Finding {
			if m.Value(FactGate) != "passed" || m.Value("rollout.local_admin") != "" {
				return nil
			}
			for _, c := range d.Claims(FactGlass) {
				if c.Value == m.Value(FactID) {
					return nil
				}
			}
			return []federation.Finding{without.At(at(m, FactGlass),
				"%s was rolled out, and no account of it gets in when the identity provider does not answer", name(m))}
		})},
		{rule: early, pairs: true, run: func(d *federation.Dossier) (out []federation.Finding) {
			for _, a := range d.Members {
				for _, b := range d.Members {
					if a != b && a.Value(FactGate) == "passed" && b.Value(FactGate) != "passed" && b.Value(FactTests) == "wrong" {
						out = append(out, early.At(at(b, FactTests),
							"%s was rolled out, and a login to %s was judged wrong", name(a), name(b)).Differ("right", "wrong"))
					}
				}
			}
			return out
		}},
	}
}
