package steps

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/steps/vault"
)

// A Shelf is all the federations of one place.
type Shelf struct {
	Store   record.Store
	Library *playbook.Library
	Know    federation.Knowledge
	Actor   string
	Now     func() time.Time
	Vault   vault.Vault // for secrets; nil keeps none
}

// A Summary is one federation in a list.
type Summary struct {
	ID, Name      string
	Platform, IdP string // titles
	Protocol      string
	Settled, All  int
	Errors        int
	Warnings      int
	Next          string // title of the step to go on with
	LastAt        time.Time
	LastBy        string
	Archived      bool
	Finished      bool
	Marks         []Mark // by which documents name it
	Err           error  // why it cannot be opened
}

// IDs returns the ids of all federations, without opening any. Estates are not
// among them: see Estates.
func (sh *Shelf) IDs(ctx context.Context) ([]string, error) {
	ids, err := sh.Store.List(ctx)
	return sh.federations(ctx, ids), err
}

// Summary opens id just far enough to say how it stands.
func (sh *Shelf) Summary(ctx context.Context, id string) Summary {
	return summary(id, func() (*Snapshot, error) { return sh.read(ctx, id, false) })
}

func summary(id string, look func() (*Snapshot, error)) Summary {
	v, err := look()
	if err != nil {
		return Summary{ID: id, Name: id, Err: err}
	}
	sum := Summary{ID: id, Name: v.State.Name, Platform: v.Pair.Platform.Title, IdP: v.Pair.IdP.Title, Protocol: v.State.Protocol,
		LastAt: v.State.LastAt, LastBy: v.State.LastBy, Archived: v.State.Archived, Finished: v.Finished, Marks: v.marks()}
	sum.Settled, sum.All = v.Count()
	for _, f := range v.Report.Findings {
		switch f.Severity {
		case federation.Error:
			sum.Errors++
		case federation.Warning:
			sum.Warnings++
		}
	}
	if next, ok := v.Step(v.Next()); ok {
		sum.Next = next.Title
	}
	return sum
}

// Create begins a federation and returns its id, made from the name.
func (sh *Shelf) Create(ctx context.Context, o record.Opening) (string, error) {
	return sh.Adopt(ctx, o, nil)
}

// Adopt is Create for a federation that was begun elsewhere: origin says by whom
// and when. A nil origin is here and now.
func (sh *Shelf) Adopt(ctx context.Context, o record.Opening, origin *record.Origin) (string, error) {
	o.Name = strings.TrimSpace(o.Name)
	base := playbook.Slug(o.Name)
	if err := record.CheckID(base); err != nil {
		return "", fmt.Errorf("a federation needs a name with a letter or a digit in it, that no system reserves: %w", err)
	}
	if _, err := sh.Find(ctx, o.Name); err == nil {
		return "", fmt.Errorf("there is a federation %q already", o.Name)
	}
	var claims []federation.Claim
	if o.Like != "" {
		like, err := sh.choices(ctx, &o)
		if err != nil {
			return "", err
		}
		claims = like
	}
	pair, err := sh.Library.Pair(o.Platform, o.IdP, o.Protocol, o.Route, sh.Know.Checks)
	if err != nil {
		return "", err
	}
	if pair.Route != nil {
		o.Route = pair.Route.ID
	}
	e := record.Event{V: record.Format, At: sh.Now().UTC(), Actor: sh.Actor, Kind: record.Opened, Opening: &o, Claims: claims, Origin: origin}
	return sh.Begin(ctx, base, e)
}

// Begin opens a journal with e, and returns its id: base, or base with the first
// number that is free. Its error is a [NotSavedError].
func (sh *Shelf) Begin(ctx context.Context, base string, e record.Event) (string, error) {
	if err := cmp.Or(record.Guard(e), record.CheckName(e.Opening.Name)); err != nil {
		return "", err
	}
	for n := 1; ; n++ {
		id := base
		if n > 1 {
			id = fmt.Sprintf("%s-%d", base, n)
		}
		err := sh.Store.Append(ctx, id, 0, e)
		if errors.Is(err, record.ErrConflict) {
			continue // the id is taken
		}
		if err != nil {
			return "", &NotSavedError{err}
		}
		return id, nil
	}
}

// choices fills o with what the federation o.Like was begun as, where o says
// nothing else, and returns the settings and texts that carry over. Values that
// belong to a tenant do not.
func (sh *Shelf) choices(ctx context.Context, o *record.Opening) (out []federation.Claim, err error) {
	id, err := sh.Find(ctx, o.Like)
	if err != nil {
		return nil, err
	}
	v, err := sh.Look(ctx, id)
	if err != nil {
		return nil, err
	}
	st := v.State
	for _, f := range []struct{ mine, theirs *string }{{&o.Platform, &st.Platform}, {&o.IdP, &st.IdP}, {&o.Protocol, &st.Protocol}} {
		if *f.mine == "" {
			*f.mine = *f.theirs
		}
	}
	if o.Route == "" && o.Platform == st.Platform && o.IdP == st.IdP && o.Protocol == st.Protocol {
		o.Route = st.Route
	}
	for _, w := range st.Words(st.Last) {
		t, _ := v.Pair.Terms.Term(w.Fact)
		if w.Own() && w.Follows == nil && (t.Form == federation.Choice || t.Form == federation.Prose) {
			out = append(out, w.Claim)
		}
	}
	return out, nil
}

// Find returns the id of the federation that is called name: its id, or its name
// in any case.
func (sh *Shelf) Find(ctx context.Context, name string) (string, error) {
	ids, err := sh.Store.List(ctx)
	if err != nil {
		return "", err
	}
	if slices.Contains(ids, name) {
		return name, nil
	}
	slug := playbook.Slug(name)
	var names []string
	for _, id := range ids {
		// A name is its id unless the federation was renamed or numbered.
		events, err := sh.Store.Load(ctx, id)
		if err != nil || len(events) == 0 {
			continue
		}
		st, err := record.Replay(id, events)
		if err != nil || isEstate(st.Opening) {
			continue
		}
		if strings.EqualFold(st.Name, strings.TrimSpace(name)) {
			return id, nil
		}
		names = append(names, st.Name)
	}
	if slices.Contains(ids, slug) && slug == name {
		return slug, nil
	}
	return "", fmt.Errorf("there is no federation %q%s", name, federation.DidYouMean(name, append(names, ids...)))
}

// Open starts a session on federation id.
func (sh *Shelf) Open(ctx context.Context, id string) (*Session, error) {
	s, events, err := sh.journal(ctx, id, false)
	if err != nil {
		return nil, err
	}
	return s, s.start(ctx, events)
}

// Look is the federation id as it stands, for whoever only wants to read.
func (sh *Shelf) Look(ctx context.Context, id string) (*Snapshot, error) {
	return sh.read(ctx, id, false)
}

// read is a journal as it stands.
func (sh *Shelf) read(ctx context.Context, id string, whole bool) (*Snapshot, error) {
	s, err := sh.reader(ctx, id, whole)
	if err != nil {
		return nil, err
	}
	return s.View(), nil
}

// reader is a session that only looks: nothing runs, nothing needs closing.
func (sh *Shelf) reader(ctx context.Context, id string, whole bool) (*Session, error) {
	s, events, err := sh.journal(ctx, id, whole)
	if err != nil {
		return nil, err
	}
	s.events, s.docs = events, documents{}
	return s, s.publish(ctx)
}

// journal is a session on the federation id, or where whole is true on the estate,
// that was not started yet, and its events.
func (sh *Shelf) journal(ctx context.Context, id string, whole bool) (*Session, []record.Event, error) {
	events, err := sh.Store.Load(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if len(events) == 0 {
		return nil, nil, fmt.Errorf("there is no %s %q", map[bool]string{false: "federation", true: "estate"}[whole], id)
	}
	st, err := record.Replay(id, events)
	if err != nil {
		return nil, nil, err
	}
	s := &Session{ID: id, store: sh.Store, know: sh.Know, vault: sh.Vault, actor: sh.Actor, now: sh.Now}
	switch {
	case isEstate(st.Opening) && !whole:
		return nil, nil, estateError(id)
	case whole && !isEstate(st.Opening):
		return nil, nil, fmt.Errorf("%s is a federation and no estate", id)
	case whole:
		s.whole = sh
		return s, events, nil
	}
	pair, err := sh.Library.Pair(st.Platform, st.IdP, st.Protocol, st.Route, sh.Know.Checks)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", id, err)
	}
	s.pair = NewPair(pair)
	return s, events, nil
}

// A SecretsError is a federation that is gone, while a secret of it may be left.
type SecretsError struct{ Err error }

func (e *SecretsError) Error() string { return e.Err.Error() }
func (e *SecretsError) Unwrap() error { return e.Err }

// Delete forgets federation id, its documents, its drafts and its secrets. With
// a SecretsError all but the last is done.
func (sh *Shelf) Delete(ctx context.Context, id string) error {
	r, ok := sh.Store.(record.Remover)
	if !ok {
		return errors.New("this store cannot delete")
	}
	secrets := sh.secrets(ctx, id)
	if err := r.Remove(ctx, id); err != nil {
		return err
	}
	if sh.Vault == nil || len(secrets) == 0 {
		return nil
	}
	if err := sh.Vault.Forget(id, secrets...); err != nil {
		return &SecretsError{err}
	}
	return nil
}
