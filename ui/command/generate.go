package command

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps"
	"federate/steps/generate"
	"federate/ui/report"
)

type listedArtifact struct {
	ID    string          `json:"id"`
	Title string          `json:"title"`
	For   string          `json:"for"`
	Goes  string          `json:"goes"`
	Role  federation.Role `json:"role"`
	Waits []string        `json:"waits"` // what has to be known before
}

func (a *app) generate() *cobra.Command {
	var out string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "generate NAME [ARTIFACT]",
		Short: "Make what is to be pasted into the consoles",
		Long: "Makes policies, settings and payloads out of the values of a federation. Without ARTIFACT it lists what can be made, what each is for and where it goes. " +
			"Nothing is sent anywhere, and nothing holds a secret. What only a disputed source knows is not made.",
		Example: `federate generate acme
federate generate acme b2c-issuer-policy -o issuer.xml
federate generate acme b2c-relying-party-policy -o policies/`,
		Args:              cobra.RangeArgs(1, 2),
		ValidArgsFunction: a.names,
		RunE: func(cmd *cobra.Command, args []string) error {
			v, err := a.snapshot(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			all := generate.Of(v, a.Pages)
			if len(args) == 1 {
				if out != "" {
					return errors.New("-o needs an ARTIFACT; without one the list is printed")
				}
				return a.artifacts(v, all, asJSON)
			}
			if asJSON {
				return errors.New("--json is for the list; an artifact has a form of its own")
			}
			made, err := artifact(v, all, args[1])
			if err != nil {
				return err
			}
			files, err := made.Files()
			if err != nil && len(made.Waits) > 0 {
				return fmt.Errorf("%s: %w; answer with: %s", made.ID, err, answers(v, made))
			}
			if err != nil {
				return fmt.Errorf("%s: %w", made.ID, err)
			}
			if err := a.files(files, out); err != nil {
				return err
			}
			a.say("%s\ngoes to: %s (%s)", made.For, made.Goes, made.Role.Title())
			return nil
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "file, or folder, to write to (else the standard output)")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// answers is the command that gives made what it waits for.
func answers(v *steps.Snapshot, made generate.Artifact) string {
	said := "federate answer " + v.State.ID
	for _, q := range made.Questions(v) {
		if !q.Optional {
			said += " " + string(q.Fact) + "=VALUE"
		}
	}
	return said
}

// artifact finds the one that id names.
func artifact(v *steps.Snapshot, all []generate.Artifact, id string) (generate.Artifact, error) {
	var ids []string
	for _, m := range all {
		if m.ID == id {
			return m, nil
		}
		ids = append(ids, m.ID)
	}
	if len(ids) == 0 {
		return generate.Artifact{}, nothing(v)
	}
	return generate.Artifact{}, fmt.Errorf("there is no artifact %q%s", id, federation.DidYouMean(id, ids))
}

func nothing(v *steps.Snapshot) error {
	return fmt.Errorf("there is nothing to make for %s with %s by %s", v.Pair.Platform.Title, v.Pair.IdP.Title, v.Pair.Protocol)
}

// artifacts prints what can be made.
func (a *app) artifacts(v *steps.Snapshot, all []generate.Artifact, asJSON bool) error {
	var list []listedArtifact
	for _, m := range all {
		list = append(list, listedArtifact{m.ID, m.Title, m.For, m.Goes, m.Role, m.Waits})
	}
	if asJSON {
		return report.Line(a.Out, struct {
			Version   int              `json:"version"`
			Artifacts []listedArtifact `json:"artifacts"`
		}{1, list})
	}
	if len(all) == 0 {
		a.say("%v", nothing(v))
		return nil
	}
	waiting := false
	for i, m := range list {
		if i > 0 {
			fmt.Fprintln(a.Out)
		}
		fmt.Fprintf(a.Out, "%s  %s (%s)\n  %s\n  goes to: %s\n", m.ID, m.Title, m.Role.Title(), m.For, m.Goes)
		if len(m.Waits) > 0 {
			fmt.Fprintf(a.Out, "  not known yet: %s\n", strings.Join(m.Waits, ", "))
			waiting = true
		}
	}
	if waiting {
		a.say("what is not known yet is given with: federate answer %s FACT=VALUE", v.State.ID)
	}
	return nil
}

// files prints or writes them. Where out is a folder each gets its own name.
func (a *app) files(files []generate.File, out string) error {
	info, err := os.Stat(out)
	folder := strings.HasSuffix(out, "/") || strings.HasSuffix(out, string(filepath.Separator)) || err == nil && info.IsDir()
	if !folder {
		if len(files) != 1 {
			return fmt.Errorf("these are %d files: -o DIR/ writes them into a folder", len(files))
		}
		return a.deliver(out, files[0].Body)
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return &steps.NotSavedError{Err: err}
	}
	for _, f := range files {
		if err := a.deliver(filepath.Join(out, filepath.Base(f.Name)), f.Body); err != nil {
			return err
		}
	}
	return nil
}
