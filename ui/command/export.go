package command

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/ui/report"
)

// formats are what a checklist can be written as.
var formats = map[string]func(io.Writer, checklist.Checklist) error{"md": report.Markdown, "json": report.ChecklistJSON}

func (a *app) export() *cobra.Command {
	var format, out, who string
	words := slices.Sorted(maps.Keys(formats))
	cmd := &cobra.Command{
		Use:   "export NAME --format " + strings.Join(words, "|"),
		Short: "Write what was done, by whom, and what is left",
		Long: "Writes the federation as a checklist: the steps with who did them and when, the values, the findings, what was accepted by whom, " +
			"the certificates with their last day, the logins that were judged, and the journal. It holds no secret. " +
			"--role leaves out the steps of the other admin.",
		Example: `federate export acme --format md -o acme.md
federate export acme --format json`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.names,
		RunE: func(cmd *cobra.Command, args []string) error {
			write, ok := formats[format]
			if !ok {
				return fmt.Errorf("there is no format %q%s", format, federation.DidYouMean(format, words))
			}
			r, err := role(who)
			if err != nil {
				return err
			}
			v, err := a.look(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			c := checklist.Of(v).For(r)
			if out == "" || out == "-" {
				return write(a.Out, c)
			}
			var b bytes.Buffer
			if err := write(&b, c); err != nil {
				return err
			}
			if err := writeFile(out, b.Bytes()); err != nil {
				return err
			}
			a.say("written to %s", out)
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "md", strings.Join(words, " or "))
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write (else the standard output)")
	cmd.Flags().StringVar(&who, "role", "", "whose steps: idp-admin or platform-admin")
	return cmd
}

// writeFile puts data at path: all of it, or what was there stays.
func writeFile(path string, data []byte) (err error) {
	defer func() {
		if err != nil {
			err = &steps.NotSavedError{Err: err}
		}
	}()
	f, err := os.CreateTemp(filepath.Dir(path), ".federate-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
