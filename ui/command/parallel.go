package command

import (
	"context"
	"runtime"
	"sync"
)

// inOrder calls work for 0 to n-1 on all cores, and take with each result in
// order as soon as it and all before it are there. It ends early when ctx is
// cancelled or take returns an error.
func inOrder[T any](ctx context.Context, n int, work func(int) T, take func(int, T) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	workers := min(n, runtime.GOMAXPROCS(0))
	results := make([]chan T, n)
	for i := range results {
		results[i] = make(chan T, 1)
	}
	// At most so many results wait for a slow one before them.
	room := make(chan struct{}, 8*max(workers, 1))
	next := make(chan int)
	wg.Go(func() {
		defer close(next)
		for i := range n {
			select {
			case room <- struct{}{}:
			case <-ctx.Done():
				return
			}
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	})
	for range workers {
		wg.Go(func() {
			for i := range next {
				results[i] <- work(i)
			}
		})
	}
	for i := range n {
		select {
		case r := <-results[i]:
			<-room
			if err := take(i, r); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
