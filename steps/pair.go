package steps

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"federate/federation"
	"federate/steps/record"
)

// A Pair is two playbooks that are to be joined by one protocol: what a session
// plans and judges with.
type Pair struct {
	Platform, IdP Playbook
	Protocol      string
	Route         *Route // nil: joined by facts
	Terms         *federation.Vocabulary
	Expect        federation.Expect
	Words         federation.Words
	Checks        []federation.Check // the built-in ones and both playbooks' demands
	Demands       []federation.Check // those demands alone

	lasting, passing []federation.Check // Checks, parted: of standing facts and of messages
	proven           []federation.Fact  // that a message is proof of
	protocols        map[federation.Kind][]string
	order            []Step // of the whole plan, before any condition is looked at
}

// Pair joins platform and idp. checks are the built-in ones. An empty route is
// the documented one, where there is one.
func (l *Library) Pair(platform, idp, protocol, route string, checks []federation.Check) (*Pair, error) {
	p, err := l.Playbook(platform, federation.Platform)
	if err != nil {
		return nil, err
	}
	i, err := l.Playbook(idp, federation.IdP)
	if err != nil {
		return nil, err
	}
	for _, pb := range []Playbook{p, i} {
		if !slices.Contains(pb.Protocols, protocol) {
			return nil, fmt.Errorf("%s has no steps for protocol %q%s", pb.Title, protocol, federation.DidYouMean(protocol, pb.Protocols))
		}
	}
	terms, err := l.terms.With(l.own(p.ID, i.ID)...)
	if err != nil {
		return nil, err
	}
	demands := slices.Concat(l.get(p.ID).checks, l.get(i.ID).checks)
	pair := &Pair{Platform: p, IdP: i, Protocol: protocol, Terms: terms, Expect: merge(p.Expect, i.Expect),
		Checks: slices.Concat(checks, demands), Demands: demands,
		Words: federation.Words{
			Names:   map[federation.Side]string{federation.Platform: cmp.Or(p.Name, p.Title), federation.IdP: cmp.Or(i.Name, i.Title)},
			Calls:   map[federation.Side]map[federation.Fact]string{federation.Platform: p.Calls, federation.IdP: i.Calls},
			Options: map[federation.Side]map[federation.Fact]map[string]string{federation.Platform: p.Options, federation.IdP: i.Options},
			Terms:   terms,
		}}
	pair.lasting, pair.passing = terms.Split(pair.Checks)
	pair.proven, pair.protocols = provenBy(pair.passing), protocolsOf(pair.Checks)
	r, found := l.RouteFor(p.ID, i.ID, protocol)
	if route != "" {
		if r, found = l.routeNamed(route); !found || r.Platform != p.ID || r.IdP != i.ID || r.Protocol != protocol {
			return nil, fmt.Errorf("there is no route %q for %s and %s by %s%s", route, p.Title, i.Title, protocol,
				federation.DidYouMean(route, slices.Sorted(maps.Keys(l.ways))))
		}
	}
	if found {
		pair.Route = &r
		for _, ref := range r.Steps {
			pair.order = append(pair.order, l.step(ref))
		}
		return pair, nil
	}
	pair.order, err = Join(protocol, p, i)
	return pair, err
}

func (l *Library) routeNamed(id string) (r Route, ok bool) {
	src, ok := l.ways[id]
	if !ok {
		return r, false
	}
	_, err := src.open(&r)
	return r, err == nil
}

// dossier is one of p at the time now, in which nobody has said anything.
func (p *Pair) dossier(now time.Time) *federation.Dossier {
	return &federation.Dossier{Now: now, Protocol: p.Protocol, Terms: p.Terms, Expect: p.Expect, Words: p.Words, Demands: p.Demands}
}

// merge is what both sides demand: the platform's word, else the IdP's.
func merge(p, i federation.Expect) federation.Expect {
	pick(&p.Signed, i.Signed)
	pick(&p.Encryption, i.Encryption)
	pick(&p.SignatureAlgorithms, i.SignatureAlgorithms)
	pick(&p.NameIDFormats, i.NameIDFormats)
	pick(&p.Attributes, i.Attributes)
	pick(&p.ClockTolerance, i.ClockTolerance)
	pick(&p.RequestBindings, i.RequestBindings)
	pick(&p.SignsRequests, i.SignsRequests)
	pick(&p.Starts, i.Starts)
	pick(&p.SecondAddress, i.SecondAddress)
	pick(&p.AuthnContext, i.AuthnContext)
	pick(&p.CertificateForms, i.CertificateForms)
	pick(&p.CertificateCount, i.CertificateCount)
	pick(&p.CertificateDates, i.CertificateDates)
	pick(&p.SecureAddresses, i.SecureAddresses)
	pick(&p.ExactNameID, i.ExactNameID)
	pick(&p.AuthMethods, i.AuthMethods)
	pick(&p.IdentityClaim, i.IdentityClaim)
	pick(&p.IdentityPrefix, i.IdentityPrefix)
	pick(&p.SessionIdle, i.SessionIdle)
	pick(&p.SCIM, i.SCIM)
	pick(&p.Roles, i.Roles)
	return p
}

func pick[T any](p *federation.Expected[T], i federation.Expected[T]) {
	if !p.Set {
		*p = i
	}
}

// Plan returns the steps that apply in state st, in order. It is a function of
// the state: an answer can add steps and take them away.
func (p *Pair) Plan(st *record.State) (out []Step) {
	for _, s := range p.order {
		if s.applies(p, st) {
			out = append(out, s)
		}
	}
	return out
}

// suits reports whether s belongs to protocol.
func (s Step) suits(protocol string) bool {
	want, ok := s.When["protocol"]
	return !ok || want == protocol
}

func (s Step) applies(p *Pair, st *record.State) bool {
	if !s.suits(p.Protocol) {
		return false
	}
	for f, want := range s.When {
		if f == "protocol" {
			continue
		}
		t, _ := p.Terms.Term(f)
		if w, ok := st.Said(t.Owner, f, ""); !ok || w.Value != want {
			return false
		}
	}
	return true
}

// Join orders the steps of both playbooks so that every taker follows its giver.
// Earlier phases go first, then the order of the files. Where no step is ready,
// the first that plants goes next: it opens the circle.
func Join(protocol string, pbs ...Playbook) ([]Step, error) {
	var todo, plan []Step
	for _, pb := range pbs {
		for _, s := range pb.Steps {
			if s.suits(protocol) {
				todo = append(todo, s)
			}
		}
	}
	slices.SortStableFunc(todo, func(a, b Step) int { return cmp.Compare(phase(a.Phase), phase(b.Phase)) })
	gives := map[federation.Fact]int{} // steps still to come that give it
	for _, s := range todo {
		for _, f := range s.Gives {
			gives[f]++
		}
	}
	for len(todo) > 0 {
		waits := func(s Step) int {
			return slices.IndexFunc(s.Takes, func(f federation.Fact) bool { return gives[f] > 0 && !slices.Contains(s.Gives, f) })
		}
		ready := func(s Step) bool { return waits(s) < 0 }
		i := slices.IndexFunc(todo, ready)
		if i < 0 {
			i = slices.IndexFunc(todo, func(s Step) bool { return len(s.Plants) > 0 })
		}
		if i < 0 {
			return nil, circleError{todo[0], todo[0].Takes[waits(todo[0])]}
		}
		for _, f := range todo[i].Gives {
			gives[f]--
		}
		plan = append(plan, todo[i])
		todo = slices.Delete(todo, i, i+1)
	}
	return plan, nil
}

func phase(id string) int {
	return slices.IndexFunc(Phases, func(p struct{ ID, Title string }) bool { return p.ID == id })
}
