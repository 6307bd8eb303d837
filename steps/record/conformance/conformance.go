// Package conformance says in tests what every record.Store owes to those who
// use it, wherever it keeps things.
//
// A Store is judged from outside, through its interface alone, and by two admins at
// once, since there is always another one.
package conformance

import (
	"context"
	"errors"
	"testing"

	"federate/steps/record"
)

// Run holds Stores to the contract. Each call of open returns a new Store value
// over the place that belongs to t.Name(): empty at first, the same for two
// calls with one t, another for another t.
func Run(t *testing.T, open func(t *testing.T) record.Store) {
	for name, test := range map[string]func(*testing.T, func(*testing.T) record.Store){
		"every field returns":       everyField,
		"seq and prev are set":      chain,
		"a conflict is refused":     conflict,
		"what is damaged stays out": refused,
		"eight writers":             writers,
		"artifacts":                 artifacts,
		"the list is sorted":        list,
		"an unknown id is empty":    unknown,
		"other ids are refused":     ids,
		"cancelled":                 cancelled,
		"two stores, one place":     shared,
		"drafts":                    drafts,
		"remove":                    remove,
	} {
		t.Run(name, func(t *testing.T) { test(t, open) })
	}
}

func load(t *testing.T, s record.Store, id string) []record.Event {
	t.Helper()
	events, err := s.Load(t.Context(), id)
	if err != nil {
		t.Fatalf("load %s: %v", id, err)
	}
	return events
}

func add(t *testing.T, s record.Store, id string, last int64, e record.Event) {
	t.Helper()
	if err := s.Append(t.Context(), id, last, e); err != nil {
		t.Fatalf("append %s after %d: %v", id, last, err)
	}
}

// sound fails t unless events are numbered and each cites the one before.
func sound(t *testing.T, events []record.Event) {
	t.Helper()
	prev := ""
	for i, e := range events {
		if e.Seq != int64(i+1) {
			t.Errorf("event %d has sequence number %d", i+1, e.Seq)
		}
		if e.Prev != prev {
			t.Errorf("event %d cites %q, want %q", i+1, e.Prev, prev)
		}
		line, err := record.Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		prev = record.Digest(line)
	}
}

func is(t *testing.T, err, want error, what string) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got error %v, want %v", what, err, want)
	}
}

func gone() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}
