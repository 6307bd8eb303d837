package estate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/steps/playbook"
	"federate/steps/view"
)

// Checklist is e in the form that every export renders: its programme as steps,
// its answers as their values, and the deadlines of all members.
func (e *Estate) Checklist() checklist.Checklist {
	st := e.State
	c := checklist.Checklist{ID: e.ID, Name: st.Name, Platform: e.titles(func(v *steps.Snapshot) string { return v.Pair.Platform.Title }),
		IdP: e.titles(func(v *steps.Snapshot) string { return v.Pair.IdP.Title }), Protocol: e.titles(func(v *steps.Snapshot) string { return v.State.Protocol }),
		Route: "The programme of an estate", RouteSource: view.Source(multiVendor), Created: view.At(st.Created), At: view.At(e.Now), Archived: st.Archived,
		Findings: view.Findings(e.Report.Findings), Waived: view.Waived(e.Report.Waived), Waiting: view.Waits(e.Report.Waiting), History: e.History()}
	if len(e.Events) > 0 {
		c.By = e.Events[0].Actor
	}
	for i, s := range e.Programme() {
		x := checklist.Step{Number: i + 1, Phase: "Programme", Ref: "estate/" + s.ID, Title: s.Title, Role: s.Role, Do: s.Do, State: s.State, Why: s.Why,
			Settled: s.State == steps.Done, Source: view.Source(s.Source), Confidence: s.Sure, Values: e.values(s.ID)}
		if x.Settled {
			c.Settled++
		} else if c.Next == "" {
			c.Next = x.Ref
		}
		c.Steps = append(c.Steps, x)
	}
	c.All = len(c.Steps)
	c.Finished = c.Settled == c.All
	for _, w := range st.Waivers() {
		if !slices.ContainsFunc(e.Report.Waived, func(o federation.Waived) bool { return o.Waiver == w }) {
			c.Lapsed = append(c.Lapsed, view.AcceptedOf(w, ""))
		}
	}
	for _, m := range e.Members {
		if m.Err == nil {
			of := checklist.Of(m.View)
			for _, x := range of.Certificates {
				x.Label = of.Name + ": " + x.Label
				c.Certificates = append(c.Certificates, x)
			}
			c.Deadlines = append(c.Deadlines, of.Deadlines...)
		}
	}
	c.Deadlines = append(c.Deadlines, e.deadlines()...)
	slices.SortStableFunc(c.Deadlines, func(a, b checklist.Deadline) int { return a.From.Compare(b.From) })
	return c
}

// titles are what of says of each member, each word once.
func (e *Estate) titles(of func(*steps.Snapshot) string) string {
	var out []string
	for _, m := range e.Members {
		if m.Err == nil && !slices.Contains(out, of(m.View)) {
			out = append(out, of(m.View))
		}
	}
	return cmp.Or(strings.Join(out, ", "), "no member yet")
}

// values are the answers of a topic, and of some what the members say.
func (e *Estate) values(topic string) (out []checklist.Value) {
	for _, r := range e.Rows(topic) {
		out = append(out, checklist.Value{Label: r[0], Value: r[1], Whole: r[1]})
	}
	for _, a := range e.Asks(topic) {
		v := checklist.Value{Label: a.Label, Fact: a.Fact, Value: strings.Join(strings.Split(a.Value, "\n"), " · "), Whole: a.Value}
		if a.Of != "" {
			v.Label = a.Of + ": " + a.Label
		}
		if a.From != "" {
			v.Note = "From the federation."
		}
		if w, ok := e.State.Said(federation.IdP, a.Fact, a.Key); ok {
			v.By, v.At = w.By, view.At(w.At)
		}
		out = append(out, v)
	}
	return out
}

// Rows are what the members say of a topic, side by side: what, and how it
// stands.
func (e *Estate) Rows(topic string) (out [][2]string) {
	add := func(what, value string) { out = append(out, [2]string{what, value}) }
	switch topic {
	case topicMembers:
		for _, m := range e.Members {
			if m.Err != nil {
				add(m.ID, "cannot be opened: "+m.Err.Error())
				continue
			}
			settled, all := m.View.Count()
			add(m.View.State.Name, fmt.Sprintf("%s with %s, %d of %d steps settled", m.View.Pair.Platform.Title, m.View.Pair.IdP.Title, settled, all))
		}
	case "registrations":
		for _, m := range e.Dossier.Members {
			app, _ := application(m)
			add(name(m)+": application", app)
			if saml(m) {
				add(name(m)+": entity ID", m.Value("sp.entity_id"))
				add(name(m)+": NameID from", m.Value("saml.name_id_source"))
			}
		}
	case "sessions":
		for _, m := range e.Dossier.Members {
			x := m.Expect.SessionIdle
			if !x.Set {
				add(name(m)+": offered", "nothing is known of it")
				continue
			}
			text := between(x.Value.Least, x.Value.Most)
			if x.Value.HIPAA > 0 {
				text += fmt.Sprintf(", %d with HIPAA", int(x.Value.HIPAA.Minutes()))
			}
			add(name(m)+": offered", text)
			add(name(m)+": unless changed", x.Value.Usual)
			add(name(m)+": set in", strings.Join(x.Value.Where, " > "))
		}
	case "clocks":
		for _, m := range e.Dossier.Members {
			text := "nobody says"
			if t := m.Expect.ClockTolerance; t.Set {
				text = fmt.Sprintf("%d s", int(t.Value.Seconds()))
				if t.Confidence == federation.DocumentOnly {
					text += ", says a guide alone"
				}
			}
			add(name(m)+": forgives", text)
		}
		if m, t := Strictest(e.Dossier); m != nil {
			add("Alarm at", fmt.Sprintf("%d s, half of what %s forgives", int(half(t).Seconds()), name(m)))
		}
	case "certificates":
		for _, r := range Renewals(e.Dossier) {
			text := r.Ends.Format(day) + ", begin on " + r.Begin.Format(day) + "; " + r.How()
			switch {
			case e.Now.After(r.Ends):
				text = "it ended on " + r.Ends.Format(day) + ": renew it now"
			case e.Now.After(r.Begin):
				text = r.Ends.Format(day) + ", begin now; " + r.How()
			}
			add(r.Name+": ends", text)
		}
		for _, m := range e.Dossier.Members {
			if saml(m) && len(held(m)) == 0 {
				add(name(m)+": ends", "")
			}
		}
	case topicEnforcement:
		for _, m := range e.Members {
			if m.Err != nil {
				continue
			}
			gate := "not rolled out"
			if m.Passed() {
				gate = "rolled out"
			}
			tests := map[string]string{"right": "the tests are right", "wrong": "a test is wrong", "open": "not tested to the end"}[m.Tests()]
			add(m.View.State.Name, gate+"; "+tests)
		}
	}
	return out
}

// How says how r is done.
func (r Renewal) How() string {
	switch {
	case !r.Upload.IsZero():
		return "lay the new one beside it by " + r.Upload.Format(day)
	case r.Keeps == 1:
		return "no overlap: a quiet hour, both admins"
	}
	return "nobody says whether two fit: plan a quiet hour"
}

// deadlines are those that no member has by itself.
func (e *Estate) deadlines() (out []checklist.Deadline) {
	for _, r := range Renewals(e.Dossier) {
		id := e.ID + "-" + r.Member + "-" + strings.ToLower(r.Digest[:16])
		end := "It ends on " + r.Ends.Format("2 January 2006") + "."
		out = append(out, checklist.Deadline{ID: id + "-begin", Title: r.Name + ": begin the renewal of the signing certificate", From: midnight(r.Begin), Remind: []int{60, 7},
			Revision: e.said(r.Member), Detail: []string{r.Subject + ".", end, "How: " + r.How() + ".", "The estate: federate estate status " + e.ID}})
		if !r.Upload.IsZero() {
			out = append(out, checklist.Deadline{ID: id + "-upload", Title: r.Name + ": last day to lay the new certificate beside the old one", From: midnight(r.Upload), Remind: []int{7, 1},
				Revision: e.said(r.Member), Detail: []string{r.Subject + ".", end, "72 hours before the identity provider switches, and never after it."}})
		}
	}
	for _, c := range e.Dossier.Claims(FactGlassTried) {
		t, err := time.Parse(time.DateOnly, c.Value)
		if err != nil {
			continue
		}
		w, _ := e.State.Said(federation.IdP, FactGlassTried, c.Key)
		out = append(out, checklist.Deadline{ID: e.ID + "-account-" + playbook.Slug(c.Key), Title: e.State.Name + ": try the break-glass account " + c.Key, From: midnight(t.Add(quarter)),
			Remind: []int{7}, Revision: w.Seq, Detail: []string{"It was tried last on " + c.Value + ".", "Get in with it once, change its password, and record the day."}})
	}
	for _, x := range e.Report.Waived {
		w := x.Waiver
		out = append(out, checklist.Deadline{ID: strings.Trim(fmt.Sprintf("%s-waiver-%s-%s-%s", e.ID, w.Code, w.Fact, w.Key), "-"), Title: e.State.Name + ": " + string(w.Code) + " is accepted no longer",
			From: midnight(w.Until), Remind: []int{7}, Revision: w.At.Unix() / 86400, Detail: []string{
				fmt.Sprintf("%s accepted “%s” until this day: %s.", w.By, x.Finding.Title, w.Reason)}})
	}
	return out
}

// said is a number that rises when the certificate of a member changes.
func (e *Estate) said(id string) int64 {
	for _, m := range e.Members {
		if m.ID == id && m.View != nil {
			w, _ := m.View.State.Said(federation.IdP, "idp.certificate", "")
			return w.Seq
		}
	}
	return 0
}

func midnight(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
