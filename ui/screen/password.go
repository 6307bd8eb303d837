package screen

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/federation/password"
	"federate/steps"
	"federate/steps/playbook"
	"federate/ui/widget"
)

// Password tries a candidate password against the rules of the federation. What
// is typed is shown as stars, kept nowhere, and wiped when the screen is left.
type Password struct {
	env      *Env
	session  *steps.Session
	playbook string
	typed    []rune

	wipe, back key.Binding
}

// rulesOf is the playbook whose rules for passwords step s asks for or has
// entered; empty where it does neither.
func rulesOf(s playbook.Step) string {
	var facts []federation.Fact
	for _, f := range s.Fields {
		facts = append(facts, f.Fact)
	}
	for _, e := range s.Enter {
		facts = append(facts, e.Fact)
	}
	for _, f := range facts {
		if book, ok := strings.CutSuffix(string(f), ".password_length"); ok {
			return book
		}
	}
	return ""
}

// NewPassword judges by the rules that playbook declares and session knows.
func NewPassword(env *Env, session *steps.Session, playbook string) *Password {
	return &Password{env: env, session: session, playbook: playbook,
		wipe: bind([]string{"ctrl+u"}, "ctrl+u", "wipe it"), back: bind([]string{"esc"}, "esc", "wipe it and go back")}
}

func (p *Password) Init() tea.Cmd           { return nil }
func (p *Password) Title() string           { return "Try a password" }
func (p *Password) Typing() bool            { return true }
func (p *Password) Session() *steps.Session { return p.session }
func (p *Password) Keys() []key.Binding     { return []key.Binding{p.wipe, p.back} }

// Escape wipes what was typed on the way back.
func (p *Password) Escape() bool {
	p.clear()
	return false
}

func (p *Password) clear() {
	clear(p.typed[:cap(p.typed)])
	p.typed = nil
}

// longest is how many characters are taken: no platform takes more.
const longest = 128

func (p *Password) Update(msg tea.Msg) tea.Cmd {
	if p.typed == nil {
		p.typed = make([]rune, 0, longest) // it never moves, so nothing is left behind
	}
	take := func(text string) {
		for _, r := range text {
			if len(p.typed) < longest {
				p.typed = append(p.typed, r)
			}
		}
	}
	switch msg := msg.(type) {
	case tea.PasteMsg:
		take(strings.Trim(msg.Content, "\r\n"))
	case tea.KeyPressMsg:
		switch {
		case key.Matches(msg, p.wipe):
			p.clear()
		case msg.String() == "backspace" && len(p.typed) > 0:
			p.typed[len(p.typed)-1] = 0
			p.typed = p.typed[:len(p.typed)-1]
		case msg.Text != "":
			take(msg.Text)
		}
	}
	return nil
}

// policy is what the federation says of passwords; chosen is false where it is what
// the platform ships with.
func (p *Password) policy() (policy federation.PasswordPolicy, chosen bool) {
	v := p.session.View()
	return password.Chosen(v.Pair.Expect.Passwords.Value, func(name string) (string, bool) {
		w, ok := v.State.Said(federation.Platform, federation.Fact(p.playbook+"."+name), "")
		return w.Value, ok
	})
}

func (p *Password) View(width, height int) []string {
	t, room := p.env.Theme, min(width-4, 84)
	policy, chosen := p.policy()
	out := []string{"", t.Strong.Render("Try a password"), ""}
	out = append(out, widget.Styled(t, t.Quiet, "Type one that you do not use. It is shown as stars, kept nowhere and wiped when you leave.", room)...)
	out = append(out, "", t.Here.Render("▌ ")+widget.Fit(t.Plain.Render(strings.Repeat("*", len(p.typed)))+t.Here.Render("_"), room-2), "")
	head := "The rules of this federation"
	if !chosen {
		head = "The rules of the default authenticator: nothing was chosen yet"
	}
	out = append(out, widget.Styled(t, t.Heading, head, room)...)
	rules := password.Judge(policy, p.typed)
	for _, r := range rules {
		sign, word := t.Failure.Render("✗ "), t.Failure.Render("missing  ")
		if r.Kept {
			sign, word = t.Success.Render("✓ "), t.Success.Render("kept     ")
		}
		out = append(out, widget.Indent(sign+word, widget.Styled(t, t.Plain, r.Rule, room-11))...)
	}
	if !slices.ContainsFunc(rules, func(r password.Result) bool { return !r.Kept }) {
		out = append(out, "", t.Success.Render("✓ it keeps every rule that can be tried here"))
	}
	out = append(out, "")
	out = append(out, widget.Styled(t, t.Quiet, "Old passwords and lists of common ones are known to the platform alone: it may still refuse.", room)...)
	for i, l := range out {
		if l != "" {
			out[i] = "  " + l
		}
	}
	return widget.Window(t, out, 0, height)
}
