package federation

import (
	"slices"
	"strings"
)

// HeldChecks compare a document from elsewhere with what the federation holds, so
// that a nightly run sees a rotation on the day it happens. They say nothing where
// nothing is held.
func HeldChecks() []Check {
	source := Source{Document: "federate", Section: "what a federation holds and what a document says today"}
	const again = "Find out from whoever looks after it whether this was meant; if so, hand the document in at its step, load the new value into the other console and test a login"
	rule := func(code Code, severity Severity, title, remedy string) Rule {
		return Rule{Code: code, Severity: severity, Title: title, Remedy: remedy, Role: Either, Source: source}
	}
	differs := rule("held-value-differs", Error, "The document says another thing than is held", again)
	gone := rule("held-certificate-differs", Error, "The document has another certificate than is held", again)
	added := rule("held-certificate-added", Warning, "The document has a certificate more than is held",
		"Load the new certificate into the other console beside the present one, before it becomes the active one")
	fewer := rule("held-certificate-gone", Warning, "The document lacks a certificate that is held",
		"Find out from whoever looks after it which certificate signs now; hand the document in at its step, remove the other one from the other console and test a login")
	moved := rule("held-document-changed", Warning, "The document has changed since it was handed in",
		"Check whether the other console holds the old value, and change it there; then hand the document in at its step")
	strange := rule("held-document-differs", Error, "The document is a stranger to the one that is held",
		"Find out whether it belongs to another issuer or tenant; if it is the right one, hand it in at its step and test a login")
	along := Rule{Code: "held-key-unconfirmed", Severity: Note, Title: "Believed by a key that the federation has not confirmed",
		Role: Either, Source: source,
		Remedy: "Compare its thumbprint with the one in the console of {{name \"idp\"}}; where they are the same, hand the certificate or the key set in at its step"}
	return []Check{
		{Rule: along, AnyOf: []Kind{KindSAMLResponse, KindIDToken},
			Applies: func(d *Dossier) bool { return d.Begun },
			Run: func(d *Dossier) (out []Finding) {
				own := d.own()
				for _, a := range d.Artifacts() {
					w, ok := a.Doc.(Witness)
					if !ok {
						continue
					}
					if who := w.Testimony(d).Phrased().Signer; who != "" && w.Testimony(own).Signer == "" {
						out = append(out, along.At(Subject{Artifact: a.Kind},
							"The signature is believed by a key that came along with the message: the federation itself has confirmed none that fits").
							Differ("a key that the federation holds", who))
					}
				}
				return out
			}},
		{Rule: strange,
			Applies: func(d *Dossier) (some bool) {
				succeed(d, func(Artifact, Kindred, any) { some = true })
				return some
			},
			Run: func(d *Dossier) (out []Finding) {
				succeed(d, func(a Artifact, s Kindred, old any) {
					if was, is := s.Strange(old); was != is {
						out = append(out, strange.At(Subject{Artifact: a.Kind},
							"Nothing of the document that the federation holds is left in this one").Differ(was, is))
					}
				})
				return out
			}},
		{Rule: moved,
			Applies: func(d *Dossier) (some bool) {
				succeed(d, func(Artifact, Revisable, any) { some = true })
				return some
			},
			Run: func(d *Dossier) (out []Finding) {
				succeed(d, func(a Artifact, now Revisable, old any) {
					for _, r := range now.Revisions(old) {
						out = append(out, moved.At(Subject{Artifact: a.Kind, Key: r.What}, "%s", r.detail()).Differ(r.Was, r.Is))
					}
				})
				return out
			}},
		compared(differs, func(t Term) bool { return t.Form != Certificate && t.Scope == Whole },
			func(a Artifact, t Term, now, held []Claim) (out []Finding) {
				for _, c := range now {
					i := slices.IndexFunc(held, func(h Claim) bool { return h.Key == c.Key })
					if i >= 0 && !t.Agrees(held[i].Value, c.Value) {
						out = append(out, differs.At(c.Subject(),
							"The federation holds one thing as %s and the document says another", t.Title).Differ(held[i].Value, c.Value))
					}
				}
				return out
			}),
		compared(gone, func(t Term) bool { return t.Form == Certificate }, func(a Artifact, t Term, now, held []Claim) []Finding {
			if slices.ContainsFunc(held, func(h Claim) bool { return in(t, now, h) }) {
				return nil
			}
			return []Finding{gone.At(now[0].Subject(),
				"The federation holds one certificate and the document has another: what is signed with it is refused").
				Differ(exact(t, held), exact(t, now))}
		}),
		compared(added, func(t Term) bool { return t.Form == Certificate }, func(a Artifact, t Term, now, held []Claim) []Finding {
			more := slices.DeleteFunc(slices.Clone(now), func(c Claim) bool { return in(t, held, c) })
			if len(more) == 0 || len(more) == len(now) {
				return nil
			}
			return []Finding{added.At(more[0].Subject(),
				"Beside the certificate that is held the document has another: it is about to change").Differ(exact(t, held),
				exact(t, more))}
		}),
		compared(fewer, func(t Term) bool { return t.Form == Certificate }, func(a Artifact, t Term, now, held []Claim) []Finding {
			less := slices.DeleteFunc(slices.Clone(held), func(c Claim) bool { return in(t, now, c) })
			if _, whole := a.Doc.(Successor); !whole || len(less) == 0 || len(less) == len(held) {
				return nil // a certificate by itself is not all that there are
			}
			return []Finding{fewer.At(now[0].Subject(),
				"The federation holds a certificate that the document does not list any more: it is about to be given up, or is").
				Differ(exact(t, held), exact(t, now))}
		}),
	}
}

// own is what the federation itself holds, without what came along.
func (d *Dossier) own() *Dossier {
	own := d.empty()
	for _, c := range d.Held {
		own.Hear(c)
	}
	for _, a := range d.Store {
		own.Take(a)
	}
	return own
}

// A Kindred is a parsed document that states no fact and can tell whether it may
// have followed an older one of its kind. Where it cannot have, Strange says what
// the old one held and what the new one holds; otherwise both are empty.
type Kindred interface {
	Strange(old any) (was, is string)
}

// A Revisable is a parsed document that can tell what it says differently from an
// older one of the same party, beyond the facts that both state.
type Revisable interface{ Revisions(old any) []Revision }

// A Revision is one change of a document.
type Revision struct {
	What    string // "logout service (HTTP-POST)"
	Was, Is string // empty where it was added or removed
}

func (r Revision) detail() string {
	switch {
	case r.Was == "":
		return "Since the document was handed in, it got this: " + r.What
	case r.Is == "":
		return "Since the document was handed in, it lost this: " + r.What
	}
	return "Since the document was handed in, it changed in this: " + r.What
}

// succeed calls with for each document of d of a kind that the federation holds too.
func succeed[T any](d *Dossier, with func(a Artifact, now T, old any)) {
	for _, a := range d.Artifacts() {
		s, ok := a.Doc.(T)
		i := slices.IndexFunc(d.Store, func(o Artifact) bool { return o.Kind == a.Kind })
		if ok && i >= 0 {
			with(a, s, d.Store[i].Doc)
		}
	}
}

// in reports whether one of claims says the same as c.
func in(t Term, claims []Claim, c Claim) bool {
	return slices.ContainsFunc(claims, func(o Claim) bool { return t.Agrees(o.Value, c.Value) })
}

// exact are the values of claims, each whole.
func exact(t Term, claims []Claim) string {
	var out []string
	for _, c := range claims {
		if value := t.whole(c.Value); !slices.Contains(out, value) {
			out = append(out, value)
		}
	}
	return strings.Join(out, " and ")
}

// compared returns the check of r over each suitable fact that a document states and
// the federation holds: look gets what both say.
func compared(r Rule, suits func(Term) bool, look func(a Artifact, t Term, now, held []Claim) []Finding) Check {
	each := func(d *Dossier, with func(a Artifact, t Term, now, held []Claim)) {
		if len(d.Held) == 0 {
			return
		}
		for _, a := range d.Artifacts() {
			for i, c := range a.Claims {
				same := func(o Claim) bool { return o.Side == c.Side && o.Fact == c.Fact }
				t, ok := d.Terms.Term(c.Fact)
				if !ok || !suits(t) || slices.ContainsFunc(a.Claims[:i], same) {
					continue
				}
				now, held := pick(a.Claims, same), pick(d.Held, same)
				if len(held) > 0 {
					with(a, t, now, held)
				}
			}
		}
	}
	return Check{Rule: r,
		Applies: func(d *Dossier) (any bool) {
			each(d, func(Artifact, Term, []Claim, []Claim) { any = true })
			return any
		},
		Run: func(d *Dossier) (out []Finding) {
			each(d, func(a Artifact, t Term, now, held []Claim) { out = append(out, look(a, t, now, held)...) })
			return out
		}}
}

func pick(claims []Claim, that func(Claim) bool) (out []Claim) {
	for _, c := range claims {
		if that(c) {
			out = append(out, c)
		}
	}
	return out
}
