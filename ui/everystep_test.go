package ui_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"federate/steps/playbook"
	"federate/ui"
)

// everyPair begins a federation of every pair that there are answers for.
func everyPair(t *testing.T, do func(t *testing.T, w *world, id string, plan []playbook.Step)) {
	files, err := filepath.Glob("../steps/testdata/*-*-*.json")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d pairs, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			w := shipped(t)
			id, err := w.shelf("ana").Create(context.Background(), opening(t, file))
			if err != nil {
				t.Fatal(err)
			}
			v, err := w.shelf("ana").Look(context.Background(), id)
			if err != nil {
				t.Fatal(err)
			}
			do(t, w, id, v.Plan)
		})
	}
}

// TestEveryStepFits draws every step of every pair that there are answers for,
// with nothing answered yet, in windows of many widths; a step that another pair has as
// well, with other names in it, in the narrow ones.
func TestEveryStepFits(t *testing.T) {
	drawn := map[string]bool{}
	everyPair(t, func(t *testing.T, w *world, id string, plan []playbook.Step) {
		for _, step := range plan {
			x := w.window("ana", ui.Start{Federation: id, Step: step.Ref()}, 80, 200)
			widths := []int{56, 80, 66, 76, 84, 110}
			if drawn[step.Ref()] {
				widths = widths[:2]
			}
			drawn[step.Ref()] = true
			for _, width := range widths {
				x.send(tea.WindowSizeMsg{Width: width, Height: 200})
				for line := range strings.SplitSeq(x.frame(), "\n") {
					if ansi.StringWidth(line) > width {
						t.Fatalf("%s is wider than %d:\n%s", step.Ref(), width, line)
					}
				}
			}
		}
	})
}
