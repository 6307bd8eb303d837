package ui_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"federate/assets"
	"federate/federation"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/record"
	"federate/ui"
)

// TestTryAPassword: each rule turns while a candidate is typed, and of the
// candidate nothing is shown and nothing stays.
func TestTryAPassword(t *testing.T) {
	w := newWorld(t)
	w.know = catalog.Knowledge()
	var err error
	if w.lib, err = steps.Load(w.know.Terms, assets.FS); err != nil {
		t.Fatal(err)
	}
	if _, err = w.shelf("ana").Create(context.Background(), record.Opening{Name: "Contoso", Platform: "cxone", IdP: "no-idp", Protocol: "password"}); err != nil {
		t.Fatal(err)
	}
	x := w.window("ana", ui.Start{Federation: "contoso", Step: "cxone/password-rules"}, 80, 24)
	x.sees("ctrl+x try a password")
	x.press("ctrl+x")
	x.sees("nothing was chosen yet", "✗ missing  a small letter", "✗ missing  at least 6 characters")
	x.press("Ab")
	x.sees("▌ **_", "✓ kept     a small letter", "✓ kept     a capital letter", "✗ missing  a digit")
	x.send(tea.PasteMsg{Content: "Quux9z\n"})
	x.sees("✓ it keeps every rule", "▌ ********_")
	x.lacks("Quux9z")
	x.press("ctrl+u")
	x.lacks("✓ kept")
	x.press("secretX1", "esc", "ctrl+x")
	x.sees("▌ _")
	x.press("esc")
	s, err := w.shelf("ben").Open(context.Background(), "contoso")
	if err != nil {
		t.Fatal(err)
	}
	var facts []steps.Told
	for fact, value := range map[string]string{"lower": "off", "upper": "off", "digit": "off", "special": "on", "length": "12"} {
		facts = append(facts, steps.Told{Fact: federation.Fact("cxone.password_" + fact), Value: value})
	}
	if _, err := s.Do(steps.Answer{Step: "cxone/password-rules", Facts: facts}).Wait(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	x.send(ui.Tick())
	x.press("ctrl+x", "twelve words")
	x.sees("The rules of this federation", "✓ kept     another character", "✓ kept     at least 12 characters")
	x.lacks("capital")
	if kept := fmt.Sprint(w.store.events, w.store.drafts, x.machine.copied); strings.Contains(kept, "secretX1") || strings.Contains(kept, "twelve words") {
		t.Error("the candidate was kept")
	}
}
