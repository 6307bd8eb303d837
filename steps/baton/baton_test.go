package baton_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"federate/assets"
	"federate/federation"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/baton"
	"federate/steps/journal"
	"federate/steps/playbook"
	"federate/steps/record"
)

// A desk is one admin with a folder of their own.
type desk struct {
	*steps.Shelf
	t testing.TB
}

func TestRoundTrip(t *testing.T) {
	ada, bob := desks(t)
	ada.create("Acme")
	ada.do("acme", steps.Confirm{Step: "entra/permissions", Note: "change 4711"})
	ada.tell("acme", "idp.sso_url", "https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/saml2")
	ada.tell("acme", "entra.notification_addresses", "people@acme.example")
	ada.do("acme", steps.Answer{Facts: []steps.Told{{Fact: "oidc.client_secret", Value: "hunter2"}}})
	ada.tell("acme", "rollout.window", "one day")
	ada.do("acme", steps.Undo{})

	raw := ada.hand("acme", federation.PlatformAdmin)
	for _, never := range []string{"hunter2", "people@acme.example", "one day"} {
		if bytes.Contains(raw, []byte(never)) {
			t.Errorf("the baton holds %q", never)
		}
	}
	there := bob.open(raw)
	v := bob.look(there)
	if w, ok := v.State.Said(federation.IdP, "idp.sso_url", ""); !ok || w.By != "ada" || !strings.Contains(w.Value, "/saml2") {
		t.Errorf("the sign-in address: %+v", w)
	}
	if m, _ := v.State.Mark("entra/permissions"); m.By != "ada" || m.Note != "change 4711" {
		t.Errorf("the mark: %+v", m)
	}
	if v.State.Name != "Acme" || v.State.Platform != "cxone" || v.State.IdP != "entra" {
		t.Errorf("the opening: %+v", v.State.Opening)
	}
	// Opened once more, nothing comes twice.
	if again := bob.open(raw); again != there || bob.look(there).State.Last != v.State.Last {
		t.Errorf("opened twice: %s, %d events and then %d", again, v.State.Last, bob.look(there).State.Last)
	}

	bob.do(there, steps.Confirm{Step: "cxone/permissions"})
	bob.tell(there, "sp.entity_id", "https://cxone.niceincontact.com/sp/1")
	back := bob.hand(there, federation.IdPAdmin)
	before := ada.look("acme").State.Last
	r := ada.merge("acme", back, false)
	if r.Merged != 2 || len(r.Conflicts) != 0 || r.Known == 0 {
		t.Fatalf("merged: %+v", r)
	}
	v = ada.look("acme")
	if m, _ := v.State.Mark("cxone/permissions"); m.By != "bob" || v.Status["cxone/permissions"].State != steps.Done {
		t.Errorf("bob's mark at home: %+v", m)
	}
	if w, _ := v.State.Said(federation.Platform, "sp.entity_id", ""); w.By != "bob" || w.Value != "https://cxone.niceincontact.com/sp/1" {
		t.Errorf("bob's word at home: %+v", w)
	}
	for _, e := range v.Events[before:] {
		if e.Kind != record.Merged || e.Actor != "ada" || e.Origin.Actor != "bob" {
			t.Errorf("event %+v", e)
		}
	}
	if r := ada.merge("acme", back, false); r.Merged != 0 || ada.look("acme").State.Last != v.State.Last {
		t.Errorf("merged twice: %+v", r)
	}

	// There and back once more: each knows its own events again.
	ada.do("acme", steps.Confirm{Step: "entra/basic-saml"})
	if got := bob.open(ada.hand("acme", federation.PlatformAdmin)); got != there || bob.look(there).State.Last != int64(len(bob.look(there).Events)) {
		t.Errorf("the second baton became %s", got)
	}
	if _, ok := bob.look(there).State.Mark("entra/basic-saml"); !ok {
		t.Error("the second baton brought nothing")
	}
	if r := ada.merge("acme", bob.hand(there, federation.IdPAdmin), false); r.Merged != 0 {
		t.Errorf("ada's own came back as news: %+v", r)
	}
	if _, _, err := bob.Verify(t.Context(), there); err != nil {
		t.Errorf("bob's journal: %v", err)
	}
}

func TestWhatWasTakenBackAtHomeIsTakenBackThere(t *testing.T) {
	ada, bob := desks(t)
	ada.create("Acme")
	ada.tell("acme", "idp.sso_url", "https://login.example/one")
	there := bob.open(ada.hand("acme", federation.PlatformAdmin))
	ada.do("acme", steps.Undo{})
	bob.open(ada.hand("acme", federation.PlatformAdmin))
	if w, ok := bob.look(there).State.Said(federation.IdP, "idp.sso_url", ""); ok {
		t.Errorf("still there: %+v", w)
	}
}

func TestConflicts(t *testing.T) {
	ada, bob := desks(t)
	ada.create("Acme")
	ada.tell("acme", "sp.entity_id", "https://cxone.niceincontact.com/sp/1")
	there := bob.open(ada.hand("acme", federation.PlatformAdmin))
	bob.tell(there, "sp.entity_id", "https://cxone.niceincontact.com/sp/2") // knows ada's word: no conflict
	bob.tell(there, "sp.acs_url", "https://cxone.niceincontact.com/acs/bob")
	bob.do(there, steps.Confirm{Step: "cxone/permissions"})
	ada.tell("acme", "sp.acs_url", "https://cxone.niceincontact.com/acs/ada")
	back := bob.hand(there, federation.IdPAdmin)

	r := ada.merge("acme", back, false)
	if r.Merged != 2 || r.Held != 1 || len(r.Conflicts) != 1 {
		t.Fatalf("%+v", r)
	}
	if c := r.Conflicts[0]; c.Fact != "sp.acs_url" || !strings.HasSuffix(c.Ours, "/ada") || !strings.HasSuffix(c.Theirs, "/bob") || c.OurBy != "ada" || c.TheirBy != "bob" {
		t.Errorf("%+v", c)
	}
	v := ada.look("acme")
	if w, _ := v.State.Said(federation.Platform, "sp.acs_url", ""); w.By != "ada" {
		t.Errorf("ada was overruled: %+v", w)
	}
	if w, _ := v.State.Said(federation.Platform, "sp.entity_id", ""); w.By != "bob" {
		t.Errorf("what bob knew and changed: %+v", w)
	}
	if r := ada.merge("acme", back, true); r.Merged != 1 || len(r.Conflicts) != 0 {
		t.Errorf("theirs: %+v", r)
	}
	if w, _ := ada.look("acme").State.Said(federation.Platform, "sp.acs_url", ""); w.By != "bob" {
		t.Errorf("theirs: %+v", w)
	}
}

// A test that somebody confirmed elsewhere is open at home, where its proof is
// not, and a gate that is shut here is not opened by a baton, however often it goes
// back and forth.
func TestABatonOpensNoGate(t *testing.T) {
	ada, bob := desks(t)
	ada.create("Acme")
	for f, value := range map[federation.Fact]string{"idp.entity_id": "https://idp.example", "idp.sso_url": "https://idp.example/sso", "sp.entity_id": "https://sp.example", "sp.acs_url": "https://sp.example/acs"} {
		ada.tell("acme", f, value)
	}
	pem, err := os.ReadFile("../../federation/saml/testdata/idp.pem")
	if err != nil {
		t.Fatal(err)
	}
	ada.tell("acme", "idp.certificate", string(pem))
	for _, f := range []federation.Fact{"user.external_identity", "cxone.authenticator_name", "rollout.window", "rollout.message", "rollout.way_back", "rollout.local_admin", "rollout.local_login", "rollout.tried_roles", "rollout.refused_user"} {
		ada.tell("acme", f, "known")
	}
	const test, gate = "cxone/test-idp-initiated", "cxone/roll-out"
	response, err := os.ReadFile("../../federation/saml/testdata/saml-signature-broken/good.xml")
	if err != nil {
		t.Fatal(err)
	}
	there := bob.open(ada.hand("acme", federation.PlatformAdmin))
	bob.do(there, steps.Answer{Step: test, Documents: []steps.Handed{{Raw: response, Key: "idp-initiated"}}})
	bob.do(there, steps.Confirm{Step: test})
	bob.do(there, steps.Confirm{Step: gate, Override: "it is late"})
	for range 2 {
		ada.merge("acme", bob.hand(there, federation.IdPAdmin), false)
		v := ada.look("acme")
		if m, ok := v.State.Mark(test); !ok || m.By != "bob" || !m.Elsewhere {
			t.Fatalf("the mark: %+v", m)
		}
		for ref, says := range map[string]string{test: "bob confirmed it in another place, and the proof did not come along", gate: "bob passed it in another place, and here it is shut"} {
			if st := v.Status[ref]; st.State != steps.Open || !slices.Contains(st.Why, says) {
				t.Errorf("%s is %s at home: %q", ref, st.State, st.Why)
			}
		}
		s, _ := v.Step(gate)
		if v.Shut(s) == nil || v.Finished || len(v.Attempts) > 0 || len(v.Overridden()) != 1 || !strings.Contains(v.Overridden()[0], "bob passed it all the same in another place") {
			t.Errorf("the gate: %v, finished %v, %d logins, %v", v.Shut(s), v.Finished, len(v.Attempts), v.Overridden())
		}
		there = bob.open(ada.hand("acme", federation.PlatformAdmin))
	}
	if v := bob.look(there); len(v.Overridden()) != 1 {
		t.Errorf("bob's own gate: %v", v.Overridden())
	}
}

// A step that was confirmed there with a value that has changed here meanwhile
// is stale at home, and not done.
func TestEnteredWithTheOldValue(t *testing.T) {
	ada, bob := desks(t)
	bob.create("Acme")
	bob.tell("acme", "sp.entity_id", "https://cxone.niceincontact.com/sp/1")
	bob.tell("acme", "sp.acs_url", "https://cxone.niceincontact.com/acs/1")
	there := ada.open(bob.hand("acme", federation.IdPAdmin))
	ada.do(there, steps.Confirm{Step: "entra/basic-saml"})
	ada.do(there, steps.Confirm{Step: "entra/back-fill"})
	bob.tell("acme", "sp.acs_url", "https://cxone.niceincontact.com/acs/2")
	bob.merge("acme", ada.hand(there, federation.PlatformAdmin), false)
	v := bob.look("acme")
	if st := v.Status["entra/back-fill"]; st.State != steps.Stale || !strings.Contains(strings.Join(st.Why, " "), "changed by bob") {
		t.Errorf("%+v", st)
	}
	bob.tell("acme", "sp.acs_url", "https://cxone.niceincontact.com/acs/1")
	if st := bob.look("acme").Status["entra/back-fill"]; st.State == steps.Stale {
		t.Errorf("the value that was entered is the right one again: %+v", st)
	}
}

func TestBatonsThatAreRefused(t *testing.T) {
	ada, _ := desks(t)
	ada.create("Acme")
	ada.tell("acme", "idp.sso_url", "https://login.example/one")
	raw := ada.hand("acme", federation.PlatformAdmin)
	secret := sealed(t, raw, func(b *baton.Baton) {
		b.Events[0].Event.Claims[0].Value = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
	})
	for want, bad := range map[string][]byte{
		"was changed after it was written":    bytes.Replace(raw, []byte("login.example/one"), []byte("login.example/two"), 1),
		"written by a newer version":          bytes.Replace(raw, []byte(`"baton": 1`), []byte(`"baton": 2`), 1),
		"this is no baton":                    []byte(`{"digest":"x"}`),
		"unknown field":                       bytes.Replace(raw, []byte(`"baton": 1`), []byte(`"baton": 1, "extra": true`), 1),
		"cannot be read":                      raw[:len(raw)/2],
		"holds a secret":                      secret,
		"no format 0":                         bytes.Replace(raw, []byte(`"baton": 1`), []byte(`"baton": 0`), 1),
		"of a kind that does not travel":      sealed(t, raw, func(b *baton.Baton) { b.Events[0].Event.Origin.Kind = record.Renamed }),
		"does not say which federation":       sealed(t, raw, func(b *baton.Baton) { b.Federation = "" }),
		"does not say where it was made":      sealed(t, raw, func(b *baton.Baton) { b.Events[0].Event.Origin = nil }),
		"event 1 of the baton does not say w": sealed(t, raw, func(b *baton.Baton) { b.Events[0].Event.Kind = record.Archived }),
	} {
		if want == "cannot be read" {
			want = "this is no baton"
		}
		if _, err := baton.Read(bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("wanted %q: %v", want, err)
		}
	}
	// White space is no change.
	var flat bytes.Buffer
	if err := json.Compact(&flat, raw); err != nil {
		t.Fatal(err)
	}
	if _, err := baton.Read(flat.Bytes()); err != nil {
		t.Errorf("in one line: %v", err)
	}
}

// sealed is a baton that somebody changed and sealed again.
func sealed(t *testing.T, raw []byte, change func(*baton.Baton)) []byte {
	t.Helper()
	b, err := baton.Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	change(&b)
	out, err := b.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func desks(t testing.TB) (ada, bob desk) {
	know := catalog.Knowledge()
	library, err := playbook.Load(know.Terms, assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	tick := func() time.Time { now = now.Add(time.Second); return now }
	of := func(actor string) desk {
		return desk{&steps.Shelf{Store: journal.Dir(t.TempDir()), Library: library, Know: know, Actor: actor, Now: tick}, t}
	}
	return of("ada"), of("bob")
}

func (d desk) create(name string) {
	d.t.Helper()
	if _, err := d.Create(d.t.Context(), record.Opening{Name: name, Platform: "cxone", IdP: "entra", Protocol: "saml"}); err != nil {
		d.t.Fatal(err)
	}
}

func (d desk) session(id string) *steps.Session {
	d.t.Helper()
	s, err := d.Open(d.t.Context(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

func (d desk) do(id string, c steps.Change) {
	d.t.Helper()
	s := d.session(id)
	if _, err := s.Do(c).Wait(); err != nil {
		d.t.Fatalf("%+v: %v", c, err)
	}
	if err := s.Close(); err != nil {
		d.t.Fatal(err)
	}
}

func (d desk) tell(id string, f federation.Fact, value string) {
	d.t.Helper()
	d.do(id, steps.Answer{Facts: []steps.Told{{Fact: f, Value: value}}})
}

func (d desk) look(id string) *steps.Snapshot {
	d.t.Helper()
	v, err := d.Look(d.t.Context(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return v
}

// hand is the federation id as a file for the admin of role to.
func (d desk) hand(id string, to federation.Role) []byte {
	d.t.Helper()
	raw, err := baton.Pack(d.look(id), to, d.Actor).Encode()
	if err != nil {
		d.t.Fatal(err)
	}
	return raw
}

// open is what federate open does with a file.
func (d desk) open(raw []byte) string {
	d.t.Helper()
	b, err := baton.Read(raw)
	if err != nil {
		d.t.Fatal(err)
	}
	id, adopted, err := baton.Home(d.t.Context(), d.Shelf, b)
	if err == nil && id == "" {
		id, err = baton.Import(d.t.Context(), d.Shelf, b)
	} else if adopted {
		d.merge(id, raw, false)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	if ids, _ := d.IDs(d.t.Context()); !slices.Contains(ids, id) {
		d.t.Fatalf("%s is not on the shelf", id)
	}
	return id
}

func (d desk) merge(id string, raw []byte, theirs bool) baton.Result {
	d.t.Helper()
	b, err := baton.Read(raw)
	if err != nil {
		d.t.Fatal(err)
	}
	s := d.session(id)
	r, err := baton.Merge(s, b, theirs)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		d.t.Fatal(err)
	}
	return r
}
