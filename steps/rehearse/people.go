package rehearse

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"federate/federation"
)

// identityFact is what the platform calls a person.
const identityFact federation.Fact = "user.external_identity"

// A Listed is somebody in the platform's list of people.
type Listed struct {
	Name string // as the platform compares it, to the character
	Shut string // what the list says of an account that nobody can log in to; empty: nothing
}

// name takes over whom the login is about.
func (l *Login) name() {
	for _, m := range l.Verdict.Messages {
		l.Subject = cmp.Or(m.Proof.Subject, l.Subject)
	}
	if l.Identity = l.Subject; len(l.Verdict.Identities) > 0 {
		l.Identity = l.Verdict.Identities[0]
	}
}

// compare judges l anew where somebody else logs in than the federation's pilot, against
// what the platform calls that person. Where nobody knows that, the login is not proved.
func (s *Stage) compare(l *Login, a answer) {
	if l.Identity == "" {
		l.Uncompared = true
		l.Notes = append(l.Notes, "nothing that arrived names a person, so nobody would be let in by it")
		return
	}
	if a.told && s.o.People == nil {
		return
	}
	pilot := s.value(identityFact)
	own, known := pilot, pilot != "" && strings.EqualFold(strings.TrimSpace(pilot), strings.TrimSpace(l.Identity))
	if s.o.People != nil {
		var who Listed
		who, known = s.o.People(l.Identity)
		own = who.Name
		switch {
		case !known:
			l.Refused = cmp.Or(l.Refused, "the platform's list of people has nobody called "+federation.Phrase(l.Identity))
		case who.Shut != "":
			l.Refused = cmp.Or(l.Refused, fmt.Sprintf("the platform's list of people says %s of %s, and nobody logs in to such an account", federation.Phrase(who.Shut), federation.Phrase(l.Identity)))
		}
	}
	switch {
	case known && own == pilot && !a.told:
		return
	case !known && s.o.People == nil && pilot == "":
		l.Notes = append(l.Notes, "nobody has said what the platform calls this person, so the name was not compared")
	case !known && s.o.People == nil:
		l.Notes = append(l.Notes, fmt.Sprintf("the federation's pilot is %s and this is somebody else, whom nobody compared with the platform", federation.Phrase(pilot)))
	}
	l.Uncompared = !known
	a.stands = append(slices.DeleteFunc(a.stands, func(c federation.Claim) bool { return c.Fact == identityFact }), federation.Claim{Side: federation.Platform, Fact: identityFact, Value: own, Retracted: !known},
		federation.Claim{Side: federation.IdP, Fact: "user.name_id", Retracted: true}, federation.Claim{Side: federation.IdP, Fact: "user.email", Retracted: true})
	l.Verdict = s.judge(a)
}
