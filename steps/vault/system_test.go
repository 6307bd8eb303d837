package vault

import (
	"errors"
	"testing"
	"time"
)

// A keyring that waits for ever is given up, and not asked again.
func TestAKeyringThatDoesNotAnswer(t *testing.T) {
	v := System("/data/a", time.Millisecond).(*system)
	never := make(chan struct{})
	defer close(never)
	if err := v.ask(func() error { <-never; return nil }); !errors.Is(err, errDeaf) {
		t.Errorf("%v", err)
	}
	if err := v.ask(func() error { t.Error("asked again"); return nil }); !errors.Is(err, errDeaf) {
		t.Errorf("%v", err)
	}
	if p := v.Keep("acme", "x", New("y")); p != Memory {
		t.Errorf("kept in %q", p)
	}
}
