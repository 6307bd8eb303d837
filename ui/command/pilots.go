package command

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"federate/federation"
	"federate/federation/identity"
	"federate/steps"
	"federate/steps/people"
	"federate/steps/rehearse"
	"federate/ui/report"
)

// pilots are the people of the platform, by the name that it compares.
type pilots struct {
	column identity.Column
	list   *people.Roster
}

// pilotsIn reads the platform's list of people at path.
func (a *app) pilotsIn(ctx context.Context, path string, v *steps.Snapshot) (*pilots, error) {
	all, err := list(ctx, path, identity.Reading{Console: v.Pair.Platform.Headers, Place: people.Room(0)})
	if err != nil {
		return nil, err
	}
	a.sayMissed(path, all)
	return &pilots{people.Naming(v, all.List), all}, nil
}

// find returns the person whom the list calls name, or nearly so, and the place of that
// person; -1: nobody. also are the lines of all who are called exactly so.
func (p *pilots) find(name string) (who identity.Person, at int, also []int) {
	at = -1
	if name == "" {
		return who, at, nil
	}
	n, exact := 0, false
	for x := range p.list.All() {
		own := x.Values[p.column]
		switch {
		case own == name:
			if !exact {
				who, at, exact = x, n, true
			}
			also = append(also, x.Line)
		case at < 0 && strings.EqualFold(strings.TrimSpace(own), strings.TrimSpace(name)):
			who, at = x, n
		}
		n++
	}
	return who, at, also
}

// listed is the person whom the identity provider calls name.
func (p *pilots) listed(name string) (rehearse.Listed, bool) {
	x, at, also := p.find(name)
	if at < 0 {
		return rehearse.Listed{}, false
	}
	who := rehearse.Listed{Name: x.Values[p.column], Also: also}
	if x.Idle() {
		who.Shut = x.Values[identity.Active]
	}
	return who, true
}

// place says where name stands in the list.
func (p *pilots) place(name string) string {
	x, at, _ := p.find(name)
	if at < 0 {
		return "not in the list"
	}
	own := x.Values[p.column]
	switch {
	case own != name:
		d, _ := federation.Compare(own, name)
		return fmt.Sprintf("line %d has %s: %s", x.Line, own, d.Name)
	case x.Idle():
		return fmt.Sprintf("line %d, %s", x.Line, x.Values[identity.Active])
	}
	return fmt.Sprintf("line %d", x.Line)
}

// sayAttributes writes what was sent of each who logged in.
func (a *app) sayAttributes(all []rehearse.Login) {
	rows := [][]string{{"LOGIN", "WITH"}}
	for _, l := range all {
		if sent := report.Attributes(l); sent != nil {
			rows = append(rows, []string{fmt.Sprint(l.Number), strings.Join(sent, ", ")})
		}
	}
	if len(rows) > 1 {
		fmt.Fprintln(a.Out)
		table(a.Out, rows)
	}
}

// most are the people who are named of those that have not logged in yet.
const most = 10

// sayMissing writes who of the list has not been let in yet.
func (a *app) sayMissing(all []rehearse.Login, p *pilots) {
	in := map[int]bool{}
	for _, l := range all {
		if l.Accepted() {
			_, at, _ := p.find(l.Identity)
			in[at] = true
		}
	}
	var first []string
	at, on, rest := 0, 0, 0
	for x := range p.list.All() {
		if !x.Idle() {
			on++
			if !in[at] {
				if rest++; rest <= most {
					first = append(first, fmt.Sprintf("line %d, %s", x.Line, cmp.Or(x.Values[p.column], x.Label())))
				}
			}
		}
		at++
	}
	switch {
	case on == 0:
		fmt.Fprintf(a.Out, "\nNo account in the list is on.\n")
		return
	case rest == 0 && !p.list.Whole():
		fmt.Fprintf(a.Out, "\nOf the list as far as it was read, everybody whose account is on would be let in.\n")
		return
	case rest == 0:
		fmt.Fprintf(a.Out, "\nEverybody in the list whose account is on would be let in.\n")
		return
	}
	fmt.Fprintf(a.Out, "\nNot let in yet, of the list: %s\n", federation.Count(rest, "account"))
	for _, who := range first {
		fmt.Fprintf(a.Out, "  %s\n", who)
	}
	if rest > most {
		fmt.Fprintf(a.Out, "  … and %d more\n", rest-most)
	}
}

// sayPilots writes who got in and who did not, a line each, beside the list of people
// where there is one.
func (a *app) sayPilots(all []rehearse.Login, p *pilots) {
	fmt.Fprintln(a.Out) // ctrl+c may stand at the beginning of the line
	rows := [][]string{{"LOGIN", "WHO", "VERDICT"}}
	if p != nil {
		rows[0] = append(rows[0], "IN THE LIST")
	}
	for _, l := range all {
		row := []string{fmt.Sprint(l.Number), federation.Phrase(l.Identity), federation.Clause(report.Verdict(l))}
		if p != nil {
			row = append(row, p.place(l.Identity))
		}
		rows = append(rows, row)
	}
	table(a.Out, rows)
	a.sayAttributes(all)
	if p != nil {
		a.sayMissing(all, p)
	}
}
