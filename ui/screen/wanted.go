package screen

import (
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/steps/generate"
	"federate/steps/view"
	"federate/ui/widget"
)

// Wanted asks for the values that a generated file needs: those that are missing, and
// those that no step of the plan asks for.
type Wanted struct {
	artifact generate.Artifact
	questions
}

// NewWanted asks the questions of a, which has at least one.
func NewWanted(env *Env, session *steps.Session, a generate.Artifact) *Wanted {
	var fields []*field
	for _, q := range a.Questions(session.View()) {
		fields = append(fields, &field{Question: view.QuestionOf(session.View(), q.Step, q.Field)})
	}
	w := &Wanted{artifact: a}
	w.questions = newQuestions(env, w, session, fields)
	w.next = bind([]string{"tab", "enter"}, "enter", "next field, then the file")
	w.prev = bind([]string{"shift+tab"}, "shift+tab", "field before")
	w.head, w.over, w.moved = w.about, func(int) string { return "" }, true
	return w
}

func (w *Wanted) Title() string { return w.artifact.Title }
func (w *Wanted) Place() string { return federation.Count(len(w.sheet.fields), "value") }

func (w *Wanted) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		prose := w.sheet.current().Prose()
		return w.press(k, prose && k.String() == "enter", Go(Pop{})) // in prose, enter is a line
	}
	return w.update(msg)
}

func (w *Wanted) about(room int) []string {
	t := w.env.Theme
	return append(widget.Styled(t, t.Plain, w.artifact.For, room),
		widget.Styled(t, t.Quiet, "The file is made of these values. Each is kept with the federation and judged at once.", room)...)
}
