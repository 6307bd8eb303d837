package screen

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/federation/capture"
	"federate/steps"
	"federate/steps/checklist"
)

func (s *Step) press(msg tea.KeyPressMsg) tea.Cmd {
	k := s.keys
	if key.Matches(msg, k.page, k.pageUp) {
		s.leaf(key.Matches(msg, k.page)) // from what is seen, which is the top as long as nothing was moved
		return nil
	}
	s.moved, s.reveal = true, false
	switch {
	case key.Matches(msg, k.unfold):
		s.unfolded = !s.cache.full
		return nil
	case key.Matches(msg, k.confirm):
		return s.confirm()
	case key.Matches(msg, k.skip):
		if s.step.Optional {
			return tea.Batch(s.sheet.leave(), s.do(steps.Skip{Step: s.step.Ref()}))
		}
		reason := need("say why, for whoever comes after you")
		return tea.Batch(s.sheet.leave(), Go(Push{NewAsk(s.env, s, steps.Skip{Step: s.step.Ref()}, "Why is this step left out?", "", reason,
			"“"+s.step.Title+"” is not optional. What you write stands in the history.")}))
	case key.Matches(msg, k.reopen):
		return s.do(steps.Reopen{Step: s.step.Ref()})
	case key.Matches(msg, k.undo):
		return s.do(steps.Undo{})
	case key.Matches(msg, k.next):
		return s.beside(+1)
	case key.Matches(msg, k.prev):
		return s.beside(-1)
	case key.Matches(msg, k.jump):
		return tea.Batch(s.sheet.leave(), Go(Push{NewJump(s.env, s.session, s.step.Ref())}))
	case key.Matches(msg, k.findings):
		return tea.Batch(s.sheet.leave(), Go(Push{NewFindings(s.env, s.session)}))
	case key.Matches(msg, k.read):
		return s.showRead()
	case key.Matches(msg, k.history):
		return tea.Batch(s.sheet.leave(), Go(Push{NewHistory(s.env, s.session)}))
	case key.Matches(msg, k.export):
		return tea.Batch(s.sheet.leave(), Go(Push{NewExport(s.env, s.session)}))
	case key.Matches(msg, k.files) && makes(s.env, s.session.View()):
		step := s.step // which may be another when the command is done
		return tea.Sequence(s.sheet.leave(), func() tea.Msg { return Push{NewMade(s.env, s.session, step)} })
	case key.Matches(msg, k.try) && rulesOf(s.step) != "":
		return tea.Sequence(s.sheet.leave(), Go(Push{NewPassword(s.env, s.session, rulesOf(s.step))}))
	case key.Matches(msg, k.people) && comparesPeople(s.env, s.session.View(), s.step):
		return tea.Sequence(s.sheet.leave(), Go(Push{NewPeople(s.env, s.session)}))
	case key.Matches(msg, k.rehearse) && rehearses(s.env, s.session.View(), s.step):
		return tea.Sequence(s.sheet.leave(), Go(Push{NewRehearse(s.env, s.session, s.step)}))
	case key.Matches(msg, k.role):
		return s.turnRole()
	case key.Matches(msg, k.copyHere):
		return s.copyRow(max(0, s.row))
	}
	s.free = false
	if s.sheet.focus >= 0 {
		return s.pressField(msg)
	}
	return s.pressPage(msg)
}

// pressField is a key while a field has the focus.
func (s *Step) pressField(msg tea.KeyPressMsg) tea.Cmd {
	hasten := s.sheet.hasten()
	f := s.sheet.current()
	several := f.Choice() || f.Prose()
	switch name := msg.String(); {
	case name == "enter" && f.unread: // pressed out of habit after a paste
		f.unread = false
		return Go(Say{Text: "an error was found here; enter again goes on", Bad: true})
	case name == "enter", name == "tab", name == "down" && !several:
		return tea.Batch(hasten, s.forward())
	case name == "shift+tab", name == "up" && !several:
		return tea.Batch(hasten, s.back())
	}
	return tea.Batch(hasten, s.sheet.typed(msg))
}

// pressPage is a key while nothing is typed: letters and digits work.
func (s *Step) pressPage(msg tea.KeyPressMsg) tea.Cmd {
	rows, name := s.rows(), msg.String()
	copies := key.Matches(msg, s.keys.copyNumber) && len(rows) > 0 || key.Matches(msg, s.keys.copyAll) && len(rows) > 1
	switch i := s.empty(); {
	case msg.Text != "" && msg.Text != " " && !copies && i >= 0: // whoever types begins to answer
		s.row, s.end = -1, false
		return tea.Batch(s.sheet.move(i), s.sheet.typed(msg))
	case name == "enter" && s.end:
		return s.confirm()
	case name == "enter" && s.row >= 0:
		return tea.Batch(s.copyRow(s.row), s.forward())
	case name == "tab" && s.row >= 0 && len(s.sheet.fields) > 0:
		s.row = -1
		return s.sheet.move(0)
	case name == "enter", name == "tab", name == "down", name == "j":
		return s.forward()
	case name == "shift+tab", name == "up", name == "k":
		return s.back()
	case name == "y" && s.row >= 0:
		return s.copyRow(s.row)
	case key.Matches(msg, s.keys.copyNumber) && len(rows) > 0:
		s.row, s.end = min(int(name[0]-'1'), len(rows)-1), false
		return s.copyRow(int(name[0] - '1'))
	case key.Matches(msg, s.keys.copyAll) && len(rows) > 1:
		return Copy(s.env, federation.Count(len(rows), "value"), inLines(rows))
	case name == "space":
		s.leaf(true)
	case name == "g":
		return Go(Push{NewJump(s.env, s.session, s.step.Ref())})
	case name == "e":
		return Go(Push{NewFindings(s.env, s.session)})
	case name == "n":
		return s.beside(+1)
	case name == "p":
		return s.beside(-1)
	case name == "q":
		return Go(Pop{})
	case msg.Text != "" && len(s.sheet.fields) > 0:
		return Go(Say{Text: "nothing is typed here; tab goes to the fields"})
	}
	return nil
}

// empty is the index of the first empty text field, mandatory ones before optional ones;
// -1 if there is none.
func (s *Step) empty() int {
	v, found := s.session.View(), -1
	for i, f := range s.sheet.fields {
		if _, _, ok := f.answer(v); ok || f.text != "" || f.Choice() {
			continue
		}
		if !f.Optional {
			return i
		}
		if found < 0 {
			found = i
		}
	}
	return found
}

// Refuses says where a paste can go that no field here takes.
func (s *Step) Refuses(paste string) string {
	switch {
	case s.sheet.focus >= 0 || capture.MayBeDocument(paste):
		return ""
	case len(s.sheet.fields) == 0:
		return "nothing is asked here; ctrl+g lists the steps"
	case s.empty() < 0:
		return "every field has its answer; tab goes to the one to change"
	}
	return ""
}

// forward moves the focus on and submits what was changed in the field.
func (s *Step) forward() tea.Cmd {
	rows := len(s.rows())
	switch {
	case s.end:
		return nil
	case s.sheet.focus >= 0:
		if s.sheet.focus < len(s.sheet.fields)-1 {
			return s.sheet.move(s.sheet.focus + 1)
		}
		s.end = true
		return s.sheet.move(-1)
	case s.row >= 0 && s.row < rows-1, s.row < 0 && rows > 0:
		s.row++
	case len(s.sheet.fields) > 0:
		s.row = -1
		return s.sheet.move(0)
	default:
		s.row, s.end = -1, true
	}
	return nil
}

func (s *Step) back() tea.Cmd {
	rows, fields := len(s.rows()), len(s.sheet.fields)
	switch {
	case s.end && fields > 0:
		s.end = false
		return s.sheet.move(fields - 1)
	case s.end:
		s.end, s.row = false, rows-1
	case s.sheet.focus > 0:
		return s.sheet.move(s.sheet.focus - 1)
	case s.sheet.focus == 0 && rows > 0:
		s.row = rows - 1
		return s.sheet.move(-1)
	case s.row > 0:
		s.row--
	case s.row == 0:
		s.first, s.free = 0, true
	case s.sheet.focus < 0 && fields > 0: // all was answered before, and nothing has the focus
		return s.sheet.move(fields - 1)
	}
	return nil
}

// leaf scrolls by hand.
func (s *Step) leaf(down bool) {
	lines, focus := s.page()
	s.turn(down, focus, len(lines), max(3, s.height))
}

func (s *Step) paste(msg tea.PasteMsg) tea.Cmd {
	v := s.session.View()
	if strings.ContainsAny(strings.TrimSpace(msg.Content), "\r\n") && checklist.IsReply(v, msg.Content) {
		return s.reply(v, msg.Content)
	}
	hasten := s.sheet.hasten()
	f := s.sheet.current()
	if f != nil || len(s.sheet.fields) == 0 {
		return tea.Batch(hasten, s.sheet.paste(msg, f))
	}
	// Nothing has the focus: what fits the first field that lacks an answer goes there.
	i := s.empty()
	if i < 0 || capture.MayBeDocument(msg.Content) {
		return s.sheet.paste(msg, nil)
	}
	s.row, s.end = -1, false
	return tea.Batch(s.sheet.move(i), s.sheet.paste(msg, s.sheet.fields[i]))
}

// inLines is every row on a line of its own, label first, for the person at the console.
func inLines(rows []steps.Row) string {
	var b strings.Builder
	for _, r := range rows {
		value := r.Value
		switch {
		case r.Waits:
			value = "(not known yet)"
		case r.Clear:
			value = "(empty)"
		}
		b.WriteString(r.Label + ": " + value + "\n")
	}
	return b.String()
}

// reply accepts a ticket that the other admin filled in, wherever it is pasted: each
// line names the fact that it answers.
func (s *Step) reply(v *steps.Snapshot, text string) tea.Cmd {
	told, err := checklist.ReadReply(v, text)
	switch {
	case err != nil:
		return Go(Say{Text: "nothing of the reply was taken: " + err.Error(), Bad: true})
	case len(told) == 0:
		return Go(Say{Text: "no line of the reply is filled in", Bad: true})
	}
	return s.sheet.send(nil, steps.Answer{Facts: told})
}

func (s *Step) copyRow(i int) tea.Cmd {
	rows := s.rows()
	if i < 0 || i >= len(rows) {
		return nil
	}
	r := rows[i]
	switch {
	case r.Waits:
		return Go(Say{Text: r.Label + " is not known yet", Bad: true})
	case r.Clear:
		return Go(Say{Text: r.Label + " stays empty: there is nothing to copy"})
	}
	return Copy(s.env, r.Label, r.Value)
}
