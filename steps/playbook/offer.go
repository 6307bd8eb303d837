package playbook

import (
	"slices"

	"federate/federation"
)

// The playbooks that stand for no console: those that know the standards alone, and
// the one for passwords, for which nobody else vouches.
const (
	GenericPlatform = "generic"
	GenericIdP      = "generic-idp"
	GenericOIDC     = "generic-oidc"
	NoIdP           = "no-idp"
)

// Generic is the playbook of an identity provider of which nothing is known but that
// it speaks protocol; empty where nobody said which.
func (l *Library) Generic(protocol string) string {
	for _, id := range []string{GenericIdP, GenericOIDC, NoIdP} {
		if p, err := l.Playbook(id, federation.IdP); err == nil && slices.Contains(p.Protocols, protocol) {
			return id
		}
	}
	return GenericIdP
}

// Platforms are those that whoever begins a federation chooses from.
func (l *Library) Platforms() []Playbook { return l.offered(federation.Platform) }

// IdPs are the identity providers that share a protocol with platform.
func (l *Library) IdPs(platform string) []Playbook {
	return slices.DeleteFunc(l.offered(federation.IdP), func(p Playbook) bool { return len(l.Protocols(platform, p.ID)) == 0 })
}

// Protocols are those that both sides have steps for, in the platform's order.
func (l *Library) Protocols(platform, idp string) (out []string) {
	p, _ := l.Playbook(platform, federation.Platform)
	i, _ := l.Playbook(idp, federation.IdP)
	for _, protocol := range p.Protocols {
		if slices.Contains(i.Protocols, protocol) {
			out = append(out, protocol)
		}
	}
	return out
}

// offered are those to choose from: consoles first, and last the playbooks that stand for
// none.
func (l *Library) offered(side federation.Side) (out []Playbook) {
	for _, p := range l.Playbooks(side) {
		if !p.Hidden {
			out = append(out, p)
		}
	}
	none := func(p Playbook) int {
		return 1 + slices.Index([]string{NoIdP, GenericPlatform, GenericIdP}, p.ID)
	}
	slices.SortStableFunc(out, func(a, b Playbook) int { return none(a) - none(b) })
	return out
}
