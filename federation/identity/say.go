package identity

import (
	"strings"

	"federate/federation"
)

// A speaker says failures, for one goroutine.
type speaker struct {
	*Result
	here, there *reader
}

func (r *Result) speaker() *speaker { return &speaker{r, r.here.reader(), r.there.reader()} }

// A pair is one failure with the people that it is about.
type pair struct {
	p, other Person // p is the identity provider's where the platform knows nobody
	full     string // what the platform calls p
	name     string // without a prefix
	sent     string // what the identity provider calls other
	wanted   string // by the platform
	hit      hit
}

// say is a failure in full.
func (s *speaker) say(h hit) (Failure, error) {
	x := pair{hit: h}
	if h.other > 0 {
		r, err := s.there.at(int(h.other) - 1)
		if err != nil {
			return Failure{}, err
		}
		x.other = s.there.list.whole(r)
		x.sent = x.other.Values[s.IdP]
		x.wanted = s.prefix + x.sent
	}
	if h.at >= strangers {
		x.p = x.other
		if rules[h.rule].Code != noAccount.Code {
			return s.duty(x), nil
		}
		return s.of(x, noAccount, federation.IdP, "", x.sent, "nobody on the platform has this identity"), nil
	}
	r, err := s.here.at(h.who())
	if err != nil {
		return Failure{}, err
	}
	x.p = s.here.list.whole(r)
	x.full = x.p.Values[s.Platform]
	x.name = strings.TrimPrefix(x.full, s.prefix)
	return s.about(x), nil
}

// about says a failure of somebody of the platform.
func (s *speaker) about(x pair) Failure {
	platform, idp := federation.Platform, federation.IdP
	switch r := rules[x.hit.rule]; r.Code {
	case empty.Code:
		return s.of(x, r, platform, "", "", "the column %s is empty", s.Result.here.Headers[s.Platform])
	case twiceHere.Code:
		return s.of(x, r, platform, "", x.full, "%d people have it; one of them would be logged in as another", x.hit.n)
	case wrongRole.Code:
		return s.of(x, r, platform, strings.Join(s.roles, " or "), x.p.Values[Role], "the person goes on logging in with a password")
	case noPrefix.Code:
		if x.hit.other == 0 {
			x.wanted = s.prefix + unprefixed(x.full)
		}
		return s.of(x, r, platform, x.wanted, x.full, "the platform wants %s in front of the name", s.prefix)
	case noRole.Code:
		return s.of(x, r, platform, strings.Join(s.roles, " or "), "", "the column %s is empty", s.Result.here.Headers[Role])
	case otherAuthenticator.Code:
		return s.of(x, r, platform, s.authenticator, x.p.Values[Authenticator], "this federation's login authenticator is another one")
	case glassInside.Code:
		return s.of(x, r, platform, "", x.p.Values[Role]+x.p.Values[Authenticator],
			"it would be locked out with everybody else when the identity provider fails")
	case glassOff.Code:
		return s.of(x, r, platform, "", x.p.shut(), "nobody could get in when the identity provider fails")
	case anyPrefix.Code:
		_, name, _ := strings.Cut(x.name, ":")
		return s.of(x, r, platform, strings.TrimSpace(name), x.full, "only OpenID Connect uses it")
	case unknown.Code:
		return s.of(x, r, platform, "", x.full, "neither this name nor one like it is in the list")
	case twiceThere.Code:
		return s.of(x, r, idp, "", x.name, "%d accounts have it as %s", x.hit.n, s.Result.there.Headers[s.IdP])
	case notActive.Code:
		return s.of(x, r, idp, "", x.other.shut(), "the platform lets the person in, and the identity provider will not")
	case notActivated.Code:
		return s.of(x, r, idp, "", x.other.shut(), "who has not followed the invitation has no login")
	case lockedOut.Code:
		return s.of(x, r, idp, "", x.other.shut(), "it was locked, and nobody logs in with it until it is unlocked")
	case gone.Code:
		return s.of(x, r, idp, "", x.other.shut(), "the platform lets the person in, and there is nobody to log in")
	case oldDomain.Code:
		return s.of(x, r, platform, x.wanted, x.full, "%s; so it is with %d people", difference(x.wanted, x.full), x.hit.n)
	case unassigned.Code:
		return s.of(x, r, idp, "", x.other.Values[Assigned], "whoever is not assigned gets an error page in place of the platform")
	case offHere.Code:
		return s.of(x, r, platform, "", x.p.shut(), "the identity provider lets the person in, and the platform will not")
	case hiddenThere.Code: // what is wanted is the platform's
		return s.of(x, r, idp, x.full, x.wanted, "the identity provider's list has white space or an invisible character in the name")
	case attribute.Code:
		return s.of(x, r, platform, x.wanted, x.full, "the platform holds the person's %s, and %s is sent",
			s.Result.there.Headers[headers[x.hit.n].column], s.Result.there.Headers[s.IdP])
	case form.Code:
		return s.of(x, r, platform, x.wanted, x.full,
			"the letters are the same, and their bytes are not: one side joins a letter with its mark, and the other writes two characters")
	case guest.Code:
		return s.of(x, r, platform, x.wanted, x.full, "the account is a guest's, and its name is made of the address")
	case lookAlike.Code:
		return s.of(x, r, platform, x.wanted, x.full, "%s", scripts(x.name, x.sent))
	default:
		return s.of(x, r, platform, x.wanted, x.full, "%s", difference(x.wanted, x.full))
	}
}

// of is the failure of x by the rule r, which is to be seen in the list of side.
func (s *speaker) of(x pair, r federation.Rule, side federation.Side, want, got, format string, args ...any) Failure {
	line := x.p.Line
	if side == federation.IdP && x.hit.other > 0 {
		line = x.other.Line
	}
	f := r.At(subject(side, line), format, args...).Differ(want, got)
	f.Severity = s.severe(r)
	f.Remedy = s.remedies[x.hit.rule]
	return Failure{f, x.p.Label(), x.other.Line}
}

// unprefixed is a name without a prefix, also where that is misspelt.
func unprefixed(full string) string {
	name := strings.TrimSpace(full)
	if i := strings.IndexByte(name, ':'); i >= 0 && strings.Contains(strings.ToLower(name[:i]), "claim") {
		name = strings.TrimSpace(name[i+1:])
	}
	return name
}
