package command

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
)

// schemaFile is what playbook new calls the schema that editors read.
const schemaFile = "playbook.schema.json"

func (a *app) playbookNew() *cobra.Command {
	var side, id, title, dir string
	var protocols []string
	cmd := &cobra.Command{
		Use:   "new --id ID",
		Short: "Begin a playbook of your own",
		Long: "Writes DIR/idp/ID.yaml or DIR/platform/ID.yaml: a small playbook that can be used at once with --playbooks DIR, and " +
			"DIR/" + schemaFile + ", by which an editor knows its keys. Put your console's own words in place of those there, and lint it after each change. " +
			"A file that is there is left as it is.",
		Example: `federate playbook new --side idp --id acme -o mine
federate playbook new --side platform --id our-platform --protocol saml -o mine
federate playbook lint mine
federate new Trial --platform cxone --idp acme --protocol saml --playbooks mine`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch known := []string{"saml", "oidc"}; {
			case side != "idp" && side != "platform":
				return fmt.Errorf("--side takes idp or platform%s", federation.DidYouMean(side, []string{"idp", "platform"}))
			case id == "" || playbook.Slug(id) != id:
				return errors.New("--id takes small letters, digits and hyphens, as acme-login")
			case strings.ContainsAny(title, "'\"#:{}[]&*!|>%@`\\") || strings.TrimSpace(title) != title:
				return errors.New("--title takes letters, digits, blanks, full stops and hyphens; the rest is yours to write into the file")
			case len(protocols) == 0:
				return errors.New("--protocol takes saml, oidc or both")
			default:
				for _, p := range protocols {
					if !slices.Contains(known, p) {
						return fmt.Errorf("--protocol takes saml or oidc, not %q%s", p, federation.DidYouMean(p, known))
					}
				}
			}
			l, err := a.library()
			if err != nil {
				return err
			}
			if _, err := anyPlaybook(l, id); err == nil {
				return fmt.Errorf("there is a playbook %q already", id)
			}
			text, err := a.skeleton(side, id, cmp.Or(title, federation.Sentence(id)), protocols)
			if err != nil {
				return err
			}
			name := filepath.Join(dir, side, id+".yaml")
			if err := created(name, text); err != nil {
				return err
			}
			schema, err := a.schema(false)
			if err != nil {
				return err
			}
			if err := created(filepath.Join(dir, schemaFile), schema); err != nil && !errors.Is(err, fs.ErrExist) {
				return err
			}
			fmt.Fprintln(a.Out, name)
			a.say("to judge it: federate playbook lint %s", name)
			return nil
		},
	}
	cmd.Flags().StringVar(&side, "side", "idp", "which side it describes: idp or platform")
	cmd.Flags().StringVar(&id, "id", "", "its id, for ever")
	cmd.Flags().StringVar(&title, "title", "", "the name of the product (else made from the id)")
	cmd.Flags().StringSliceVar(&protocols, "protocol", []string{"saml", "oidc"}, "the protocols it has steps for")
	cmd.Flags().StringVarP(&dir, "out", "o", ".", "the folder for --playbooks")
	return cmd
}

// skeleton is a playbook of a side of which the standards alone are known.
func (a *app) skeleton(side, id, title string, protocols []string) ([]byte, error) {
	raw, err := fs.ReadFile(a.Pages, "templates/playbook/"+side+".yaml")
	if err != nil {
		return nil, err
	}
	t, err := template.New(side).Delims("[[", "]]").Parse(string(raw))
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	err = t.Execute(&b, map[string]any{
		"ID": id, "Title": title, "Schema": "../" + schemaFile,
		"List": "[" + strings.Join(protocols, ", ") + "]", "Own": "[" + id + ".login_name]",
		"SAML": slices.Contains(protocols, "saml"), "OIDC": slices.Contains(protocols, "oidc"),
	})
	return []byte(b.String()), err
}

// created writes a file that is not there yet.
func created(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return &steps.NotSavedError{Err: err}
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return &steps.NotSavedError{Err: err}
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return &steps.NotSavedError{Err: err}
	}
	return nil
}

// schema is the JSON schema of a playbook, or of a route.
func (a *app) schema(route bool) ([]byte, error) {
	shape := playbook.RouteSchema()
	if !route {
		shape = playbook.Schema(a.Know.Terms)
	}
	var b strings.Builder
	out := json.NewEncoder(&b)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	err := out.Encode(shape)
	return []byte(b.String()), err
}

func (a *app) playbookSchema() *cobra.Command {
	var route bool
	cmd := &cobra.Command{
		Use:   "schema",
		Short: "Print the shape of a playbook as a JSON schema, for your editor",
		Long: "Prints a JSON schema with every key, what it is for, and every word that it takes. federate playbook new writes it beside what it begins, " +
			"and names it in the first line of the file, where an editor with the YAML language server finds it.",
		Example: "federate playbook schema > " + schemaFile,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			text, err := a.schema(route)
			if err != nil {
				return err
			}
			_, err = a.Out.Write(text)
			return err
		},
	}
	cmd.Flags().BoolVar(&route, "route", false, "of a route instead")
	return cmd
}

func (a *app) playbookGuide() *cobra.Command {
	return &cobra.Command{
		Use:     "guide",
		Short:   "Print the page “Add your identity provider in an hour”",
		Long:    "Prints, as Markdown, the way from an empty folder to a federation that was walked, and the language of playbooks on the way.",
		Example: "federate playbook guide > add-your-idp.md",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			page, err := fs.ReadFile(a.Pages, "pages/add-your-idp.md")
			if err != nil {
				return err
			}
			_, err = a.Out.Write(page)
			return err
		},
	}
}
