package screen

import "charm.land/bubbles/v2/key"

// stepKeys are the keys of a step, each with what the help says of it.
type stepKeys struct {
	down, up, next, prev, home, page, pageUp     key.Binding
	confirm, skip, reopen, undo, try, line       key.Binding
	rehearse, people                             key.Binding
	copyHere, copyNumber, copyAll                key.Binding
	jump, findings, history, role, export, files key.Binding
	unfold, read                                 key.Binding
}

func newStepKeys() stepKeys {
	return stepKeys{
		down:   bind([]string{"tab", "down"}, "tab", "next field"),
		up:     bind([]string{"shift+tab", "up"}, "shift+tab", "field before"),
		next:   bind([]string{"ctrl+n"}, "ctrl+n", "next step"),
		prev:   bind([]string{"ctrl+p"}, "ctrl+p", "step before"),
		home:   bind([]string{"esc"}, "esc", "back"),
		page:   bind([]string{"pgdown"}, "pgdn", "scroll"),
		pageUp: bind([]string{"pgup"}, "pgup", "scroll back"),

		confirm:  bind([]string{"ctrl+d"}, "ctrl+d", "done"),
		skip:     bind([]string{"ctrl+k"}, "ctrl+k", "skip"),
		reopen:   bind([]string{"ctrl+r"}, "ctrl+r", "open again"),
		undo:     bind([]string{"ctrl+z"}, "ctrl+z", "undo my last"),
		try:      bind([]string{"ctrl+x"}, "ctrl+x", "try a password"),
		rehearse: bind([]string{"ctrl+x"}, "ctrl+x", "rehearse it"),
		people:   bind([]string{"ctrl+x"}, "ctrl+x", "compare the people"),
		line:     bind([]string{"alt+enter", "ctrl+j"}, "alt+enter", "new line"),

		copyHere:   bind([]string{"ctrl+y"}, "ctrl+y", "copy the value"),
		copyNumber: bind([]string{"1", "2", "3", "4", "5", "6", "7", "8", "9"}, "1–9", "copy a value"),
		copyAll:    bind([]string{"0"}, "0", "copy all of them"),

		jump:     bind([]string{"ctrl+g"}, "ctrl+g", "steps"),
		findings: bind([]string{"ctrl+e"}, "ctrl+e", "findings"),
		history:  bind([]string{"ctrl+l"}, "ctrl+l", "history"),
		role:     bind([]string{"ctrl+t"}, "ctrl+t", "whose steps"),
		export:   bind([]string{"ctrl+o"}, "ctrl+o", "export"),
		files:    bind([]string{"ctrl+f"}, "ctrl+f", "files it makes"),
		unfold:   bind([]string{"ctrl+w"}, "ctrl+w", "cautions, why"),
		read:     bind([]string{"ctrl+s"}, "ctrl+s", "what was read"),
	}
}

func (s *Step) Keys() []key.Binding {
	v, k := s.session.View(), s.keys
	rows := s.rows()
	_, marked := v.State.Mark(s.step.Ref())
	typing := s.sheet.focus >= 0
	return []key.Binding{
		k.confirm, on(k.try, rulesOf(s.step) != ""), on(k.rehearse, rehearses(s.env, v, s.step)), on(k.people, comparesPeople(s.env, v, s.step)), on(k.line, typing && s.sheet.current().Prose()),
		on(k.copyNumber, len(rows) > 0 && !typing), on(k.copyHere, len(rows) > 0 && typing), k.down,
		k.jump, on(k.findings, true), k.unfold, on(k.read, s.read()), k.next, k.prev, k.skip, on(k.reopen, marked), k.undo, k.role, k.history, k.export,
		on(k.files, makes(s.env, v)), on(k.copyAll, len(rows) > 1 && !typing), k.up, k.page, k.pageUp, k.home,
	}
}
