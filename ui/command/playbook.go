package command

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps"
	"federate/ui/report"
)

func (a *app) playbook() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "playbook",
		Short: "The platforms and identity providers there are",
		Long: "A playbook describes one console: a platform's or an identity provider's. Any two that know the same protocol can be joined. " +
			"Your own go into --playbooks DIR, as platform/<id>.yaml, idp/<id>.yaml or route/<id>.yaml, over the built-in ones.",
		Example: `federate playbook list
federate playbook show cxone
federate playbook lint idp/our-idp.yaml`,
		Args: cobra.NoArgs,
	}
	cmd.AddCommand(a.playbookList(), a.playbookShow(), a.playbookLint(), a.playbookNew(), a.playbookSchema())
	return cmd
}

type listedPlaybook struct {
	ID        string          `json:"id"`
	Side      federation.Side `json:"side"`
	Title     string          `json:"title"`
	Protocols []string        `json:"protocols"`
	About     string          `json:"about"`
	Steps     int             `json:"steps"`
}

type listedRoute struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Platform string `json:"platform"`
	IdP      string `json:"idp"`
	Protocol string `json:"protocol"`
}

func (a *app) playbookList() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List them, and the documented routes",
		Example: "federate playbook list --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			l, err := a.library()
			if err != nil {
				return err
			}
			pbs, routes := []listedPlaybook{}, []listedRoute{}
			for _, side := range []federation.Side{federation.Platform, federation.IdP} {
				for _, pb := range l.Playbooks(side) {
					pbs = append(pbs, listedPlaybook{pb.ID, pb.Side, pb.Title, append([]string{}, pb.Protocols...), pb.About, len(pb.Steps)})
				}
			}
			for _, r := range l.Routes() {
				routes = append(routes, listedRoute{r.ID, r.Title, r.Platform, r.IdP, r.Protocol})
			}
			if asJSON {
				return report.Line(a.Out, struct {
					Version   int              `json:"version"`
					Playbooks []listedPlaybook `json:"playbooks"`
					Routes    []listedRoute    `json:"routes"`
				}{1, pbs, routes})
			}
			var rows [][]string
			for _, pb := range pbs {
				rows = append(rows, []string{string(pb.Side), pb.ID, strings.Join(pb.Protocols, ","), pb.Title})
			}
			for _, r := range routes {
				rows = append(rows, []string{"route", r.ID, r.Protocol, r.Title})
			}
			table(a.Out, rows)
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (a *app) playbookShow() *cobra.Command {
	var asJSON bool
	type step struct {
		Ref        string                `json:"ref"`
		Title      string                `json:"title"`
		Phase      string                `json:"phase"`
		Role       federation.Role       `json:"role"`
		Takes      []federation.Fact     `json:"takes"`
		Gives      []federation.Fact     `json:"gives"`
		Plants     []federation.Fact     `json:"plants"`
		Source     federation.Source     `json:"source"`
		Confidence federation.Confidence `json:"confidence"`
	}
	cmd := &cobra.Command{
		Use:     "show ID",
		Short:   "Show the steps of one, with what each takes and gives",
		Example: "federate playbook show entra",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, err := a.library()
			if err != nil {
				return err
			}
			pb, err := anyPlaybook(l, args[0])
			if err != nil {
				return err
			}
			if asJSON {
				out := []step{}
				for _, s := range pb.Steps {
					out = append(out, step{s.Ref(), s.Title, s.Phase, s.Role, some(s.Takes), some(s.Gives), some(s.Plants), s.Source, s.Confidence})
				}
				return report.Line(a.Out, struct {
					Version int `json:"version"`
					listedPlaybook
					List []step `json:"list"`
				}{1, listedPlaybook{pb.ID, pb.Side, pb.Title, pb.Protocols, pb.About, len(pb.Steps)}, out})
			}
			w := a.Out
			fmt.Fprintf(w, "%s (%s, %s)\n%s\n", pb.Title, pb.ID, strings.Join(pb.Protocols, ", "), pb.About)
			for _, s := range pb.Steps {
				fmt.Fprintf(w, "\n%s  %s (%s)\n", s.Ref(), report.Plain(s.Title), s.Role.Title())
				for _, line := range []struct {
					what  string
					facts []federation.Fact
				}{{"takes", s.Takes}, {"gives", s.Gives}, {"plants", s.Plants}} {
					if len(line.facts) > 0 {
						fmt.Fprintf(w, "  %s %s\n", line.what, joined(line.facts))
					}
				}
				fmt.Fprintf(w, "  source: %s (%s)\n", s.Source, s.Confidence)
			}
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

func joined(facts []federation.Fact) string {
	var out []string
	for _, f := range facts {
		out = append(out, string(f))
	}
	return strings.Join(out, ", ")
}

// some is a list that is never nil.
func some[T ~string](list []T) []T { return append([]T{}, list...) }

func anyPlaybook(l *steps.Library, id string) (steps.Playbook, error) {
	var ids []string
	for _, side := range []federation.Side{federation.Platform, federation.IdP} {
		for _, pb := range l.Playbooks(side) {
			if pb.ID == id {
				return pb, nil
			}
			ids = append(ids, pb.ID)
		}
	}
	return steps.Playbook{}, fmt.Errorf("there is no playbook %q%s", id, federation.DidYouMean(id, ids))
}

func (a *app) playbookLint() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "lint FILE...",
		Short: "Say what is wrong with a playbook or a route",
		Long: "Reads playbooks and routes as --playbooks would, all of them together over the built-in ones, and joins each with everything it could meet. " +
			"What is wrong is printed, and the exit code is 1.",
		Example: "federate playbook lint platform/our-platform.yaml route/ours.yaml",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			tree := drawer{}
			for _, file := range args {
				raw, err := readFile(file)
				if err != nil {
					return err
				}
				folder := folderOf(raw)
				if folder == "" {
					return &InputError{fmt.Errorf("%s: this is no playbook and no route: it names neither side nor route", file)}
				}
				tree[path.Join(folder, filepath.Base(file))] = raw
			}
			said := []string{}
			for _, err := range a.lint(tree) {
				said = append(said, err.Error())
			}
			if asJSON {
				if err := report.Line(a.Out, struct {
					Version int      `json:"version"`
					Wrong   []string `json:"wrong"`
				}{1, said}); err != nil {
					return err
				}
			} else {
				for _, s := range said {
					fmt.Fprintln(a.Out, s)
				}
			}
			if len(said) > 0 {
				return ErrFindings
			}
			a.say("nothing is wrong")
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

// library reads the playbooks, with the user's own over them.
func (a *app) library() (*steps.Library, error) {
	sh, err := a.shelf()
	if err != nil {
		return nil, err
	}
	return sh.Library, nil
}
