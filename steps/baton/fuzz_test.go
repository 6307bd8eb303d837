package baton_test

import (
	"encoding/json"
	"testing"

	"federate/federation"
	"federate/steps/baton"
	"federate/steps/record"
	"federate/steps/record/memory"
)

// FuzzBaton seals whatever it is given and opens it: that begins a federation which
// can be looked at and handed on, or it is an error. A baton comes from elsewhere,
// and its digest is no signature.
func FuzzBaton(f *testing.F) {
	ada, _ := desks(f)
	ada.create("Acme")
	ada.tell("acme", "idp.sso_url", "https://login.example/one")
	for _, raw := range [][]byte{ada.hand("acme", federation.PlatformAdmin), ada.hand("acme", federation.IdPAdmin)} {
		var file struct {
			Body json.RawMessage `json:"body"`
		}
		if err := json.Unmarshal(raw, &file); err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(file.Body))
	}
	opening := `{"federation":"x","to":"either","by":"b","at":"2026-03-02T09:00:00Z","opening":{"name":"A","platform":"cxone","idp":"entra","protocol":"saml"},"begun":{"actor":"b","at":"2026-03-02T09:00:00Z","seq":1,"kind":"opened"},"seen":[],"events":[`
	for _, kind := range []string{"answered", "confirmed", "reopened", "skipped", "received", "waived", "undone", "merged", "opened"} {
		f.Add([]byte(opening + `{"event":{"v":1,"kind":"merged","origin":{"actor":"b","kind":"` + kind + `"}}}]}`))
		f.Add([]byte(opening + `{"event":{"v":1,"kind":"undone","origin":{"actor":"b","kind":"undone"}},"undoes":{"actor":"b","kind":"` + kind + `"}}]}`))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var compact json.RawMessage
		if json.Unmarshal(body, &compact) != nil {
			return
		}
		flat, err := json.Marshal(compact)
		if err != nil {
			return
		}
		raw, err := json.Marshal(map[string]any{"baton": 1, "digest": record.Digest(flat), "body": json.RawMessage(flat)})
		if err != nil {
			t.Fatal(err)
		}
		b, err := baton.Read(raw)
		if err != nil {
			return
		}
		sh := *ada.Shelf
		sh.Store = &memory.Store{}
		id, err := baton.Import(t.Context(), &sh, b)
		if id == "" {
			return
		}
		v, looked := sh.Look(t.Context(), id)
		if looked != nil {
			t.Fatalf("what was begun cannot be read: %v (%v)", looked, err)
		}
		if _, err := baton.Pack(v, federation.Either, "ada").Encode(); err != nil {
			t.Error(err)
		}
	})
}
