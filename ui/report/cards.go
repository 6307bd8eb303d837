package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps"
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
	x := &card{State: string(s.State), Done: &s.Settled, Title: text(s.Numbered()).and(strong(view.Plain(s.Title)), textf(" (%s)", who))}
	line := func(label string, r rich) { x.Lines = append(x.Lines, labelled{label, r}) }
	x.Head = append(x.Head, labelled{"", text(standing(s))})
	if s.Override != "" {
		x.Head = append(x.Head, labelled{"", textf("The gate was shut and was passed all the same: %s", s.Override)})
	}
	if len(s.Where) > 0 {
		x.Head = append(x.Head, labelled{"Where", text(strings.Join(s.Where, " > "))})
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

// emphasised is a text of a playbook with its emphasis, and with what is to be typed
// as it stands.
func emphasised(text string) (out rich) {
	for i, part := range strings.Split(text, "**") {
		for j, inner := range strings.Split(part, "`") {
			if inner != "" {
				out = append(out, piece{Text: inner, Strong: i%2 == 1 && j%2 == 0, Code: j%2 == 1})
			}
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
	if v.Follows != "" {
		out = out.and(textf(", %s", v.Follows))
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
	case v.Seen:
		return "read from the login that %s handed in on %s"
	case v.Own:
		return "told by %s on %s"
	case v.Fact == "":
		return "handed in by %s on %s"
	}
	return "read back by %s on %s"
}

// attempts are the logins that were judged, with those that a later one took the
// place of.
func (d *document) attempts(all []checklist.Attempt) {
	if len(all) == 0 {
		return
	}
	d.heading("Logins that were judged")
	var rows [][]rich
	for _, a := range all {
		row := func(made view.Moment, whose, verdict string, at view.Moment, who, digest string) {
			rows = append(rows, []rich{text(login(a)), text(moment(made)), text(whose), text(verdict), textf("%s%s", at, by(who)), code(digest)})
		}
		for _, t := range a.Earlier {
			row(t.Issued, t.Subject, t.Verdict+colon(strings.Join(t.Errors, "; ")), t.At, t.By, t.Digest)
		}
		row(a.Proof.Issued, a.Proof.Subject, a.Verdict+colon(tallied(a.Findings)), a.At, a.By, a.Digest)
	}
	d.table([]string{"Login", "Made", "Whose", "Verdict", "Handed in", "Document"}, rows)
	for _, a := range all {
		d.subheading(federation.Sentence(login(a)))
		d.list(each(proof(a), text[string]))
		if a.Sequence != nil {
			d.text(text("As it was recorded:"))
			d.add(block{Lines: a.Sequence})
		}
	}
}

// rehearsals are the logins that a stand-in judged, which prove nothing about the platform.
func (d *document) rehearsals(all []view.Rehearsal) {
	if len(all) == 0 {
		return
	}
	d.heading("Logins that were rehearsed")
	d.text(text("A stand-in for the platform judged them on somebody's machine. None is proof that the platform lets anybody in."))
	d.table([]string{"When", "By", "At step", "Verdict", "Whose", "Findings", "Recording"}, each(all, func(r view.Rehearsal) []rich {
		codes := strings.Join(each(r.Codes, func(c federation.Code) string { return string(c) }), ", ")
		return []rich{text(r.At), text(r.By), code(r.Step), text(r.Verdict), code(federation.Phrase(r.Subject)), text(codes), code(r.Recording)}
	}))
}

// matchings are the comparisons of people, in numbers: no list is kept.
func (d *document) matchings(all []view.Matching) {
	if len(all) == 0 {
		return
	}
	d.heading("People who were compared")
	d.text(text("The lists are not kept: their digests are, and how many people will not get in for which reason."))
	list := func(l steps.PeopleList) rich {
		return textf("%s, column %s, ", federation.Count(l.People, "account"), l.Column).and(code(l.List))
	}
	d.table([]string{"When", "By", "Will not get in", "Reasons", "List of the platform", "List of the identity provider"}, each(all, func(m view.Matching) []rich {
		why := strings.Join(each(m.Reasons, func(r view.Reason) string { return fmt.Sprintf("%s: %d", r.Code, r.People) }), ", ")
		if m.Unread {
			why = strings.TrimPrefix(why+"; not everything was looked at", "; ")
		}
		return []rich{text(m.At), text(m.By), textf("%d of %d", m.Failing, m.Active), text(why), list(m.Platform), list(m.IdP)}
	}))
}

// proof is what a proves and why, in sentences.
func proof(a checklist.Attempt) (out []string) {
	if a.Login.Proves != nil {
		out = append(out, a.Login.String())
	}
	if held := a.Login.Held(); held != "" {
		out = append(out, held)
	}
	out = append(out, a.Proof.Lines...)
	if n := a.Failed(); n > 0 {
		out = append(out, "failed before: "+federation.Count(n, "time"))
	}
	return out
}

// tallied is how many findings there are, empty for none.
func tallied(fs []view.Finding) string {
	if len(fs) == 0 {
		return ""
	}
	return view.Tally(fs)
}

// moment is m for a cell.
func moment(m view.Moment) string {
	if m.IsZero() {
		return "not said"
	}
	return m.String()
}

func login(a checklist.Attempt) string { return cmp.Or(a.Login.Title, a.Key, "single") }

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
