package plain

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"federate/federation"
	"federate/steps"
)

// start lists the federations and asks what to do, again and again until the admin
// leaves.
func (d Deps) start(ctx context.Context, t *talk) error {
	t.say("federate, in plain lines. ? and enter is help at every question.")
	for {
		ids, err := d.shown(ctx, t)
		if err != nil || d.NoInput {
			return err
		}
		question, otherwise := "A number or a name opens. "+d.choices()+" Enter makes a new one", "n"
		if len(ids) > 0 {
			question, otherwise = "A number or a name opens. "+d.choices()+" Enter opens number 1", "1"
		}
		text, err := t.ask(ctx, question)
		if err != nil {
			return err
		}
		text = strings.TrimSpace(text)
		if text == "" {
			text = otherwise
		}
		err = d.act(ctx, t, ids, text)
		if err != nil && !errors.Is(err, errMenu) {
			return err
		}
	}
}

func (d Deps) choices() string {
	if d.Explain == nil && d.Judge == nil {
		return "n new federation, q leave."
	}
	return "n new federation, l a login is broken, q leave."
}

// act carries out an answer to the start menu. errMenu shows the menu again.
func (d Deps) act(ctx context.Context, t *talk, ids []string, text string) error {
	switch text {
	case "q", "s":
		return errLeave
	case "b":
		t.say("This is the beginning. q leaves.")
		return errMenu
	case "?":
		t.say("A federation lets people log in to a contact-centre platform with their company account.")
		t.say("The list names yours, how far each is, and what comes next. Open one to go on where it was left.")
		if len(ids) > 0 {
			t.say("e begins an estate: several federations on one identity provider, looked at together.")
		}
		t.say("n begins another. l explains an error text, an error page or a SAML response, and stores nothing.")
		return errMenu
	case "e":
		if len(ids) > 0 {
			id, err := d.newEstate(ctx, t)
			if err != nil {
				return err
			}
			return d.open(ctx, t, id)
		}
	case "n":
		id, err := d.create(ctx, t)
		if err != nil {
			return err
		}
		return d.open(ctx, t, id)
	case "l":
		if d.Explain != nil || d.Judge != nil {
			return d.broken(ctx, t)
		}
	}
	id := ""
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(ids) {
		id = ids[n-1]
	} else if id, err = d.find(ctx, text); err != nil {
		t.say("%s.", federation.Sentence(err.Error()))
		return errMenu
	}
	err := d.open(ctx, t, id)
	switch {
	case err == nil, errors.Is(err, errLeave), errors.Is(err, errEnded), errors.Is(err, errMenu), ctx.Err() != nil:
		return err
	}
	t.say("%s cannot be opened: %v.", id, err)
	return errMenu
}

// shown lists the federations that are not put away, and returns their ids.
func (d Deps) shown(ctx context.Context, t *talk) (ids []string, err error) {
	all, err := d.Shelf.IDs(ctx)
	if err != nil {
		return nil, err
	}
	var items []string
	archived := 0
	for _, id := range all {
		sum := d.Shelf.Summary(ctx, id)
		if sum.Archived {
			archived++
			continue
		}
		ids, items = append(ids, id), append(items, summed(sum))
	}
	estates, err := d.Shelf.Estates(ctx)
	if err != nil {
		return nil, err
	}
	heading := federation.Count(len(ids), "federation")
	whole := 0
	for _, id := range estates {
		if sum := d.Shelf.EstateSummary(ctx, id); !sum.Archived {
			whole++
			ids, items = append(ids, id), append(items, "Estate: "+strings.NewReplacer(", ESTATE.", ".", " steps settled", " parts done").Replace(summed(sum)))
		}
	}
	if whole > 0 {
		heading += ", " + federation.Count(whole, "estate")
	}
	switch {
	case len(ids) == 0:
		t.say("There is no federation yet.")
	default:
		t.say("%s:", federation.Sentence(heading))
		t.list(items)
	}
	if archived > 0 {
		t.say("%d more put away; federate list --archived names them.", archived)
	}
	return ids, t.err
}

// summed is one federation in one line.
func summed(s steps.Summary) string {
	if s.Err != nil {
		return fmt.Sprintf("%s. It cannot be opened: %v.", s.Name, s.Err)
	}
	out := fmt.Sprintf("%s. %s with %s, %s. %d of %s settled", s.Name, s.Platform, s.IdP, strings.ToUpper(s.Protocol), s.Settled, federation.Count(s.All, "step"))
	if s.Errors > 0 {
		out += ", " + federation.Count(s.Errors, "error")
	}
	if s.Warnings > 0 {
		out += ", " + federation.Count(s.Warnings, "warning")
	}
	switch {
	case s.Finished:
		out += ". Finished"
	case s.Next != "":
		out += ". Next: " + unmarked(s.Next)
	}
	return out + fmt.Sprintf(". Last by %s on %s.", s.LastBy, federation.Day(s.LastAt))
}

// broken explains an error text or judges a document, and stores nothing.
func (d Deps) broken(ctx context.Context, t *talk) error {
	by := "" // the federation that documents are judged by
	for {
		text, err := t.ask(ctx, "Paste the error text, the error page or the SAML response, and end it with a line that holds a single dot; or give the path of a file. Enter goes back")
		if err != nil {
			return err
		}
		switch strings.TrimSpace(text) {
		case "", "b":
			return errMenu
		case "q", "s":
			return errLeave
		case "?":
			t.say("Nothing of it is kept. A whole XML document, a certificate, and one long line of base64 need no dot. f and the name of a federation judges by what it holds; f alone, by the standards.")
			continue
		}
		if word, name, _ := strings.Cut(strings.TrimSpace(text), " "); word == "f" {
			id := ""
			if name = strings.TrimSpace(name); name != "" {
				if id, err = d.find(ctx, name); err != nil {
					t.say("%s.", federation.Sentence(err.Error()))
					continue
				}
			}
			if by = id; by == "" {
				t.say("Judged by the standards alone from here on.")
			} else {
				t.say("Judged by what %s holds from here on.", by)
			}
			continue
		}
		p, err := t.paste(ctx, text, d.ReadFile, loose)
		var no *unreadable
		var half *unended
		switch {
		case errors.As(err, &half) && errors.Is(err, errEnded):
			// Nothing is stored here, so the end of the input ends the text as well.
			t.say("%s", strings.TrimRight(d.verdict(by, half.text), "\n"))
			return err
		case errors.As(err, &no), errors.Is(err, errLong):
			t.say("%s.", federation.Sentence(err.Error()))
			continue
		case err != nil:
			return err
		}
		t.say("%s", strings.TrimRight(d.verdict(by, p.text), "\n"))
	}
}

// verdict judges text if it is a document or a vendor's error page; any other text is
// explained as an error message.
func (d Deps) verdict(by, text string) string {
	a, err := d.Shelf.Know.Recognise([]byte(text))
	document := err == nil && a.Kind != "unknown"
	switch {
	case d.Explain == nil, document && d.Judge != nil:
		return d.Judge(by, []byte(text))
	}
	return d.Explain(text)
}
