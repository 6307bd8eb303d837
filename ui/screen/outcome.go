package screen

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/steps/record"
	"federate/steps/view"
)

// came takes what came of a submission: what was found because of it is news.
func (s *sheet) came(w sent, d done, news []federation.Finding) tea.Cmd {
	f := w.f
	if f != nil {
		f.busy = false
	}
	var refused *steps.RefusedError
	var clash *steps.ClashError
	switch {
	case d.err == nil:
		if f != nil && len(w.answer.Documents) > 0 {
			f.set("")
			f.base, f.sent = "", ""
		}
		if f != nil && f.Term.Secret { // it is in the vault, and no longer here
			f.set("")
			f.base, f.sent = "", ""
		}
		s.sync(d.view)
		if f == nil && len(w.answer.Facts) > 0 {
			return tea.Batch(Go(Changed{s.session}), Go(Say{Text: "took " + federation.Count(len(w.answer.Facts), "value") + " of the reply"}))
		}
		cmds := []tea.Cmd{Go(Changed{s.session}), s.say(w, d.view, news)}
		if f != nil && worst(f.about(d.view)) == federation.Error {
			f.unread = s.current() == f
			cmds = append(cmds, s.back(f))
		}
		return tea.Batch(cmds...)
	case errors.As(d.err, &clash) && f != nil:
		f.sent = ""
		s.sync(d.view)
		return s.clash(f, clash.Theirs)
	case errors.As(d.err, &refused):
		say := Go(Say{Text: refused.Error(), Bad: true})
		if f == nil {
			s.trouble, s.loose = refused.Error(), refused.Findings
			return say
		}
		f.trouble, f.refused, f.explained = refused.Error(), refused.Findings, nil
		if refused.Secret {
			f.set("")
		}
		f.sent = ""
		return tea.Batch(say, s.back(f), s.explain(w, refused))
	case f != nil:
		f.trouble, f.sent = d.err.Error(), ""
		return tea.Batch(Go(Say{Text: d.err.Error(), Bad: true}), s.back(f))
	default:
		s.trouble = d.err.Error()
	}
	return Go(Say{Text: d.err.Error(), Bad: true})
}

// explained is what the text that was handed in for f means to a vendor.
type explained struct {
	f     *field
	texts []view.Explanation
}

// explain looks up what was handed in and is not what was asked for: it may be what an
// error page said.
func (s *sheet) explain(w sent, refused *steps.RefusedError) tea.Cmd {
	if refused.Secret || len(w.answer.Documents) == 0 {
		return nil
	}
	env, v, text := s.env, s.session.View(), string(w.answer.Documents[0].Raw)
	return Tell(s.owner, func() tea.Msg {
		found := entries(env, text, v.State.Platform, v.State.IdP)
		return explained{w.f, view.Explain(found, v.Pair.Words, v)}
	})
}

// back returns to field f, whose answer was not accepted or is wrong, unless the admin
// is typing in another one by now.
func (s *sheet) back(f *field) tea.Cmd {
	if cur := s.current(); cur != nil && cur.dirty() {
		return nil
	}
	to := slices.Index(s.fields, f)
	if s.focus >= 0 && s.focus != to {
		s.left, s.leftAt = s.focus, s.env.Shelf.Now()
	}
	return s.move(to)
}

// hasty is how soon after the focus went back a key was still meant for the field that it
// came from.
const hasty = 700 * time.Millisecond

// hasten goes on to the field that the focus came back from, for somebody who types on
// without looking up.
func (s *sheet) hasten() tea.Cmd {
	left, at := s.left, s.leftAt
	s.left, s.leftAt = -1, time.Time{}
	if left < 0 || s.env.Shelf.Now().Sub(at) > hasty {
		return nil
	}
	return s.move(left)
}

// say says what came of a submission: the errors that were found because of it, or what
// a document brought.
func (s *sheet) say(w sent, v *steps.Snapshot, news []federation.Finding) tea.Cmd {
	var here, elsewhere []federation.Finding
	warnings := 0
	for _, f := range news {
		switch {
		case f.Severity == federation.Warning:
			warnings++
		case f.Severity < federation.Error:
		case f.Attempt != "" && w.f != nil && f.Attempt == w.f.Key, f.Step == s.place(w.f):
			here = append(here, f)
		default:
			elsewhere = append(elsewhere, f)
		}
	}
	brought := s.brought(w, v)
	switch {
	case len(here) > 0:
		text := federation.Count(len(here), "error") + ": " + here[0].Title
		if len(elsewhere) > 0 {
			text += fmt.Sprintf("; %d at other steps", len(elsewhere))
		}
		return Go(Say{Text: text, Bad: true})
	case len(elsewhere) > 0:
		text := federation.Count(len(elsewhere), "error") + ": " + elsewhere[0].Title
		if o, ok := v.Step(elsewhere[0].Step); ok {
			text += ", at “" + v.Say(o, o.Title) + "”"
		}
		return Go(Say{Text: text, Bad: true})
	case warnings > 0:
		return Go(Say{Text: strings.TrimPrefix(brought+"; "+federation.Count(warnings, "warning"), "; ")})
	case brought != "":
		return Go(Say{Text: brought})
	}
	return nil
}

// brought is what was read from a document; empty where none was handed in.
func (s *sheet) brought(w sent, v *steps.Snapshot) string {
	if len(w.answer.Documents) == 0 || len(v.Events) == 0 {
		return ""
	}
	e := v.Events[len(v.Events)-1]
	var brought []string
	for _, c := range e.Claims {
		if t, _ := v.Pair.Terms.Term(c.Fact); t.Form == federation.Certificate {
			brought = append(brought, t.Short(c.Value)) // which one it is, for whoever has several
			continue
		}
		brought = append(brought, v.Pair.Words.Call(c.Side, c.Fact))
	}
	what := "read"
	if len(e.Artifacts) > 0 {
		t, _ := v.Pair.Terms.Kind(e.Artifacts[len(e.Artifacts)-1].Kind)
		what = "read: " + t.Title
	}
	if len(brought) > 0 {
		what += ", " + strings.Join(brought, ", ")
	}
	return what
}

const (
	keepMine   = "keep mine"
	keepTheirs = "keep theirs"
)

// clash asks whose answer counts.
func (s *sheet) clash(f *field, theirs record.Event) tea.Cmd {
	t, v := s.env.Theme, s.session.View()
	value := "(taken back)"
	if text, _, ok := f.answer(v); ok {
		value = text
	}
	f.base = value
	mine := f.text
	if f.Term.Secret {
		value, mine, f.base = "(a secret)", "(a secret)", ""
	}
	about := []string{t.Plain.Render(Theirs(v, theirs)), "",
		t.Quiet.Render("theirs  ") + t.Code.Render(value), t.Quiet.Render("mine    ") + t.Code.Render(mine)}
	return Go(Push{NewChoose(s.env, s.owner, sent{f: f}, v.Label(f.Step, f.Field)+" was answered meanwhile", about, keepTheirs, keepMine)})
}
