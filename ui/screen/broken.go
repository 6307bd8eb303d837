package screen

import (
	"context"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"federate/federation/capture"
	"federate/steps"
	"federate/ui/progress"
	"federate/ui/widget"
)

// Broken judges whatever comes of a login that does not work: a response, a recording, a
// certificate, metadata, the text of an error. Nothing of it is kept.
type Broken struct {
	env    *Env
	others func() []steps.Summary
	with   by // what the admin chose; zero: what the thing itself names
	input  textinput.Model

	run    int // of the judgements: an earlier one that comes late is nobody's
	stop   context.CancelFunc
	meter  *progress.Meter // of the one under way; nil: there is none
	thing  thing           // that was judged last
	result *verdict
	scroll int
	at     int
	height int

	judge, by, next, facts, page, pageUp, back key.Binding
}

// NewBroken begins empty. others are the federations read so far, by whose facts the
// document can be judged.
func NewBroken(env *Env, others func() []steps.Summary) *Broken {
	b := &Broken{env: env, others: others, input: line(env, ""), at: -1,
		judge: bind([]string{"enter"}, "enter", "judge, or explain a finding"),
		facts: bind([]string{"ctrl+s"}, "ctrl+s", "what was read"),
		by:    bind([]string{"ctrl+f"}, "ctrl+f", "judge by"), next: bind([]string{"tab", "down"}, "tab", "next finding"),
		page: bind([]string{"pgdown"}, "pgdn", "scroll"), pageUp: bind([]string{"pgup"}, "pgup", "scroll back"),
		back: bind([]string{"esc"}, "esc", "back")}
	b.input.Placeholder = "paste it, or type a path or what the error says"
	return b
}

func (b *Broken) Init() tea.Cmd { return nil }
func (b *Broken) Title() string { return "A login is broken" }
func (b *Broken) Typing() bool  { return true }
func (b *Broken) Keys() []key.Binding {
	back := b.back
	switch {
	case b.meter != nil:
		back.SetHelp("esc", "stop")
	case b.result != nil:
		back.SetHelp("esc", "clear")
	}
	return []key.Binding{b.judge, b.by, on(b.next, b.result != nil), on(b.facts, b.result != nil && len(b.result.Documents) > 0), back, b.page, b.pageUp}
}

// Escape stops what is under way, then clears the verdict, then closes the screen.
func (b *Broken) Escape() bool {
	switch {
	case b.meter != nil:
		b.stop()
		b.run, b.meter = b.run+1, nil
		return true
	case b.result == nil && b.input.Value() == "":
		return false
	}
	b.result, b.thing, b.at = nil, thing{}, -1
	b.input.SetValue("")
	return true
}

// still is the message to look how far the work is.
type still struct{ run int }

func (b *Broken) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		b.height = msg.Height
	case tea.PasteMsg:
		if capture.MayBeDocument(msg.Content) {
			return b.look(thing{text: msg.Content, origin: "pasted"})
		}
		b.input, _ = b.input.Update(msg)
	case still:
		if msg.run == b.run && b.meter != nil {
			return b.wait()
		}
	case verdict:
		if msg.run == b.run {
			b.stop()
			b.result, b.thing, b.meter, b.scroll, b.at = &msg, msg.thing, nil, 0, -1
			b.input.SetValue("")
		}
	case by:
		if b.with = msg; b.result != nil {
			return b.look(b.thing)
		}
	case tea.KeyPressMsg:
		return b.press(msg)
	}
	return nil
}

func (b *Broken) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, b.page):
		b.scroll += max(1, b.height-4)
	case key.Matches(msg, b.pageUp):
		b.scroll = max(0, b.scroll-max(1, b.height-4))
	case key.Matches(msg, b.facts):
		return b.showRead()
	case key.Matches(msg, b.by):
		return Go(Push{newJudgedBy(b.env, b, b.others(), b.with)})
	case key.Matches(msg, b.judge) && b.result != nil && b.at >= 0 && b.input.Value() == "":
		return Go(Push{NewFinding(b.env, nil, b.result.Report.Findings[b.at])})
	case key.Matches(msg, b.judge):
		return b.read()
	case key.Matches(msg, b.next), msg.String() == "shift+tab", msg.String() == "up":
		if b.result != nil && len(b.result.Report.Findings) > 0 {
			by := 1
			if !key.Matches(msg, b.next) {
				by = -1
			}
			b.at = max(0, min(len(b.result.Report.Findings)-1, b.at+by))
		}
	default:
		b.input, _ = b.input.Update(msg)
	}
	return nil
}

// read takes what was typed: a file where it may be one, else itself.
func (b *Broken) read() tea.Cmd {
	text := strings.TrimSpace(b.input.Value())
	if text == "" {
		return nil
	}
	path, ok := capture.PathIn(text)
	return b.look(thing{path: path, named: ok && path.Sure, text: text, origin: widget.Fit("“"+text, 30) + "”"})
}

// look judges x and shows meanwhile how far that is.
func (b *Broken) look(x thing) tea.Cmd {
	if b.stop != nil {
		b.stop()
	}
	ctx, stop := context.WithCancel(context.Background())
	b.run, b.stop = b.run+1, stop
	b.meter = progress.New(progress.Bytes, b.env.Shelf.Now())
	run, with := b.run, bench{b.env, b.others(), b.with, b.meter}
	return tea.Batch(Tell(b, func() tea.Msg {
		v := with.judge(ctx, x)
		v.run = run
		return v
	}), b.wait())
}

// wait looks again in a moment.
func (b *Broken) wait() tea.Cmd {
	if b.env.After == nil {
		return nil
	}
	return b.env.After(250*time.Millisecond, To{b, still{b.run}})
}
