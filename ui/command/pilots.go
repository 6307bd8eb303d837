package command

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/identity"
	"federate/steps"
	"federate/steps/rehearse"
	"federate/ui/report"
)

// pilots are the people of the platform, by the name that it compares.
type pilots struct {
	column identity.Column
	people []identity.Person
}

// pilotsIn reads the platform's list of people at path.
func (a *app) pilotsIn(path string, v *steps.Snapshot) (*pilots, error) {
	list, err := people(path, nil, v.Pair.Platform.Headers)
	if err != nil {
		return nil, err
	}
	a.sayMissed(path, list)
	return &pilots{naming(v, list), list.People}, nil
}

// find returns the place of the person whom the list calls name, or nearly so; -1: nobody.
func (p *pilots) find(name string) int {
	if name == "" {
		return -1
	}
	by := func(same func(string) bool) int {
		return slices.IndexFunc(p.people, func(x identity.Person) bool { return same(x.Values[p.column]) })
	}
	i := by(func(s string) bool { return s == name })
	if i < 0 {
		i = by(func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), strings.TrimSpace(name)) })
	}
	return i
}

// listed is the person whom the identity provider calls name.
func (p *pilots) listed(name string) (rehearse.Listed, bool) {
	i := p.find(name)
	if i < 0 {
		return rehearse.Listed{}, false
	}
	who := rehearse.Listed{Name: p.people[i].Values[p.column]}
	if p.people[i].Idle() {
		who.Shut = p.people[i].Values[identity.Active]
	}
	return who, true
}

// place says where name stands in the list.
func (p *pilots) place(name string) string {
	i := p.find(name)
	if i < 0 {
		return "not in the list"
	}
	x := p.people[i]
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

// most are the people who are named of those that have not logged in yet.
const most = 10

// sayMissing writes who of the list has not been let in yet.
func (a *app) sayMissing(all []rehearse.Login, p *pilots) {
	in := map[int]bool{}
	for _, l := range all {
		if l.Accepted() {
			in[p.find(l.Identity)] = true
		}
	}
	var rest []string
	for i, x := range p.people {
		if !in[i] && !x.Idle() {
			rest = append(rest, fmt.Sprintf("line %d, %s", x.Line, cmp.Or(x.Values[p.column], x.Label())))
		}
	}
	if len(rest) == 0 {
		fmt.Fprintf(a.Out, "\nEverybody in the list whose account is on would be let in.\n")
		return
	}
	fmt.Fprintf(a.Out, "\nNot let in yet, of the list: %s\n", federation.Count(len(rest), "account"))
	for i, r := range rest {
		if i == most {
			fmt.Fprintf(a.Out, "  … and %d more\n", len(rest)-most)
			break
		}
		fmt.Fprintf(a.Out, "  %s\n", r)
	}
}

// sayPilots writes who got in and who did not, a line each, beside the list of people
// where there is one.
func (a *app) sayPilots(all []rehearse.Login, p *pilots) {
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
	if p != nil {
		a.sayMissing(all, p)
	}
}
