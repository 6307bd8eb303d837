package screen

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/view"
	"federate/ui/widget"
)

// Step is one step of the plan: what to do, what to enter, what to bring back.
// The focus goes down the rows, then the fields, then to the button at the end.
type Step struct {
	env     *Env
	session *steps.Session
	step    playbook.Step
	sheet   *sheet

	row    int  // the row that has the focus; -1: none
	end    bool // the button has it
	going  bool // it is confirmed or left out, and the next page on its way
	warned bool // the admin was told why the step is not done

	confirming bool // the step is confirmed once what was typed is in
	reveal     bool // what was found is shown, until a key is pressed
	unfolded   bool // the explanations are open, however long the page
	scroller

	width, height int
	cache         cache
	keys          stepKeys
}

// WideRail is the width from which on the rail stands beside the step.
const WideRail = 110

// railWidth is how wide the rail is in a window of width cells.
func railWidth(width int) int { return max(38, min(width*7/20, 48)) }

// NewStep shows the step ref of session, or the first that is not done.
func NewStep(env *Env, session *steps.Session, ref string) Screen {
	v := session.View()
	if ref == "" && v.Finished {
		return NewFinish(env, session)
	}
	if ref == "" {
		ref = first(env, v)
	}
	st, ok := v.Step(ref)
	if !ok {
		return NewFinish(env, session)
	}
	s := &Step{env: env, session: session, step: st, row: -1, keys: newStepKeys()}
	var fields []*field
	for _, f := range st.Fields {
		fields = append(fields, &field{Question: view.QuestionOf(v, st, f)})
	}
	s.sheet = newSheet(env, s, session, st.Ref(), fields)
	s.begin(v)
	return s
}

// first is the step to stand at: the first that is not done, of the role that
// was asked for while something is left for it.
func first(env *Env, v *steps.Snapshot) string {
	if ref := v.NextFor(env.Role); ref != "" {
		return ref
	}
	return v.Next()
}

// begin sets the focus: the first row, else the first field without an answer.
func (s *Step) begin(v *steps.Snapshot) {
	if len(s.rows()) > 0 {
		s.row = 0
		return
	}
	for i, f := range s.sheet.fields {
		if _, _, ok := f.answer(v); !ok || f.draft {
			s.sheet.move(i)
			return
		}
	}
}

func (s *Step) Init() tea.Cmd           { return nil }
func (s *Step) Session() *steps.Session { return s.session }
func (s *Step) Flush() tea.Cmd          { return s.sheet.flush() }
func (s *Step) Typing() bool            { return s.sheet.typing() }
func (s *Step) Answers() int            { return s.sheet.answers() }
func (s *Step) Leaving() bool           { return s.going }
func (s *Step) Title() string           { return s.session.View().State.Name }

// Place is the phase and the number of the step, and whose steps are gone through.
func (s *Step) Place() string {
	place := placed(s.session.View(), s.step)
	if s.env.Role != "" {
		place = s.env.Role.Title() + " · " + place
	}
	return place
}

// Progress is how much of the plan is settled.
func (s *Step) Progress() (settled, all int) { return s.session.View().Count() }

func (s *Step) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		s.width, s.height = msg.Width, msg.Height
		s.sheet.resize(s.room() - 2)
	case Changed, Returned:
		v := s.session.View()
		if st, ok := v.Step(s.step.Ref()); ok {
			s.step = st
		}
		s.sheet.sync(v)
	case tea.PasteMsg:
		s.follow()
		return s.paste(msg)
	case tea.KeyPressMsg:
		return s.press(msg)
	case done:
		if c, ok := msg.what.(steps.Change); ok {
			return s.acted(c, msg)
		}
		return s.answered(msg)
	case Told:
		if c, ok := msg.What.(steps.Change); ok {
			return s.told(c, msg.Text)
		}
		return s.answered(msg)
	default:
		return s.answered(msg)
	}
	return nil
}

// answered brings the sheet what it waited for. A field whose answer was not
// taken has the focus again.
func (s *Step) answered(msg tea.Msg) tea.Cmd {
	cmd, news := s.sheet.answered(msg)
	if s.sheet.focus >= 0 {
		s.row, s.end = -1, false
	}
	if len(news) > 0 && !s.beneath(news) {
		s.reveal = true
		s.follow()
	}
	return tea.Batch(cmd, s.settled())
}

// beneath reports whether one of all stands beneath the field that has the focus, where
// it is seen.
func (s *Step) beneath(all []federation.Finding) bool {
	f, v := s.sheet.current(), s.session.View()
	return f != nil && slices.ContainsFunc(f.about(v), func(o federation.Finding) bool {
		return slices.ContainsFunc(all, func(n federation.Finding) bool { return equal(n, o) })
	})
}

// room is how wide the text of the page is.
func (s *Step) room() int { return roomOf(s.width) }

func roomOf(width int) int {
	if width >= WideRail {
		width -= railWidth(width) + 2
	}
	return max(20, min(width-4, 92))
}

func (s *Step) View(width, height int) []string {
	s.width, s.height = width, height // a screen may be drawn before it was told its size
	lines, focus := s.page()
	lines = widget.Window(s.env.Theme, lines, s.offset(focus, len(lines), height), height)
	if width < WideRail {
		return lines
	}
	return widget.Beside(s.env.Theme, s.rail(railWidth(width), height), lines, railWidth(width), height)
}
