package command

import (
	"bytes"
	"fmt"
	"io"

	"federate/federation"
	"federate/federation/identity"
	"federate/steps/people"
	"federate/steps/view"
	"federate/ui/report"
)

// usersShown is how many people are printed for one code; -o writes them all.
const usersShown = 5

type userList struct {
	Path    string            `json:"path"`
	People  int               `json:"people"`
	Column  string            `json:"column"`         // the header that was compared
	Found   map[string]string `json:"found"`          // column to header
	Left    []int             `json:"left_out"`       // lines whose cells do not fit the header: nobody compared them
	LeftOut int               `json:"left_out_count"` // how many those are: of very many only the first are listed
	Part    string            `json:"part"`           // why the list is not whole; empty where it may be
	Sheet   string            `json:"sheet"`          // of a workbook, that was read
	Others  []string          `json:"sheets_not_read"`
}

type userRoles struct {
	Judged  int            `json:"judged"`  // people whose groups are known
	Roles   map[string]int `json:"roles"`   // how many people get each
	Several int            `json:"several"` // people who get more than one
	None    int            `json:"none"`
}

type userGlass struct {
	Name  string `json:"name"`
	Line  int    `json:"line"`  // in the platform's list; 0: it is not there
	Stand string `json:"stand"` // outside, inside, off, missing, unsure
}

type userFailure struct {
	view.Finding
	Person    string `json:"person"`
	OtherLine int    `json:"other_line"` // in the other list; 0: nobody was found
}

// usersJSON writes the result as one object, a failure at a time: there may be millions.
func (a *app) usersJSON(f usersFlags, lists people.Lists, r *identity.Result, c *correction) error {
	list := func(path string, l *people.Roster, c identity.Column) userList {
		found := map[string]string{}
		for k, h := range l.Headers {
			found[string(k)] = h
		}
		return userList{path, l.Len(), l.Headers[c], found, l.Left, l.LeftOut, l.Part, l.Sheet, l.Others}
	}
	counts := map[string]int{}
	for code, n := range r.Counts() {
		counts[string(code)] = n
	}
	out := struct {
		Version  int            `json:"version"`
		Platform userList       `json:"platform"`
		IdP      userList       `json:"idp"`
		Active   int            `json:"active"`  // people of the platform
		Failing  int            `json:"failing"` // of them
		Counts   map[string]int `json:"counts"`  // of findings, by code

		LockedOut int         `json:"locked_out"`  // of those who fail, once logins are enforced
		Glass     []userGlass `json:"break_glass"` // where these accounts stand then
		Roles     userRoles   `json:"roles"`       // under the role matrix
		Corrected *correction `json:"corrected"`   // what was written to change names; null: nothing

		Findings []userFailure `json:"findings"`
	}{1, list(f.here, lists.Platform, r.Platform), list(f.there, lists.IdP, r.IdP), r.People, r.Failing, counts,
		r.LockedOut, nil, userRoles(r.Duties), c, nil}
	for _, g := range r.Glass {
		out.Glass = append(out.Glass, userGlass{g.Name, g.Line, string(g.Stand)})
	}
	var frame bytes.Buffer
	if err := report.Line(&frame, out); err != nil {
		return err
	}
	const end = "]}\n"
	if _, err := a.Out.Write(bytes.TrimSuffix(frame.Bytes(), []byte(end))); err != nil {
		return err
	}
	between := ""
	for x, err := range r.All(identity.Filter{}) {
		var one bytes.Buffer
		if err == nil {
			err = report.Line(&one, userFailure{view.Of(x.Finding), x.Person, x.Other})
		}
		if err == nil {
			_, err = fmt.Fprintf(a.Out, "%s%s", between, bytes.TrimSuffix(one.Bytes(), []byte("\n")))
		}
		if err != nil {
			return err
		}
		between = ","
	}
	_, err := io.WriteString(a.Out, end)
	return err
}

// usersText prints each code once, with the first people that it fits, and then how many
// there are.
func (a *app) usersText(f usersFlags, lists people.Lists, r *identity.Result) error {
	a.say("compared: %s of the platform with %s of the identity provider", lists.Platform.Headers[r.Platform], lists.IdP.Headers[r.IdP])
	for _, rule := range identity.Rules() {
		page, all, err := r.Page(identity.Filter{Code: rule.Code}, 0, usersShown)
		if err != nil {
			return err
		}
		if all > 0 {
			usersBlock(a.Out, page, all)
			fmt.Fprintln(a.Out)
		}
	}
	plot(a.Out, r)
	duties(a.Out, r.Duties)
	if f.enforced {
		enforced(a.Out, r)
	}
	_, err := fmt.Fprintf(a.Out, "%d of %d people will not get in%s\n", r.Failing, r.People, unlooked(lists, r))
	return err
}

// sayMissed says whom of a list nobody looked at, and reports whether there is anybody.
func (a *app) sayMissed(path string, l *people.Roster) bool {
	for _, text := range people.Missed(l) {
		a.say("%s: %s", path, text)
	}
	return !l.Whole()
}

// shown is what a page says of the lists.
func shown(l people.Lists, f usersFlags, r *identity.Result) report.ComparedLists {
	return report.ComparedLists{Platform: f.here, IdP: f.there, Missed: unlooked(l, r)}
}

// unlooked is said behind a count that is not about everybody.
func unlooked(l people.Lists, r *identity.Result) string {
	out := ""
	if r.People == 0 {
		out = "; nobody was compared, because no account in the platform's list is on"
	}
	if n := l.Platform.LeftOut + l.IdP.LeftOut; n > 0 {
		out += fmt.Sprintf("; %s not looked at", count(n, "line was", "lines were"))
	}
	if l.Platform.Part+l.IdP.Part != "" {
		out += "; and this is not everybody"
	}
	if len(l.Platform.Skipped())+len(l.IdP.Skipped()) > 0 {
		out += "; not every sheet was read"
	}
	return out
}

func usersBlock(w io.Writer, page []identity.Failure, all int) {
	f := page[0]
	fmt.Fprintf(w, "%s[%s] %s (%d)\n", f.Severity, f.Code, f.Title, all)
	for _, x := range page {
		fmt.Fprintf(w, "  %s, line %d: %s\n", federation.OneLine(x.Person), x.Subject.Line, x.Detail)
		for _, l := range report.Compared(x.Want, x.Got, 200) {
			fmt.Fprintf(w, "    %s\n", l)
		}
	}
	if all > len(page) {
		fmt.Fprintf(w, "  and %d more: -o FILE writes all of them\n", all-len(page))
	}
	fmt.Fprintf(w, "  fix: %s\n  who: %s\n  see: %s · federate explain %s\n", view.Plain(f.Remedy), f.Role.Title(), view.Source(f.Source), f.Code)
}
