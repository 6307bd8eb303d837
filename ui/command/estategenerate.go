package command

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps/generate"
	"federate/ui/report"
)

func (a *app) estateGenerate() *cobra.Command {
	var out string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "generate NAME [PAGE]",
		Short: "Make the role matrix, the session policies, the certificate calendar",
		Long: "Makes what is agreed on for a whole estate: the role matrix as a table and as lists, the session policies side by side, the certificates in the order in which they end. " +
			"Without PAGE it lists them. Nothing is sent anywhere. What only a disputed source knows is explained and not made.",
		Example: `federate estate generate acme
federate estate generate acme role-matrix -o roles.md`,
		Args: cobra.RangeArgs(1, 2), ValidArgsFunction: a.estateNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			v, err := a.estateLook(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			pages := generate.OfEstate(v)
			if len(args) == 1 {
				if out != "" {
					return errors.New("-o needs a PAGE; without one the list is printed")
				}
				type listed struct {
					ID    string `json:"id"`
					Title string `json:"title"`
					For   string `json:"for"`
				}
				list := []listed{}
				for _, p := range pages {
					list = append(list, listed{p.ID, p.Title, p.For})
				}
				if asJSON {
					return report.Line(a.Out, struct {
						Version int      `json:"version"`
						Pages   []listed `json:"pages"`
					}{1, list})
				}
				for _, p := range list {
					fmt.Fprintf(a.Out, "%s  %s\n  %s\n", p.ID, p.Title, p.For)
				}
				return nil
			}
			if asJSON {
				return errors.New("--json is for the list; a page has a form of its own")
			}
			var ids []string
			for _, p := range pages {
				if p.ID == args[1] {
					files, err := p.Files()
					if err != nil {
						return err
					}
					return a.deliver(out, files[0].Body)
				}
				ids = append(ids, p.ID)
			}
			return fmt.Errorf("there is no page %q%s", args[1], federation.DidYouMean(args[1], ids))
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write (else the standard output)")
	jsonFlag(cmd, &asJSON)
	return cmd
}
