package report

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps/checklist"
	"federate/steps/playbook"
	"federate/steps/view"
)

// A document is a checklist as headings, paragraphs, lists, tables and cards. It is
// made once, and Markdown and HTML each write it in their own way.
type document struct {
	title  string
	lead   string
	blocks []block
	deep   bool // what comes next stands below a heading within a section

	served  bool        // a browser is served it, with a policy beside it
	subject string      // what it is about, for the title of its window
	script  template.JS // what runs in it, which that policy names; empty: nothing
}

// A block is one part of a document: exactly one of its fields is set.
type block struct {
	Heading string // a section
	Under   string // a heading within a section
	Text    rich
	List    []rich
	Table   *table
	Card    *card
	Lines   []string // to be shown as they are
	Form    *form    // only of a page that a browser is served
}

// A form is what a browser sends on.
type form struct {
	Action  string
	Hidden  []labelled
	Choices []choice
	Button  string
}

// A choice is one of several texts, under a label.
type choice struct {
	Label, Name string
	Options     []option
}

type option struct {
	Value, Text string
	Chosen      bool
}

// rich is a line of text, piece by piece.
type rich []piece

// A piece of text means nothing to the format that it is written in.
type piece struct {
	Text   string
	Code   bool // to be read byte for byte
	Strong bool
	Link   string // the address it leads to
}

// A table has one line of cells above the others. Without it the first cell of
// each row says what the second is.
type table struct {
	Head []string
	Rows [][]rich
}

// A card is a finding or a step: its state, its title, and what is said of it.
type card struct {
	State string
	Done  *bool // of a step
	Title rich
	Deep  bool       // it stands below a heading within a section
	Head  []labelled // of a step: where, and how it stands
	Do    []rich     // what to do, in order
	Lines []labelled
}

// labelled is a line under a card; the label may be empty.
type labelled struct {
	Label string
	Text  rich
}

func text[T any](v T) rich                  { return rich{{Text: fmt.Sprint(v)}} }
func textf(format string, args ...any) rich { return text(fmt.Sprintf(format, args...)) }
func code(value string) rich                { return rich{{Text: value, Code: true}} }
func strong(s string) rich                  { return rich{{Text: s, Strong: true}} }

// and is r with more behind it.
func (r rich) and(more ...rich) rich {
	for _, m := range more {
		r = append(r, m...)
	}
	return r
}

// cite is a source that leads to its address.
func cite(s view.Source) rich { return rich{{Text: s.String(), Link: s.URL}} }

func (d *document) add(b block) {
	switch {
	case b.Heading != "":
		d.deep = false
	case b.Under != "":
		d.deep = true
	case b.Card != nil:
		b.Card.Deep = d.deep
	}
	d.blocks = append(d.blocks, b)
}

func (d *document) heading(title string)    { d.add(block{Heading: title}) }
func (d *document) subheading(title string) { d.add(block{Under: title}) }
func (d *document) list(items []rich)       { d.add(block{List: items}) }

func (d *document) text(r rich) { d.add(block{Text: r}) }

// table adds rows under head.
func (d *document) table(head []string, rows [][]rich) { d.add(block{Table: &table{head, rows}}) }

// section adds a heading with a table of all, a row each, if there are any.
func section[T any](d *document, title string, head []string, all []T, row func(T) []rich) {
	if len(all) > 0 {
		d.heading(title)
		d.table(head, each(all, row))
	}
}

func each[T, U any](all []T, of func(T) U) (out []U) {
	for _, x := range all {
		out = append(out, of(x))
	}
	return out
}

// documentOf is c as a document that can be filed: what stands, who did which step
// and when, with which values, what was found, and the journal behind it.
func documentOf(c checklist.Checklist) *document {
	login := federation.Sentence(view.Login(c.Protocol, c.IdP, c.Platform))
	d := &document{title: c.Name, lead: fmt.Sprintf("%s, as it stood on %s.", login, c.At)}
	d.table(nil, summary(c))
	if items := left(c); len(items) > 0 {
		d.heading("What is left")
		d.list(items)
	}
	d.findings(c)
	section(d, "Calendar", []string{"Day", "What"}, c.Deadlines, func(x checklist.Deadline) []rich {
		day := federation.Day(x.From)
		switch {
		case !x.Until.IsZero():
			day = federation.Moment(x.From) + " to " + federation.Moment(x.Until)
		case x.From.AddDate(0, 0, 1).Before(c.At.Time):
			day += ", which is over"
		}
		return []rich{text(day), text(x.Title)}
	})
	d.steps(c)
	head := []string{"Certificate", "Subject", "SHA-1 thumbprint", "Valid from", "Last day"}
	section(d, "Certificates", head, c.Certificates, func(x checklist.Certificate) []rich {
		return []rich{text(x.Label), text(x.Subject), code(x.Thumbprint), text(x.First.Day()), text(x.Last.Day())}
	})
	d.attempts(c.Attempts)
	d.rehearsals(c.Rehearsals)
	d.matchings(c.Matchings)
	d.read(c.Documents, c.Marked)
	section(d, "Journal", []string{"No.", "When", "Who", "What"}, c.History, func(e checklist.Entry) []rich {
		return []rich{text(e.Seq), text(e.At), text(e.By), text(strings.Join(told(e, inWords), "; "))}
	})
	d.made(c.Made)
	return d
}

// made closes the document: what it was read from, so that paper and journal can be
// laid beside each other.
func (d *document) made(all []checklist.Made) {
	if len(all) == 0 {
		return
	}
	d.heading("What this was made from")
	d.text(text("Each line of a journal cites the line before and every document by its digest, so the digest of the last line stands for all of them."))
	d.table([]string{"Journal", "Entries", "SHA-256 of its last line", "To read it again"}, each(all, func(m checklist.Made) []rich {
		return []rich{text(m.Name), text(m.Events), code(strings.TrimPrefix(m.Digest, "sha256:")), code(m.Verify)}
	}))
}

func summary(c checklist.Checklist) (rows [][]rich) {
	row := func(what string, value rich) { rows = append(rows, []rich{text(what), value}) }
	state := fmt.Sprintf("%d of %d steps settled", c.Settled, c.All)
	if c.Finished {
		state = "finished, " + state
	}
	if c.Archived {
		state += ", archived"
	}
	row("State", text(state))
	for _, line := range c.Overridden {
		row("Gate", text(line))
	}
	row("Platform", text(c.Platform))
	if c.Protocol != playbook.Password {
		row("Identity provider", text(c.IdP))
	}
	row("Protocol", text(view.Protocol(c.Protocol)))
	order := text(cmp.Or(c.Route, "joined by the values that each step takes and gives"))
	if c.Route != "" && c.RouteSource.Document != "" {
		order = order.and(text(", "), cite(c.RouteSource))
	}
	row("Order of the steps", order)
	row("Begun", textf("%s%s", c.Created, by(c.By)))
	for _, a := range c.Attempts {
		if a.Login.Proves != nil {
			row("Proved", text(a.Login.String()))
		}
	}
	row("Findings", text(view.Tally(c.Findings)))
	if n := len(c.Waived); n > 0 {
		row("Accepted findings", textf("%d", n))
	}
	if n := len(c.Waiting); n > 0 {
		row("Checks that wait", textf("%d", n))
	}
	return rows
}

// left is what keeps the federation from being finished.
func left(c checklist.Checklist) (items []rich) {
	for _, s := range c.Left() {
		why := s.Why
		if len(why) > 1 {
			why = []string{why[0], fmt.Sprintf("and %d more", len(why)-1)}
		}
		items = append(items, textf("%s%s (%s): %s%s", s.Numbered(), view.Plain(s.Title), s.Role.Title(), s.State, because(why)))
	}
	for _, p := range c.Placeholders {
		items = append(items, textf("%s in %s still holds the placeholder ", p.Label, p.Where).and(code(p.Value)))
	}
	return items
}

func (d *document) findings(c checklist.Checklist) {
	d.heading("Findings")
	if len(c.Findings) == 0 {
		d.text(text("None is open."))
	}
	for _, f := range c.Findings {
		d.add(block{Card: findingCard(c, f)})
	}
	accepted := func(suffix string) func(view.Accepted) []rich {
		return func(x view.Accepted) []rich {
			code := code(string(x.Code)).and(text(colon(x.Title) + suffix))
			return []rich{code, text(x.Reason), text(x.By), text(x.At), text(x.Until.Day())}
		}
	}
	if rows := append(each(c.Waived, accepted("")), each(c.Lapsed, accepted(" (no longer)"))...); len(rows) > 0 {
		d.subheading("Accepted")
		d.table([]string{"Finding", "Reason", "By", "On", "Until"}, rows)
	}
	if len(c.Waits) > 0 {
		d.subheading("Not judged yet")
		d.text(text("A check that waits has not passed."))
		d.list(each(c.Waits, func(w checklist.Wait) rich {
			out := text(w.Text + ": ")
			for i, c := range w.Codes {
				if i > 0 {
					out = out.and(text(", "))
				}
				out = out.and(code(string(c)))
			}
			return out
		}))
	}
}

// likewise is both values of o.
func likewise(o view.Sighting) rich {
	if o.Want == "" {
		return code(brief(o.Got))
	}
	return code(brief(o.Got)).and(text(", wanted ")).and(code(brief(o.Want)))
}

func findingCard(c checklist.Checklist, f view.Finding) *card {
	x := &card{State: f.Severity.String(), Title: code(string(f.Code)).and(textf(": %s", f.Title))}
	if i := slices.IndexFunc(c.Attempts, func(a checklist.Attempt) bool { return a.Key == f.Attempt && a.Login.Title != "" }); f.Attempt != "" && i >= 0 {
		x.Title = x.Title.and(textf(", in “%s”", c.Attempts[i].Login.Title))
	} else if f.Attempt != "" {
		x.Title = x.Title.and(textf(", in the %s login", f.Attempt))
	}
	line := func(label string, value string, r rich) {
		if value != "" {
			x.Lines = append(x.Lines, labelled{label, r})
		}
	}
	line("Seen", f.Seen(), text(f.Seen()))
	line("Wanted", f.Want, code(brief(f.Want)))
	line("Found", f.Got, code(brief(f.Got)))
	for _, o := range f.Also {
		line("Likewise, "+o.Where(), o.Got, likewise(o))
	}
	who := f.Role.Title()
	if i := slices.IndexFunc(c.Steps, func(s checklist.Step) bool { return s.Ref == f.Step }); i >= 0 {
		who += fmt.Sprintf(", %s, “%s”", c.Steps[i].Called(), view.Plain(c.Steps[i].Title))
	} else if f.Step != "" {
		who += ", " + f.Step // of the other role
	}
	line("To do ("+who+")", "always", text(f.Remedy))
	line("Source", f.Source.Document, cite(f.Source))
	return x
}
