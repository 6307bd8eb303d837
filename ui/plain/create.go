package plain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/steps/view"
)

// An option is one thing that can be chosen by its number or its id.
type option struct{ id, title string }

// create asks for the two parties, the protocol and a name, and begins the
// federation. b goes back to the question before.
func (d Deps) create(ctx context.Context, t *talk) (id string, err error) {
	var o record.Opening
	for at := 0; ; {
		back := false
		switch at {
		case 0:
			o.Platform, back, err = t.choose(ctx, "Which platform do people log in to", parties(d.Shelf.Library.Platforms()))
		case 1:
			o.IdP, back, err = t.choose(ctx, "Which identity provider knows them", parties(d.Shelf.Library.IdPs(o.Platform)))
		case 2:
			var protocols []option
			for _, p := range d.Shelf.Library.Protocols(o.Platform, o.IdP) {
				protocols = append(protocols, option{p, view.Protocol(p) + ". " + view.WhenToTake(p)})
			}
			if len(protocols) == 1 {
				o.Protocol = protocols[0].id
				t.say("Both sides have one protocol in common: %s.", view.Protocol(o.Protocol))
				break
			}
			o.Protocol, back, err = t.choose(ctx, "Which protocol", protocols)
		default:
			id, back, err = d.name(ctx, t, o)
			if err == nil && !back {
				return id, nil
			}
		}
		switch {
		case err != nil:
			return "", err
		case back && at == 0:
			return "", errMenu
		case back:
			at--
			if at == 2 && len(d.Shelf.Library.Protocols(o.Platform, o.IdP)) == 1 {
				at--
			}
		default:
			at++
		}
	}
}

// name asks what the federation is called and makes it.
func (d Deps) name(ctx context.Context, t *talk, o record.Opening) (id string, back bool, err error) {
	p, _ := d.Shelf.Library.Playbook(o.Platform, federation.Platform)
	i, _ := d.Shelf.Library.Playbook(o.IdP, federation.IdP)
	usual := view.UsualName(p, i)
	for {
		text, err := t.ask(ctx, fmt.Sprintf("What is it called? Enter calls it %s", usual))
		if err != nil {
			return "", false, err
		}
		switch o.Name = strings.TrimSpace(text); o.Name {
		case "b":
			return "", true, nil
		case "q", "s":
			return "", false, errLeave
		case "?":
			t.say("A name that you know it by, a customer or a site say. It can be changed later. b goes back, q leaves. A name that is one of these letters is written with a backslash in front.")
			continue
		case "":
			o.Name = usual
		}
		o.Name = strings.TrimPrefix(o.Name, `\`)
		id, err := d.Shelf.Create(ctx, o)
		var unsaved *steps.NotSavedError
		switch {
		case err == nil:
			t.say("Begun: %s, known as %s.", o.Name, id)
			return id, false, nil
		case errors.As(err, &unsaved):
			t.say("%s. The same name tries again.", federation.Sentence(err.Error()))
		default:
			t.say("%s.", federation.Sentence(err.Error()))
		}
	}
}

// parties are playbooks as options.
func parties(all []playbook.Playbook) (out []option) {
	for _, p := range all {
		title := p.Title
		if p.About != "" {
			title += ". " + unmarked(p.About)
		}
		out = append(out, option{p.ID, title})
	}
	return out
}

// choose asks for one of options by number or id.
func (t *talk) choose(ctx context.Context, question string, options []option) (id string, back bool, err error) {
	if len(options) == 0 {
		t.say("%s? There is nothing to choose from.", question)
		return "", true, nil
	}
	var ids, items []string
	for _, o := range options {
		ids, items = append(ids, o.id), append(items, fmt.Sprintf("%s (%s)", o.title, o.id))
	}
	t.say("%s?", question)
	t.list(items)
	for {
		text, err := t.ask(ctx, fmt.Sprintf("A number or a word. Enter takes 1, %s; b back, q leave", options[0].id))
		if err != nil {
			return "", false, err
		}
		switch text = strings.TrimSpace(text); text {
		case "":
			return options[0].id, false, nil
		case "b":
			return "", true, nil
		case "q", "s":
			return "", false, errLeave
		case "?":
			t.say("%s?", question)
			t.list(items)
			continue
		}
		if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(ids) {
			return ids[n-1], false, nil
		}
		if i := slices.IndexFunc(ids, func(s string) bool { return strings.EqualFold(s, text) }); i >= 0 {
			return ids[i], false, nil
		}
		t.say("%q is none of these%s.", text, federation.DidYouMean(text, ids))
	}
}
