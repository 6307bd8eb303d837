package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
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

type explanation struct {
	Code       string                `json:"code"`
	System     string                `json:"system"`
	Vendor     string                `json:"vendor"`
	Guess      bool                  `json:"guess"` // found by words that many could have said
	Known      bool                  `json:"known"` // false: a code of this vendor that is in no book
	Means      string                `json:"means"`
	Causes     []string              `json:"causes"`
	Remedy     string                `json:"remedy"`
	Steps      []string              `json:"steps"`
	Facts      []explainedFact       `json:"facts"`
	Codes      []federation.Code     `json:"codes"`
	Confidence federation.Confidence `json:"confidence"`
	Source     view.Source           `json:"source"`
	titles     map[string]string
}

type explainedFact struct {
	Fact   federation.Fact   `json:"fact"`
	Title  string            `json:"title"`
	Values map[string]string `json:"values"` // by side: what it says in this federation
}

// explained prints what entries say, in words, and where v is given with its
// own values and only the steps that it has.
func explained(w io.Writer, entries []errorbook.Entry, words federation.Words, v *steps.Snapshot, asJSON bool) error {
	var out []explanation
	for _, e := range entries {
		e = e.In(words)
		x := explanation{Code: e.Code, System: e.System, Vendor: e.Vendor, Guess: e.Guess, Known: !e.Unknown,
			Means: view.Plain(e.Means), Remedy: view.Plain(e.Remedy), Codes: e.Codes, Confidence: e.Confidence, Source: view.Source(e.Source), titles: map[string]string{}}
		for _, c := range e.Causes {
			x.Causes = append(x.Causes, view.Plain(c))
		}
		for _, s := range backTo(e, v) {
			if !slices.Contains(x.Steps, s.Ref()) {
				x.Steps = append(x.Steps, s.Ref())
				x.titles[s.Ref()] = fmt.Sprintf(" (%s), which is %s", v.Say(s, s.Title), v.Status[s.Ref()].State)
			}
		}
		if v == nil {
			x.Steps = append(x.Steps, e.Steps...)
		}
		for _, f := range e.Facts {
			t, ok := words.Terms.Term(f)
			if !ok {
				continue
			}
			y := explainedFact{f, t.Title, map[string]string{}}
			if v != nil {
				for _, side := range []federation.Side{federation.Platform, federation.IdP} {
					if said, ok := v.State.Said(side, f, ""); ok && !said.Withheld {
						y.Values[string(side)] = t.Short(said.Value)
					}
				}
			}
			x.Facts = append(x.Facts, y)
		}
		out = append(out, x)
	}
	if asJSON {
		return report.Line(w, struct {
			Version      int           `json:"version"`
			Explanations []explanation `json:"explanations"`
		}{1, out})
	}
	for i, x := range out {
		if i > 0 {
			fmt.Fprintln(w)
		}
		x.text(w, words)
	}
	return nil
}

// backTo are the steps of v that e names, and where it has none of them those
// where the facts are put right that e is about.
func backTo(e errorbook.Entry, v *steps.Snapshot) (out []playbook.Step) {
	if v == nil {
		return nil
	}
	for _, ref := range e.Steps {
		if s, ok := v.Step(ref); ok {
			out = append(out, s)
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, f := range e.Facts {
		out = append(out, v.StepsAbout(f)...)
	}
	return out
}

func (x explanation) text(w io.Writer, words federation.Words) {
	fmt.Fprintf(w, "%s (%s)\n", x.Code, x.Vendor)
	if x.Guess {
		fmt.Fprintln(w, "  This is a guess, by the words of the text: bring the code, or more of the page.")
	}
	fmt.Fprintf(w, "  %s\n", x.Means)
	for i, c := range x.Causes {
		if i == 0 {
			fmt.Fprintln(w, "  causes, the likeliest first:")
		}
		fmt.Fprintf(w, "    %d. %s\n", i+1, c)
	}
	if x.Remedy != "" {
		fmt.Fprintf(w, "  fix: %s\n", x.Remedy)
	}
	for i, f := range x.Facts {
		if i == 0 {
			fmt.Fprintln(w, "  look at:")
		}
		fmt.Fprintf(w, "    %s, %s\n", f.Fact, f.Title)
		for _, side := range []federation.Side{federation.Platform, federation.IdP} {
			if value, ok := f.Values[string(side)]; ok {
				fmt.Fprintf(w, "      in %s: %s\n", words.Name(side), value)
			}
		}
	}
	for i, s := range x.Steps {
		if i == 0 {
			fmt.Fprintln(w, "  go back to:")
		}
		fmt.Fprintf(w, "    %s%s\n", s, x.titles[s])
	}
	if len(x.Codes) > 0 {
		fmt.Fprintf(w, "  same story: %s\n", joined(x.Codes))
	}
	if see := x.Source.String(); see != "" {
		fmt.Fprintf(w, "  see: %s (%s)\n", see, x.Confidence)
	}
}
