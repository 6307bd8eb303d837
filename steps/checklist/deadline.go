package checklist

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/steps"
)

// A Deadline is a day on which something stops working or counting, or a window
// that was agreed.
type Deadline struct {
	ID       string    // for ever the same for the same thing in the same federation
	Title    string    // "Signing certificate ends"
	Detail   []string  // what it is and what to do, one sentence each
	From     time.Time // UTC; of a whole day its midnight
	Until    time.Time // zero for a whole day
	Remind   []int     // days before From, the longest first
	Revision int64     // rises when the day moves: the event that set it
}

// before is how many days ahead of an end people are reminded: long enough for a
// change request, for the change, and for a call.
func before() []int { return []int{60, 30, 7} }

// deadlines is everything of v that ends on a day which is known.
func deadlines(v *steps.Snapshot, c Checklist) (out []Deadline) {
	add := func(d Deadline) {
		d.ID = v.State.ID + "-" + d.ID
		if !slices.ContainsFunc(out, func(o Deadline) bool { return o.ID == d.ID }) {
			out = append(out, d)
		}
	}
	for _, w := range v.State.Words(v.State.Last) {
		t, _ := v.Pair.Terms.Term(w.Fact)
		label := v.Pair.Words.Call(t.Owner, w.Fact)
		if w.Side != t.Owner {
			continue // it ends where it was made
		}
		switch cert, ok := described(w.Value); {
		case t.Form == federation.Certificate && ok:
			add(Deadline{ID: "certificate-" + strings.ToLower(cert.Thumbprint), Title: c.Name + ": " + label + " ends",
				From: midnight(cert.Last.Time), Remind: before(), Revision: w.Seq, Detail: []string{
					fmt.Sprintf("%s, SHA-1 %s, ends on %s.", cert.Subject, cert.Thumbprint, cert.Last),
					fmt.Sprintf("Until then %s needs a new one, and %s has to have it before it signs.", c.IdP, c.Platform),
					"How it stands: federate status " + v.State.ID}})
		case t.Form == federation.Date:
			day, err := time.Parse(time.DateOnly, strings.TrimSpace(w.Value))
			if err != nil {
				continue // a finding says so
			}
			add(Deadline{ID: string(w.Fact), Title: c.Name + ": " + t.Title, From: day, Remind: before(), Revision: w.Seq, Detail: []string{
				fmt.Sprintf("%s is in %s, between %s and %s.", label, v.Pair.Words.Name(t.Owner), c.IdP, c.Platform),
				"Make the next one before this day, enter it on the other side, try a login, and only then remove the old one.",
				"How it stands: federate status " + v.State.ID}})
		case w.Fact == "rollout.window":
			if from, until, ok := Window(w.Value, w.At); ok {
				add(Deadline{ID: string(w.Fact), Title: c.Name + ": " + t.Title, From: from, Until: until, Remind: []int{7, 1}, Revision: w.Seq,
					Detail: []string{"Agreed as: " + federation.OneLine(w.Value) + ".",
						fmt.Sprintf("%s with %s. The plan: federate open %s", c.Platform, c.IdP, v.State.ID)}})
			}
		}
	}
	for _, x := range v.Report.Waived {
		w := x.Waiver
		id := strings.Trim(fmt.Sprintf("waiver-%s-%s-%s-%s", w.Code, w.Side, w.Fact, w.Key), "-")
		add(Deadline{ID: id, Title: c.Name + ": " + string(w.Code) + " is accepted no longer",
			From: midnight(w.Until), Remind: []int{7}, Revision: w.At.Unix() / 86400, Detail: []string{
				fmt.Sprintf("%s accepted “%s” until this day: %s.", w.By, x.Finding.Title, federation.OneLine(w.Reason)),
				"Mend it, or accept it again: federate explain " + string(w.Code)}})
	}
	slices.SortStableFunc(out, func(a, b Deadline) int { return a.From.Compare(b.From) })
	return out
}

// Endings say on which days a certificate or a secret stops working, a sentence each
// without a full stop.
func Endings(v *steps.Snapshot) (out []string) {
	for _, w := range v.State.Words(v.State.Last) {
		t, _ := v.Pair.Terms.Term(w.Fact)
		cert, ok := described(w.Value)
		day, err := time.Parse(time.DateOnly, strings.TrimSpace(w.Value))
		switch {
		case w.Side != t.Owner: // it ends where it was made
		case t.Form == federation.Certificate && ok:
			out = append(out, fmt.Sprintf("The last day of %s is %s, %s", t.Title, cert.Last.Day(), away(v.Now, cert.Last.Time)))
		case t.Form == federation.Date && err == nil:
			out = append(out, fmt.Sprintf("%s is %s, %s", federation.Sentence(t.Title), federation.Day(day), away(v.Now, day)))
		}
	}
	return out
}

// away is how far end lies ahead of now.
func away(now, end time.Time) string {
	if end.Before(now) {
		return "which is over"
	}
	return "in " + federation.Count(int(end.Sub(now).Hours()/24), "day")
}

func midnight(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
