package estate

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/steps"
)

// A Topic is one part of the programme, in the order in which it is done.
type Topic struct {
	ID       string // "registrations"
	Title    string
	Role     federation.Role
	Do       []string // what to do, one action each
	Disputes []string // what a guide says and the makers do not
	Source   federation.Source
	Sure     federation.Confidence

	checks []check
}

// The topics that other things are said of.
const (
	topicMembers      = "members"
	topicAccounts     = "break-glass"
	topicCertificates = "certificates"
	topicEnforcement  = "enforcement"
)

// Topics are the parts of the programme.
func Topics() []Topic { return topics() }

func topics() []Topic {
	const document, likely, solid = federation.DocumentOnly, federation.Likely, federation.Solid
	return []Topic{
		{ID: topicMembers, Title: "Members", Role: federation.Either, Source: multiVendor, Sure: likely, checks: append(members(), twoWords()),
			Do: []string{"List every platform that logs in at this identity provider: one federation each, its pilot finished.",
				"Agree who is the admin of each side, and who decides."},
			Disputes: []string{"Guides tie single sign-on and SCIM to licences: not on Genesys Cloud CX 1, an add-on at CXone. They contradict each other and no page of the makers says so. Ask your account team; nothing here waits for it."}},
		{ID: "registrations", Title: "Separate registrations", Role: federation.IdPAdmin, Source: multiVendor, Sure: likely, checks: registrations(),
			Do: []string{"Register each platform as an application of its own at the identity provider. Client ID, entity ID, reply address and certificate belong to one platform.",
				"Send the same attribute as NameID to each, so that a person has one name everywhere."}},
		{ID: "roles", Title: "Role matrix", Role: federation.Either, Source: multiVendor, Sure: document, checks: append(roles(), matrices()...),
			Do: []string{"Write down for each platform which group gets which roles, one group a line.",
				"One group for one duty, its members direct. Groups inside groups are not looked into.",
				"Somebody in two groups gets the roles of both: give the least in each line, and resolve overlaps at the identity provider, to one flat list for each platform.",
				"Bring roles over by SCIM or by hand."},
			Disputes: []string{"A guide sends Genesys Cloud role IDs in a claim genesys_roles. SCIM takes roles by their names there, and no page of Genesys maps a SAML attribute to a role.",
				"The same guide sends CXone a list of role UUIDs from GET /api/v1/iam/roles; another maps attributes to security profile and team. No page of NICE knows either.",
				"Where it works with attributes for you all the same: a list and no comma text, the claim in the same capitals everywhere."}},
		{ID: "provisioning", Title: "Provisioning by SCIM", Role: federation.IdPAdmin, Source: scimCXone, Sure: likely, checks: provisioning(),
			Do: []string{"Let the identity provider alone write. The platform writes nothing back.",
				"Suspend leavers with active=false. Delete later, by hand, if at all: recordings and reports keep the name.",
				"Agree on conflicts: nobody creates or changes people by hand, but in an emergency, and then in both places.",
				"Suspend one person who is not on shift and see that the platform shuts them out. Running sessions end only so, or by their idle time.",
				"Make the payloads with federate generate MEMBER scim-user and scim-suspend."},
			Disputes: []string{"A guide prints https://api.mypurecloud.com/scim/v2/ and https://api.nice-incontact.com/scim/v2/. The first is the wrong path; nothing public confirms the second.",
				"It also names scopes, scim:manage and user:provision, that no page of the makers knows."}},
		{ID: "sessions", Title: "Session policies", Role: federation.PlatformAdmin, Source: multiVendor, Sure: likely, checks: sessions(),
			Do: []string{"Agree on one idle time. Otherwise people are out of one screen and still in the other.",
				"Choose it longer than a break, and set it in each console.",
				"Logging out of a platform leaves the session at the identity provider. Tell people who share a desk."},
			Disputes: []string{"A guide names defaults: 30 minutes and 12 hours for Genesys Cloud, 60 minutes and 8 hours for CXone. The makers' pages contradict it.",
				"The requests that it sets them with, to /api/v2/users/sso/saml and /api/v1/identity/session/policies/default, are in no page and no kit of the makers."}},
		{ID: topicAccounts, Title: "Fallback and break-glass accounts", Role: federation.Either, Source: multiVendor, Sure: document, checks: accounts(),
			Do: []string{"Keep three accounts at least that get in without the identity provider: one on each platform, and one at the identity provider itself that no rule of access shuts out.",
				"Second factor on, addresses limited where the platform can, kept in a vault. Try each once a quarter, then change its password.",
				"Before a platform takes no password any more: write down how to switch that back, and try it."}},
		{ID: "clocks", Title: "Clock plan", Role: federation.Either, Source: genericSSO, Sure: solid, checks: clocks(),
			Do: []string{"Let both sides take the time by NTP, from two sources at least.",
				"Set the alarm to half of what the strictest platform forgives.",
				"Measure now: compare your clock with the Date header of the identity provider and of each platform."},
			Disputes: []string{"A guide raises its alarm at 60 seconds and sets 300 seconds as tolerance in both platforms. Genesys Cloud forgives 10, and neither setting is documented."}},
		{ID: topicCertificates, Title: "Certificate calendar", Role: federation.Either, Source: multiVendor, Sure: document, checks: certificates(),
			Do: []string{"Put every certificate on the list 90 days ahead and begin 30 days ahead.",
				"Where a platform keeps several: lay the new one beside the old one 72 hours before the identity provider switches, test, then remove the old one.",
				"Where it keeps one: a quiet hour, both admins there, a local administrator logged in.",
				"Import the calendar file of this estate."},
			Disputes: []string{"A guide says that certificates are cached, 15 minutes by Genesys Cloud and 30 by CXone, and names addresses that show the state. No public source confirms it. Its 72 hours are kept here as a planning value."}},
		{ID: topicEnforcement, Title: "Enforcement, in order", Role: federation.Either, Source: multiVendor, Sure: likely, checks: enforcement(),
			Do: []string{"Before: every test right, a break-glass account tried, suspending tried.",
				"One platform after the other: the pilot, then a wave, then everybody.",
				"Last of all, and only where it has to be: switch password logins off."}},
	}
}

// A Stand is how a topic stands.
type Stand struct {
	Topic
	State    steps.State
	Why      []string // for it to be done
	Findings []federation.Finding
	Waived   []federation.Waived
	Waits    []federation.Need // what was not told yet
}

// Programme is how every topic of e stands, in order.
func (e *Estate) Programme() (out []Stand) {
	var before []string
	for _, t := range topics() {
		s := e.stand(t)
		if t.ID == topicEnforcement && s.State != steps.Wrong {
			s.State, s.Why = e.enforced(before)
		}
		if s.State != steps.Done {
			before = append(before, s.Title)
		}
		out = append(out, s)
	}
	return out
}

func (e *Estate) stand(t Topic) Stand {
	s := Stand{Topic: t, State: steps.Done}
	of := func(code federation.Code) bool {
		return slices.ContainsFunc(t.checks, func(c check) bool { return c.rule.Code == code })
	}
	for _, f := range e.Report.Findings {
		if of(f.Code) {
			s.Findings = append(s.Findings, f)
		}
	}
	for _, w := range e.Report.Waived {
		if of(w.Finding.Code) {
			s.Waived = append(s.Waived, w)
		}
	}
	elsewhere := false
	for _, w := range e.Report.Waiting {
		if !of(w.Code) {
			continue
		}
		for _, f := range w.For {
			if !slices.Contains(s.Waits, f) {
				s.Waits = append(s.Waits, f)
				elsewhere = elsewhere || f.Member != ""
			}
		}
	}
	for _, f := range s.Findings {
		switch {
		case f.Severity == federation.Error:
			s.State = steps.Wrong
		case f.Severity == federation.Warning && s.State != steps.Wrong:
			s.State = steps.Open
		}
		if f.Severity >= federation.Warning {
			s.Why = append(s.Why, f.Title)
		}
	}
	if t.ID == topicCertificates {
		s.State, s.Why = e.due(s.State, s.Why)
	}
	switch {
	case s.State == steps.Wrong:
	case t.ID == topicMembers && len(e.Members) < 2:
		s.State, s.Why = steps.Open, append(s.Why, "an estate has two members at least")
	case elsewhere && s.State == steps.Done:
		s.State, s.Why = steps.Waiting, append(s.Why, "a member has not said yet: "+e.Need(s.Waits))
	case len(s.Waits) > 0:
		s.State, s.Why = steps.Open, append(s.Why, "not told yet: "+e.Need(s.Waits))
	}
	return s
}

// due is how the calendar stands by today: what has ended is wrong, and what has
// to be begun is open.
func (e *Estate) due(state steps.State, why []string) (steps.State, []string) {
	for _, r := range Renewals(e.Dossier) {
		switch {
		case e.Now.After(r.Ends):
			state, why = steps.Wrong, append(why, "the certificate of "+r.Name+" ended on "+r.Ends.Format(day))
		case e.Now.After(r.Begin):
			why = append(why, "the renewal for "+r.Name+" is to be begun")
			if state == steps.Done {
				state = steps.Open
			}
		}
	}
	return state, why
}

// enforced is how far enforcement is, with topics left open before it.
func (e *Estate) enforced(before []string) (steps.State, []string) {
	var open []string
	for _, m := range e.Members {
		if m.Err == nil && !m.Passed() {
			open = append(open, m.View.State.Name)
		}
	}
	switch {
	case len(e.Members) == 0:
		return steps.Waiting, []string{"there is no member"}
	case len(open) == 0 && len(before) == 0:
		return steps.Done, nil
	case len(before) > 0:
		return steps.Waiting, []string{"first: " + strings.Join(before, ", ")}
	}
	return steps.Open, []string{"not rolled out: " + strings.Join(open, ", ")}
}

// Need is needs as people say them, by whom they are about: "Clock alarm; Acme
// CXone: Idle minutes, Leavers".
func (e *Estate) Need(needs []federation.Need) string {
	var order []string
	by := map[string][]string{}
	for _, n := range needs {
		of, what := e.need(n)
		if !slices.Contains(order, of) {
			order = append(order, of)
		}
		if !slices.Contains(by[of], what) {
			by[of] = append(by[of], what)
		}
	}
	for i, of := range order {
		order[i] = strings.Join(by[of], ", ")
		if of != "" {
			order[i] = of + ": " + order[i]
		}
	}
	return strings.Join(order, "; ")
}

// need is of whom n is needed, and what.
func (e *Estate) need(n federation.Need) (of, what string) {
	if n.Member != "" {
		for _, m := range e.Members {
			if m.ID == n.Member && m.View != nil {
				t, _ := m.View.Pair.Terms.Term(n.Fact)
				return m.View.State.Name, m.View.Pair.Words.Call(t.Owner, n.Fact)
			}
		}
		return n.Member, string(n.Fact)
	}
	t, ok := e.Dossier.Terms.Term(n.Fact)
	switch {
	case n.Fact == FactMember:
		return "", "a second member"
	case !ok:
		return "", n.String()
	}
	return e.Name(n.Key), t.Label
}

// Name is what the member id is called; other words stay.
func (e *Estate) Name(id string) string {
	for _, m := range e.Members {
		if m.ID == id && m.View != nil {
			return m.View.State.Name
		}
	}
	return id
}
