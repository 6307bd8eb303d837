package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/federation/identity"
	"federate/federation/identity/spill"
	"federate/steps"
)

type usersFlags struct {
	checkFlags
	here, there, out string
	columns          []string // [SIDE/]COLUMN=HEADER
	by, sent         string
	roles            []string
	sheets           []string // [SIDE/]NAME
	memory           int64    // MiB
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
		Long: "Reads the list of people that the platform exports and the one that the identity provider exports, of any size, and says who will not get in and why: " +
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
	fl.StringArrayVar(&f.sheets, "sheet", nil, "the sheet of a workbook, as [platform/|idp/]NAME, where it is not the first that is not empty")
	fl.StringVar(&f.by, "platform-column", "", "column that names a person on the platform")
	fl.StringVar(&f.sent, "idp-column", "", "column that the identity provider sends")
	fl.StringArrayVar(&f.roles, "assigned-role", nil, "a role that uses the login authenticator")
	fl.Int64Var(&f.memory, "memory", spill.Roomy>>20, "MiB of each list that stay in memory; the rest goes to the temporary folder")
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
	sheets := map[federation.Side]string{}
	for _, s := range f.sheets {
		side, name, sided := strings.Cut(s, "/")
		if !sided || named[federation.Side(side)] == nil { // a name may have a stroke in it
			sheets[federation.Platform], sheets[federation.IdP] = s, s
			continue
		}
		sheets[federation.Side(side)] = name
	}
	v, err := a.rules(ctx, f.checkFlags)
	if err != nil {
		return err
	}
	o, err := matchOptions(v, f)
	if err != nil {
		return err
	}
	lists, err := a.bothLists(ctx, f, v, named, sheets)
	if err != nil {
		return err
	}
	defer lists.close()
	for _, x := range []struct {
		flag string
		list *identity.List
		said identity.Column
	}{{"platform", lists.platform, identity.Column(f.by)}, {"idp", lists.idp, identity.Column(f.sent)}} {
		if x.said != "" && !x.list.Has(x.said) {
			return fmt.Errorf("--%s-column %s: that list has no such column; --column %s/%s=HEADER names it", x.flag, x.said, x.flag, x.said)
		}
	}
	if o.Platform == "" {
		o.Platform = naming(v, lists.platform)
	}
	r, err := a.compare(ctx, lists, o)
	if err != nil {
		return err
	}
	if f.out != "" {
		if err := a.deliverBy(f.out, func(w io.Writer) error { return failing(w, r) }); err != nil {
			return err
		}
	}
	if f.asJSON {
		err = a.usersJSON(f, lists, r)
	} else if f.out != "-" {
		err = a.usersText(lists, r)
	}
	missed := a.sayMissed(f.here, lists.platform)
	missed = a.sayMissed(f.there, lists.idp) || missed
	if err == nil && (r.Failing > 0 || missed) {
		err = ErrFindings
	}
	return err
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
	o.Roles, o.Words, o.Place = f.roles, v.Pair.Words, room(f.memory<<20)
	return o, nil
}
