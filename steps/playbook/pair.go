package playbook

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"

	"federate/federation"
)

// A Pair is two playbooks joined by one protocol.
type Pair struct {
	Platform, IdP Playbook
	Protocol      string
	Route         *Route // nil: joined by facts
	Terms         *federation.Vocabulary
	Expect        federation.Expect
	Words         federation.Words
	Checks        []federation.Check // the built-in ones and both playbooks' demands
	Demands       []federation.Check // those demands alone
	Order         []Step             // every step, before any condition is looked at
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
			Names:    map[federation.Side]string{federation.Platform: cmp.Or(p.Name, p.Title), federation.IdP: cmp.Or(i.Name, i.Title)},
			Calls:    map[federation.Side]map[federation.Fact]string{federation.Platform: p.Calls, federation.IdP: i.Calls},
			Options:  map[federation.Side]map[federation.Fact]map[string]string{federation.Platform: p.Options, federation.IdP: i.Options},
			Remedies: map[federation.Side]map[federation.Code]string{federation.Platform: p.Remedies, federation.IdP: i.Remedies},
			Terms:    terms,
		}}
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
			pair.Order = append(pair.Order, l.step(ref))
		}
	} else if pair.Order, err = Join(protocol, p, i); err != nil {
		return nil, err
	}
	pair.entitle()
	return pair, nil
}

// entitle renders the titles that depend on which steps there are.
func (p *Pair) entitle() {
	for i, s := range p.Order {
		p.Order[i].Title = s.titled(func(f string) bool { return p.Planted(s, federation.Fact(f)) })
	}
}

// Alone is the title of s in a playbook by itself, where nobody is on the other side.
func (s Step) Alone() string { return s.titled(func(string) bool { return true }) }

// titled is the title of s, by whether a placeholder was planted for a fact.
func (s Step) titled(planted func(fact string) bool) string {
	if !strings.Contains(s.Title, "planted") {
		return s.Title
	}
	t, err := template.New("").Funcs(template.FuncMap{"planted": planted}).Parse(s.Title)
	var b strings.Builder
	if err != nil || t.Execute(&b, nil) != nil {
		return s.Title
	}
	return b.String()
}

// Planted reports whether an earlier step of the side of s plants a placeholder for f.
func (p *Pair) Planted(s Step, f federation.Fact) bool {
	for _, o := range p.Order {
		if o.Ref() == s.Ref() {
			break
		}
		if o.Side == s.Side && slices.Contains(o.Plants, f) {
			return true
		}
	}
	return false
}

func (l *Library) routeNamed(id string) (r Route, ok bool) {
	src, ok := l.ways[id]
	if !ok {
		return r, false
	}
	_, err := src.open(&r)
	return r, err == nil
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
	pick(&p.UserColumns, i.UserColumns)
	pick(&p.Groups, i.Groups)
	pick(&p.Passwords, i.Passwords)
	pick(&p.Application, i.Application)
	pick(&p.OwnCertificate, i.OwnCertificate)
	return p
}

func pick[T any](p *federation.Expected[T], i federation.Expected[T]) {
	if !p.Set {
		*p = i
	}
}
