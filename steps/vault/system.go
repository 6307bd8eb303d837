package vault

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/zalando/go-keyring"
)

// System returns the vault of this machine for the federations of folder: two
// folders may hold federations of one id. What the keyring does not take, or
// does not answer for within patience, is kept in memory.
func System(folder string, patience time.Duration) Vault {
	sum := sha256.Sum256([]byte(folder))
	return &system{scope: hex.EncodeToString(sum[:4]), patience: patience, memory: map[entry]Secret{}}
}

type entry struct{ federation, name string }

type system struct {
	scope    string
	patience time.Duration

	mu     sync.Mutex
	memory map[entry]Secret
	deaf   bool // the keyring did not answer once, and is not asked again
}

// service is what the keyring shows its owner.
func (v *system) service(federation string) string {
	return fmt.Sprintf("federate %s (%s)", federation, v.scope)
}

var errDeaf = errors.New("the keyring does not answer")

// ask runs work, which talks to the keyring, and stops waiting in the end.
func (v *system) ask(work func() error) error {
	v.mu.Lock()
	deaf := v.deaf
	v.mu.Unlock()
	if deaf {
		return errDeaf
	}
	done := make(chan error, 1)
	go func() { done <- work() }()
	t := time.NewTimer(v.patience)
	defer t.Stop()
	select {
	case err := <-done:
		return err
	case <-t.C:
		v.mu.Lock()
		v.deaf = true
		v.mu.Unlock()
		return errDeaf
	}
}

func (v *system) Keep(federation, name string, s Secret) Place {
	err := v.ask(func() error { return keyring.Set(v.service(federation), name, s.Reveal()) })
	v.mu.Lock()
	defer v.mu.Unlock()
	if err == nil {
		delete(v.memory, entry{federation, name})
		return Keyring
	}
	v.memory[entry{federation, name}] = s
	return Memory
}

func (v *system) Find(federation, name string) (Secret, Place) {
	v.mu.Lock()
	s, ok := v.memory[entry{federation, name}]
	v.mu.Unlock()
	if ok {
		return s, Memory
	}
	found := make(chan string, 1)
	err := v.ask(func() error {
		text, err := keyring.Get(v.service(federation), name)
		found <- text
		return err
	})
	if err != nil {
		return Secret{}, Nowhere
	}
	return New(<-found), Keyring
}

func (v *system) Forget(federation string, names ...string) error {
	var wrong error
	for _, name := range names {
		v.mu.Lock()
		_, here := v.memory[entry{federation, name}]
		delete(v.memory, entry{federation, name})
		v.mu.Unlock()
		err := v.ask(func() error { return keyring.Delete(v.service(federation), name) })
		if err == nil || here || errors.Is(err, keyring.ErrNotFound) || errors.Is(err, keyring.ErrUnsupportedPlatform) {
			continue
		}
		// The keyring's own words are left out: they may name what it was asked.
		wrong = errors.Join(wrong, fmt.Errorf("the keyring could not be asked to forget %s of %s", name, federation))
	}
	return wrong
}
