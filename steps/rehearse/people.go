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
	Also []int  // the lines of all who are called so, where there are several
}

// goesBy is by what the platform knows a person: an attribute, or the NameID where it is
// empty, and the fact that holds it.
func goesBy(e federation.Expect) (attribute string, fact federation.Fact) {
	of := e.Attributes.Value
	i := slices.IndexFunc(of, func(a federation.Attribute) bool { return a.Fact == identityFact })
	if i < 0 {
		i = slices.IndexFunc(of, func(a federation.Attribute) bool { return a.Constant == "" })
	}
	if i < 0 || of[i].Fact == "" {
		return "", identityFact
	}
	return of[i].Name, of[i].Fact
}

// name takes over whom the login is about, by what the platform goes by.
func (l *Login) name(e federation.Expect) {
	for _, m := range l.Verdict.Messages {
		l.Subject = cmp.Or(m.Proof.Subject, l.Subject)
	}
	l.Identity = l.Subject
	attribute, _ := goesBy(e)
	for _, doc := range l.Verdict.Readings() {
		for _, r := range doc.Says {
			if attribute != "" && r.Label == "Attribute "+attribute {
				l.Identity = r.Value
			}
		}
	}
	if len(l.Verdict.Identities) > 0 {
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
	_, fact := goesBy(s.o.View.Pair.Expect)
	pilot := s.value(fact)
	own, known := pilot, pilot != "" && strings.EqualFold(strings.TrimSpace(pilot), strings.TrimSpace(l.Identity))
	if s.o.People != nil {
		var who Listed
		who, known = s.o.People(l.Identity)
		own = who.Name
		name := federation.Phrase(l.Identity)
		switch {
		case !known:
			l.Refused = cmp.Or(l.Refused, "the platform's list of people has nobody called "+name+": create the account there, or correct the name that is sent")
		case who.Shut != "":
			l.Refused = cmp.Or(l.Refused, fmt.Sprintf("the platform's list of people says that the account of %s is switched off (%s): switch it on first", name, federation.Phrase(who.Shut)))
		case len(who.Also) > 1:
			l.Refused = cmp.Or(l.Refused, fmt.Sprintf("the platform's list of people has %s in %d lines (%s), and a platform lets in neither or the wrong one: give each account a name of its own",
				name, len(who.Also), lines(who.Also)))
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
	a.stands = append(slices.DeleteFunc(a.stands, func(c federation.Claim) bool { return c.Fact == fact }), federation.Claim{Side: federation.Platform, Fact: fact, Value: own, Retracted: !known},
		federation.Claim{Side: federation.IdP, Fact: "user.name_id", Retracted: true}, federation.Claim{Side: federation.IdP, Fact: "user.email", Retracted: true})
	l.Verdict = s.judge(a)
}

// lines are the first of ns, for a sentence.
func lines(ns []int) string {
	const most = 5
	var out []string
	for _, n := range ns[:min(len(ns), most)] {
		out = append(out, fmt.Sprint(n))
	}
	if len(ns) > most {
		out = append(out, "…")
	}
	return strings.Join(out, ", ")
}
