package screen

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/ui/widget"
)

// estateFindings is everything the checks of an estate have to say: what is wrong,
// worst first, what was accepted, and what waits.
type estateFindings struct {
	of     *Estate
	reason string
	menu

	enter, waive, undo key.Binding
}

func newEstateFindings(of *Estate) *estateFindings {
	return &estateFindings{of: of, menu: newMenu(of.env, false), enter: bind([]string{"enter"}, "enter", "explain"),
		waive: bind([]string{"w"}, "w", "accept it until a day"), undo: undoing()}
}

func (f *estateFindings) Init() tea.Cmd { return nil }
func (f *estateFindings) Title() string { return "Findings" }
func (f *estateFindings) Place() string { return foundAndPassed(f.of.e.Report) }

func (f *estateFindings) Keys() []key.Binding {
	all := f.all()
	return append([]key.Binding{on(f.enter, len(all) > 0), on(f.waive, f.at < len(f.of.e.Report.Findings)), f.undo}, f.keys()...)
}

// all are the findings that can be opened, in the order shown.
func (f *estateFindings) all() (out []federation.Finding) {
	r := f.of.e.Report
	out = append(out, r.Findings...)
	for _, w := range r.Waived {
		out = append(out, w.Finding)
	}
	return out
}

// accepting is a finding that is to be accepted.
type accepting struct {
	finding federation.Finding
	day     bool // it is asked until when
}

func (f *estateFindings) Update(msg tea.Msg) tea.Cmd {
	all := f.all()
	f.at = max(0, min(f.at, len(all)-1))
	switch msg := msg.(type) {
	case Told:
		if a, ok := msg.What.(accepting); ok {
			return f.accepted(a, strings.TrimSpace(msg.Text))
		}
	case tea.KeyPressMsg:
		switch {
		case key.Matches(msg, f.enter) && f.at < len(all):
			return Go(Push{NewFinding(f.of.env, nil, all[f.at])})
		case key.Matches(msg, f.waive) && f.at < len(f.of.e.Report.Findings):
			return Go(Push{NewAsk(f.of.env, f, accepting{finding: all[f.at]}, "Why is this acceptable?", "", need("say why, for whoever asks later"),
				"**"+all[f.at].Title+"**", "An accepted finding is shown apart and counts no more. It comes back when the value changes, and on a day that you name next.")})
		case key.Matches(msg, f.undo):
			return f.of.change("your last entry was taken back", steps.Undo{})
		}
		f.update(msg, len(all))
	}
	return nil
}

func (f *estateFindings) accepted(a accepting, text string) tea.Cmd {
	now := f.of.env.Shelf.Now()
	if !a.day {
		f.reason = text
		return Go(Push{NewAsk(f.of.env, f, accepting{a.finding, true}, "Until which day?", now.AddDate(0, 3, 0).Format(time.DateOnly), func(text string) error {
			d, err := time.Parse(time.DateOnly, strings.TrimSpace(text))
			switch {
			case err != nil:
				return errors.New("write the day as 2027-03-31")
			case !d.After(now):
				return errors.New("the day lies in the past")
			}
			return nil
		}, "On that day it is a finding again.")})
	}
	until, _ := time.Parse(time.DateOnly, text)
	return f.of.change("accepted; it comes back when the value changes or the day has passed", steps.Waive{Code: a.finding.Code, Subject: &a.finding.Subject, Reason: f.reason, Until: until})
}

func (f *estateFindings) View(width, height int) []string {
	t, r := f.of.env.Theme, f.of.e.Report
	l := newFindingList(t, width, f.at, func(o federation.Finding, aside string) string { return cmp.Or(aside, federation.Sentence(o.Detail)) })
	l.found(r)
	l.accepted(r)
	l.waiting(r, func(room int) (out []string) {
		for _, s := range f.of.programme {
			if len(s.Waits) > 0 {
				out = append(out, widget.Indent("    ", widget.Styled(t, t.Quiet, "**"+s.Title+"** waits for "+f.of.e.Need(s.Waits), room-4))...)
			}
		}
		return out
	})
	return l.window(height)
}
