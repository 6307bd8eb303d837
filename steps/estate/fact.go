package estate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"federate/federation"
)

// The facts that are only known of an estate. Those about one member are keyed by
// its id.
const (
	FactMember     federation.Fact = "estate.member"
	FactIdle       federation.Fact = "estate.session_idle_minutes"
	FactHIPAA      federation.Fact = "estate.hipaa"
	FactGlass      federation.Fact = "estate.break_glass"        // keyed by a label of the account: a member's id, or idp
	FactGlassTried federation.Fact = "estate.break_glass_tested" // keyed alike: the day
	FactAlarm      federation.Fact = "estate.clock_alarm_seconds"
	FactOffset     federation.Fact = "estate.clock_offset_seconds"
	FactSCIM       federation.Fact = "estate.scim"
	FactSCIMBase   federation.Fact = "estate.scim_base"
	FactLeaver     federation.Fact = "estate.scim_leaver"
	FactGroups     federation.Fact = "estate.groups"
	FactRoles      federation.Fact = "estate.roles_from"
	FactRoleClaim  federation.Fact = "estate.role_claim"
	FactRoleForm   federation.Fact = "estate.role_form"
)

// What the estate reads from a member's own journal.
const (
	FactID       federation.Fact = "member.id"
	FactName     federation.Fact = "member.name"
	FactPlatform federation.Fact = "member.platform"
	FactIdP      federation.Fact = "member.idp"
	FactProtocol federation.Fact = "member.protocol"
	FactTests    federation.Fact = "member.tests" // right, wrong, open
	FactGate     federation.Fact = "member.gate"  // open, passed
)

// Terms are the facts of an estate.
func Terms() []federation.Term {
	const idp = federation.IdP
	term := func(f federation.Fact, title, label string, values ...string) federation.Term {
		t := federation.Term{Fact: f, Title: title, Label: label, Owner: idp, Many: true, Values: values}
		if len(values) > 0 {
			t.Form = federation.Choice
		}
		return t
	}
	out := []federation.Term{
		term(FactMember, "a federation of the estate", "Member"),
		term(FactIdle, "the minutes after which an idle session ends", "Idle minutes"),
		term(FactHIPAA, "whether the organisation is under HIPAA", "HIPAA", "yes", "no"),
		term(FactGlass, "an account that gets in without the identity provider", "Break-glass account"),
		term(FactGlassTried, "the day a break-glass account was tried last", "Break-glass account tried"),
		term(FactAlarm, "the seconds of drift at which the clock alarm goes off", "Clock alarm (seconds)"),
		term(FactOffset, "the seconds between the platform's clock and the identity provider's", "Clock offset (seconds)"),
		term(FactSCIM, "whether people are provisioned, and which way", "Provisioning", "none", "to-platform", "both-ways"),
		term(FactSCIMBase, "the address that people are provisioned to", "SCIM address"),
		term(FactLeaver, "what provisioning does with who leaves", "Leavers", "deactivate", "delete"),
		term(FactGroups, "how the identity provider's groups reach the platform", "Groups", "translated", "as-they-are"),
		term(FactRoles, "where roles come from", "Roles from", "scim", "by-hand", "attributes"),
		term(FactRoleClaim, "the claim that carries roles", "Role claim"),
		term(FactRoleForm, "how several roles are written", "Role form", "list", "comma-text"),

		term(FactID, "the federation's id", "Federation"),
		term(FactName, "the federation's name", "Name"),
		term(FactPlatform, "the federation's platform", "Platform"),
		term(FactIdP, "the federation's identity provider", "Identity provider"),
		term(FactProtocol, "the federation's protocol", "Protocol"),
		term(FactTests, "how the federation's logins were judged", "Tests", "right", "wrong", "open"),
		term(FactGate, "whether people depend on the federation", "Gate", "open", "passed"),
	}
	for i := range out {
		switch out[i].Fact {
		case FactGlassTried:
			out[i].Form = federation.Date
		case FactSCIMBase:
			out[i].Form = federation.URL
		}
		out[i].Many = out[i].Fact != FactAlarm
	}
	return out
}

// aboutMember reports whether f is told by the estate about one member.
func aboutMember(f federation.Fact) bool {
	return strings.HasPrefix(string(f), "estate.") && !slices.Contains([]federation.Fact{FactMember, FactGlass, FactGlassTried, FactAlarm}, f)
}

// Parse reads FACT[#KEY]=VALUE, an answer about an estate. member turns what
// somebody calls a federation into the id of a member. An empty value takes the
// answer back.
func Parse(text string, member func(name string) (string, error)) (c federation.Claim, err error) {
	name, value, ok := strings.Cut(text, "=")
	if !ok {
		return c, fmt.Errorf("%q is not FACT=VALUE or FACT#KEY=VALUE", text)
	}
	fact, key, keyed := strings.Cut(name, "#")
	c = federation.Claim{Side: federation.IdP, Fact: federation.Fact(fact), Key: key, Value: strings.TrimSpace(value), Retracted: strings.TrimSpace(value) == ""}
	terms := slices.DeleteFunc(Terms(), func(t federation.Term) bool {
		return strings.HasPrefix(string(t.Fact), "member.") || t.Fact == FactMember
	})
	v := federation.NewVocabulary(terms, nil)
	t, ok := v.Term(c.Fact)
	switch {
	case !ok:
		return c, v.CheckFact(c.Fact)
	case t.Many && !keyed:
		return c, fmt.Errorf("%s has a value for each %s: say %s#%s=VALUE", fact, keyOf(c.Fact), fact, strings.ToUpper(keyOf(c.Fact)))
	case !t.Many && keyed:
		return c, fmt.Errorf("%s is one for the whole estate: say %s=VALUE", fact, fact)
	case aboutMember(c.Fact):
		if c.Key, err = member(key); err != nil {
			return c, err
		}
	}
	if c.Retracted {
		return c, nil
	}
	switch {
	case t.Form == federation.Choice && !slices.Contains(t.Values, c.Value):
		return c, fmt.Errorf("%s is one of %s, not %q", fact, strings.Join(t.Values, ", "), c.Value)
	case c.Fact == FactGlass && c.Value != "idp":
		c.Value, err = member(c.Value)
	case c.Fact == FactGlassTried:
		if _, err = time.Parse(time.DateOnly, c.Value); err != nil {
			err = fmt.Errorf("%s is a day like 2026-12-31, not %q", fact, c.Value)
		}
	case c.Fact == FactIdle || c.Fact == FactAlarm || c.Fact == FactOffset:
		if _, err = strconv.Atoi(c.Value); err != nil {
			err = fmt.Errorf("%s is a whole number, not %q", fact, c.Value)
		}
	}
	return c, err
}

func keyOf(f federation.Fact) string {
	if aboutMember(f) {
		return "federation"
	}
	return "account"
}
