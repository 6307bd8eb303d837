package steps

import (
	"context"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps/record"
	"federate/steps/vault"
)

// secretName is what a vault calls the secret that c speaks of.
func secretName(c federation.Claim) string {
	name := string(c.Side) + "/" + string(c.Fact)
	if c.Key != "" {
		name += "#" + c.Key
	}
	return name
}

// secret is what was told, where the fact is one.
func (t Told) secret() vault.Secret {
	if t.Secret.IsZero() {
		return vault.New(strings.TrimSpace(t.Value))
	}
	return t.Secret
}

// checkSecret refuses a value that cannot be the secret it is said to be, while it
// can still be looked at.
func (v *Snapshot) checkSecret(s *Session, t Told) error {
	secret := t.secret()
	if secret.IsZero() || s.know.CheckSecret == nil {
		return nil
	}
	found := s.know.CheckSecret(v.Dossier(v.Now), t.Fact, secret.Reveal())
	if len(found) == 0 {
		return nil
	}
	for i := range found {
		found[i].Remedy = v.Pair.Words.Say(found[i].Remedy)
		v.locate(&found[i])
	}
	return &RefusedError{Secret: true, Findings: found}
}

// kept is where a secret was found, and the event that it was given with.
type kept struct {
	seq   int64
	place vault.Place
}

// keepSecrets puts the secrets that event e gives into the vault, and removes those
// that it takes back.
func (s *Session) keepSecrets(e record.Event, secrets map[string]vault.Secret) {
	if s.vault == nil {
		return
	}
	if s.kept == nil {
		s.kept = map[string]kept{}
	}
	for name, secret := range secrets {
		s.kept[name] = kept{e.Seq, s.vault.Keep(s.ID, name, secret)}
	}
	for _, name := range withheld(e) {
		if _, ok := secrets[name]; !ok { // another one was given elsewhere: what is kept is out of date
			s.drop(name)
		}
	}
	if e.Kind == record.Undone {
		for _, o := range s.events {
			if o.Seq == e.Undoes {
				for _, name := range withheld(o) {
					s.drop(name)
				}
			}
		}
	}
}

// drop takes a secret out of the vault. What cannot be dropped now is with the
// federation.
func (s *Session) drop(name string) {
	delete(s.kept, name)
	_ = s.vault.Forget(s.ID, name)
}

// places is where the secrets of v are. Each is looked for once.
func (s *Session) places(v *Snapshot) map[string]vault.Place {
	if s.vault == nil {
		return nil
	}
	out := map[string]vault.Place{}
	for _, w := range v.State.Words(v.State.Last) {
		if !w.Withheld {
			continue
		}
		name := secretName(w.Claim)
		if k, ok := s.kept[name]; !ok || k.seq != w.Seq {
			if s.kept == nil {
				s.kept = map[string]kept{}
			}
			_, place := s.vault.Find(s.ID, name)
			s.kept[name] = kept{w.Seq, place}
		}
		out[name] = s.kept[name].place
	}
	return out
}

// Kept is where the secret is that w speaks of.
func (v *Snapshot) Kept(w record.Word) vault.Place { return v.places[secretName(w.Claim)] }

// Keeps reports whether a secret that is told finds a place.
func (s *Session) Keeps() bool { return s.vault != nil }

// withheld are the names of the secrets that e gave.
func withheld(e record.Event) (names []string) {
	for _, c := range e.Claims {
		if c.Withheld {
			names = append(names, secretName(c))
		}
	}
	return names
}

// secrets are the names of all that were ever given for id; where its journal
// cannot be read, of all that could have been.
func (sh *Shelf) secrets(ctx context.Context, id string) (names []string) {
	events, err := sh.Store.Load(ctx, id)
	if err != nil {
		for _, t := range sh.Know.Terms.Terms() {
			if t.Secret {
				names = append(names, secretName(federation.Claim{Side: t.Owner, Fact: t.Fact}))
			}
		}
	}
	for _, e := range events {
		names = append(names, withheld(e)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
