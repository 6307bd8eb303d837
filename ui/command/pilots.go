package command

import (
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

// find returns the person whom the list calls name, or nearly so; nil: nobody.
func (p *pilots) find(name string) *identity.Person {
	by := func(same func(string) bool) int {
		return slices.IndexFunc(p.people, func(x identity.Person) bool { return same(x.Values[p.column]) })
	}
	i := by(func(s string) bool { return s == name })
	if i < 0 {
		i = by(func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), strings.TrimSpace(name)) })
	}
	if i < 0 || name == "" {
		return nil
	}
	return &p.people[i]
}

// own is what the list calls the person whom the identity provider calls name.
func (p *pilots) own(name string) (string, bool) {
	x := p.find(name)
	if x == nil {
		return "", false
	}
	return x.Values[p.column], true
}

// place says where name stands in the list.
func (p *pilots) place(name string) string {
	x := p.find(name)
	if x == nil {
		return "not in the list"
	}
	own := x.Values[p.column]
	if own == name {
		return fmt.Sprintf("line %d", x.Line)
	}
	d, _ := federation.Compare(own, name)
	return fmt.Sprintf("line %d has %s: %s", x.Line, own, d.Name)
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
}
