package people

import (
	"context"
	"sync"

	"federate/federation"
	"federate/federation/identity"
	"federate/steps"
)

// Lists are the people of both sides.
type Lists struct{ Platform, IdP *Roster }

// Close takes away what was kept of them.
func (l Lists) Close() error {
	for _, one := range []*Roster{l.Platform, l.IdP} {
		if one != nil {
			_ = one.Close() // what it kept is gone with the program at the latest
		}
	}
	return nil
}

// Whole reports whether everybody in both was looked at.
func (l Lists) Whole() bool { return l.Platform.Whole() && l.IdP.Whole() }

// Both reads the lists of both sides at the same time. read reads that of one.
func Both(ctx context.Context, read func(context.Context, federation.Side) (*Roster, error)) (l Lists, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wait sync.WaitGroup
	for side, to := range map[federation.Side]**Roster{federation.Platform: &l.Platform, federation.IdP: &l.IdP} {
		wait.Go(func() {
			var err error
			if *to, err = read(ctx, side); err != nil {
				cancel(err)
			}
		})
	}
	wait.Wait()
	if err = context.Cause(ctx); err != nil {
		_ = l.Close()
	}
	return l, err
}

// Naming is the column of the platform's list by which the platform of v knows people.
func Naming(v *steps.Snapshot, list *identity.List) identity.Column {
	var names []identity.Column
	for _, word := range v.Pair.Expect.UserColumns.Value {
		names = append(names, identity.Column(word))
	}
	return list.Choose(names...)
}

// Options is what the federation v says of its people's names.
func Options(v *steps.Snapshot) (o identity.Options) {
	d := v.Dossier(v.Now)
	source := d.Value("saml.name_id_source")
	if v.Pair.Protocol == "oidc" {
		source, o.Prefix = v.Pair.Expect.IdentityClaim.Value, v.Pair.Expect.IdentityPrefix.Value
	}
	o.IdP, o.Words, o.MostGroups = identity.Sent(source), v.Pair.Words, v.Pair.Expect.Groups.Value.SAML
	if v.Pair.Protocol == "oidc" {
		o.MostGroups = v.Pair.Expect.Groups.Value.OIDC
	}
	if c, ok := d.Known(localAdmin); ok && c.Stated() {
		o.Glass = []string{c.Value}
	}
	return o
}

// localAdmin is who keeps a login that does not depend on the identity provider.
const localAdmin federation.Fact = "rollout.local_admin"
