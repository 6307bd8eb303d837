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
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "explain CODE|TEXT|NAME|-",
		Short: "Say what a finding, a vendor's error or the name of a value means",
		Long: "Prints the page of a finding, or says what an error means that a vendor shows: its causes, the likeliest first, and the steps to go back to. " +
			"TEXT is an error code, a sentence or a whole page; - reads the standard input. NAME is what a console, a library or a colleague calls a value: " +
			"what it is, what each console calls it and which step holds it. With --name it is said in the words of that federation, and with its values; " +
			"--platform and --idp say whose error it is, where the text does not.",
		Example: `federate explain saml-audience-mismatch
federate explain AADSTS50011 --name acme
federate explain "Reply URL"
federate explain - --idp keycloak < error-page.html`,
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
			q := question{text: text, words: federation.Words{Terms: l.Terms()}}
			if f.name != "" || f.platform != "" || f.idp != "" {
				v, err := a.rules(cmd.Context(), f)
				if err != nil {
					return err
				}
				q.words, q.playbooks = v.Pair.Words, []string{f.platform, f.idp}
				if f.name != "" {
					q.view, q.playbooks = v, spoken(v)
				}
			}
			return a.meaning(a.Out, l, q, f.asJSON)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.name, "name", "", "federation whose words and values count")
	fl.StringVar(&f.platform, "platform", "", "platform that the error came up with")
	fl.StringVar(&f.idp, "idp", "", "identity provider that the error came up with")
	jsonFlag(cmd, &f.asJSON)
	return cmd
}

// A question is a text to explain, with what is known of where it came up.
type question struct {
	text      string
	words     federation.Words
	view      *steps.Snapshot // of the federation; nil: none
	playbooks []string
}

// spoken are the playbooks whose vendors v names.
func spoken(v *steps.Snapshot) []string { return []string{v.State.Platform, v.State.IdP} }

// meaning prints the page of a code, what a name is a name of, or what an error text
// means.
func (a *app) meaning(w io.Writer, l *playbook.Library, q question, asJSON bool) error {
	code := strings.TrimSpace(q.text)
	rules := a.ruleBook(l)
	for _, r := range rules {
		if string(r.Code) == code {
			return a.page(w, r, q.words, asJSON)
		}
	}
	if terms := view.TermsOf(l, code, q.of()...); len(terms) > 0 {
		return named(w, terms, q.words, asJSON)
	}
	book, err := a.ErrorBook()
	if err != nil {
		return err
	}
	if entries := book.Find(q.text, q.playbooks...); len(entries) > 0 {
		return explained(w, entries, q.words, q.view, asJSON)
	}
	if codeLike.MatchString(code) {
		var known []string
		for _, r := range rules {
			known = append(known, string(r.Code))
		}
		return fmt.Errorf("there is no finding %q%s", code, federation.DidYouMean(code, known))
	}
	return &InputError{errors.New("nothing is known of this error, and no vendor is named in it: give its code, or the sentence as the page shows it. " +
		"If there is no more to see, bring a recording of the login (federate check login.har), or the sign-in log of the identity provider for that minute")}
}

// of are the playbooks that a name is looked up in: none means all of them.
func (q question) of() (out []string) {
	for _, p := range q.playbooks {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

// named prints what a name means.
func named(w io.Writer, terms []view.Term, words federation.Words, asJSON bool) error {
	if asJSON {
		return report.Line(w, struct {
			Version int         `json:"version"`
			Terms   []view.Term `json:"terms"`
		}{1, terms})
	}
	for i, t := range terms {
		if i > 0 {
			fmt.Fprintln(w)
		}
		report.Term(w, t, words)
	}
	return nil
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
		report.Explanation(w, x)
	}
	return nil
}
