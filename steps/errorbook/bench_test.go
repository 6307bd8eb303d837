package errorbook_test

import (
	"testing"

	"federate/assets"
	"federate/steps/errorbook"
)

// How long the first explanation of a run takes to be ready.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := errorbook.Load(assets.FS); err != nil {
			b.Fatal(err)
		}
	}
}
