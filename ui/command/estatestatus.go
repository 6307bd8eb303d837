package command

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/federation/estate"
	"federate/steps"
	"federate/steps/view"
	"federate/ui/report"
)

type estateMember struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Platform  string `json:"platform"`
	IdP       string `json:"idp"`
	Protocol  string `json:"protocol"`
	Settled   int    `json:"settled"`
	All       int    `json:"all"`
	Errors    int    `json:"errors"`
	Finished  bool   `json:"finished"`
	Archived  bool   `json:"archived"`
	Tests     string `json:"tests"`
	Gate      string `json:"gate"`
	Ends      string `json:"certificate_ends"` // the first of them; empty: none known
	Tolerance *int   `json:"clock_tolerance_seconds"`
	Idle      string `json:"session_idle_minutes"`
	SCIM      string `json:"scim"`
	Roles     string `json:"roles_from"`
	Error     string `json:"error"` // why it cannot be opened; empty where it can
}

type estateRenewal struct {
	Member  string `json:"member"`
	Subject string `json:"subject"`
	Digest  string `json:"sha256"`
	Begin   string `json:"begin"`
	Upload  string `json:"upload_by"` // empty where the platform keeps one certificate, or nobody says
	Ends    string `json:"ends"`
	Keeps   int    `json:"platform_keeps"` // 0: nobody says
}

type estateReport struct {
	Version   int                  `json:"version"`
	ID        string               `json:"id"`
	Name      string               `json:"name"`
	Members   []estateMember       `json:"members"`
	Tolerance *int                 `json:"clock_tolerance_seconds"` // the strictest
	Strictest string               `json:"strictest"`               // id of the member that sets it
	Renewals  []estateRenewal      `json:"renewals"`
	Accounts  []estateAccount      `json:"break_glass"`
	Facts     []estateFact         `json:"facts"`
	Findings  []view.Finding       `json:"findings"`
	Waiting   []federation.Waiting `json:"waiting"`
}

type estateAccount struct {
	Label  string `json:"label"`
	For    string `json:"for"` // a member, or idp
	Tested string `json:"tested"`
}

type estateFact struct {
	Fact  federation.Fact `json:"fact"`
	Key   string          `json:"key"`
	Value string          `json:"value"`
}

func (a *app) estateStatus() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "status NAME",
		Short: "Show the members of an estate side by side",
		Long: "Shows the members side by side: how far each is, when its certificate ends, how much its clock forgives, when a session ends. " +
			"Below it the calendar of renewals, the clock plan, the break-glass accounts, and what was not told yet.",
		Example: `federate estate status acme
federate estate status acme --json`,
		Args: cobra.ExactArgs(1), ValidArgsFunction: a.estateNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			v, err := a.estateLook(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return a.estateJSON(v)
			}
			a.estateText(v)
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (a *app) estateList() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the estates", Example: "federate estate list", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			sh, err := a.shelf()
			if err != nil {
				return err
			}
			ids, err := sh.Estates(cmd.Context())
			if err != nil {
				return &InputError{err}
			}
			type row struct {
				ID      string   `json:"id"`
				Name    string   `json:"name"`
				Members []string `json:"members"`
			}
			out := []row{}
			var rows [][]string
			for _, id := range ids {
				v, err := sh.LookEstate(cmd.Context(), id)
				if err != nil {
					return &InputError{err}
				}
				r := row{id, v.State.Name, []string{}}
				for _, m := range v.Members {
					r.Members = append(r.Members, m.ID)
				}
				out = append(out, r)
				rows = append(rows, []string{id, r.Name, strings.Join(r.Members, ", "), report.Tally(v.Report.Findings)})
			}
			if asJSON {
				return report.Line(a.Out, struct {
					Version int   `json:"version"`
					Estates []row `json:"estates"`
				}{1, out})
			}
			table(a.Out, rows)
			if len(rows) == 0 {
				a.say("no estates yet: federate estate new begins one")
			}
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

// estateOf is v as JSON has it.
func estateOf(v *steps.Snapshot) estateReport {
	out := estateReport{Version: 1, ID: v.State.ID, Name: v.State.Name, Findings: view.Findings(v.Report.Findings),
		Waiting: v.Report.Waiting}
	renewals := estate.Renewals(v.Together)
	for _, r := range renewals {
		j := estateRenewal{r.Member, r.Subject, r.Digest, r.Begin.Format(day), "", r.Ends.Format(day), r.Keeps}
		if !r.Upload.IsZero() {
			j.Upload = r.Upload.Format(day)
		}
		out.Renewals = append(out.Renewals, j)
	}
	for _, m := range v.Members {
		out.Members = append(out.Members, memberOf(v, m, out.Renewals))
	}
	if m, t := estate.Strictest(v.Together); m != nil {
		s := int(t.Seconds())
		out.Tolerance, out.Strictest = &s, m.Value(estate.FactID)
	}
	for _, c := range v.Together.All() {
		switch c.Fact {
		case estate.FactMember, estate.FactGlassTried:
		case estate.FactGlass:
			tried, _ := v.Together.Said(federation.IdP, estate.FactGlassTried, c.Key)
			out.Accounts = append(out.Accounts, estateAccount{c.Key, c.Value, tried.Value})
		default:
			out.Facts = append(out.Facts, estateFact{c.Fact, c.Key, c.Value})
		}
	}
	return out
}

func memberOf(whole *steps.Snapshot, m steps.Member, renewals []estateRenewal) estateMember {
	if m.Err != nil {
		return estateMember{ID: m.ID, Name: m.ID, Error: m.Err.Error()}
	}
	v := m.View
	j := estateMember{ID: m.ID, Name: v.State.Name, Platform: v.Pair.Platform.Title, IdP: v.Pair.IdP.Title, Protocol: v.State.Protocol,
		Finished: v.Finished, Archived: v.State.Archived, Tests: m.Tests(), Gate: m.Gate()}
	j.Settled, j.All = v.Count()
	for _, f := range v.Report.Findings {
		if f.Severity == federation.Error {
			j.Errors++
		}
	}
	for _, r := range renewals {
		if r.Member == m.ID && j.Ends == "" {
			j.Ends = r.Ends
		}
	}
	if t := v.Pair.Expect.ClockTolerance; t.Set {
		s := int(t.Value.Seconds())
		j.Tolerance = &s
	}
	said := func(f federation.Fact) string { c, _ := whole.Together.Said(federation.IdP, f, m.ID); return c.Value }
	j.Idle, j.SCIM, j.Roles = said(estate.FactIdle), said(estate.FactSCIM), said(estate.FactRoles)
	return j
}

func (a *app) estateJSON(v *steps.Snapshot) error { return report.Line(a.Out, estateOf(v)) }

// estateText prints v for people.
func (a *app) estateText(v *steps.Snapshot) {
	out := estateOf(v)
	w := a.Out
	fmt.Fprintf(w, "%s (%s), %s\n\n", out.Name, out.ID, count(len(out.Members), "member", "members"))
	unit := func(value, unit string) string {
		if value == "" {
			return "not told"
		}
		return value + unit
	}
	rows := [][]string{{"member", "platform", "identity provider", "steps", "tests", "gate", "certificate until", "clock", "idle"}}
	for _, m := range out.Members {
		if m.Error != "" {
			rows = append(rows, []string{m.ID, "cannot be opened: " + m.Error})
			continue
		}
		clock := "not told"
		if m.Tolerance != nil {
			clock = fmt.Sprintf("%d s", *m.Tolerance)
		}
		state := fmt.Sprintf("%d/%d", m.Settled, m.All)
		if m.Errors > 0 {
			state += ", " + count(m.Errors, "error", "errors")
		}
		rows = append(rows, []string{m.ID, m.Platform, m.IdP, state, m.Tests, m.Gate, unit(m.Ends, ""), clock, unit(m.Idle, " min")})
	}
	table(w, rows)
	if out.Tolerance != nil {
		fmt.Fprintf(w, "\nclock: %s forgives the least, %d s; raise the alarm at %d s\n", out.Strictest, *out.Tolerance, max(*out.Tolerance/2, 1))
	}
	if len(out.Renewals) > 0 {
		fmt.Fprintln(w, "\ncertificates, in the order in which they end:")
		var lines [][]string
		for _, r := range out.Renewals {
			how := "at a quiet hour, with both admins"
			if r.Upload != "" {
				how = "lay the new one beside it by " + r.Upload
			}
			lines = append(lines, []string{"  " + r.Ends, r.Member, "begin " + r.Begin, how})
		}
		table(w, lines)
	}
	fmt.Fprintf(w, "\nbreak-glass accounts: %d\n", len(out.Accounts))
	var lines [][]string
	for _, x := range out.Accounts {
		lines = append(lines, []string{"  " + x.Label, "for " + x.For, "tried " + unit(x.Tested, "")})
	}
	table(w, lines)
	if needs := waitsFor(v.Report.Waiting); len(needs) > 0 {
		fmt.Fprintf(w, "\nnot told yet:\n  %s\n", strings.Join(needs, "\n  "))
	}
	fmt.Fprintf(w, "\n%s: federate estate check %s\n", report.Tally(v.Report.Findings), out.ID)
}
