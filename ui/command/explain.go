package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/federation/estate"
	"federate/federation/identity"
	"federate/federation/pki"
	"federate/steps"
	"federate/steps/errorbook"
	"federate/steps/playbook"
	"federate/steps/view"
	"federate/ui/report"
)

func (a *app) explain() *cobra.Command {
	var name string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "explain CODE|TEXT|-",
		Short: "Say what a finding or a vendor's error means",
		Long: "Prints the page of a finding, or says what an error means that a vendor shows: its causes, the likeliest first, and the steps to go back to. " +
			"TEXT is an error code, a sentence or a whole page; - reads the standard input. With --name it is said in the words of that federation, and with its values.",
		Example: `federate explain saml-audience-mismatch
federate explain AADSTS50011 --name acme
federate explain - < error-page.html`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			text := strings.Join(args, " ")
			if text == "-" {
				raw, err := a.readIn(cmd.Context())
				if err != nil {
					return err
				}
				plain, _ := pki.Text(raw)
				text = string(plain)
			}
			l, err := a.library()
			if err != nil {
				return err
			}
			words := federation.Words{Terms: l.Terms()}
			var v *steps.Snapshot
			if name != "" {
				if v, err = a.snapshot(cmd.Context(), name); err != nil {
					return err
				}
				words = v.Pair.Words
			}
			return a.meaning(a.Out, l, text, words, v, asJSON)
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "federation whose words and values count")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// meaning prints the page of a code, or what an error text means.
func (a *app) meaning(w io.Writer, l *playbook.Library, text string, words federation.Words, v *steps.Snapshot, asJSON bool) error {
	code := strings.TrimSpace(text)
	rules := a.ruleBook(l)
	for _, r := range rules {
		if string(r.Code) == code {
			return a.page(w, r, words, asJSON)
		}
	}
	book, err := a.ErrorBook()
	if err != nil {
		return err
	}
	var playbooks []string
	if v != nil {
		playbooks = []string{v.State.Platform, v.State.IdP}
	}
	if entries := book.Find(text, playbooks...); len(entries) > 0 {
		return explained(w, entries, words, v, asJSON)
	}
	if codeLike.MatchString(code) {
		var known []string
		for _, r := range rules {
			known = append(known, string(r.Code))
		}
		return fmt.Errorf("there is no finding %q%s", code, federation.DidYouMean(code, known))
	}
	return &InputError{errors.New("nothing is known of this error: give its code, or the sentence as the page shows it")}
}

var codeLike = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)

// ruleBook is every rule there is: the built-in ones, then the consoles' own.
func (a *app) ruleBook(l *playbook.Library) (out []federation.Rule) {
	for _, c := range a.Know.Checks {
		out = append(out, c.Rule)
	}
	out = append(out, identity.Rules()...)
	out = append(out, estate.Rules()...)
	for _, side := range []federation.Side{federation.Platform, federation.IdP} {
		for _, pb := range l.Playbooks(side) {
			for _, d := range pb.Demands {
				out = append(out, d.Rule())
			}
		}
	}
	return out
}

// page prints the page of r.
func (a *app) page(w io.Writer, r federation.Rule, words federation.Words, asJSON bool) error {
	prose, err := fs.ReadFile(a.Pages, "codes/"+string(r.Code)+".md")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	page := report.Page(r, words, string(prose))
	if asJSON {
		return report.Line(w, struct {
			Version int    `json:"version"`
			Code    string `json:"code"`
			Page    string `json:"page"` // Markdown
		}{1, string(r.Code), page})
	}
	_, err = io.WriteString(w, page)
	return err
}

// explained prints what entries say, in words, and where v is given with its
// own values and only the steps that it has.
func explained(w io.Writer, entries []errorbook.Entry, words federation.Words, v *steps.Snapshot, asJSON bool) error {
	out := view.Explain(entries, words, v)
	if asJSON {
		return report.Line(w, struct {
			Version      int                `json:"version"`
			Explanations []view.Explanation `json:"explanations"`
		}{1, out})
	}
	for i, x := range out {
		if i > 0 {
			fmt.Fprintln(w)
		}
		report.Explanation(w, x, words)
	}
	return nil
}
