package screen

import (
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/steps/view"
	"federate/ui/theme"
	"federate/ui/widget"
)

// Document shows what was read of documents: what each says, the same taken apart, and
// as it is kept.
type Document struct {
	env     *Env
	session *steps.Session // nil where nothing of them is kept
	words   federation.Words
	all     []steps.Reading

	at     int  // which of all
	face   face // of it
	scroll int
	height int
	drawn  drawn

	turn, other, before, copy, down, up, back key.Binding
}

// A face is one way to look at a document.
type face int

const (
	says   face = iota // what it says
	parsed             // taken apart
	raw                // as it is kept
	faces
)

func (f face) String() string { return [...]string{"what it says", "parsed", "raw"}[f] }

// drawn are the lines of one face of one document in one width.
type drawn struct {
	theme *theme.Theme
	at    int
	face  face
	width int
	lines []string
}

// NewDocument shows readings, those of a recording each. session is nil where nothing of
// them is kept.
func NewDocument(env *Env, session *steps.Session, words federation.Words, readings []steps.Reading) *Document {
	d := &Document{env: env, session: session, words: words,
		turn:  bind([]string{"tab", "enter"}, "tab", "parsed, raw"),
		other: bind([]string{"right", "l", "n"}, "←→", "other document"), before: bind([]string{"left", "h", "p"}, "", ""),
		copy: bind([]string{"y", "ctrl+y"}, "y", "copy the raw one"),
		down: bind([]string{"pgdown", "space", "down", "j"}, "pgdn", "scroll"), up: bind([]string{"pgup", "up", "k"}, "pgup", "scroll back"),
		back: bind([]string{"esc", "ctrl+s"}, "esc", "back")}
	for _, r := range readings {
		d.all = append(append(d.all, r), r.Parts...)
	}
	return d
}

func (d *Document) Init() tea.Cmd { return nil }
func (d *Document) Title() string { return "What was read" }

// Session is whose documents they are; the app never asks where there is none.
func (d *Document) Session() *steps.Session { return d.session }

// Place is which of the documents is shown.
func (d *Document) Place() string {
	if len(d.all) < 2 {
		return d.face.String()
	}
	return fmt.Sprintf("document %d of %d · %s", d.at+1, len(d.all), d.face)
}

func (d *Document) Keys() []key.Binding {
	turn := d.turn
	turn.SetHelp("tab", ((d.face + 1) % faces).String())
	return []key.Binding{turn, on(d.other, len(d.all) > 1), on(d.copy, d.copies()), d.down, d.up, d.back}
}

// copies reports whether what is kept is what was handed in.
func (d *Document) copies() bool { r := d.all[d.at]; return len(r.Raw) > 0 && !r.Redacted }

func (d *Document) Update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	page := max(1, d.height-3)
	switch name := k.String(); {
	case name == "ctrl+s":
		return Go(Pop{})
	case key.Matches(k, d.turn):
		d.face, d.scroll = (d.face+1)%faces, 0
	case name == "shift+tab":
		d.face, d.scroll = (d.face+faces-1)%faces, 0
	case key.Matches(k, d.other) && len(d.all) > 1:
		d.at, d.scroll = (d.at+1)%len(d.all), 0
	case key.Matches(k, d.before) && len(d.all) > 1:
		d.at, d.scroll = (d.at+len(d.all)-1)%len(d.all), 0
	case name == "down" || name == "j":
		d.scroll++
	case name == "up" || name == "k":
		d.scroll--
	case key.Matches(k, d.down):
		d.scroll += page
	case key.Matches(k, d.up):
		d.scroll -= page
	case key.Matches(k, d.copy) && d.copies():
		return Copy(d.env, "the "+d.all[d.at].Title, d.text())
	case key.Matches(k, d.copy):
		return Go(Say{Text: "there is nothing to copy: it is not kept as it was handed in", Bad: true})
	}
	return nil
}

func (d *Document) View(width, height int) []string {
	t, r, room := d.env.Theme, d.all[d.at], min(width-4, 100)
	d.height = height
	head := []string{"", "  " + widget.Ends(t.Heading.Render(federation.Sentence(r.Title)), t.Quiet.Render(federation.Phrase(r.Origin)), room), ""}
	if c := &d.drawn; c.theme != t || c.at != d.at || c.face != d.face || c.width != room || c.lines == nil {
		*c = drawn{t, d.at, d.face, room, widget.Indent("  ", d.lines(t, room))}
		for i, l := range c.lines {
			c.lines[i] = strings.TrimRight(l, " ")
		}
	}
	height -= len(head)
	d.scroll = max(0, min(d.scroll, len(d.drawn.lines)-height+1))
	return append(head, widget.Window(t, d.drawn.lines, d.scroll, height)...)
}

// lines are those of the present face.
func (d *Document) lines(t *theme.Theme, room int) (out []string) {
	r := d.all[d.at]
	switch d.face {
	case says:
		shown := view.DocumentOf(r)
		if len(shown.Read) == 0 {
			return widget.Styled(t, t.Quiet, "It could not be read; what was found says why.", room)
		}
		if legend := shown.Legend(d.words); legend != "" {
			out = append(widget.Styled(t, t.Quiet, legend, room), "")
		}
		return append(out, widget.Reads(t, shown.Read, room)...)
	case parsed:
		outline := r.Outline()
		if outline == nil {
			return widget.Styled(t, t.Quiet, "It has no parts.", room)
		}
		return indented(t, outline, room)
	}
	switch {
	case len(r.Raw) == 0:
		return widget.Styled(t, t.Quiet, "The document itself is not kept.", room)
	case r.Redacted:
		out = append(widget.Styled(t, t.Caution, "Kept without what somebody could log in with.", room), "")
	case !utf8.Valid(r.Raw):
		out = append(widget.Styled(t, t.Quiet, "It is binary, and shown in base64.", room), "")
	}
	text := d.text()
	if len(text) > mostRaw {
		text = strings.ToValidUTF8(text[:mostRaw], "")
		out = append(widget.Styled(t, t.Quiet, fmt.Sprintf("The first %d KiB of %d.", mostRaw>>10, len(d.text())>>10), room), "")
	}
	return append(out, widget.Cells(t.Plain, strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\t", "  "), room)...)
}

// mostRaw is how much of a document is shown as it is kept, in bytes.
const mostRaw = 256 << 10

// text is the document as it is kept, in base64 where it is no text.
func (d *Document) text() string {
	raw := d.all[d.at].Raw
	if utf8.Valid(raw) {
		return string(raw)
	}
	var out strings.Builder
	for text := base64.StdEncoding.EncodeToString(raw); text != ""; {
		n := min(len(text), 64)
		out.WriteString(text[:n] + "\n")
		text = text[n:]
	}
	return out.String()
}

// indented are lines that begin with spaces, each broken beneath its own beginning.
func indented(t *theme.Theme, lines []string, room int) (out []string) {
	for _, l := range lines {
		body := strings.TrimLeft(l, " ")
		pad := min(len(l)-len(body), room/2)
		for i, part := range widget.Cells(t.Plain, strings.ReplaceAll(body, "\t", "  "), room-pad-2*min(1, len(body)/max(1, room-pad))) {
			if i > 0 {
				part = "  " + part
			}
			out = append(out, strings.Repeat(" ", pad)+part)
		}
	}
	return out
}
