package record

import (
	"federate/federation"
)

// A Rule says which word follows from others, so that nobody has to tell it: the
// address of a service from the region it runs in. It is worked out at every look and
// never stored, and gives way to whatever its own side tells of the same fact.
type Rule struct {
	Side federation.Side
	Fact federation.Fact
	Key  string
	From []Source // every one of them has to be known, and be no placeholder

	// Value makes the word out of the words of From, in their order; ok is false
	// where nothing follows from them.
	Value func(words []string) (value string, ok bool)

	// Over is a kind of document whose word gives way to this one: what was told by
	// hand never does.
	Over federation.Kind
	// Free says that another value would do as well, so that nothing is measured by
	// this one before somebody has confirmed it.
	Free bool
}

// A Source is whose word on which fact a Rule goes by.
type Source struct {
	Side federation.Side
	Fact federation.Fact
}

// Follow makes s know what follows from the words in it by rules. It is called once,
// before anybody else sees s.
func (s *State) Follow(rules []Rule) {
	s.rules = map[place]Rule{}
	for _, r := range rules {
		p := place{r.Side, r.Fact, r.Key}
		s.rules[p] = r
		s.ruled = append(s.ruled, p)
	}
	s.now = map[place]Word{} // what is asked for most is worked out once
	for _, p := range s.ruled {
		if w, ok := s.follows(p, s.Last); ok {
			s.now[p] = w
		}
	}
}

// following is the word at p that follows from others as they stood after event seq.
func (s *State) following(p place, seq int64) (Word, bool) {
	if len(s.rules) == 0 {
		return Word{}, false
	}
	if seq == s.Last {
		w, ok := s.now[p]
		return w, ok
	}
	return s.follows(p, seq)
}

func (s *State) follows(p place, seq int64) (out Word, ok bool) {
	r, ok := s.rules[p]
	if !ok {
		return out, false
	}
	var words []string
	for _, from := range r.From {
		w, ok := s.ToldBy(from.Side, from.Fact, "", seq)
		if !ok || w.Placeholder || w.Withheld || w.Value == "" {
			return out, false
		}
		words = append(words, w.Value)
		if w.Seq >= out.Seq {
			out = w // it is as old as the youngest of what it follows from
		}
	}
	value, ok := r.Value(words)
	out.Claim = federation.Claim{Side: p.side, Fact: p.fact, Key: p.key, Value: value}
	out.Follows, out.Free = r.From, r.Free
	return out, ok
}

// ToldBy is SaidBy for what somebody told, by hand or by a document: nothing in it
// follows from anything else.
func (s *State) ToldBy(side federation.Side, f federation.Fact, key string, seq int64) (Word, bool) {
	said := s.words[place{side, f, key}]
	for i := len(said) - 1; i >= 0; i-- {
		if said[i].Seq <= seq {
			return said[i], !said[i].Retracted
		}
	}
	return Word{}, false
}
