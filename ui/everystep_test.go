package ui_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"federate/ui"
)

// TestEveryStepFits draws every step of every pair that there are answers for,
// with nothing answered yet, in windows of many widths.
func TestEveryStepFits(t *testing.T) {
	files, err := filepath.Glob("../steps/testdata/*-*-*.json")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d pairs, %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			w := shipped(t)
			id, err := w.shelf("ana").Create(context.Background(), opening(t, file))
			if err != nil {
				t.Fatal(err)
			}
			s, err := w.shelf("ana").Open(context.Background(), id)
			if err != nil {
				t.Fatal(err)
			}
			plan := s.View().Plan
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			for _, step := range plan {
				x := w.window("ana", ui.Start{Federation: id, Step: step.Ref()}, 80, 200)
				for _, width := range []int{56, 66, 76, 80, 84, 110} {
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
}
