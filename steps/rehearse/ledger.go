package rehearse

import (
	"encoding/base64"
	"io"
	"sync"
)

// What is remembered of one rehearsal at the most; the oldest goes first.
const (
	mostPending = 1000 // logins that began
	mostLogins  = 1000 // that ended: then another rehearsal has to be begun
	mostSeen    = 10_000

	mostBytes = 24 << 20 // of what all logins brought

	// Of what nobody asked for here: a login that began at the identity provider, and
	// whatever else a page of another site can send.
	mostStrange      = 300
	mostStrangeBytes = 8 << 20
)

// A shelf of the things that a rehearsal remembers by name, the newest of them.
type remembered[T any] struct {
	mu    sync.Mutex
	most  int
	by    map[string]T
	order []string
}

func remember[T any](most int) *remembered[T] { return &remembered[T]{most: most, by: map[string]T{}} }

// put remembers v as name, and reports whether the name is new.
func (r *remembered[T]) put(name string, v T) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, there := r.by[name]; there {
		return false
	}
	if len(r.order) == r.most {
		delete(r.by, r.order[0])
		r.order = r.order[1:]
	}
	r.by[name] = v
	r.order = append(r.order, name)
	return true
}

func (r *remembered[T]) get(name string) (v T, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok = r.by[name]
	return v, ok
}

// take gets what is remembered as name and forgets it.
func (r *remembered[T]) take(name string) (v T, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if v, ok = r.by[name]; ok {
		delete(r.by, name)
		for i, o := range r.order {
			if o == name {
				r.order = append(r.order[:i:i], r.order[i+1:]...)
				break
			}
		}
	}
	return v, ok
}

// unguessable is a name that nobody guesses: 128 bits of random, in letters that an
// address may hold.
func unguessable(random io.Reader) string {
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		panic(err) // the system's source of randomness does not fail
	}
	return base64.RawURLEncoding.EncodeToString(b[:])
}
