package view

import (
	"slices"
	"strings"

	"federate/federation"
)

// A Need is what several checks wait for together.
type Need struct {
	For   []federation.Need
	Codes []federation.Code
}

// Needs is what the checks of ws wait for, those that wait for the same together, in
// the order first met.
func Needs(ws []federation.Waiting) (out []Need) {
	for _, w := range ws {
		i := slices.IndexFunc(out, func(n Need) bool { return slices.Equal(n.For, w.For) })
		if i < 0 {
			i, out = len(out), append(out, Need{For: w.For})
		}
		out[i].Codes = append(out[i].Codes, w.Code)
	}
	return out
}

// Say is n as a sentence without a full stop; name says one need.
func (n Need) Say(name func(federation.Need) string) string {
	var needs []string
	for _, x := range n.For {
		needs = append(needs, name(x))
	}
	who := string(n.Codes[0]) + " waits for "
	if many := len(n.Codes); many > 1 {
		who = federation.Count(many, "check") + " wait for "
	}
	return who + strings.Join(needs, " and ")
}

// Plainly is n as a sentence for people who know no codes.
func (n Need) Plainly(name func(federation.Need) string) string {
	verb := " wait for "
	if len(n.Codes) == 1 {
		verb = " waits for "
	}
	var needs []string
	for _, x := range n.For {
		needs = append(needs, name(x))
	}
	return federation.Count(len(n.Codes), "check") + verb + strings.Join(needs, " and ")
}

// Named is every single need of ws once, as name says it, in the order first met.
func Named(ws []federation.Waiting, name func(federation.Need) string) (out []string) {
	for _, w := range ws {
		for _, n := range w.For {
			if text := name(n); !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return out
}
