package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps/checklist"
	"federate/steps/view"
)

// steps are the steps by their phases. Those of a federation that is not finished say
// what to do, as far as it is left to do.
func (d *document) steps(c checklist.Checklist) {
	d.heading("Steps")
	phase, begun := "", map[string]bool{}
	for _, s := range c.Steps {
		if s.Phase != phase {
			phase = s.Phase
			title := phase
			if begun[phase] {
				title += ", continued"
			}
			begun[phase] = true
			d.subheading(title)
		}
		d.add(block{Card: stepCard(s, !s.Settled && !c.Finished)})
	}
	d.sureness(c.Steps)
}

// sureness says what the words behind the sources mean, those that occur.
func (d *document) sureness(all []checklist.Step) {
	var words []rich
	for _, c := range []federation.Confidence{federation.Likely, federation.DocumentOnly, federation.Doubtful, federation.Unverified} {
		if slices.ContainsFunc(all, func(s checklist.Step) bool { return s.Confidence == c }) {
			words = append(words, text(sureness(c)))
		}
	}
	if words != nil {
		d.text(text("Behind a source stands how sure it is. What is not solid is:"))
		d.list(words)
	}
}

// stepCard is s; one that is left to do has its instructions.
func stepCard(s checklist.Step, left bool) *card {
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
	if left {
		x.Do = each(s.Do, emphasised)
		for _, c := range s.Cautions {
			line("Caution", emphasised(c))
		}
	}
	for _, v := range s.Settings() {
		r := value(v, s.Settled)
		if left && v.Note != "" && !v.Said() {
			r = r.and(text(". "), emphasised(federation.Stopped(v.Note)))
		}
		line(v.Label, r)
	}
	if s.Source.Document != "" {
		line("Source", cite(s.Source).and(textf(" (%s)", s.Confidence)))
	}
	return x
}

// emphasised is a text of a playbook with its emphasis.
func emphasised(text string) (out rich) {
	for i, part := range strings.Split(text, "**") {
		if part != "" {
			out = append(out, piece{Text: part, Strong: i%2 == 1})
		}
	}
	return out
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

// value is what stands in a box or was answered, and whose word that is. At a step
// that is settled, what is missing is not expected any more.
func value(v checklist.Value, settled bool) rich {
	out := code(cmp.Or(v.Shown, v.Value))
	switch {
	case v.Planted != "":
		return code(v.Planted).and(textf(", a placeholder, entered by %s on %s; replaced on %s", v.By, v.At, v.Replaced))
	case v.Secret:
		out = text("given, not shown")
	case v.Clear:
		out = text("left empty")
	case v.Value == "" && v.By != "":
		out = text("empty")
	case v.Value == "" && settled:
		return text("not recorded")
	case v.Value == "" && v.Optional:
		return text("not known yet, and may be left out")
	case v.Value == "":
		return text("not known yet")
	}
	if v.Placeholder {
		out = out.and(text(" (a placeholder)"))
	}
	if v.Now != "" {
		out = out.and(text("; belongs there now: "), code(v.Now))
	}
	if v.By != "" && !v.At.IsZero() {
		out = out.and(textf(", "+whose(v), v.By, v.At))
	}
	return out
}

// whose says how it is known what stands in a box; by whom and when are to be filled in.
func whose(v checklist.Value) string {
	switch {
	case v.Copied:
		return "confirmed by %s on %s, and not read back"
	case v.Own:
		return "told by %s on %s"
	case v.Fact == "":
		return "handed in by %s on %s"
	}
	return "read back by %s on %s"
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
