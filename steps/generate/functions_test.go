package generate

import (
	"maps"
	"slices"
	"testing"

	"federate/steps/playbook"
)

// Playbooks are judged by the same words that files are filled with.
func TestFunctions(t *testing.T) {
	have, said := slices.Sorted(maps.Keys((&writer{}).functions())), slices.Sorted(slices.Values(playbook.FileFunctions))
	if !slices.Equal(have, said) {
		t.Errorf("there are %v and lint knows %v", have, said)
	}
}
