// Package estate judges several federations on one identity provider together:
// what none of them can see of the others.
//
// Most of what goes wrong in an estate is shared where it should be apart (an
// application, a certificate, a role that two consoles read differently), or apart
// where it should be agreed (clocks, sessions, the order in which a password login
// is switched off). Its checks read Dossier.Members, the dossiers of the member
// federations, beside what is agreed for the estate as a whole.
package estate

import (
	"slices"
	"strings"
	"time"

	"federate/federation"
)

// A check compares members of an estate, or looks at each of them.
type check struct {
	rule federation.Rule
	// pairs: it compares members, and waits for a second one.
	pairs bool
	// apart: it looks at no member, so that one which cannot be opened hides nothing
	// from it.
	apart bool
	// facts of the estate itself that it waits for.
	facts []federation.Fact
	// needs are the facts of a member m without which the check has not looked at
	// it; nil: none.
	needs func(m *federation.Dossier) []federation.Fact
	run   func(d *federation.Dossier) []federation.Finding
}

// Checks are the checks of an estate, over Dossier.Members. What is known is judged
// while other members have not been asked; a check that found nothing then waits
// for them and has not passed.
func Checks() (out []federation.Check) {
	for _, c := range slices.Concat(members(), []check{twoWords()}, registrations(), roles(), matrices(), provisioning(), sessions(),
		accounts(), clocks(), certificates(), enforcement()) {
		out = append(out, federation.Check{Rule: c.rule, Facts: c.facts, Rest: c.waits, Run: c.run})
	}
	return out
}

// Rules are the rules of those checks, in the same order.
func Rules() (out []federation.Rule) {
	for _, c := range Checks() {
		out = append(out, c.Rule)
	}
	return out
}

// waits lists what c has not looked at in d.
func (c check) waits(d *federation.Dossier) (out []federation.Need) {
	for _, m := range d.Claims(FactMember) {
		if !c.apart && Member(d, m.Key) == nil {
			out = append(out, federation.Need{Fact: FactID, Member: m.Key})
		}
	}
	if c.pairs && len(d.Members) < 2 {
		out = append(out, federation.Need{Fact: FactMember})
	}
	if c.needs == nil {
		return out
	}
	for _, m := range d.Members {
		for _, f := range c.needs(m) {
			if len(m.Claims(f)) == 0 {
				out = append(out, need(m, f))
			}
		}
	}
	return out
}

// need is how to ask for f of m.
func need(m *federation.Dossier, f federation.Fact) federation.Need {
	if strings.HasPrefix(string(f), "estate.") {
		return federation.Need{Fact: f, Key: m.Value(FactID)}
	}
	return federation.Need{Fact: f, Member: m.Value(FactID)}
}

// always needs facts of every member.
func always(facts ...federation.Fact) func(*federation.Dossier) []federation.Fact {
	return func(*federation.Dossier) []federation.Fact { return facts }
}

// where needs facts of the members that suit.
func where(suits func(*federation.Dossier) bool, facts ...federation.Fact) func(*federation.Dossier) []federation.Fact {
	return func(m *federation.Dossier) []federation.Fact {
		if suits(m) {
			return facts
		}
		return nil
	}
}

func saml(m *federation.Dossier) bool { return m.Value(FactProtocol) == "saml" }

// each runs look for every member.
func each(look func(d, m *federation.Dossier) []federation.Finding) func(*federation.Dossier) []federation.Finding {
	return func(d *federation.Dossier) (out []federation.Finding) {
		for _, m := range d.Members {
			out = append(out, look(d, m)...)
		}
		return out
	}
}

// couples runs look for every two members, each two once.
func couples(look func(a, b *federation.Dossier) []federation.Finding) func(*federation.Dossier) []federation.Finding {
	return func(d *federation.Dossier) (out []federation.Finding) {
		for i, a := range d.Members {
			for _, b := range d.Members[i+1:] {
				out = append(out, look(a, b)...)
			}
		}
		return out
	}
}

// at is fact f of member m as the subject of a finding.
func at(m *federation.Dossier, f federation.Fact) federation.Subject {
	side := federation.IdP
	if t, ok := m.Terms.Term(f); ok {
		side = t.Owner
	}
	return federation.Subject{Side: side, Fact: f, Key: m.Value(FactID)}
}

func name(m *federation.Dossier) string { return m.Value(FactName) }

func rule(code federation.Code, s federation.Severity, c federation.Confidence, role federation.Role, source federation.Source,
	title, remedy string) federation.Rule {
	return federation.Rule{Code: "estate-" + code, Severity: s, Title: title, Remedy: remedy, Role: role, Source: source, Confidence: c}
}

// day is how a date is printed.
const day = time.DateOnly

// The sources that several rules stand on.
var (
	multiVendor = federation.Source{Document: "Implementing Unified Authentication Strategies for Single Sign-On Across Multi-Vendor Estates",
		URL: "https://forum.sggu.com/t/implementing-unified-authentication-strategies-for-single-sign-on-across-multi-vendor-estates/17610"}
	ownJournal = federation.Source{Document: "federate", Section: "an estate reads the journals of its members"}
	genericSSO = federation.Source{Document: "Genesys Cloud Resource Center: Add a generic single sign-on provider",
		URL: "https://help.mypurecloud.com/articles/add-a-generic-single-sign-on-provider/"}
	scimCXone = federation.Source{Document: "NICE CXone Mpower help: Provision Employee Accounts with SCIM",
		URL: "https://help.nice-incontact.com/content/admin/employees/provisionemployeeaccountswithscim/scim.htm"}
	scimFields = federation.Source{Document: "Genesys Cloud Resource Center: SCIM and Genesys Cloud field mappings",
		URL: "https://help.mypurecloud.com/articles/scim-and-genesys-cloud-field-mappings"}
)
