package memory_test

import (
	"sync"
	"testing"

	"federate/steps/record"
	"federate/steps/record/conformance"
	"federate/steps/record/memory"
)

var (
	_ record.Store   = (*memory.Store)(nil)
	_ record.Drafts  = (*memory.Store)(nil)
	_ record.Remover = (*memory.Store)(nil)
)

func TestConformance(t *testing.T) {
	var mu sync.Mutex
	places := map[string]*memory.Store{}
	conformance.Run(t, func(t *testing.T) record.Store {
		mu.Lock()
		defer mu.Unlock()
		if places[t.Name()] == nil {
			places[t.Name()] = &memory.Store{}
		}
		return places[t.Name()]
	})
}
