package screen

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/federation/capture"
	"federate/steps"
	"federate/ui/widget"
)

// Broken judges whatever comes of a login that does not work: a response, a
// certificate, metadata, the text of an error. Nothing of it is kept.
type Broken struct {
	env    *Env
	others func() []steps.Summary
	with   steps.Summary // the federation it is judged by; zero: the standards alone
	input  textinput.Model
	busy   bool

	raw     []byte
	origin  string
	verdict *verdict
	scroll  int
	at      int
	height  int

	judge, by, next, page, pageUp key.Binding
}

// NewBroken begins empty. others are the federations read so far, by whose facts the
// document can be judged.
func NewBroken(env *Env, others func() []steps.Summary) *Broken {
	b := &Broken{env: env, others: others, input: line(env, ""), at: -1,
		judge: bind([]string{"enter"}, "enter", "judge, or explain a finding"),
		by:    bind([]string{"ctrl+f"}, "ctrl+f", "by a federation"), next: bind([]string{"tab", "down"}, "tab", "next finding"),
		page: bind([]string{"pgdown"}, "pgdn", "scroll"), pageUp: bind([]string{"pgup"}, "pgup", "scroll back")}
	b.input.Placeholder = "paste it here, type the path of a file, or what the error says"
	return b
}

func (b *Broken) Init() tea.Cmd { return nil }
func (b *Broken) Title() string { return "A login is broken" }
func (b *Broken) Typing() bool  { return true }
func (b *Broken) Keys() []key.Binding {
	return []key.Binding{b.judge, on(b.by, len(b.others()) > 0), on(b.next, b.verdict != nil), b.page, b.pageUp}
}

// Escape first clears the verdict, then closes the screen.
func (b *Broken) Escape() bool {
	if b.verdict == nil && b.input.Value() == "" {
		return false
	}
	b.verdict, b.raw, b.at = nil, nil, -1
	b.input.SetValue("")
	return true
}

type readRaw struct {
	path string
	raw  []byte
	err  error
}

func (b *Broken) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		b.height = msg.Height
	case tea.PasteMsg:
		if capture.MayBeDocument(msg.Content) {
			b.raw, b.origin = []byte(msg.Content), "pasted"
			b.input.SetValue("")
			return b.look()
		}
		b.input, _ = b.input.Update(msg)
	case readRaw:
		if msg.err != nil {
			// It was no file: then it is what somebody read on a screen.
			b.raw, b.origin = []byte(b.input.Value()), widget.Fit("“"+strings.TrimSpace(b.input.Value()), 30)+"”"
			return b.look()
		}
		b.raw, b.origin = msg.raw, msg.path
		return b.look()
	case verdict:
		b.verdict, b.busy, b.scroll, b.at = &msg, false, 0, -1
		b.input.SetValue("")
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
	case key.Matches(msg, b.by) && len(b.others()) > 0:
		b.with = b.after()
		if b.raw != nil {
			return b.look()
		}
	case key.Matches(msg, b.judge) && b.verdict != nil && b.at >= 0 && b.input.Value() == "":
		return Go(Push{NewFinding(b.env, nil, b.verdict.Report.Findings[b.at])})
	case key.Matches(msg, b.judge):
		return b.read()
	case key.Matches(msg, b.next), msg.String() == "shift+tab", msg.String() == "up":
		if b.verdict != nil && len(b.verdict.Report.Findings) > 0 {
			by := 1
			if !key.Matches(msg, b.next) {
				by = -1
			}
			b.at = max(0, min(len(b.verdict.Report.Findings)-1, b.at+by))
		}
	default:
		b.input, _ = b.input.Update(msg)
	}
	return nil
}

// after is the federation after the present one; zero, the standards alone, after the
// last.
func (b *Broken) after() steps.Summary {
	all := b.others()
	i := slices.IndexFunc(all, func(s steps.Summary) bool { return s.ID == b.with.ID }) + 1
	if i == len(all) {
		return steps.Summary{}
	}
	return all[i]
}

// read takes what was typed: a path where there is such a file, else itself.
func (b *Broken) read() tea.Cmd {
	text := b.input.Value()
	if strings.TrimSpace(text) == "" {
		return nil
	}
	path, ok := capture.PathIn(text)
	if !ok || strings.Count(strings.ReplaceAll(path.Text, `\ `, ""), " ") > 3 {
		b.raw, b.origin = []byte(text), widget.Fit("“"+strings.TrimSpace(text), 30)+"”"
		return b.look()
	}
	system := b.env.System
	return Tell(b, func() tea.Msg {
		raw, name, err := path.Read(system.Read)
		return readRaw{name, raw, err}
	})
}

func (b *Broken) look() tea.Cmd {
	b.busy = true
	env, raw, origin, id := b.env, b.raw, b.origin, b.with.ID
	return Tell(b, func() tea.Msg { return judge(env, id, raw, origin) })
}

func (b *Broken) View(width, height int) []string {
	t, room := b.env.Theme, min(width-4, 92)
	out := []string{""}
	put := func(lines ...string) { out = append(out, widget.Indent("  ", lines)...) }
	by := "the standards alone"
	if b.with.ID != "" {
		by = "“" + b.with.Name + "”"
	}
	put(widget.Ends(t.Strong.Render("What came of it?"), t.Quiet.Render("judged by ")+t.Plain.Render(by), room))
	put(widget.Styled(t, t.Quiet, "A SAML response, a certificate, metadata, the address or the text of an error page: as you have it. Nothing of it is kept.", room)...)
	out = append(out, "")
	put(t.Here.Render("▌ ") + draw(b.env, &b.input, room-3))
	var focus widget.Span
	if b.busy {
		put("", t.Quiet.Render("judging"))
	} else if b.verdict != nil {
		focus = b.judged(&out, room)
	}
	offset := b.scroll
	if b.at >= 0 && b.scroll == 0 {
		offset = widget.Reach(focus.From, focus.To, len(out), height)
	}
	return widget.Window(t, out, offset, height)
}

func (b *Broken) judged(out *[]string, room int) (focus widget.Span) {
	t, x := b.env.Theme, b.verdict
	put := func(lines ...string) { *out = append(*out, widget.Indent("  ", lines)...) }
	*out = append(*out, "")
	if x.err != nil {
		put(widget.Styled(t, t.Failure, "✗ "+x.err.Error(), room)...)
		return focus
	}
	for _, e := range x.texts {
		put(explanation(t, e, room)...)
		*out = append(*out, "")
	}
	if x.title == "" || x.title == "unknown document" {
		if len(x.texts) == 0 {
			put(t.Quiet.Render(b.origin), "")
			put(widget.Styled(t, t.Plain, "Nothing is known of this. Copy more of the page, with its code or its address, or the SAMLResponse itself.", room)...)
		}
		return focus
	}
	put(widget.Ends(t.Heading.Render("The verdict: "+x.title), t.Quiet.Render(b.origin), room))
	if x.parts > 0 {
		put(t.Quiet.Render("with " + federation.Count(x.parts, "message") + " in it, each judged at its own time"))
	}
	put(counts(t, x.Report))
	for _, n := range x.Notes {
		put(widget.Styled(t, t.Quiet, strings.TrimPrefix(n, b.origin+": "), room)...)
	}
	for _, text := range x.Said {
		for _, l := range strings.Split(text, "\n") {
			put(widget.Styled(t, t.Plain, l, room)...)
		}
	}
	for i, f := range x.Report.Findings {
		*out = append(*out, "")
		from := len(*out)
		mark := "  "
		if i == b.at {
			mark = t.Here.Render("› ")
		}
		*out = append(*out, widget.Indent(mark, widget.Finding(t, f, room))...)
		if i == b.at {
			focus = widget.Span{From: from, To: len(*out)}
		}
	}
	if len(x.Report.Findings) == 0 {
		put("", t.Success.Render("✓ nothing found")+t.Quiet.Render("  by what could be checked"))
	}
	if x.drawing != nil {
		if x.width != room {
			x.drawn, x.width = x.drawing(room), room
		}
		put("", t.Heading.Render("The login, as it went"), "")
		for _, l := range x.drawn {
			put(t.Plain.Render(l))
		}
	}
	// A document by itself leaves most of a federation unknown: to list that
	// helps nobody. Of a message it says what else to bring.
	if len(x.Report.Waiting) > 0 && x.message {
		*out = append(*out, "")
		put(waiting(t, x.pair.Words, x.Report.Waiting, room)...)
	}
	return focus
}
