package report

import (
	"cmp"
	"fmt"
	"strings"

	"federate/federation"
	"federate/steps/checklist"
	"federate/steps/view"
)

func (d *document) steps(all []checklist.Step) {
	d.heading("Steps")
	phase := ""
	for _, s := range all {
		if s.Phase != phase {
			phase = s.Phase
			d.subheading(phase)
		}
		d.add(block{Card: stepCard(s)})
	}
}

func stepCard(s checklist.Step) *card {
	who := s.Role.Title()
	if s.Console != "" {
		who += ", " + s.Console
	}
	x := &card{State: string(s.State), Done: &s.Settled, Title: textf("%d. ", s.Number).and(strong(view.Plain(s.Title)), textf(" (%s)", who))}
	line := func(label string, r rich) { x.Lines = append(x.Lines, labelled{label, r}) }
	if len(s.Where) > 0 {
		line("Where", text(strings.Join(s.Where, " > ")))
	}
	line("", text(standing(s)))
	if s.Override != "" {
		line("", textf("The gate was shut and was passed all the same: %s", s.Override))
	}
	for _, v := range s.Values {
		line(v.Label, value(v))
	}
	if s.Source.Document != "" {
		line("Source", cite(s.Source).and(textf(" (%s)", s.Confidence)))
	}
	return x
}

// standing is what became of a step, and why.
func standing(s checklist.Step) string {
	if s.Done == "" {
		state := string(s.State)
		if s.Optional {
			state += ", optional"
		}
		return federation.Sentence(state) + because(s.Why)
	}
	out := fmt.Sprintf("%s by %s on %s%s", federation.Sentence(s.Done), s.By, s.At, colon(s.Reason+s.Note))
	if !s.Settled {
		out += fmt.Sprintf("; now %s%s", s.State, because(s.Why))
	}
	return out
}

func value(v checklist.Value) rich {
	out := code(v.Value)
	switch {
	case v.Secret:
		out = text("given, not shown")
	case v.Clear:
		out = text("left empty")
	case v.Value == "":
		out = text("not known yet")
	}
	if v.Placeholder {
		out = out.and(text(" (a placeholder)"))
	}
	if v.Now != "" {
		out = out.and(text("; belongs there now: "), code(v.Now))
	}
	if v.By != "" && !v.At.IsZero() {
		out = out.and(textf(", %s on %s", v.By, v.At))
	}
	return out
}

func (d *document) attempts(all []checklist.Attempt) {
	head := []string{"Login", "Document", "Handed in", "Verdict", "Findings"}
	section(d, "Logins that were judged", head, all, func(a checklist.Attempt) []rich {
		return []rich{text(login(a)), code(a.Digest), textf("%s%s", a.At, by(a.By)), text(a.Verdict), text(view.Tally(a.Findings))}
	})
	for _, a := range all {
		d.text(textf("%s:", login(a)))
		d.list(each(a.Proof.Lines, text[string]))
	}
	for _, a := range all {
		if a.Sequence != nil {
			d.text(textf("%s, as it was recorded:", login(a)))
			d.add(block{Lines: a.Sequence})
		}
	}
}

func login(a checklist.Attempt) string { return cmp.Or(a.Key, "single") }

func by(who string) string {
	if who == "" {
		return ""
	}
	return " by " + who
}

func because(why []string) string { return colon(strings.Join(why, "; ")) }

func colon(s string) string {
	if s == "" {
		return ""
	}
	return ": " + s
}
