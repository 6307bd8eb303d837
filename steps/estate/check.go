package estate

import (
	"slices"
	"strings"
	"time"

	"federate/federation"
)

// A check looks for one rule's problem among the members of an estate.
type check struct {
	rule federation.Rule
	// pairs: it compares members, and waits for a second one.
	pairs bool
	// facts of the estate itself that it waits for.
	facts []federation.Fact
	// needs are the facts that have to be known of a member m before the check has
	// looked at it; nil: none.
	needs func(m *federation.Dossier) []federation.Fact
	run   func(d *federation.Dossier) []federation.Finding
}

// Rules returns every rule of this package, in the order they read best.
func Rules() (out []federation.Rule) {
	for _, c := range checks() {
		out = append(out, c.rule)
	}
	return out
}

func checks() (out []check) {
	for _, t := range topics() {
		out = append(out, t.checks...)
	}
	return out
}

// Judge runs every check against d, the dossier of an estate with its members.
// What is known is judged also while other members have not been asked; a check
// that found nothing then waits for them and has not passed.
func Judge(d *federation.Dossier) federation.Report {
	all := checks()
	run := make([]federation.Check, len(all))
	waits := map[federation.Code][]federation.Need{}
	for i, c := range all {
		run[i] = federation.Check{Rule: c.rule, Facts: c.facts, Run: c.run}
		if w := c.waits(d); len(w) > 0 {
			waits[c.rule.Code] = w
		}
	}
	r := federation.Examine(d, run)
	r.Passed = slices.DeleteFunc(r.Passed, func(code federation.Code) bool {
		w := waits[code]
		if w != nil {
			r.Waiting = append(r.Waiting, federation.Waiting{Code: code, For: w})
		}
		return w != nil
	})
	return r
}

func (c check) waits(d *federation.Dossier) (out []federation.Need) {
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

func rule(code federation.Code, s federation.Severity, c federation.Confidence, role federation.Role, source federation.Source, title, remedy string) federation.Rule {
	return federation.Rule{Code: "estate-" + code, Severity: s, Title: title, Remedy: remedy, Role: role, Source: source, Confidence: c}
}

// day is how a date is printed.
const day = time.DateOnly

// The sources that several rules stand on.
var (
	multiVendor = federation.Source{Document: "Implementing Unified Authentication Strategies for Single Sign-On Across Multi-Vendor Estates",
		URL: "https://forum.sggu.com/t/implementing-unified-authentication-strategies-for-single-sign-on-across-multi-vendor-estates/17610"}
	ownJournal = federation.Source{Document: "federate", Section: "an estate reads the journals of its members"}
	genericSSO = federation.Source{Document: "Genesys Cloud Resource Center: Add a generic single sign-on provider", URL: "https://help.mypurecloud.com/articles/add-a-generic-single-sign-on-provider/"}
	scimCXone  = federation.Source{Document: "NICE CXone Mpower help: Provision Employee Accounts with SCIM", URL: "https://help.nice-incontact.com/content/admin/employees/provisionemployeeaccountswithscim/scim.htm"}
	scimFields = federation.Source{Document: "Genesys Cloud Resource Center: SCIM and Genesys Cloud field mappings", URL: "https://help.mypurecloud.com/articles/scim-and-genesys-cloud-field-mappings"}
)
