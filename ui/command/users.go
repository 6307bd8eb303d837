package command

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/federation/identity"
	"federate/steps"
	"federate/steps/view"
	"federate/ui/report"
)

// usersShown is how many people are printed for one code; -o writes them all.
const usersShown = 5

type usersFlags struct {
	checkFlags
	here, there, out string
	columns          []string // [SIDE/]COLUMN=HEADER
	by, sent         string
	roles            []string
}

func (a *app) users() *cobra.Command {
	cmd := &cobra.Command{Use: "users", Short: "Match the people of both sides", Example: "federate users match --platform-users employees.csv --idp-users entra.csv --name acme",
		Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.usersMatch())
	return cmd
}

func (a *app) usersMatch() *cobra.Command {
	var f usersFlags
	cmd := &cobra.Command{
		Use:   "match --platform-users FILE --idp-users FILE",
		Short: "Say who will not get in, and why",
		Long: "Reads the list of people that the platform exports and the one that the identity provider exports, and says who will not get in and why: " +
			"capitals, a lost dot, a blank, the mail address in place of the user name, an account that is off or not assigned, two people with one name. " +
			"Names agree where they are equal to the character. Nothing of what is read is kept.\n\n" +
			"A list is CSV with a header, as spreadsheets and consoles write it: separated by commas, semicolons or tabs, in UTF-8 or UTF-16; a workbook (.xlsx); JSON as Microsoft Graph, SCIM, Okta and Genesys Cloud answer it; or LDIF. " +
			"A line that does not fit the header is left out and named. Columns are found by their names in several languages; " +
			"--column names one that is not: " + strings.Join(identity.Words(), ", ") + ".\n\n" +
			"What names a person on the platform follows from --name or --platform, what the identity provider sends from --name; else it is the column that fits most people.\n\n" +
			"-o writes everybody who fails into a CSV file that only you can read. Exit codes: 0 everybody gets in, 1 somebody does not, 3 a list could not be read.",
		Example: `federate users match --platform-users employees.csv --idp-users entra.csv --name acme
federate users match --platform-users employees.csv --idp-users okta.csv --platform genesys-cloud --protocol saml -o failing.csv
federate users match --platform-users a.csv --idp-users b.csv --column "platform/external=Custom 1" --assigned-role Agent`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runUsersMatch(cmd.Context(), f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.here, "platform-users", "", "the platform's list of people")
	fl.StringVar(&f.there, "idp-users", "", "the identity provider's list of people")
	fl.StringVar(&f.name, "name", "", "federation whose rules and facts count")
	fl.StringVar(&f.platform, "platform", "", "platform whose rules count")
	fl.StringVar(&f.idp, "idp", "", "identity provider, in whose words remedies are said")
	fl.StringVar(&f.protocol, "protocol", "", "protocol, where the platform knows several")
	fl.StringArrayVar(&f.columns, "column", nil, "a column whose name means nothing here, as [platform/|idp/]COLUMN=HEADER")
	fl.StringVar(&f.by, "platform-column", "", "column that names a person on the platform")
	fl.StringVar(&f.sent, "idp-column", "", "column that the identity provider sends")
	fl.StringArrayVar(&f.roles, "assigned-role", nil, "a role that uses the login authenticator")
	fl.StringVarP(&f.out, "output", "o", "", "file to write everybody to who fails, with the reason")
	jsonFlag(cmd, &f.asJSON)
	return cmd
}

func columnWord(word string) (identity.Column, error) {
	if word != "" && !slices.Contains(identity.Words(), word) {
		return "", fmt.Errorf("there is no kind of column %q%s", word, federation.DidYouMean(word, identity.Words()))
	}
	return identity.Column(word), nil
}

func (a *app) runUsersMatch(ctx context.Context, f usersFlags) error {
	switch {
	case f.here == "":
		return errors.New("whose people are to be matched? say --platform-users FILE and --idp-users FILE")
	case f.there == "":
		return errors.New("say --idp-users FILE: the people of the identity provider")
	}
	named := map[federation.Side]identity.Columns{federation.Platform: {}, federation.IdP: {}}
	for _, c := range f.columns {
		key, header, ok := strings.Cut(c, "=")
		side, column, sided := strings.Cut(key, "/")
		if !sided {
			column = key
		}
		word, err := columnWord(column)
		if !ok || err != nil || sided && named[federation.Side(side)] == nil {
			return cmp.Or(err, fmt.Errorf("--column %q is not [platform/|idp/]COLUMN=HEADER", c))
		}
		for s := range named {
			if !sided || string(s) == side {
				named[s][word] = header
			}
		}
	}
	v, err := a.rules(ctx, f.checkFlags)
	if err != nil {
		return err
	}
	o, err := matchOptions(v, f)
	if err != nil {
		return err
	}
	lists := map[federation.Side]*identity.List{}
	for _, in := range []struct {
		side    federation.Side
		path    string
		headers map[string][]string
	}{{federation.Platform, f.here, v.Pair.Platform.Headers}, {federation.IdP, f.there, v.Pair.IdP.Headers}} {
		if lists[in.side], err = people(in.path, named[in.side], in.headers); err != nil {
			return err
		}
	}
	for _, x := range []struct {
		flag string
		list *identity.List
		said identity.Column
	}{{"platform", lists[federation.Platform], identity.Column(f.by)}, {"idp", lists[federation.IdP], identity.Column(f.sent)}} {
		if x.said != "" && !x.list.Has(x.said) {
			return fmt.Errorf("--%s-column %s: that list has no such column; --column %s/%s=HEADER names it", x.flag, x.said, x.flag, x.said)
		}
	}
	if o.Platform == "" {
		o.Platform = naming(v, lists[federation.Platform])
	}
	r := identity.Match(lists[federation.Platform], lists[federation.IdP], o)
	if f.out != "" {
		if err := a.deliver(f.out, failing(r)); err != nil {
			return err
		}
	}
	if f.asJSON {
		err = a.usersJSON(f, lists, r)
	} else if f.out != "-" {
		a.usersText(lists, r)
	}
	missed := a.sayMissed(f.here, lists[federation.Platform])
	missed = a.sayMissed(f.there, lists[federation.IdP]) || missed
	if err == nil && (r.Failing > 0 || missed) {
		err = ErrFindings
	}
	return err
}

// people reads the list of people at path.
func people(path string, named identity.Columns, headers map[string][]string) (list *identity.List, err error) {
	raw, err := readFile(path)
	if err == nil {
		list, err = identity.Read(raw, named, headers)
	}
	if err != nil {
		return nil, &InputError{fmt.Errorf("%s: %s", path, plainErr(path, err))}
	}
	return list, nil
}

// naming is the column of the platform's list by which the platform of v knows people.
func naming(v *steps.Snapshot, list *identity.List) identity.Column {
	var names []identity.Column
	for _, word := range v.Pair.Expect.UserColumns.Value {
		names = append(names, identity.Column(word))
	}
	return list.Choose(names...)
}

// matchOptions is what the federation v says of its people's names.
func matchOptions(v *steps.Snapshot, f usersFlags) (o identity.Options, err error) {
	if o.Platform, err = columnWord(f.by); err != nil {
		return o, err
	}
	if o.IdP, err = columnWord(f.sent); err != nil {
		return o, err
	}
	d := v.Dossier(v.Now)
	source := d.Value("saml.name_id_source")
	if v.Pair.Protocol == "oidc" {
		source, o.Prefix = v.Pair.Expect.IdentityClaim.Value, v.Pair.Expect.IdentityPrefix.Value
	}
	if o.IdP == "" {
		o.IdP = identity.Sent(source)
	}
	o.Roles, o.Words = f.roles, v.Pair.Words
	return o, nil
}

type userList struct {
	Path   string            `json:"path"`
	People int               `json:"people"`
	Column string            `json:"column"`   // the header that was compared
	Found  map[string]string `json:"found"`    // column to header
	Left   []int             `json:"left_out"` // lines whose cells do not fit the header: nobody compared them
	Part   string            `json:"part"`     // why the list is not whole; empty where it may be
}

type userFailure struct {
	view.Finding
	Person    string `json:"person"`
	OtherLine int    `json:"other_line"` // in the other list; 0: nobody was found
}

func (a *app) usersJSON(f usersFlags, lists map[federation.Side]*identity.List, r identity.Result) error {
	list := func(path string, l *identity.List, c identity.Column) userList {
		found := map[string]string{}
		for k, h := range l.Headers {
			found[string(k)] = h
		}
		return userList{path, len(l.People), l.Headers[c], found, l.Left, l.Part}
	}
	out := struct {
		Version  int           `json:"version"`
		Platform userList      `json:"platform"`
		IdP      userList      `json:"idp"`
		Active   int           `json:"active"`  // people of the platform
		Failing  int           `json:"failing"` // of them
		Findings []userFailure `json:"findings"`
	}{1, list(f.here, lists[federation.Platform], r.Platform), list(f.there, lists[federation.IdP], r.IdP), r.People, r.Failing, nil}
	for _, x := range r.Failures {
		out.Findings = append(out.Findings, userFailure{view.Of(x.Finding), x.Person, x.Other})
	}
	return report.Line(a.Out, out)
}

// sayMissed says whom of a list nobody looked at, and reports whether there is anybody.
func (a *app) sayMissed(path string, l *identity.List) bool {
	if n := len(l.Left); n > 0 {
		var lines []string
		for _, line := range l.Left[:min(n, 10)] {
			lines = append(lines, strconv.Itoa(line))
		}
		more := ""
		if n > len(lines) {
			more = ", …"
		}
		a.say("%s: %s left out, because its cells do not fit the header: line %s%s", path, count(n, "person was", "people were"), strings.Join(lines, ", "), more)
	}
	if l.Part != "" {
		a.say("%s: this is not everybody: %s", path, l.Part)
	}
	return len(l.Left) > 0 || l.Part != ""
}

// usersText prints each code once, with the first people that it fits.
func (a *app) usersText(lists map[federation.Side]*identity.List, r identity.Result) {
	a.say("compared: %s of the platform with %s of the identity provider", lists[federation.Platform].Headers[r.Platform], lists[federation.IdP].Headers[r.IdP])
	by := map[federation.Code][]identity.Failure{}
	for _, x := range r.Failures {
		by[x.Code] = append(by[x.Code], x)
	}
	for _, rule := range identity.Rules() {
		fs := by[rule.Code]
		if len(fs) == 0 {
			continue
		}
		usersBlock(a.Out, fs)
		fmt.Fprintln(a.Out)
	}
	fmt.Fprintf(a.Out, "%d of %d people will not get in%s\n", r.Failing, r.People, unlooked(lists))
}

// unlooked is said behind a count that is not about everybody.
func unlooked(lists map[federation.Side]*identity.List) string {
	out := ""
	if n := len(lists[federation.Platform].Left) + len(lists[federation.IdP].Left); n > 0 {
		out = fmt.Sprintf("; %s not looked at", count(n, "line was", "lines were"))
	}
	if lists[federation.Platform].Part+lists[federation.IdP].Part != "" {
		out += "; and this is not everybody"
	}
	return out
}

func usersBlock(w io.Writer, fs []identity.Failure) {
	f := fs[0]
	fmt.Fprintf(w, "%s[%s] %s (%d)\n", f.Severity, f.Code, f.Title, len(fs))
	for i, x := range fs {
		if i == usersShown {
			fmt.Fprintf(w, "  and %d more: -o FILE writes all of them\n", len(fs)-i)
			break
		}
		fmt.Fprintf(w, "  %s, line %d: %s\n", federation.OneLine(x.Person), x.Subject.Line, x.Detail)
		for _, l := range report.Compared(x.Want, x.Got, 200) {
			fmt.Fprintf(w, "    %s\n", l)
		}
	}
	fmt.Fprintf(w, "  fix: %s\n  who: %s\n  see: %s · federate explain %s\n", view.Plain(f.Remedy), f.Role.Title(), view.Source(f.Source), f.Code)
}

// failing is everybody who fails as CSV (RFC 4180), a line for each reason.
func failing(r identity.Result) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write([]string{"person", "severity", "code", "why", "holds", "wanted", "list", "line", "line in the other list", "what to do", "who"})
	for _, f := range r.Failures {
		other := ""
		if f.Other > 0 && f.Other != f.Subject.Line {
			other = strconv.Itoa(f.Other)
		}
		row := []string{f.Person, f.Severity.String(), string(f.Code), f.Title + ": " + f.Detail, f.Got, f.Want, string(f.Subject.Side),
			strconv.Itoa(f.Subject.Line), other, view.Plain(f.Remedy), f.Role.Title()}
		for i, c := range row {
			row[i] = inert(c)
		}
		w.Write(row)
	}
	w.Flush() // a buffer takes everything
	return b.Bytes()
}

// inert is a cell that no spreadsheet takes for a formula: names come from
// strangers.
func inert(cell string) string {
	if t := strings.TrimLeft(cell, " \u00a0\ufeff"); t != "" && strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", []rune(t)[0]) {
		return "'" + cell
	}
	return cell
}
