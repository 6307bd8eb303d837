package screen

import (
	"cmp"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/steps/view"
	"federate/ui/widget"
)

// Values is every question of the plan on one page, by side: for a federation
// that exists already. Its steps can then be confirmed as found.
type Values struct {
	on key.Binding
	questions
}

// NewValues asks for all values of a session.
func NewValues(env *Env, session *steps.Session) *Values {
	v := session.View()
	var fields []*field
	for _, s := range v.Plan {
		for _, f := range s.Fields {
			t, _ := v.Pair.Terms.Term(f.Fact)
			asked := slices.ContainsFunc(fields, func(o *field) bool {
				return o.Name() == f.Name() && v.Speaker(o.Step, o.Field) == v.Speaker(s, f)
			})
			if asked || s.Kind == playbook.Test || t.Form == federation.Prose {
				continue
			}
			fields = append(fields, &field{Question: view.QuestionOf(v, s, f)})
		}
	}
	slices.SortStableFunc(fields, func(a, b *field) int {
		return cmp.Or(cmp.Compare(v.Speaker(b.Step, b.Field), v.Speaker(a.Step, a.Field)), // the platform first
			cmp.Compare(btoi(a.Optional), btoi(b.Optional)))
	})
	x := &Values{on: bind([]string{"ctrl+d"}, "ctrl+d", "go on to the steps")}
	x.questions = newQuestions(env, x, session, fields)
	x.next = bind([]string{"tab", "down", "enter"}, "tab", "next field")
	x.prev = bind([]string{"shift+tab", "up"}, "shift+tab", "field before")
	x.head, x.over = x.about, x.side
	return x
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Unasked reports whether v was adopted and has no answers yet.
func Unasked(v *steps.Snapshot) bool {
	return v.State.Adopted && !slices.ContainsFunc(v.Events, func(e record.Event) bool { return e.Kind != record.Opened })
}

func (x *Values) Title() string       { return x.session.View().State.Name }
func (x *Values) Place() string       { return "its values" }
func (x *Values) Keys() []key.Binding { return append([]key.Binding{x.on}, x.questions.Keys()...) }

func (x *Values) Update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyPressMsg)
	switch {
	case !ok:
		return x.update(msg)
	case key.Matches(k, x.on):
		return tea.Sequence(x.sheet.leave(), Go(Replace{NewStep(x.env, x.session, "")}))
	}
	f, name := x.sheet.current(), k.String()
	several := f != nil && f.Choice()
	return x.press(k, several && (name == "down" || name == "up"), nil)
}

func (x *Values) about(room int) []string {
	t := x.env.Theme
	return append([]string{t.Strong.Render("What stands in the two consoles now")},
		widget.Styled(t, t.Quiet, "Enter what you know, in any order. A pasted metadata document fills what it holds. Each value is judged at once, and so is what the two consoles make of each other.", room)...)
}

// side is the heading over the first field of each side.
func (x *Values) side(i int) string {
	v := x.session.View()
	speaker := func(i int) federation.Side { return v.Speaker(x.sheet.fields[i].Step, x.sheet.fields[i].Field) }
	if i > 0 && speaker(i-1) == speaker(i) {
		return ""
	}
	return x.env.Theme.Heading.Render(v.Pair.Words.Name(speaker(i)))
}
