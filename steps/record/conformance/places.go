package conformance

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"federate/steps/record"
)

func artifacts(t *testing.T, open func(*testing.T) record.Store) {
	s := open(t)
	for _, raw := range [][]byte{[]byte("<xml/>"), {}, {0, 255, '\n', '\r'}, bytes.Repeat([]byte("x"), 1<<20)} {
		digest, err := s.PutArtifact(t.Context(), "acme", raw)
		if err != nil {
			t.Fatal(err)
		}
		if digest != record.Digest(raw) {
			t.Errorf("digest %s, want %s", digest, record.Digest(raw))
		}
		if again, err := s.PutArtifact(t.Context(), "acme", raw); err != nil || again != digest {
			t.Errorf("put twice: %s, %v", again, err)
		}
		got, err := open(t).GetArtifact(t.Context(), "acme", digest)
		if err != nil || !bytes.Equal(got, raw) {
			t.Errorf("got %d bytes, %v; want %d", len(got), err, len(raw))
		}
		_, err = s.GetArtifact(t.Context(), "other", digest)
		is(t, err, record.ErrNoArtifact, "of another federation")
	}
	for _, digest := range []string{record.Digest([]byte("never")), "", "sha256:", "sha256:../../acme", "../acme.jsonl",
		"md5:d41d8cd98f00b204e9800998ecf8427e", strings.ToUpper(record.Digest([]byte("<xml/>")))} {
		_, err := s.GetArtifact(t.Context(), "acme", digest)
		is(t, err, record.ErrNoArtifact, "digest "+digest)
	}
	ids, err := s.List(t.Context())
	if err != nil || len(ids) != 0 {
		t.Errorf("a document alone is no federation: %v, %v", ids, err)
	}
}

func list(t *testing.T, open func(*testing.T) record.Store) {
	s := open(t)
	if ids, err := s.List(t.Context()); err != nil || len(ids) != 0 {
		t.Errorf("an empty place lists %v, %v", ids, err)
	}
	want := []string{"a", "a-b", "a0", "b", "z9", "0", strings.Repeat("x", 63)}
	for _, id := range want {
		add(t, s, id, 0, opened())
	}
	slices.Sort(want)
	if ids, err := s.List(t.Context()); err != nil || !slices.Equal(ids, want) {
		t.Errorf("got %v, %v; want %v", ids, err, want)
	}
}

func unknown(t *testing.T, open func(*testing.T) record.Store) {
	s := open(t)
	if got := load(t, s, "nobody"); len(got) != 0 {
		t.Errorf("got %v", got)
	}
	is(t, s.Append(t.Context(), "nobody", 3, renamed("x")), record.ErrConflict, "after 3 of none")
	if ids, err := s.List(t.Context()); err != nil || len(ids) != 0 {
		t.Errorf("asking made %v, %v", ids, err)
	}
}

func ids(t *testing.T, open func(*testing.T) record.Store) {
	s := open(t)
	ctx := t.Context()
	for _, id := range []string{"", ".", "..", "-a", "A", "a_b", "a.b", "a/b", `a\b`, "../a", "/a", "a\x00", "a\n", "ä", "a b", "con", "lpt1",
		strings.Repeat("x", 64)} {
		_, err1 := s.Load(ctx, id)
		err2 := s.Append(ctx, id, 0, opened())
		_, err3 := s.PutArtifact(ctx, id, nil)
		_, err4 := s.GetArtifact(ctx, id, record.Digest(nil))
		errs := []error{err1, err2, err3, err4}
		if d, ok := s.(record.Drafts); ok {
			_, err := d.LoadDraft(ctx, id, "anna")
			errs = append(errs, err, d.SaveDraft(ctx, id, "anna", record.Draft{"a": {"b": "c"}}))
		}
		if r, ok := s.(record.Remover); ok {
			errs = append(errs, r.Remove(ctx, id))
		}
		for i, err := range errs {
			if err == nil {
				t.Errorf("id %q: call %d took it", id, i+1)
			}
		}
	}
}

func cancelled(t *testing.T, open func(*testing.T) record.Store) {
	s := open(t)
	add(t, s, "acme", 0, opened())
	ctx := gone()
	_, err := s.List(ctx)
	is(t, err, ctx.Err(), "list")
	_, err = s.Load(ctx, "acme")
	is(t, err, ctx.Err(), "load")
	is(t, s.Append(ctx, "acme", 1, renamed("x")), ctx.Err(), "append")
	_, err = s.PutArtifact(ctx, "acme", nil)
	is(t, err, ctx.Err(), "put")
	_, err = s.GetArtifact(ctx, "acme", record.Digest(nil))
	is(t, err, ctx.Err(), "get")
	if got := load(t, s, "acme"); len(got) != 1 {
		t.Errorf("a cancelled append left %d events", len(got))
	}
}

func shared(t *testing.T, open func(*testing.T) record.Store) {
	one, two := open(t), open(t)
	add(t, one, "acme", 0, opened())
	add(t, two, "acme", 1, renamed("two"))
	is(t, one.Append(t.Context(), "acme", 1, renamed("one")), record.ErrConflict, "behind the other")
	if got := load(t, one, "acme"); len(got) != 2 || got[1].Name != "two" {
		t.Errorf("the first sees %+v", got)
	}
	add(t, one, "acme", 2, renamed("one"))
	a, b := load(t, one, "acme"), load(t, two, "acme")
	sound(t, a)
	if len(a) != 3 || !reflect.DeepEqual(a, b) {
		t.Errorf("they see\n%+v\n%+v", a, b)
	}
	if ids, err := two.List(t.Context()); err != nil || !slices.Equal(ids, []string{"acme"}) {
		t.Errorf("the second lists %v, %v", ids, err)
	}
}

func drafts(t *testing.T, open func(*testing.T) record.Store) {
	s, ok := open(t).(record.Drafts)
	if !ok {
		t.Skip("offers no drafts")
	}
	ctx := t.Context()
	add(t, open(t), "acme", 0, opened())
	actors := []string{"anna", "Anna", "../anna", "a/b", "", "Müller, Öz", "con", strings.Repeat("長", 200), "anna\x00"}
	for i, actor := range actors {
		if got, err := s.LoadDraft(ctx, "acme", actor); err != nil || len(got) != 0 {
			t.Errorf("actor %q begins with %v, %v", actor, got, err)
		}
		want := record.Draft{"cxone/enable": {"sp.entity_id": strings.Repeat("é\n", i)}, "x/y": {"k": actor}}
		if err := s.SaveDraft(ctx, "acme", actor, want); err != nil {
			t.Fatalf("actor %q: %v", actor, err)
		}
	}
	for i, actor := range actors {
		got, err := open(t).(record.Drafts).LoadDraft(ctx, "acme", actor)
		if err != nil || got["x/y"]["k"] != strings.ToValidUTF8(actor, "\ufffd") || len(got["cxone/enable"]["sp.entity_id"]) != 3*i {
			t.Errorf("actor %q returns with %v, %v", actor, got, err)
		}
	}
	if err := s.SaveDraft(ctx, "acme", "anna", record.Draft{"x/y": {"k": "newer"}}); err != nil {
		t.Fatal(err)
	}
	if got, _ := s.LoadDraft(ctx, "acme", "anna"); !reflect.DeepEqual(got, record.Draft{"x/y": {"k": "newer"}}) {
		t.Errorf("the newer one is not in the older one's place: %v", got)
	}
	for _, empty := range []record.Draft{{}, nil, {"x/y": {}}} {
		if err := s.SaveDraft(ctx, "acme", "anna", empty); err != nil {
			t.Errorf("removing: %v", err)
		}
		if got, err := s.LoadDraft(ctx, "acme", "anna"); err != nil || len(got) != 0 {
			t.Errorf("removed, but %v, %v", got, err)
		}
	}
	if got, _ := s.LoadDraft(ctx, "other", "Anna"); len(got) != 0 {
		t.Errorf("another federation sees %v", got)
	}
	if got := load(t, open(t), "acme"); len(got) != 1 {
		t.Errorf("drafts became %d events", len(got))
	}
	is(t, s.SaveDraft(gone(), "acme", "anna", nil), gone().Err(), "cancelled save")
}

func remove(t *testing.T, open func(*testing.T) record.Store) {
	s := open(t)
	r, ok := s.(record.Remover)
	if !ok {
		t.Skip("removes nothing")
	}
	ctx := t.Context()
	if err := r.Remove(ctx, "nobody"); err != nil {
		t.Errorf("nothing to remove: %v", err)
	}
	for _, id := range []string{"acme", "acme-2"} {
		add(t, s, id, 0, opened())
		if _, err := s.PutArtifact(ctx, id, []byte("kept")); err != nil {
			t.Fatal(err)
		}
		if d, ok := s.(record.Drafts); ok {
			if err := d.SaveDraft(ctx, id, "anna", record.Draft{"a": {"b": "c"}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	is(t, r.Remove(gone(), "acme"), gone().Err(), "cancelled remove")
	if err := r.Remove(ctx, "acme"); err != nil {
		t.Fatal(err)
	}
	if got := load(t, open(t), "acme"); len(got) != 0 {
		t.Errorf("%d events are left", len(got))
	}
	_, err := s.GetArtifact(ctx, "acme", record.Digest([]byte("kept")))
	is(t, err, record.ErrNoArtifact, "its document")
	if d, ok := s.(record.Drafts); ok {
		if got, _ := d.LoadDraft(ctx, "acme", "anna"); len(got) != 0 {
			t.Errorf("its draft is left: %v", got)
		}
	}
	is(t, s.Append(ctx, "acme", 1, renamed("x")), record.ErrConflict, "append to what was removed")
	if ids, err := s.List(ctx); err != nil || !slices.Equal(ids, []string{"acme-2"}) {
		t.Errorf("listed: %v, %v", ids, err)
	}
	if _, err := s.GetArtifact(ctx, "acme-2", record.Digest([]byte("kept"))); err != nil {
		t.Errorf("its neighbour lost a document: %v", err)
	}
	add(t, s, "acme", 0, opened())
	if got := load(t, s, "acme"); len(got) != 1 {
		t.Errorf("begun anew it has %d events", len(got))
	}
}
