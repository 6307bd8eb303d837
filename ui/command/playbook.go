package command

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps/playbook"
	"federate/steps/view"
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
federate playbook new --side idp --id acme -o mine
federate playbook guide`,
		Args: cobra.NoArgs,
	}
	cmd.AddCommand(a.playbookList(), a.playbookShow(), a.playbookLint(), a.playbookNew(), a.playbookSchema(), a.playbookGuide())
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
			var pbs []listedPlaybook
			var routes []listedRoute
			for _, side := range []federation.Side{federation.Platform, federation.IdP} {
				for _, pb := range l.Playbooks(side) {
					pbs = append(pbs, listedPlaybook{pb.ID, pb.Side, pb.Title, pb.Protocols, pb.About, len(pb.Steps)})
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
				var out []step
				for _, s := range pb.Steps {
					out = append(out, step{s.Ref(), s.Alone(), s.Phase, s.Role, s.Takes, s.Gives, s.Plants, s.Source, s.Confidence})
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
				fmt.Fprintf(w, "\n%s  %s (%s)\n", s.Ref(), view.Plain(s.Alone()), s.Role.Title())
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

// joined is words with commas between them.
func joined[T ~string](words []T) string {
	var out []string
	for _, w := range words {
		out = append(out, string(w))
	}
	return strings.Join(out, ", ")
}

func anyPlaybook(l *playbook.Library, id string) (playbook.Playbook, error) {
	var ids []string
	for _, side := range []federation.Side{federation.Platform, federation.IdP} {
		for _, pb := range l.Playbooks(side) {
			if pb.ID == id {
				return pb, nil
			}
			ids = append(ids, pb.ID)
		}
	}
	return playbook.Playbook{}, fmt.Errorf("there is no playbook %q%s", id, federation.DidYouMean(id, ids))
}

func (a *app) playbookLint() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "lint [FILE|FOLDER...]",
		Short: "Say what is wrong with a playbook or a route",
		Long: "Reads playbooks and routes as --playbooks would, all of them together over the built-in ones, and joins each with everything it could meet. " +
			"A folder is one for --playbooks; without an argument it is that one. What is wrong is printed with its line, and the exit code is 1.",
		Example: `federate playbook lint mine
federate playbook lint platform/our-platform.yaml route/ours.yaml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && a.playbooks == "" {
				return errors.New("name a file or a folder to lint")
			}
			if len(args) == 0 {
				args = []string{a.playbooks}
			}
			tree, names, err := gathered(args)
			if err != nil {
				return err
			}
			faults, err := a.lint(tree)
			if err != nil {
				return err
			}
			for _, f := range faults {
				if name, ok := names[f.File]; ok {
					f.File = name
				}
			}
			if asJSON {
				if err := report.Line(a.Out, struct {
					Version int               `json:"version"`
					Wrong   []*playbook.Fault `json:"wrong"`
				}{1, append([]*playbook.Fault{}, faults...)}); err != nil {
					return err
				}
			} else {
				for _, f := range faults {
					fmt.Fprintln(a.Out, f)
				}
			}
			if len(faults) > 0 {
				return ErrFindings
			}
			a.say("nothing is wrong")
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

// gathered are the definitions that args name, each at its place in a tree, and
// what the user calls them.
func gathered(args []string) (tree fileTree, names map[string]string, err error) {
	tree, names = fileTree{}, map[string]string{}
	var files []string
	for _, arg := range args {
		if info, err := os.Stat(arg); err != nil || !info.IsDir() {
			files = append(files, arg)
			continue
		}
		for _, folder := range []string{"platform", "idp", "route"} {
			inside, err := filepath.Glob(filepath.Join(arg, folder, "*.yaml"))
			if err != nil {
				return nil, nil, err
			}
			files = append(files, inside...)
		}
		if len(files) == 0 {
			return nil, nil, &InputError{fmt.Errorf("%s: there is no platform/*.yaml, idp/*.yaml or route/*.yaml in it", arg)}
		}
	}
	for _, file := range files {
		raw, err := readFile(file)
		if err != nil {
			return nil, nil, err
		}
		if ext := filepath.Ext(file); ext == ".yml" {
			return nil, nil, &InputError{fmt.Errorf("%s: the name of a playbook's file ends in .yaml", file)}
		}
		folder := filepath.Base(filepath.Dir(file))
		if !slices.Contains([]string{"platform", "idp", "route"}, folder) { // then what it says tells where it belongs
			folder = folderOf(raw)
		}
		if folder == "" {
			return nil, nil, &InputError{fmt.Errorf("%s: this is no playbook and no route: no line begins with side: idp, side: platform or route: 1", file)}
		}
		place := path.Join(folder, filepath.Base(file))
		tree[place], names[place] = raw, file
	}
	return tree, names, nil
}

// library reads the playbooks, with the user's own over them.
func (a *app) library() (*playbook.Library, error) {
	sh, err := a.shelf()
	if err != nil {
		return nil, err
	}
	return sh.Library, nil
}
