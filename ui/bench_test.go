package ui_test

import (
	"context"
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"federate/assets"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/ui"
	"federate/ui/screen"
)

// BenchmarkKeyToFrame is one letter in the longest step there is, to the frame
// that shows it. It has to stay under 5 ms.
func BenchmarkKeyToFrame(b *testing.B) {
	know := catalog.Knowledge()
	lib, err := playbook.Load(know.Terms, assets.FS)
	if err != nil {
		b.Fatal(err)
	}
	shelf := &steps.Shelf{Store: newMemory(), Library: lib, Know: know, Actor: "ana", Now: new(world).clock}
	id, err := shelf.Create(context.Background(), record.Opening{Name: "Contoso", Platform: "cxone", IdP: "entra", Protocol: "saml"})
	if err != nil {
		b.Fatal(err)
	}
	v, err := shelf.Look(context.Background(), id)
	if err != nil {
		b.Fatal(err)
	}
	longest, most := "", 0
	for _, s := range v.Plan {
		if n := size(s); len(s.Fields) > 0 && n > most {
			longest, most = s.Ref(), n
		}
	}
	x := &window{t: b, env: &screen.Env{Shelf: shelf}}
	x.app = ui.New(x.env, ui.Start{Federation: id, Step: longest})
	x.send(tea.WindowSizeMsg{Width: 120, Height: 40})
	x.run(x.app.Init())
	x.press("tab")
	x.sees("▌")
	keys := []tea.Msg{tea.KeyPressMsg{Code: 'a', Text: "a"}, tea.KeyPressMsg{Code: tea.KeyBackspace}}
	b.Cleanup(func() { x.app.Close() })
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		x.app.Update(keys[i%2])
		_ = x.app.View()
		i++
	}
}

// size is how much there is to read in s.
func size(s playbook.Step) (n int) {
	n = len(s.Why) + 200*len(s.Fields) + 100*len(s.Enter)
	for _, d := range s.Do {
		n += len(d)
	}
	for _, c := range s.Cautions {
		n += len(c.Text)
	}
	return n
}

// BenchmarkFirstFrame is from nothing to the first frame, with 1,000
// federations in the store. How they stand is read after it.
func BenchmarkFirstFrame(b *testing.B) {
	w := newWorld(b)
	w.create("Contoso")
	for i := range 1000 {
		w.store.events[fmt.Sprintf("federation-%04d", i)] = w.store.events["contoso"]
	}
	b.ReportAllocs()
	for b.Loop() {
		a := ui.New(&screen.Env{Shelf: w.shelf("ana")}, ui.Start{})
		a.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		a.Init()
		_ = a.View()
	}
}

// BenchmarkThousand is the list of 1,000 until every state has filled in, drawn
// after each.
func BenchmarkThousand(b *testing.B) {
	w := newWorld(b)
	w.create("Contoso")
	for i := range 1000 {
		w.store.events[fmt.Sprintf("federation-%04d", i)] = w.store.events["contoso"]
	}
	for b.Loop() {
		w.window("ana", ui.Start{}, 80, 24)
	}
}
