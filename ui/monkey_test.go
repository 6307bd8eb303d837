package ui_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"federate/assets"
	"federate/federation"
	"federate/steps"
	"federate/steps/record"
	"federate/ui"
)

// A monkey presses keys at one window while another admin works on the same
// federation. What its keys cause is done later and in any order, as with a
// slow disk.
type monkey struct {
	*window
	dice    *rand.Rand
	pending []tea.Cmd
	other   *steps.Session
	facts   map[string]string
	pressed []string

	width, height int
}

var monkeyKeys = []string{"ctrl+n", "ctrl+n", "ctrl+p", "ctrl+d", "ctrl+d", "tab", "tab", "shift+tab", "up", "down", "enter", "enter", "esc", "esc", "ctrl+g", "ctrl+e", "ctrl+l",
	"ctrl+o", "ctrl+f", "ctrl+t", "ctrl+k", "ctrl+r", "ctrl+z", "ctrl+x", "ctrl+y", "pgdown", "pgup", "f1", "1", "3", "0", "a", "e", "f", "j", "k", "n", "w", "x", "y", "backspace", "https://x.example/", "ü", "\u200b"}

func (m *monkey) keep(cmd tea.Cmd) {
	if cmd != nil {
		m.pending = append(m.pending, cmd)
	}
}

func (m *monkey) tell(msg tea.Msg) {
	_, cmd := m.app.Update(msg)
	m.keep(cmd)
}

// happen does one of the things that are on their way.
func (m *monkey) happen() {
	if len(m.pending) == 0 {
		return
	}
	i := m.dice.IntN(len(m.pending))
	cmd := m.pending[i]
	m.pending = slices.Delete(m.pending, i, i+1)
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			m.keep(c)
		}
	case tea.QuitMsg:
		m.quit = true
	default:
		cmds, ok := sequence(msg)
		if !ok {
			m.tell(msg)
			return
		}
		for _, c := range cmds {
			m.keep(c)
		}
	}
}

// elsewhere is what the other admin does meanwhile.
func (m *monkey) elsewhere() {
	plan := m.other.View().Plan
	at := plan[m.dice.IntN(len(plan))].Ref()
	name := slices.Sorted(maps.Keys(m.facts))[m.dice.IntN(len(m.facts))]
	told := steps.Told{Fact: federation.Fact(name), Value: m.facts[name]}
	if side, fact, ok := strings.Cut(name, "/"); ok {
		told.Side, told.Fact = federation.Side(side), federation.Fact(fact)
	}
	change := []steps.Change{steps.Answer{Facts: []steps.Told{told}}, steps.Answer{Facts: []steps.Told{told}}, steps.Confirm{Step: at}, steps.Reopen{Step: at},
		steps.Skip{Step: at, Reason: "another team did it"}, steps.Undo{}}[m.dice.IntN(6)]
	_, _ = m.other.Do(change).Wait() // much of it is refused, and that is all right
}

// step is one thing that happens, and what it did to the frame.
func (m *monkey) step() {
	switch n := m.dice.IntN(20); {
	case n < 9:
		m.happen()
	case n < 15:
		k := monkeyKeys[m.dice.IntN(len(monkeyKeys))]
		m.pressed = append(m.pressed, k)
		for _, msg := range pressed(k) {
			m.tell(msg)
		}
	case n < 16:
		text := []string{certificate, "a\nb", "idp.entity_id: https://x.example/\nsp.entity_id: y\n", "<samlp:Response/>", `{"issuer":"https://x","jwks_uri":"https://x/k"}`, commands}[m.dice.IntN(6)]
		if m.dice.IntN(2) == 0 {
			m.pressed = append(m.pressed, "paste")
			m.tell(tea.PasteMsg{Content: text})
			return
		}
		m.pressed = append(m.pressed, "burst")
		for _, msg := range typedOut(text) {
			m.tell(msg)
		}
	case n < 18:
		m.pressed = append(m.pressed, "other")
		m.elsewhere()
	case n < 19:
		m.tell(ui.Tick())
	default:
		m.width, m.height = 20+m.dice.IntN(110), 5+m.dice.IntN(50)
		m.pressed = append(m.pressed, fmt.Sprintf("%d×%d", m.width, m.height))
		m.tell(tea.WindowSizeMsg{Width: m.width, Height: m.height})
	}
}

// TestMonkey: whatever is pressed, and whatever others do meanwhile, the window
// stands, and its frame fits. MONKEY=n tries n other ways.
func TestMonkey(t *testing.T) {
	seeds := 2
	if n, err := strconv.Atoi(os.Getenv("MONKEY")); err == nil {
		seeds = n
	}
	for _, o := range []record.Opening{
		{Platform: "genesys-cloud", IdP: "entra", Protocol: "saml"}, {Platform: "cxone", IdP: "entra", Protocol: "oidc"},
		{Platform: "cisco-ids", IdP: "okta", Protocol: "saml"}, {Platform: "cxone", IdP: "no-idp", Protocol: "password"},
	} {
		for seed := range seeds {
			t.Run(fmt.Sprintf("%s-%s-%d", o.Platform, o.IdP, seed), func(t *testing.T) { play(t, o, uint64(seed)) })
		}
	}
}

func play(t *testing.T, o record.Opening, seed uint64) {
	o.Name = "Contoso"
	w := shipped(t)
	shelf := w.shelf("ben")
	if _, err := shelf.Create(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	other, err := shelf.Open(context.Background(), "contoso")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	raw, err := os.ReadFile(fmt.Sprintf("../steps/testdata/%s-%s-%s.json", o.Platform, o.IdP, o.Protocol))
	if err != nil {
		t.Fatal(err)
	}
	var fixture struct{ Valid map[string]string }
	if err := json.Unmarshal(raw, &fixture); err != nil {
		t.Fatal(err)
	}
	m := &monkey{window: w.window("ana", ui.Start{Federation: "contoso"}, 80, 24), dice: rand.New(rand.NewPCG(seed, 7)), other: other, facts: fixture.Valid, width: 80, height: 24}
	m.env.Templates = assets.FS
	defer func() {
		if trouble := recover(); trouble != nil {
			t.Fatalf("after %q: %v\n%s", m.pressed, trouble, debug.Stack())
		}
	}()
	for range 150 {
		if m.step(); m.quit { // none of its keys leaves, and no letter of a paste does
			t.Fatalf("left after %q", m.pressed)
		}
		lines := strings.Split(m.frame(), "\n")
		if len(lines) > m.height || slices.ContainsFunc(lines, func(l string) bool { return ansi.StringWidth(l) > m.width }) {
			t.Fatalf("a frame that does not fit into %d×%d after %q:\n%s", m.width, m.height, m.pressed, m.frame())
		}
	}
	for len(m.pending) > 0 && !m.quit {
		m.happen()
	}
}
