package command

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/federation/pki"
	"federate/steps"
	"federate/steps/fetch"
)

// reach is how far what is fetched may be away, and whom to trust on the way.
type reach struct {
	private bool   // also in private networks
	ca      string // a file with certificates
}

func (r *reach) flags(cmd *cobra.Command, with string) {
	cmd.Flags().BoolVar(&r.private, "private", false, with+"also from a private network, where an AD FS or Keycloak of your own is")
	cmd.Flags().StringVar(&r.ca, "ca", "", with+"file with certificates of a company's own authority, to trust as well")
}

// fetcher gets what is at an address, within r; nil where nothing is to be fetched.
func (a *app) fetcher(wanted bool, r reach) (*fetch.Fetcher, error) {
	switch {
	case !wanted && r != (reach{}):
		return nil, errors.New("--private and --ca say how --fetch gets an address: give --fetch as well")
	case !wanted:
		return nil, nil
	}
	return a.reaching(fetch.Options{}, r)
}

// reaching does what o allows, and what r does beside it.
func (a *app) reaching(o fetch.Options, r reach) (*fetch.Fetcher, error) {
	o.Private = r.private
	if r.ca == "" {
		return a.Fetch(o), nil
	}
	raw, err := readFile(r.ca)
	if err != nil {
		return nil, err
	}
	doc, err := a.Know.Recognise(raw)
	if err != nil {
		return nil, &InputError{fmt.Errorf("--ca %s: %w", r.ca, err)}
	}
	b, ok := doc.Doc.(*pki.Bundle)
	if !ok || len(b.Certificates) == 0 {
		return nil, &InputError{fmt.Errorf("--ca %s: there is no certificate in it", r.ca)}
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool() // a system without one trusts nobody else
	}
	for _, c := range b.Certificates {
		roots.AddCert(c)
	}
	o.Roots = roots
	return a.Fetch(o), nil
}

// published gets what the parties of s publish, document by document, and hands it in:
// a discovery document leads to the keys. What it says in place of another value is said.
func (a *app) published(ctx context.Context, s *steps.Session, get *fetch.Fetcher, step string) error {
	got := map[string]bool{}
	for {
		p, ok := next(s.View(), got)
		switch {
		case !ok && len(got) == 0:
			return errors.New("no address of a document is known: tell idp.metadata_url=https://… or oidc.discovery_url=https://… in the same call")
		case !ok:
			return nil
		}
		got[p.Address] = true
		raw, err := get.Get(ctx, p.Address)
		if err != nil {
			return &InputError{err}
		}
		before := s.View()
		after, err := s.Do(steps.Answer{Step: step, Documents: []steps.Handed{{Raw: raw, Origin: p.Address, Kind: p.Kind}}}).Wait()
		if err != nil {
			return fmt.Errorf("%s: %w", p.Address, err)
		}
		a.tellRead(before, after, p)
	}
}

// next is the first document of v that was not got yet.
func next(v *steps.Snapshot, got map[string]bool) (steps.Publication, bool) {
	for _, p := range v.Published() {
		if !got[p.Address] {
			return p, true
		}
	}
	return steps.Publication{}, false
}

// tellRead says what document p brought, and which values it took the place of.
func (a *app) tellRead(before, after *steps.Snapshot, p steps.Publication) {
	kind, _ := after.Pair.Terms.Kind(p.Kind)
	if after.State.Last == before.State.Last {
		a.say("%s at %s: nothing new", federation.Sentence(kind.Title), p.Address)
		return
	}
	claims := after.Events[len(after.Events)-1].Claims
	a.say("%s at %s: %s", federation.Sentence(kind.Title), p.Address, count(len(claims), "value", "values"))
	a.tellReplaced(before, after)
}

// tellReplaced says which values a document took the place of.
func (a *app) tellReplaced(before, after *steps.Snapshot) {
	for _, e := range after.Events {
		if e.Seq <= before.State.Last {
			continue
		}
		for _, c := range e.Claims {
			t, _ := after.Pair.Terms.Term(c.Fact)
			was, ok := before.State.Said(c.Side, c.Fact, c.Key)
			if ok && c.From.Artifact != "" && !was.Placeholder && !t.Agrees(was.Value, c.Value) {
				a.say("  %s was %s and is %s now", after.Pair.Words.Call(c.Side, c.Fact), t.Short(was.Value), t.Short(c.Value))
			}
		}
	}
}
