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
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/ui"
)

// shipped is the world with the playbooks that the program comes with.
func shipped(t testing.TB) *world {
	t.Helper()
	w := newWorld(t)
	w.know = catalog.Knowledge()
	lib, err := playbook.Load(w.know.Terms, assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	w.lib = lib
	return w
}

// TestPasswordsOfThePlatform: a login with passwords alone is begun like any
// other, designed at the desk, and copied as a whole in the order of the console.
func TestPasswordsOfThePlatform(t *testing.T) {
	w := shipped(t)
	x := w.window("ana", ui.Start{}, 80, 24)
	x.press("n", "cxone", "enter", "pass")
	x.sees("No identity provider")
	x.press("enter", "Contoso", "enter")
	x.sees("Check rights, and who needs this")
	x.press("ctrl+d")
	x.sees("Design the login authenticator", "Write down")
	x.press("Admins only", "tab", "Password login", "tab", "down", "tab", "down", "tab", "down", "tab", "down", "down", "tab", "12", "tab", "9", "tab", "off", "tab")
	x.press("shift+tab", "shift+tab")
	x.sees("The password age is not between 10 and 365 days")
	x.press("backspace", "90", "ctrl+d")
	x.sees("Decide on a second factor")
	x.press("down", "down", "ctrl+d")
	x.sees("Enter the login authenticator", "1–9 copies · 0 all", "ctrl+x try a password")
	x.press("0")
	x.sees("copied 11 values")
	want := `Name: Admins only
Description: Password login
Authentication Type: System
Require Lower Case (a-z): ticked
Require Upper Case (A-Z): ticked
Require Numeric (0-9): ticked
Require Non-Alphanumeric (!, @, #, etc.): not ticked
Require Multi-factor Authentication: ticked, MFA Type TOTP
Minimum Password Length: 12
Enable Password Age: 90
Enable Password History: off
`
	if got := x.machine.copied; len(got) != 1 || got[0] != want {
		t.Errorf("copied %q", got)
	}
}

// TestAddressOfARequest: the address of a login request is judged as soon as it is
// pasted, however short it is, and the one with the answer is not kept.
func TestAddressOfARequest(t *testing.T) {
	w := shipped(t)
	if _, err := w.shelf("ana").Create(context.Background(), record.Opening{Name: "Contoso", Platform: "cxone", IdP: "entra", Protocol: "oidc"}); err != nil {
		t.Fatal(err)
	}
	x := w.window("ana", ui.Start{Federation: "contoso", Step: "cxone/test-oidc"}, 80, 60)
	x.send(tea.PasteMsg{Content: "https://cxone.niceincontact.com/auth/callback?code=quux4711&state=1"})
	x.sees("it was not kept")
	x.send(tea.PasteMsg{Content: "https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/oauth2/v2.0/authorize?client_id=1&response_type=id_token"})
	x.sees("The verdict", "The request does not ask for a code")
	if kept := fmt.Sprint(w.store.events, w.store.drafts); strings.Contains(kept, "quux4711") {
		t.Error("the code was kept")
	}
}

// TestTryAPassword: each rule turns while a candidate is typed, and of the
// candidate nothing is shown and nothing stays.
func TestTryAPassword(t *testing.T) {
	w := shipped(t)
	if _, err := w.shelf("ana").Create(context.Background(), record.Opening{Name: "Contoso", Platform: "cxone", IdP: "no-idp", Protocol: "password"}); err != nil {
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
