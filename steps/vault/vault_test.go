package vault_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"federate/steps/vault"
)

const canary = "canary-7f3a-secret"

func TestASecretIsNotPrinted(t *testing.T) {
	s := vault.New(canary)
	holder := struct {
		Open   vault.Secret
		closed vault.Secret
		list   []vault.Secret
		byName map[string]vault.Secret
		to     *vault.Secret
	}{s, s, []vault.Secret{s}, map[string]vault.Secret{"x": s}, &s}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+"\n", s)
		fmt.Fprintf(&out, verb+"\n", &s)
		fmt.Fprintf(&out, verb+"\n", holder)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("here", "secret", s, "holder", holder)
	raw, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(raw)
	func() {
		defer func() { fmt.Fprint(&out, recover()) }()
		panic(fmt.Errorf("could not take %v of %+v", s, holder))
	}()
	for _, never := range []string{canary, fmt.Sprintf("%x", canary), fmt.Sprint([]byte(canary))} {
		if strings.Contains(out.String(), never) {
			t.Errorf("printed %q:\n%s", never, out.String())
		}
	}
	if s.Reveal() != canary || s.IsZero() || !vault.New("").IsZero() || (vault.Secret{}).Reveal() != "" {
		t.Error("a secret is what it was made of")
	}
}

func TestKeyring(t *testing.T) {
	keyring.MockInit()
	v := vault.System("/data/a", time.Minute)
	if p := v.Keep("acme", "idp/oidc.client_secret", vault.New(canary)); p != vault.Keyring {
		t.Errorf("kept in %q", p)
	}
	// Another run of the program finds it, another folder does not.
	if s, p := vault.System("/data/a", time.Minute).Find("acme", "idp/oidc.client_secret"); p != vault.Keyring || s.Reveal() != canary {
		t.Errorf("found in %q", p)
	}
	if _, p := vault.System("/data/b", time.Minute).Find("acme", "idp/oidc.client_secret"); p != vault.Nowhere {
		t.Errorf("another folder: found in %q", p)
	}
	if err := v.Forget("acme", "idp/oidc.client_secret", "idp/never"); err != nil {
		t.Error(err)
	}
	if _, p := v.Find("acme", "idp/oidc.client_secret"); p != vault.Nowhere {
		t.Errorf("forgotten, and found in %q", p)
	}
}

func TestWithoutAKeyring(t *testing.T) {
	keyring.MockInitWithError(errors.New("nobody at the bus, asked for " + canary))
	v := vault.System("/data/a", time.Minute)
	if p := v.Keep("acme", "x", vault.New(canary)); p != vault.Memory {
		t.Errorf("kept in %q", p)
	}
	if s, p := v.Find("acme", "x"); p != vault.Memory || s.Reveal() != canary {
		t.Errorf("found in %q", p)
	}
	if _, p := vault.System("/data/a", time.Minute).Find("acme", "x"); p != vault.Nowhere {
		t.Errorf("another run: found in %q", p)
	}
	if err := v.Forget("acme", "x"); err != nil {
		t.Error(err)
	}
	if _, p := v.Find("acme", "x"); p != vault.Nowhere {
		t.Errorf("forgotten, and found in %q", p)
	}
	if err := v.Forget("acme", "y"); err == nil || strings.Contains(err.Error(), canary) {
		t.Errorf("what may still be there: %v", err)
	}
}
