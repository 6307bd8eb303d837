package plain

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"federate/federation"
)

// find is the id of the federation that is called name, else of the estate.
func (d Deps) find(ctx context.Context, name string) (string, error) {
	id, err := d.Shelf.Find(ctx, name)
	if err == nil {
		return id, nil
	}
	if of, wrong := d.Shelf.FindEstate(ctx, name); wrong == nil {
		return of, nil
	}
	return "", err
}

// newEstate asks for a name and members, and begins an estate.
func (d Deps) newEstate(ctx context.Context, t *talk) (id string, err error) {
	ids, err := d.Shelf.IDs(ctx)
	if err != nil {
		return "", err
	}
	var items, members []string
	for _, id := range ids {
		items = append(items, d.Shelf.Summary(ctx, id).Name+" ("+id+")")
	}
	t.say("Which federations belong together? Those of one company that log in at one identity provider. Nothing is written to them.")
	t.list(items)
	for {
		text, err := t.word(ctx, fmt.Sprintf("A number or a name adds one, %d so far. Enter goes on", len(members)))
		if err != nil {
			return "", err
		}
		if text == "" {
			break
		}
		of := ""
		if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(ids) {
			of = ids[n-1]
		} else if of, err = d.Shelf.Find(ctx, text); err != nil || d.Shelf.IsEstate(ctx, of) {
			t.say("%q is no federation.", text)
			continue
		}
		if !slices.Contains(members, of) {
			members = append(members, of)
		}
	}
	for {
		name, err := t.word(ctx, "What is the estate called? The company, say; b goes back")
		if err != nil {
			return "", err
		}
		id, err := d.Shelf.CreateEstate(ctx, strings.TrimPrefix(name, `\`), members)
		if err == nil {
			t.say("Begun: %s, known as %s.", name, id)
			return id, nil
		}
		t.say("%s.", federation.Sentence(err.Error()))
	}
}
