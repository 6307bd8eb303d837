package trouble_test

import (
	"testing"

	"federate/assets"
	"federate/steps/trouble"
)

// How long the first explanation of a run takes to be ready.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := trouble.Load(assets.FS); err != nil {
			b.Fatal(err)
		}
	}
}
