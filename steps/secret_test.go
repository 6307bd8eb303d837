package steps_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"federate/federation"
	"federate/steps"
	"federate/steps/vault"
)

// safe is a vault in a map.
type safe map[string]vault.Secret

func (s safe) Keep(federation, name string, secret vault.Secret) vault.Place {
	s[federation+" "+name] = secret
	return vault.Keyring
}

func (s safe) Find(federation, name string) (vault.Secret, vault.Place) {
	if secret, ok := s[federation+" "+name]; ok {
		return secret, vault.Keyring
	}
	return vault.Secret{}, vault.Nowhere
}

func (s safe) Forget(federation string, names ...string) error {
	for _, name := range names {
		delete(s, federation+" "+name)
	}
	return nil
}

const clientSecret = "acme idp/oidc.client_secret"

func TestSecretsGoToTheVault(t *testing.T) {
	_, sh, id := created(t, "oidc")
	kept := safe{}
	sh.Vault = kept
	s := open(t, sh, id)
	give := func(text string) steps.Answer {
		return steps.Answer{Facts: []steps.Told{{Fact: "oidc.client_secret", Secret: vault.New(text)}}}
	}
	place := func(v *steps.Snapshot) vault.Place {
		w, _ := v.State.Said(federation.IdP, "oidc.client_secret", "")
		return v.Kept(w)
	}
	v := do(t, s, give("q8-one~two"))
	if kept[clientSecret].Reveal() != "q8-one~two" || place(v) != vault.Keyring {
		t.Errorf("kept %v in %q", kept, place(v))
	}
	if dump := fmt.Sprintf("%+v", s.View().Events); strings.Contains(dump, "q8-one") || !strings.Contains(dump, "oidc.client_secret") {
		t.Errorf("the journal: %s", dump)
	}
	if again := open(t, sh, id).View(); place(again) != vault.Keyring {
		t.Errorf("opened again: %q", place(again))
	}

	// A secret's ID is refused at the door, and what was kept stays.
	_, err := s.Do(give("8f0e9a1c-77aa-4b1e-9c1d-00c0ffee0001")).Wait()
	var refused *steps.RefusedError
	if !errors.As(err, &refused) || !refused.Secret || len(refused.Findings) != 1 || refused.Findings[0].Code != "oidc-secret-id" {
		t.Fatalf("a secret's ID: %v", err)
	}
	if said := fmt.Sprintf("%v %+v", err, refused.Findings); strings.Contains(said, "8f0e9a1c") || strings.Contains(said, "{{") {
		t.Errorf("it is repeated: %s", said)
	}
	if !strings.Contains(err.Error(), "the secret's ID, not the secret; it was not kept") || kept[clientSecret].Reveal() != "q8-one~two" {
		t.Errorf("%v, kept %q", err, kept[clientSecret].Reveal())
	}

	// Another one that was only noted: what is kept is out of date.
	if v = do(t, s, give("")); place(v) != vault.Nowhere || len(kept) != 0 {
		t.Errorf("only noted: %q %v", place(v), kept)
	}
	do(t, s, give("q8-three"))
	do(t, s, steps.Undo{})
	if len(kept) != 0 {
		t.Errorf("taken back, and kept: %v", kept)
	}
	do(t, s, give("q8-four"))
	if err := sh.Delete(t.Context(), id); err != nil || len(kept) != 0 {
		t.Errorf("deleted: %v, %v", err, kept)
	}
}

// Where another issuer is known, a secret may look like anything.
func TestTheDoorIsForEntra(t *testing.T) {
	_, sh, id := created(t, "oidc")
	s := open(t, sh, id)
	do(t, s, tell("oidc.issuer", "https://login.acme.example/realms/acme"))
	do(t, s, steps.Answer{Facts: []steps.Told{{Fact: "oidc.client_secret", Secret: vault.New("8f0e9a1c-77aa-4b1e-9c1d-00c0ffee0001")}}})
}
