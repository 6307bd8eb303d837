package screen

import (
	"context"
	"errors"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"federate/federation/capture"
	"federate/steps"
)

// Home lists the federations. It shows their names at once and reads their state
// afterwards, starting with those on screen.
type Home struct {
	env     *Env
	ids     []string
	estates int // how many of ids are estates, which come first
	listed  bool
	trouble string
	known   map[string]steps.Summary
	asked   map[string]bool
	shown   []string // ids that the filter lets pass
	at      int
	rows    int // how many fit on the screen: these are read first
	width   int
	filter  textinput.Model
	finding bool // the filter has the focus
	opening string
	stand   string // the id to stand at when the list is read again

	enter, create, whole, broken, adopt, search, leave, up, down, page, pageUp, archive, rename, forget key.Binding
}

// NewHome is the first screen.
func NewHome(env *Env) *Home {
	return &Home{env: env, known: map[string]steps.Summary{}, asked: map[string]bool{}, rows: 10, filter: line(env, ""),
		enter: bind([]string{"enter"}, "enter", "open"), create: bind([]string{"n"}, "n", "new"), whole: bind([]string{"e"}, "e", "new estate"),
		broken: bind([]string{"l"}, "l", "a login is broken"), adopt: bind([]string{"a"}, "a", "adopt"),
		search: bind([]string{"/"}, "/", "filter"), leave: bind([]string{"q"}, "q", "leave"),
		up: bind([]string{"up", "k", "shift+tab"}, "↑↓", "move"), down: bind([]string{"down", "j", "tab"}, "", ""),
		archive: bind([]string{"x"}, "x", "archive"), rename: bind([]string{"r"}, "r", "rename"), forget: bind([]string{"d"}, "d", "delete"),
		page: bind([]string{"pgdown"}, "pgdn", "a page down"), pageUp: bind([]string{"pgup"}, "pgup", "a page up")}
}

type listed struct {
	estates, ids []string
	err          error
}

func (h *Home) list() tea.Cmd {
	shelf := h.env.Shelf
	return Tell(h, func() tea.Msg {
		ids, err := shelf.IDs(context.Background())
		estates, bad := shelf.Estates(context.Background())
		return listed{estates, ids, errors.Join(err, bad)}
	})
}

func (h *Home) Init() tea.Cmd { return h.list() }
func (h *Home) Title() string { return "federate" }
func (h *Home) Typing() bool  { return h.finding }
func (h *Home) Leaving() bool { return h.opening != "" }

// Refuses says where a paste is accepted.
func (h *Home) Refuses(paste string) string {
	switch {
	case !h.finding:
		return "open a federation first; l judges what came of a login"
	case capture.MayBeDocument(paste):
		return searches
	}
	return ""
}

func (h *Home) Keys() []key.Binding {
	some := len(h.ids) > 0
	if h.finding {
		return []key.Binding{h.enter, h.up, h.down, bind([]string{"esc"}, "esc", "clear the filter")}
	}
	_, there := h.selected()
	opens := there && h.keepable()
	archive := h.archive
	if s, _ := h.selected(); s.Archived {
		archive.SetHelp("x", "bring back")
	}
	return []key.Binding{on(h.enter, some), h.create, h.broken, h.adopt, on(h.search, some), h.leave, on(h.whole, some), on(h.up, some),
		on(archive, opens), on(h.rename, opens), on(h.forget, there), on(h.down, some), on(h.page, some), on(h.pageUp, some)}
}

// Escape clears the filter, where there is one, before the app leaves.
func (h *Home) Escape() bool {
	if !h.finding && h.filter.Value() == "" {
		return false
	}
	h.finding = false
	h.filter.SetValue("")
	h.sift()
	return true
}

func (h *Home) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case listed:
		h.listed = true
		if msg.err != nil {
			h.trouble = msg.err.Error()
		}
		h.ids, h.estates = append(msg.estates, msg.ids...), len(msg.estates)
		h.sift()
		if i := slices.Index(h.shown, h.stand); i >= 0 {
			h.at, h.stand = i, ""
		}
		return tea.Batch(h.read(), h.read())
	case steps.Summary:
		h.known[msg.ID] = msg
		if h.filter.Value() != "" {
			h.sift()
		}
		return h.read()
	case Returned:
		delete(h.asked, h.opening)
		for _, id := range h.visible() {
			delete(h.asked, id)
		}
		h.opening = ""
		return h.list()
	case tea.WindowSizeMsg:
		h.rows = max(1, (msg.Height-3)/(h.tall(msg.Width)+h.gap()))
		h.width = msg.Width
	case tea.PasteMsg:
		if h.finding {
			h.filter, _ = h.filter.Update(msg)
			h.sift()
		}
	case Told:
		if k, ok := msg.What.(keeping); ok {
			return h.kept(k, msg.Text)
		}
	case keptSo:
		return h.keptSo(msg)
	case tea.KeyPressMsg:
		return h.press(msg)
	}
	return nil
}

// StandAt puts the cursor on id when the list is shown again.
func (h *Home) StandAt(id string) { h.stand = id }

func (h *Home) press(msg tea.KeyPressMsg) tea.Cmd {
	letters := !h.finding
	switch {
	case key.Matches(msg, h.enter):
		if h.opening != "" {
			return nil
		}
		if len(h.shown) > 0 {
			h.opening = h.shown[h.at]
			return Open(h.env, h.opening, "", false)
		}
		if len(h.ids) == 0 {
			return Go(Push{NewPick(h.env, false, h.Summaries)})
		}
	case msg.String() == "up", msg.String() == "shift+tab", letters && key.Matches(msg, h.up):
		h.at = max(0, h.at-1)
	case msg.String() == "down", msg.String() == "tab", letters && key.Matches(msg, h.down):
		h.at = max(0, min(len(h.shown)-1, h.at+1))
	case key.Matches(msg, h.page):
		h.at = max(0, min(len(h.shown)-1, h.at+h.rows))
		return h.read()
	case key.Matches(msg, h.pageUp):
		h.at = max(0, h.at-h.rows)
		return h.read()
	case !letters:
		h.filter, _ = h.filter.Update(msg)
		h.sift()
	case key.Matches(msg, h.create):
		return Go(Push{NewPick(h.env, false, h.Summaries)})
	case key.Matches(msg, h.whole) && len(h.ids) > 0:
		return Go(Push{newEstatePick(h.env, nil)})
	case key.Matches(msg, h.adopt):
		return Go(Push{NewPick(h.env, true, h.Summaries)})
	case key.Matches(msg, h.broken):
		return Go(Push{NewBroken(h.env, h.Summaries)})
	case key.Matches(msg, h.search) && len(h.ids) > 0:
		h.finding = true
	case key.Matches(msg, h.archive), key.Matches(msg, h.rename), key.Matches(msg, h.forget):
		return h.keep(msg)
	case key.Matches(msg, h.leave):
		return Go(Leave{})
	}
	return nil
}

// Summaries are the federations read so far that can be opened, the most recently
// changed first.
func (h *Home) Summaries() (out []steps.Summary) {
	for _, id := range h.ids[h.estates:] {
		if s, ok := h.known[id]; ok && s.Err == nil {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b steps.Summary) int { return b.LastAt.Compare(a.LastAt) })
	return out
}

// read asks for the next summary: of those on screen first, then in order.
func (h *Home) read() tea.Cmd {
	next := ""
	for _, id := range slices.Concat(h.visible(), h.ids) {
		if !h.asked[id] {
			next = id
			break
		}
	}
	if next == "" {
		return nil
	}
	h.asked[next] = true
	shelf := h.env.Shelf
	if h.isEstate(next) {
		return Tell(h, func() tea.Msg { return shelf.EstateSummary(context.Background(), next) })
	}
	return Tell(h, func() tea.Msg { return shelf.Summary(context.Background(), next) })
}

func (h *Home) isEstate(id string) bool { return slices.Contains(h.ids[:h.estates], id) }

// sift applies the filter: every word of it has to occur.
func (h *Home) sift() {
	at := ""
	if h.at < len(h.shown) {
		at = h.shown[h.at]
	}
	words := strings.Fields(strings.ToLower(h.filter.Value()))
	h.shown = nil
	for _, id := range h.ids {
		s := h.known[id]
		text := strings.ToLower(id + " " + s.Name + " " + s.Platform + " " + s.IdP + " " + s.Protocol)
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			h.shown = append(h.shown, id)
		}
	}
	h.at = max(0, slices.Index(h.shown, at))
}

// Returned tells a screen that the one above it was closed.
type Returned struct{}
