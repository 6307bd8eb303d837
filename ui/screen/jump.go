package screen

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/view"
	"federate/ui/widget"
)

// Jump is all steps, and a search over everything in them: titles, labels and
// what else they are called, values.
type Jump struct {
	env     *Env
	session *steps.Session
	menu
	current string
	enter   key.Binding
}

// NewJump stands at the step current.
func NewJump(env *Env, session *steps.Session, current string) *Jump {
	j := &Jump{env: env, session: session, menu: newMenu(env, true), current: current, enter: bind([]string{"enter"}, "enter", "go there")}
	for i, s := range session.View().Plan {
		if s.Ref() == current {
			j.at = i
		}
	}
	return j
}

func (j *Jump) Init() tea.Cmd           { return nil }
func (j *Jump) Title() string           { return "All steps" }
func (j *Jump) Typing() bool            { return true }
func (j *Jump) Session() *steps.Session { return j.session }
func (j *Jump) Keys() []key.Binding     { return append([]key.Binding{j.enter}, j.keys()...) }

// Progress is how much of the plan is settled.
func (j *Jump) Progress() (settled, all int) { return j.session.View().Count() }

func (j *Jump) Place() string {
	done, all := j.session.View().Count()
	return fmt.Sprintf("%d of %d done", done, all)
}

// hit is a step and what in it was found.
type hit struct {
	step  playbook.Step
	where string
}

func (j *Jump) hits() (out []hit) {
	v := j.session.View()
	for _, s := range v.Plan {
		title := v.Say(s, s.Title)
		words := append([]string{title, s.Ref(), view.Phase(s.Phase), s.Role.Title(), string(v.Status[s.Ref()].State)}, s.Where...)
		head := strings.Join(words, " ")
		if j.mentions(head) {
			out = append(out, hit{s, ""})
			continue
		}
		for _, l := range lookup(v, s) {
			if j.mentions(title + " " + l[0] + " " + l[1] + " " + l[2]) {
				text := l[0]
				if l[2] != "" {
					text += ": " + l[2]
				}
				out = append(out, hit{s, text})
				break
			}
		}
	}
	return out
}

// lookup is everything named in step s: labels, other names, values.
func lookup(v *steps.Snapshot, s playbook.Step) (out [][3]string) {
	p := v.Pair.IdP
	if s.Side == "platform" {
		p = v.Pair.Platform
	}
	for _, r := range v.Rows(s) {
		value := r.Short
		if r.Waits {
			value = ""
		}
		out = append(out, [3]string{r.Label, string(r.Fact) + " " + strings.Join(r.Also, " "), value})
	}
	for _, f := range s.Fields {
		value := ""
		if w, ok := v.Answer(s, f); ok && f.Fact != "" {
			t, _ := v.Pair.Terms.Term(f.Fact)
			value = t.Short(w.Value)
		}
		out = append(out, [3]string{v.Label(s, f), string(f.Fact) + " " + strings.Join(p.Also[f.Fact], " "), value})
	}
	return out
}

func (j *Jump) Update(msg tea.Msg) tea.Cmd {
	hits := j.hits()
	if k, ok := msg.(tea.KeyPressMsg); ok && key.Matches(k, j.enter) {
		if j.at < len(hits) {
			return GoTo(j.env, j.session, hits[j.at].step.Ref())
		}
		return nil
	}
	if j.update(msg, len(hits)) {
		j.best()
	}
	return nil
}

// best moves to the first step whose title has what is searched for.
func (j *Jump) best() {
	v := j.session.View()
	for i, h := range j.hits() {
		if j.mentions(v.Say(h.step, h.step.Title)) {
			j.at = i
			return
		}
	}
}

// GoTo shows a step and closes what covers the last one.
func GoTo(env *Env, session *steps.Session, ref string) tea.Cmd {
	if session.View().IsEstate() {
		e := NewEstate(env, session.ID)
		e.session, e.first = session, ref
		return Go(Back{e})
	}
	return Go(Back{NewStep(env, session, ref)})
}

// Back takes away every screen of a session and shows another.
type Back struct{ Screen Screen }

func (j *Jump) View(width, height int) []string {
	t, v, hits := j.env.Theme, j.session.View(), j.hits()
	room := min(width-4, 100)
	out := []string{"", j.line(fmt.Sprintf("%d of %d", len(hits), len(v.Plan)), room+4), ""}
	var list []string
	var focus widget.Span
	phase := ""
	for i, h := range hits {
		if h.step.Phase != phase {
			if phase != "" && j.search.Value() == "" {
				list = append(list, "")
			}
			phase = h.step.Phase
			list = append(list, "  "+t.Heading.Render(view.Phase(phase)))
		}
		mark, ink := "  ", t.Plain
		if i == j.at {
			mark, ink = t.Here.Render("› "), t.Here
			focus = widget.Span{From: max(0, len(list)-1), To: len(list) + 1}
		}
		state := widget.Pad(widget.State(t, v.Status[h.step.Ref()].State), 10)
		list = append(list, "  "+widget.Ends(mark+state+ink.Render(v.Say(h.step, h.step.Title)), t.Quiet.Render(widget.Who(v, h.step)), room))
		if h.where != "" {
			list = append(list, "              "+widget.Fit(t.Quiet.Render(h.where), room-12))
			if i == j.at {
				focus.To++
			}
		}
	}
	if len(hits) == 0 {
		list = append(list, "  "+t.Quiet.Render("no step has all of these words, nor a value in it"))
	}
	room = height - len(out)
	return append(out, widget.Window(t, list, widget.Reach(focus.From, focus.To, len(list), room), room)...)
}
