package screen

import (
	"context"
	"io"

	"federate/federation"
	"federate/federation/capture"
	"federate/steps"
	"federate/steps/errorbook"
	"federate/steps/playbook"
	"federate/steps/view"
	"federate/ui/progress"
)

// A thing is what is to be judged: a file by its path, or what was pasted or typed.
type thing struct {
	path   capture.Path
	named  bool // path is meant
	text   string
	origin string
	doc    *federation.Artifact // as it was read before
}

// By is whose rules and facts a thing is judged by: a federation, the rules of a platform
// alone, or with neither the standards.
type by struct {
	federation string // id
	platform   string // id
	name       string // of either
	chosen     bool   // by the admin
	mark       string // the value that told, where the thing itself did
}

// verdict is what could be said about one document or text.
type verdict struct {
	steps.Verdict
	run     int // which one was asked for
	thing   thing
	by      by
	title   string // of the kind
	pair    *steps.Pair
	message bool                     // it belongs to a login
	parts   int                      // messages in a recording
	drawing func(width int) []string // of a recording
	drawn   []string                 // with it,
	width   int                      // in this width
	texts   []view.Explanation       // of the error texts in it
	read    []steps.Reading          // what the documents say, once somebody looked
	err     error
}

// A bench is what things are judged with.
type bench struct {
	env    *Env
	others []steps.Summary
	by     by
	meter  *progress.Meter
}

// judge judges x; without a choice, by the federation that x itself names.
func (b bench) judge(ctx context.Context, x thing) (v verdict) {
	a, text, err := b.read(ctx, &x)
	v.thing, v.by = x, b.by
	shelf := b.env.Shelf
	if err != nil {
		v.texts = view.Explain(entries(b.env, text), federation.Words{Terms: shelf.Know.Terms}, nil)
		v.err = err
		return v
	}
	v.thing.doc = &a
	if !v.by.chosen {
		v.by = by{}
		if s, mark, ok := steps.Whose(a, b.others); ok {
			v.by = by{federation: s.ID, name: s.Name, mark: mark.Value}
		}
	}
	var w *steps.Snapshot
	var begun *steps.Snapshot
	switch {
	case v.by.federation != "":
		w, v.err = shelf.Look(ctx, v.by.federation)
		begun = w
	case v.by.platform != "":
		w, v.err = shelf.Bare(v.by.platform, a.Kind)
	default:
		w, v.err = shelf.Bare(playbook.GenericPlatform, a.Kind)
	}
	if v.err != nil {
		return v
	}
	v.texts = view.Explain(entries(b.env, text, w.State.Platform, w.State.IdP), w.Pair.Words, begun)
	kind, _ := w.Pair.Terms.Kind(a.Kind)
	v.title, v.pair, v.message, v.parts = kind.Title, w.Pair, kind.Message, len(a.Parts)
	v.Verdict = steps.Bench{View: w, Now: shelf.Now()}.Judge([]federation.Artifact{a})
	for _, p := range v.Pictures {
		v.drawing = p.Draw
		if b.env.ASCII {
			v.drawing = p.DrawASCII
		}
	}
	return v
}

// entries is what vendors' books say of text, which came up between the consoles of
// playbooks.
func entries(env *Env, text string, playbooks ...string) []errorbook.Entry {
	if env.ErrorBook == nil || text == "" {
		return nil
	}
	book, err := env.ErrorBook()
	if err != nil {
		return nil
	}
	return book.Find(text, playbooks...)
}

// read is the document that x is, and its text where it was held in memory. What was
// meant as a file and is none is an error; what may have been meant as one is a text.
func (b bench) read(ctx context.Context, x *thing) (a federation.Artifact, text string, err error) {
	know := b.env.Shelf.Know
	if x.doc != nil {
		return *x.doc, x.text, nil
	}
	if x.named {
		file, name, err := capture.Find(x.path, b.env.System.Open)
		if err == nil {
			defer file.Close()
			b.meter.Expect(file.Size)
			var raw []byte
			a, raw, err = steps.Read(know, stopped{ctx, b.meter.Reader(file)}, file.Size)
			a.Origin, x.origin, x.text = name, name, string(raw)
			return a, x.text, err
		}
		if x.path.LooksLikeFile() {
			return a, x.text, &unread{name, err}
		}
	}
	a, err = know.Recognise([]byte(x.text))
	a.Origin = x.origin
	return a, x.text, err
}

// unread is a file that could not be read.
type unread struct {
	name string
	err  error
}

func (u *unread) Error() string { return u.name + " could not be read: " + u.err.Error() }

// stopped is a reader that ends when ctx does.
type stopped struct {
	ctx context.Context
	r   io.Reader
}

func (s stopped) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}
