package command

import (
	"strings"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/federation/identity"
	"federate/federation/identity/spill"
)

type usersFlags struct {
	checkFlags
	here, there, out string
	columns          []string // [SIDE/]COLUMN=HEADER
	by, sent         string
	roles            []string
	sheets           []string // [SIDE/]NAME
	memory           int64    // MiB

	corrected, rollback string
	accept              []string // codes
	authenticator       string
	matrix              string // a file
	enforced            bool
	glass               []string
	keep                bool
}

func (a *app) users() *cobra.Command {
	cmd := &cobra.Command{Use: "users", Short: "Match the people of both sides", Example: "federate users match --platform-users employees.csv --idp-users entra.csv --name acme",
		Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.usersMatch())
	return cmd
}

// codesOf are the codes of rules, for people.
func codesOf(rules []federation.Rule) string {
	var out []string
	for _, r := range rules {
		out = append(out, string(r.Code))
	}
	return strings.Join(out, ", ")
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
			"-o writes everybody who fails into a file that only you can read. " +
			"--corrected writes the rows of the platform's list that change, as the platform reads them, and a second file that takes the change back. " +
			"What is a guess is left out until --accept says yes to it. --enforced shows who would be locked out before logins are enforced.\n\n" +
			"Exit codes: 0 everybody gets in, 1 somebody does not, 3 a list could not be read.",
		Example: `federate users match --platform-users employees.csv --idp-users entra.csv --name acme
federate users match --platform-users employees.csv --idp-users okta.csv --platform genesys-cloud --protocol saml -o failing.csv
federate users match --platform-users a.csv --idp-users b.csv --column "platform/external=Custom 1" --assigned-role Agent
federate users match --platform-users employees.csv --idp-users entra.csv --name acme --corrected upload.csv
federate users match --platform-users employees.csv --idp-users entra.csv --name acme --enforced --assigned-role Agent --break-glass door@acme.example`,
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
	fl.StringVarP(&f.out, "output", "o", "", "file to write everybody to who fails, with the reason: CSV, or a page where it ends in .html")
	fl.StringVar(&f.corrected, "corrected", "", "file to write the platform's rows to that change, with the right names, to upload them")
	fl.StringVar(&f.rollback, "rollback", "", "file to write the same rows to as they were (default: beside --corrected)")
	fl.StringArrayVar(&f.accept, "accept", nil, "a code that is a guess, to be corrected as well: "+codesOf(identity.Guesses()))
	fl.StringVar(&f.authenticator, "authenticator", "", "the login authenticator of this federation, where the platform's list says who uses which")
	fl.StringVar(&f.matrix, "matrix", "", "a file with a line for each group, GROUP | ROLE; ROLE: says who gets which role")
	fl.BoolVar(&f.enforced, "enforced", false, "say who can no longer log in once logins are enforced, and where the break-glass accounts stand")
	fl.StringArrayVar(&f.glass, "break-glass", nil, "an account that has to get in without the identity provider, by a name in the platform's list")
	fl.BoolVar(&f.keep, "keep", false, "keep in the federation --name how many will not get in, and no person")
	jsonFlag(cmd, &f.asJSON)
	return cmd
}
