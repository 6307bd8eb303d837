package screen

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/steps"
	"federate/steps/playbook"
	"federate/ui/widget"
)

// keeping is an action on one federation of the list as a whole.
type keeping struct {
	what string // archive, rename, delete
	of   steps.Summary
}

// keptSo is the outcome of keeping.
type keptSo struct {
	keeping
	name string // it is called now
	err  error
}

// selected is the federation under the cursor. One that is not read yet has no
// more than its id.
func (h *Home) selected() (steps.Summary, bool) {
	if h.at >= len(h.shown) {
		return steps.Summary{}, false
	}
	id := h.shown[h.at]
	if s, ok := h.known[id]; ok {
		return s, true
	}
	return steps.Summary{ID: id, Name: id}, true
}

// keepable reports whether the selected federation can be written to.
func (h *Home) keepable() bool {
	s, ok := h.selected()
	return ok && s.Err == nil && s.Platform != ""
}

// keep archives at once, since the same key undoes that, and asks before renaming or
// deleting.
func (h *Home) keep(msg tea.KeyPressMsg) tea.Cmd {
	s, ok := h.selected()
	switch {
	case !ok, h.opening != "":
		return nil
	case key.Matches(msg, h.forget):
		return Go(Push{NewAsk(h.env, h, keeping{"delete", s}, "Delete “"+s.Name+"” for ever?", "", h.spell(s.Name),
			"Its journal, its documents and its drafts are forgotten, and **what they say of people** with them: names, addresses, who did what. Nothing brings it back.",
			"To put it away and keep it, go back with esc and press `x`.", "Type its name to delete it: **"+s.Name+"**")})
	case !h.keepable():
		return Go(Say{Text: s.Name + " cannot be opened: it can only be deleted", Bad: true})
	case key.Matches(msg, h.rename):
		return Go(Push{NewAsk(h.env, h, keeping{"rename", s}, "What is it called from now on?", s.Name, func(name string) error {
			if h.isEstate(s.ID) {
				return nameable(name, nil, s.ID) // the estate itself looks at the other estates
			}
			return nameable(name, h.Summaries(), s.ID)
		}, "The name is for lists and exports. Commands go on taking its id, `"+s.ID+"`.")})
	}
	return h.kept(keeping{"archive", s}, "")
}

// spell refuses everything but name.
func (h *Home) spell(name string) func(string) error {
	return func(text string) error {
		if !strings.EqualFold(strings.TrimSpace(text), name) {
			return errors.New("this is not its name; nothing is deleted")
		}
		return nil
	}
}

// nameable says why name cannot be given to the federation self: it is empty, or one of
// the others has it.
func nameable(name string, others []steps.Summary, self string) error {
	name = strings.TrimSpace(name)
	if playbook.Slug(name) == "" {
		return errors.New("the name needs a letter or a digit")
	}
	for _, s := range others {
		if s.ID != self && strings.EqualFold(s.Name, name) {
			return fmt.Errorf("there is a federation %q already", s.Name)
		}
	}
	return nil
}

// kept carries the action out.
func (h *Home) kept(k keeping, text string) tea.Cmd {
	shelf, name := h.env.Shelf, strings.TrimSpace(text)
	h.opening = k.of.ID
	return Tell(h, func() tea.Msg {
		ctx, id := context.Background(), k.of.ID
		if k.what == "delete" {
			return keptSo{k, k.of.Name, shelf.Delete(ctx, id)}
		}
		var change steps.Change = steps.Archive{Back: k.of.Archived}
		if k.what == "rename" {
			change = steps.Rename{Name: name}
		}
		s, err := shelf.OpenAny(ctx, id)
		if err != nil {
			return keptSo{k, k.of.Name, err}
		}
		v, err := s.Do(change).Wait()
		return keptSo{k, v.State.Name, errors.Join(err, s.Close())}
	})
}

// keptSo reports the outcome and reads the list again.
func (h *Home) keptSo(k keptSo) tea.Cmd {
	h.opening = ""
	delete(h.asked, k.of.ID)
	said := Say{}
	switch {
	case k.err != nil:
		said = Say{Text: k.err.Error(), Bad: true}
	case k.what == "delete":
		delete(h.known, k.of.ID)
		said.Text = "“" + k.name + "” is deleted"
	case k.what == "rename":
		said.Text = "“" + k.of.Name + "” is called “" + k.name + "” now"
	case k.of.Archived:
		said.Text = "“" + k.name + "” is back"
	default:
		said.Text = "“" + k.name + "” is archived and kept whole; x brings it back"
	}
	said.Text = widget.Fit(said.Text, 200)
	return tea.Batch(h.list(), Go(said))
}
