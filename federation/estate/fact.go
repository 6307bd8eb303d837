package estate

import (
	"slices"
	"strings"

	"federate/federation"
)

// The facts that are only known of an estate. Those about one member are keyed by
// its id.
const (
	FactMember      federation.Fact = "estate.member"
	FactIdle        federation.Fact = "estate.session_idle_minutes"
	FactHours       federation.Fact = "estate.session_hours"
	FactHIPAA       federation.Fact = "estate.hipaa"
	FactAdmins      federation.Fact = "estate.admins"
	FactCalendar    federation.Fact = "estate.calendar_imported"
	FactGlass       federation.Fact = "estate.break_glass"        // keyed by a label of the account: a member's id, or idp
	FactGlassTried  federation.Fact = "estate.break_glass_tested" // keyed alike: the day
	FactGlassKept   federation.Fact = "estate.break_glass_kept"
	FactGlassNew    federation.Fact = "estate.break_glass_changed" // the day of its last password
	FactAlarm       federation.Fact = "estate.clock_alarm_seconds"
	FactOffset      federation.Fact = "estate.clock_offset_seconds"
	FactSCIM        federation.Fact = "estate.scim"
	FactSCIMBase    federation.Fact = "estate.scim_base"
	FactLeaver      federation.Fact = "estate.scim_leaver"
	FactLeaverTried federation.Fact = "estate.scim_leaver_tested"
	FactByHand      federation.Fact = "estate.scim_by_hand"
	FactGroups      federation.Fact = "estate.groups"
	FactRoles       federation.Fact = "estate.roles_from"
	FactRoleClaim   federation.Fact = "estate.role_claim"
	FactRoleForm    federation.Fact = "estate.role_form"
	FactMatrix      federation.Fact = "estate.role_matrix"
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
	of := func(f federation.Fact, title, label string, values ...string) federation.Term {
		t := federation.Term{Fact: f, Title: title, Label: label, Owner: idp, Many: true, Values: values}
		if len(values) > 0 {
			t.Form = federation.Choice
		}
		return t
	}
	out := []federation.Term{
		of(FactMember, "a federation of the estate", "Member"),
		of(FactIdle, "the minutes after which an idle session ends", "Idle minutes"),
		of(FactHours, "the hours after which a session ends in any case", "Session hours at most"),
		of(FactAdmins, "who administers both sides, and who decides", "Admins, and who decides"),
		of(FactCalendar, "the day on which the calendar file was imported", "Calendar imported on"),
		of(FactHIPAA, "whether the organisation is under HIPAA", "HIPAA", "yes", "no"),
		of(FactGlass, "an account that gets in without the identity provider", "Break-glass account"),
		of(FactGlassTried, "the day a break-glass account was tried last", "Break-glass account tried"),
		of(FactGlassKept, "where the password of a break-glass account is kept", "Password kept in"),
		of(FactGlassNew, "the day on which the password of a break-glass account was changed last", "Password changed on"),
		of(FactAlarm, "the seconds of drift at which the clock alarm goes off", "Clock alarm (seconds)"),
		of(FactOffset, "the seconds between the platform's clock and the identity provider's", "Clock offset (seconds)"),
		of(FactSCIM, "whether people are provisioned, and which way", "Provisioning", "none", "to-platform", "both-ways"),
		of(FactSCIMBase, "the address that people are provisioned to", "SCIM address"),
		of(FactLeaver, "what provisioning does with who leaves", "Leavers", "deactivate", "delete"),
		of(FactLeaverTried, "the day on which somebody was suspended, to try it", "Suspending tried on"),
		of(FactByHand, "whether people are changed by hand on the platform as well", "Changes by hand", "emergencies", "allowed"),
		of(FactGroups, "how the identity provider's groups reach the platform", "Groups", "translated", "as-they-are"),
		of(FactRoles, "where roles come from", "Roles from", "scim", "by-hand", "attributes"),
		of(FactRoleClaim, "the claim that carries roles", "Role claim"),
		of(FactRoleForm, "how several roles are written", "Role form", "list", "comma-text"),
		of(FactMatrix, "which group gets which roles, one group a line", "Role matrix"),

		of(FactID, "the federation's id", "Federation"),
		of(FactName, "the federation's name", "Name"),
		of(FactPlatform, "the federation's platform", "Platform"),
		of(FactIdP, "the federation's identity provider", "Identity provider"),
		of(FactProtocol, "the federation's protocol", "Protocol"),
		of(FactTests, "how the federation's logins were judged", "Tests", "right", "wrong", "open"),
		of(FactGate, "whether people depend on the federation", "Gate", "open", "passed"),
	}
	for i := range out {
		switch out[i].Fact {
		case FactGlassTried, FactGlassNew, FactLeaverTried, FactCalendar:
			out[i].Form, out[i].Past = federation.Date, true
		case FactMatrix:
			out[i].Form = federation.Prose
		case FactSCIMBase:
			out[i].Form = federation.URL
		}
		out[i].Many = out[i].Fact != FactAlarm && out[i].Fact != FactCalendar
	}
	return out
}

// Askable are the terms of what people answer about an estate.
func Askable() []federation.Term {
	return slices.DeleteFunc(Terms(), func(t federation.Term) bool {
		return !strings.HasPrefix(string(t.Fact), "estate.") || t.Fact == FactMember
	})
}

func term(f federation.Fact) federation.Term {
	t, _ := federation.NewVocabulary(Terms(), nil).Term(f)
	return t
}

// AboutMember reports whether f is told by the estate about one member.
func AboutMember(f federation.Fact) bool {
	return strings.HasPrefix(string(f), "estate.") &&
		!slices.Contains([]federation.Fact{FactMember, FactGlass, FactGlassTried, FactGlassKept, FactGlassNew, FactAlarm, FactCalendar}, f)
}
