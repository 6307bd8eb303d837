package steps

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"federate/steps/record"
)

// An estate is several federations on one identity provider. It is a journal of
// its own beside theirs, which opens with this word for a platform and for a
// protocol, and whose id begins with EstatePrefix: so a list of federations need
// not open every journal to leave the estates out.
const (
	EstateWord   = "estate"
	EstatePrefix = "estate-"
)

// Estates returns the ids of all estates.
func (sh *Shelf) Estates(ctx context.Context) (out []string, err error) {
	ids, err := sh.Store.List(ctx)
	for _, id := range ids {
		if sh.isEstate(ctx, id) {
			out = append(out, id)
		}
	}
	return out, err
}

// isEstate reports whether id is an estate's. A federation may have an id like
// an estate's, so its opening is looked at.
func (sh *Shelf) isEstate(ctx context.Context, id string) bool {
	if !strings.HasPrefix(id, EstatePrefix) {
		return false
	}
	events, err := sh.Store.Load(ctx, id)
	return err == nil && len(events) > 0 && events[0].Opening != nil && isEstate(*events[0].Opening)
}

// IsEstate reports whether id is an estate and no federation.
func (sh *Shelf) IsEstate(ctx context.Context, id string) bool { return sh.isEstate(ctx, id) }

// EstateEvent is what c says of the estate that v shows, where c says anything of
// an estate: Undo, Waive, Rename, Archive. Of v it reads State, Events, Report and
// Now.
func EstateEvent(c Change, actor string, v *Snapshot) (record.Event, error) {
	switch c.(type) {
	case Undo, Waive, Rename, Archive:
	default:
		return record.Event{}, fmt.Errorf("%s is an estate: it has no steps of its own, its members have", v.State.ID)
	}
	d, err := c.event(&Session{actor: actor}, v)
	return d.event, err
}

func isEstate(o record.Opening) bool { return o.Platform == EstateWord && o.Protocol == EstateWord }

// federations is ids without those of estates.
func (sh *Shelf) federations(ctx context.Context, ids []string) []string {
	return slices.DeleteFunc(ids, func(id string) bool { return sh.isEstate(ctx, id) })
}

func estateError(id string) error {
	return fmt.Errorf("%s is an estate and not a federation: federate estate status %s shows it, federate estate --help says what can be done with it; steps belong to its members", id, id)
}
