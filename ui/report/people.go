package report

import (
	"fmt"
	"io"

	"federate/federation"
	"federate/federation/identity"
	"federate/steps/view"
)

// mostPeople is how many people of one code a page lists.
const mostPeople = 1000

// ComparedLists are what a page on people says of the two lists.
type ComparedLists struct {
	Platform, IdP string // where they lie
	Missed        string // what was not looked at; empty where nothing was missed
}

// People writes a page on who will not get in, and why.
func People(w io.Writer, lists ComparedLists, r *identity.Result) error {
	d := &document{title: "Who will not get in", lead: fmt.Sprintf("%d of %d people of %s will not get in by %s%s.",
		r.Failing, r.People, lists.Platform, lists.IdP, lists.Missed)}
	counts := r.Counts()
	var rows [][]rich
	for _, rule := range identity.Rules() {
		if n := counts[rule.Code]; n > 0 {
			rows = append(rows, []rich{text(rule.Title), code(string(rule.Code)), text(n)})
		}
	}
	if len(rows) > 0 {
		d.table([]string{"Why", "Code", "People"}, rows)
	}
	for _, rule := range identity.Rules() {
		page, all, err := r.Page(identity.Filter{Code: rule.Code}, 0, mostPeople)
		if err != nil {
			return err
		}
		if all == 0 {
			continue
		}
		f := view.Of(page[0].Finding)
		d.heading(fmt.Sprintf("%s (%d)", rule.Title, all))
		d.text(strong("To do: ").and(text(view.Plain(page[0].Remedy)), text(". Who: "+page[0].Role.Title()+". See: "), cite(f.Source)))
		d.table([]string{"Person", "Line", "On the platform", "Wanted", "What is wrong"}, each(page, func(x identity.Failure) []rich {
			return []rich{text(federation.OneLine(x.Person)), text(x.Subject.Line),
				code(federation.Phrase(x.Got)), code(federation.Phrase(x.Want)), text(x.Detail)}
		}))
		if all > len(page) {
			d.text(textf("And %d more: the CSV file has all of them.", all-len(page)))
		}
	}
	return d.html(w)
}
