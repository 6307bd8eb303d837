package steps

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/federation/estate"
	"federate/steps/playbook"
)

// The topics of which more is said than their checks do.
const (
	topicMembers      = "members"
	topicCertificates = "certificates"
	topicEnforcement  = "enforcement"
)

// IsEstate reports whether v is an estate, whose steps are the topics of a
// programme.
func (v *Snapshot) IsEstate() bool { return v.Pair.Programme != nil }

// topicOf is the reference of the topic whose checks the finding code belongs to.
func (v *Snapshot) topicOf(code federation.Code) string {
	for _, t := range v.Pair.Programme.Topics {
		if slices.Contains(t.Judges, code) {
			return v.Pair.Programme.ID + "/" + t.ID
		}
	}
	return ""
}

// place says which topic f belongs to, and of a member that cannot be opened why.
func (v *Snapshot) place(f *federation.Finding) {
	f.Step = v.topicOf(f.Code)
	for _, m := range v.Members {
		if f.Subject.Fact == estate.FactMember && f.Subject.Key == m.ID && m.Err != nil {
			f.Detail = m.Err.Error()
		}
	}
}

// WaivedAt are the accepted findings of topic s.
func (v *Snapshot) WaivedAt(s playbook.Step) (out []federation.Waived) {
	for _, w := range v.Report.Waived {
		if v.topicOf(w.Finding.Code) == s.Ref() {
			out = append(out, w)
		}
	}
	return out
}

// WaitsAt is what was not told yet of topic s.
func (v *Snapshot) WaitsAt(s playbook.Step) (out []federation.Need) {
	for _, w := range v.Report.Waiting {
		if v.topicOf(w.Code) != s.Ref() {
			continue
		}
		for _, n := range w.For {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

// agreed is the status of topic s: wrong with an error, open while its questions
// are, waiting while a member has not spoken. before are the titles of the topics
// before it that are not done.
func (v *Snapshot) agreed(s playbook.Step, before []string) Status {
	st := Status{State: Done}
	for _, f := range v.FindingsAt(s.Ref()) {
		switch {
		case f.Severity == federation.Error:
			st.State = Wrong
		case f.Severity == federation.Warning && st.State != Wrong:
			st.State = Open
		}
		if f.Severity >= federation.Warning {
			st.Why = append(st.Why, f.Title)
		}
	}
	if s.ID == topicCertificates {
		v.due(&st)
	}
	waits := v.WaitsAt(s)
	switch {
	case st.State == Wrong:
		return st
	case s.ID == topicEnforcement:
		st.State, st.Why = v.enforced(before)
	case s.ID == topicMembers && len(v.Members) < 2:
		st.State, st.Why = Open, append(st.Why, "an estate has two members at least")
	case st.State == Done && slices.ContainsFunc(waits, func(n federation.Need) bool { return n.Member != "" }):
		st.State, st.Why = Waiting, append(st.Why, "a member has not said yet: "+v.NeedsByMember(waits))
	case len(waits) > 0:
		st.State, st.Why = Open, append(st.Why, "not told yet: "+v.NeedsByMember(waits))
	}
	return st
}

// due adds what the calendar says today: what has ended is wrong, and what has to
// be begun is open.
func (v *Snapshot) due(st *Status) {
	for _, r := range estate.Renewals(v.Together) {
		switch {
		case v.Now.After(r.Ends):
			st.State, st.Why = Wrong, append(st.Why, "the certificate of "+r.Name+" ended on "+r.Ends.Format(time.DateOnly))
		case v.Now.After(r.Begin):
			st.Why = append(st.Why, "the renewal for "+r.Name+" is to be begun")
			if st.State == Done {
				st.State = Open
			}
		}
	}
}

// enforced is how far enforcement is, with topics left open before it.
func (v *Snapshot) enforced(before []string) (State, []string) {
	var open []string
	for _, m := range v.Members {
		if m.Err == nil && !m.Passed() {
			open = append(open, m.View.State.Name)
		}
	}
	switch {
	case len(v.Members) == 0:
		return Waiting, []string{"there is no member"}
	case len(before) > 0:
		return Waiting, []string{"first: " + strings.Join(before, ", ")}
	case len(open) == 0:
		return Done, nil
	}
	return Open, []string{"not rolled out: " + strings.Join(open, ", ")}
}

// NeedsByMember is needs as people say them, by whom they are about: "Clock alarm;
// Acme CXone: Idle minutes, Leavers".
func (v *Snapshot) NeedsByMember(needs []federation.Need) string {
	var order []string
	by := map[string][]string{}
	for _, n := range needs {
		of, what := v.needed(n)
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

// needed is of whom n is needed, and what.
func (v *Snapshot) needed(n federation.Need) (of, what string) {
	if n.Member != "" {
		for _, m := range v.Members {
			if m.ID == n.Member && m.View != nil {
				t, _ := m.View.Pair.Terms.Term(n.Fact)
				return m.View.State.Name, m.View.Pair.Words.Call(t.Owner, n.Fact)
			}
		}
		return n.Member, "it cannot be opened"
	}
	if n.Fact == estate.FactMember {
		return "", "a second member"
	}
	return v.MemberName(n.Key), v.Pair.Words.Call(federation.IdP, n.Fact)
}

// MembersSay is what the members say of topic s, side by side: what, and its value; the
// value is empty while it is not known.
func (v *Snapshot) MembersSay(s playbook.Step) (out [][2]string) {
	for _, m := range v.Members {
		switch {
		case m.Err != nil && s.ID == topicMembers:
			out = append(out, [2]string{m.ID, "cannot be opened: " + m.Err.Error()})
		case m.Err != nil:
		case s.ID == topicMembers:
			settled, all := m.View.Count()
			out = append(out, [2]string{m.View.State.Name,
				fmt.Sprintf("%s with %s, %d of %d steps settled", m.View.Pair.Platform.Title, m.View.Pair.IdP.Title, settled, all)})
		case s.ID == topicEnforcement:
			gate := map[bool]string{true: "rolled out", false: "not rolled out"}[m.Passed()]
			tests := map[string]string{"right": "the tests are right", "wrong": "a test is wrong", "open": "not tested to the end"}[m.Tests()]
			out = append(out, [2]string{m.View.State.Name, gate + "; " + tests})
		}
	}
	return append(out, estate.Sides(v.Together, s.ID)...)
}
