package checklist

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/record"
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

// An end is the day on which a certificate or a secret stops working.
type end struct {
	word record.Word
	term federation.Term
	day  time.Time
	cert Certificate // zero where a date was told
}

// ends are those that are known, each where it was made.
func ends(v *steps.Snapshot) (out []end) {
	for _, w := range v.State.Words(v.State.Last) {
		t, _ := v.Pair.Terms.Term(w.Fact)
		if w.Side != t.Owner {
			continue
		}
		if cert, ok := described(w.Value); ok && t.Form == federation.Certificate {
			out = append(out, end{w, t, cert.Last.Time, cert})
		}
		if day, err := time.Parse(time.DateOnly, strings.TrimSpace(w.Value)); err == nil && t.Form == federation.Date && !t.Past {
			out = append(out, end{w, t, day, Certificate{}}) // of a date that is none, a finding speaks
		}
	}
	return out
}

// deadlines is everything of v that ends on a day which is known.
func deadlines(v *steps.Snapshot, c Checklist) (out []Deadline) {
	add := func(d Deadline) {
		d.ID = v.State.ID + "-" + d.ID
		if !slices.ContainsFunc(out, func(o Deadline) bool { return o.ID == d.ID }) {
			out = append(out, d)
		}
	}
	for _, e := range ends(v) {
		label, where := v.Pair.Words.Call(e.term.Owner, e.word.Fact), v.Pair.Words.Name(e.term.Owner)
		d := Deadline{ID: string(e.word.Fact), Title: c.Name + ": " + e.term.Title, From: midnight(e.day), Remind: before(), Revision: e.word.Seq, Detail: []string{
			fmt.Sprintf("It stands in %s as “%s”.", where, label),
			"Make the next one before this day, enter it on the other side, try a login, and only then remove the old one."}}
		if e.cert.Thumbprint != "" {
			d.ID, d.Title = "certificate-"+strings.ToLower(e.cert.Thumbprint), c.Name+": "+e.term.Title+" of "+where+" ends"
			d.Detail = []string{fmt.Sprintf("%s, SHA-1 %s, ends on %s. In %s it is called “%s”.", e.cert.Subject, e.cert.Thumbprint, e.cert.Last, where, label),
				fmt.Sprintf("Until then %s needs a new one, and %s has to have it before it signs.", c.IdP, c.Platform)}
		}
		d.Detail = append(d.Detail, "How it stands: federate status "+v.State.ID)
		add(d)
	}
	if t, ok := v.Pair.Terms.Term("rollout.window"); ok {
		w, _ := v.State.Said(t.Owner, t.Fact, "")
		if from, until, ok := Window(w.Value, w.At); ok {
			add(Deadline{ID: string(t.Fact), Title: c.Name + ": " + t.Title, From: from, Until: until, Remind: []int{7, 1}, Revision: w.Seq,
				Detail: []string{"Agreed as: " + federation.OneLine(w.Value) + ".",
					fmt.Sprintf("%s with %s. The plan: federate open %s", c.Platform, c.IdP, v.State.ID)}})
		}
	}
	for _, x := range v.Report.Waived {
		w := x.Waiver
		id := strings.Trim(fmt.Sprintf("waiver-%s-%s-%s-%s", w.Code, w.Side, w.Fact, w.Key), "-")
		add(Deadline{ID: id, Title: c.Name + ": " + unaccepted(x.Finding),
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
	for _, e := range ends(v) {
		if e.cert.Thumbprint != "" {
			out = append(out, fmt.Sprintf("The last day of %s is %s, %s", e.term.Title, e.cert.Last.Day(), away(v.Now, e.day)))
		} else {
			out = append(out, fmt.Sprintf("%s is %s, %s", federation.Sentence(e.term.Title), federation.Day(e.day), away(v.Now, e.day)))
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

// unaccepted is the title of the day on which a finding counts again.
func unaccepted(f federation.Finding) string { return "“" + f.Title + "” is accepted no longer" }

func midnight(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
