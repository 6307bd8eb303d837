package plain

import (
	"context"
	"errors"
	"slices"

	"federate/federation"
	"federate/federation/capture"
	"federate/steps/playbook"
)

// stray handles a document where none was asked for. Directly after a certificate it is
// the next one of the same chain. Anywhere else it is read to its end and dropped, so
// that its lines do not answer the next questions.
func (w *walk) stray(ctx context.Context, first, where string) (move, error) {
	before, what := w.before, "document"
	if capture.HasPEM(first) {
		what = "PEM text"
	} else {
		w.say("This is the beginning of a document, which nothing asks for here. It is read to its end, or to a line with a single dot.")
	}
	p, err := w.paste(ctx, first, nil, document)
	switch {
	case errors.Is(err, errLong):
		w.say("%s. Nothing of it was taken.", federation.Sentence(err.Error()))
		return move{verb: again}, nil
	case err != nil:
		w.say("The %s that was pasted last has no end. It was not taken.", what)
		return move{}, err
	}
	v := w.s.View()
	s, ok := playbook.Step{}, false
	if before != nil {
		s, ok = v.Step(before.step)
	}
	i := slices.IndexFunc(s.Fields, func(f playbook.Field) bool { return before != nil && f.Name() == before.field })
	if !ok || i < 0 {
		w.say("A %s was pasted %s. It was not taken, and is not kept.", what, where)
		return move{verb: again}, nil
	}
	w.say("This follows the certificate before it. Both are handed in together for %s.", unmarked(v.Label(s, s.Fields[i])))
	_, err = w.query(v, s, s.Fields[i]).submit(ctx, pasted{before.text + "\n" + p.text, "pasted"})
	return move{verb: again}, err
}
