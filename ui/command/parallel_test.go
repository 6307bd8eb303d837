package command

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
)

func TestInOrder(t *testing.T) {
	for _, n := range []int{0, 1, 2, 500} {
		next := 0
		err := inOrder(t.Context(), n, func(i int) int { return i * i }, func(i, square int) error {
			if i != next || square != i*i {
				t.Fatalf("%d brought %d when %d was due", i, square, next)
			}
			next++
			return nil
		})
		if err != nil || next != n {
			t.Errorf("%d of %d, %v", next, n, err)
		}
	}
}

func TestInOrderEndsEarly(t *testing.T) {
	var begun atomic.Int64
	enough := errors.New("enough")
	err := inOrder(t.Context(), 100000, func(i int) int { begun.Add(1); return i }, func(i, _ int) error {
		if i == 3 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || begun.Load() > 5000 {
		t.Errorf("%v after %d", err, begun.Load())
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = inOrder(ctx, 100000, func(i int) int { return i }, func(i, _ int) error {
		if i == 3 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
