package checklist

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/federation/estate"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/view"
)

// gather adds to c what the members of the estate v hold and what ends on a known
// day, at any of them or at none.
func (c *Checklist) gather(v *steps.Snapshot) {
	for _, m := range v.Members {
		if m.Err != nil {
			continue
		}
		of := Of(m.View)
		c.Made = append(c.Made, of.Made...)
		for _, x := range of.Certificates {
			x.Label = of.Name + ": " + x.Label
			c.Certificates = append(c.Certificates, x)
		}
		c.Deadlines = append(c.Deadlines, of.Deadlines...)
	}
	c.Deadlines = append(c.Deadlines, estateDeadlines(v)...)
	slices.SortStableFunc(c.Deadlines, func(a, b Deadline) int { return a.From.Compare(b.From) })
}

// topicValues are the answers to the questions of topic s, and what the members say
// of it.
func topicValues(v *steps.Snapshot, s playbook.Step) (out []Value) {
	for _, r := range v.MembersSay(s) {
		out = append(out, Value{Label: r[0], Value: r[1], Whole: r[1]})
	}
	for _, a := range v.Asks(s) {
		x := Value{Label: a.Label, Fact: a.Fact, Value: strings.Join(strings.Split(a.Value, "\n"), " · "), Whole: a.Value, Own: true}
		if word := v.Means(a.Fact, a.Value); a.Value != "" && word != a.Value {
			x.Shown = word
		}
		if a.Of != "" {
			x.Label = a.Of + ": " + a.Label
		}
		if a.From != "" {
			x.Note = "From the federation."
		}
		if w, ok := v.State.Said(federation.IdP, a.Fact, a.Key); ok {
			x.By, x.At = w.By, view.At(w.At)
		}
		out = append(out, x)
	}
	return out
}

// estateDeadlines are those that no member has by itself.
func estateDeadlines(v *steps.Snapshot) (out []Deadline) {
	for _, r := range estate.Renewals(v.Together) {
		id := v.State.ID + "-" + r.Member + "-" + strings.ToLower(r.Digest[:16])
		end := "It ends on " + federation.Day(r.Ends) + "."
		revision := certificateTold(v, r.Member)
		out = append(out, Deadline{ID: id + "-begin", Title: r.Name + ": begin the renewal of the signing certificate", From: midnight(r.Begin), Remind: []int{60, 7},
			Revision: revision, Detail: []string{r.Subject + ".", end, "How: " + r.How() + ".", "The estate: federate estate status " + v.State.ID}})
		if !r.Upload.IsZero() {
			out = append(out, Deadline{ID: id + "-upload", Title: r.Name + ": last day to lay the new certificate beside the old one", From: midnight(r.Upload), Remind: []int{7, 1},
				Revision: revision, Detail: []string{r.Subject + ".", end, "72 hours before the identity provider switches, and never after it."}})
		}
	}
	for _, c := range v.Together.Claims(estate.FactGlassTried) {
		t, err := time.Parse(time.DateOnly, c.Value)
		if err != nil {
			continue
		}
		w, _ := v.State.Said(federation.IdP, estate.FactGlassTried, c.Key)
		out = append(out, Deadline{ID: v.State.ID + "-account-" + playbook.Slug(c.Key), Title: v.State.Name + ": try the break-glass account " + c.Key,
			From: midnight(t.Add(estate.Quarter)), Remind: []int{7}, Revision: w.Seq,
			Detail: []string{"It was tried last on " + c.Value + ".", "Get in with it once, change its password, and record the day."}})
	}
	for _, x := range v.Report.Waived {
		w := x.Waiver
		out = append(out, Deadline{ID: strings.Trim(fmt.Sprintf("%s-waiver-%s-%s-%s", v.State.ID, w.Code, w.Fact, w.Key), "-"),
			Title: v.State.Name + ": " + unaccepted(x.Finding), From: midnight(w.Until), Remind: []int{7}, Revision: w.At.Unix() / 86400,
			Detail: []string{fmt.Sprintf("%s accepted “%s” until this day: %s.", w.By, x.Finding.Title, w.Reason)}})
	}
	return out
}

// certificateTold is the event that told the certificate of the member id.
func certificateTold(v *steps.Snapshot, id string) int64 {
	for _, m := range v.Members {
		if m.ID == id && m.View != nil {
			w, _ := m.View.State.Said(federation.IdP, "idp.certificate", "")
			return w.Seq
		}
	}
	return 0
}
