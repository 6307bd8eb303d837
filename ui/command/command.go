// Package command is the command line: one file a command, each of which parses,
// calls and prints.
//
// Everything that can be done in the wizard can be done by a script: every question
// has a flag, the standard output carries the answer and nothing else, and the exit
// code says how it went. The package decides nothing itself; values are judged by the
// same call as in the wizard.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"federate/federation"
	"federate/steps"
	"federate/steps/errorbook"
	"federate/steps/fetch"
	"federate/steps/playbook"
	"federate/ui/progress"
)

// Deps is everything that the commands use, apart from the files named to them.
type Deps struct {
	In       io.Reader
	Out, Err io.Writer
	Terminal bool // in and out are a terminal that can show a wizard

	// Live is a terminal that shows how far long work is; nil: there is none.
	Live io.Writer

	Env   func(string) string // the environment
	Login string              // name of the user who is logged in
	GOOS  string              // which system's folders count
	Now   func() time.Time

	// Shelf opens the federations of a place, in the name of an actor.
	Shelf func(Place) (*steps.Shelf, error)
	// Load reads the playbooks that are built in, and trees over them.
	Load func(trees ...fs.FS) (*playbook.Library, error)
	// Know is what documents and facts are judged with.
	Know federation.Knowledge
	// Pages holds codes/<code>.md, what there is to say beyond a rule, and
	// templates/<subject>/*, what generated files are made from.
	Pages fs.FS
	// ErrorBook is what the vendors' error texts mean.
	ErrorBook func() (*errorbook.Book, error)
	// Fetch makes what gets a document from an address, within bounds.
	Fetch func(fetch.Options) *fetch.Fetcher

	// Wizard and Plain walk a federation, on a screen and in lines.
	Wizard, Plain func(context.Context, *steps.Shelf, Start) error
}

// A Place is where federations and playbooks are kept, and who works there.
type Place struct {
	Dir       string // journals and documents
	Playbooks string // folder of the user's own playbooks; empty: none
	Actor     string
}

// A Start is where the wizard begins.
type Start struct {
	Federation string          // id; empty: the list
	Step       string          // reference; empty: the first that is open
	Role       federation.Role // whose steps; empty: everybody's
	NoColor    bool
	NoInput    bool // say how things stand and ask nothing; in lines only

	// Get gets what is published at an address, within bounds.
	Get func(ctx context.Context, address string) ([]byte, error)
	// Reach is the same for a rehearsal, which also asks a token endpoint.
	Reach *fetch.Fetcher
}

// app is what every command is made from.
type app struct {
	Deps
	dir, playbooks, actor   string
	noColor, plain, noInput bool

	read *progress.Meter // of the bytes that are read; nil: nobody counts them
}

// The groups of commands in the help.
const (
	groupWork  = "work"
	groupJudge = "judge"
	groupShelf = "shelf"
	groupMore  = "more"
)

// New returns the command line.
func New(d Deps) *cobra.Command {
	terminal, talk, out := d.Out, d.Err, &printer{to: d.Out}
	d.Out, d.Err = out, &printer{to: d.Err}
	a := &app{Deps: d}
	root := &cobra.Command{
		Use:   "federate",
		Short: "Set up single sign-on federations and find out why a login fails",
		Long: "federate walks you through a single sign-on federation between a contact-centre platform and an identity provider, " +
			"judges every value and document on the way, and proves the login before anyone depends on it.\n\n" +
			"Without a command it opens the wizard.\n\n" +
			"Exit codes: 0 clean, 1 findings, 2 usage, 3 an input could not be read or recognised, 4 not saved, 5 a gate is shut, 130 interrupted.",
		Example: `federate
federate new "Acme production" --platform cxone --idp entra --protocol saml
federate check response.b64 certificate.cer --platform cxone
federate explain AADSTS50011`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			var words []string
			for _, c := range cmd.Commands() {
				if c.IsAvailableCommand() {
					words = append(words, c.Name())
				}
			}
			return fmt.Errorf("there is no command %q%s", args[0], federation.DidYouMean(args[0], words))
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			sh, err := a.shelf()
			if err != nil {
				return err
			}
			return a.walk(cmd.Context(), sh, Start{})
		},
	}
	root.PersistentPostRunE = func(*cobra.Command, []string) error {
		return out.err
	}
	root.SetIn(d.In)
	root.SetOut(terminal) // the help wants to know whether it is one
	root.SetErr(talk)
	root.SetFlagErrorFunc(flagError)
	root.CompletionOptions.HiddenDefaultCmd = false
	f := root.PersistentFlags()
	f.StringVar(&a.dir, "dir", "", "folder of the federations (else $FEDERATE_DIR, else the data folder)")
	f.StringVar(&a.playbooks, "playbooks", "", "folder with platform/, idp/ and route/ of your own, laid over the built-in ones")
	f.StringVar(&a.actor, "actor", "", "name that goes into the journal (else the login name)")
	f.BoolVar(&a.noColor, "no-color", false, "no colours")
	f.BoolVar(&a.plain, "plain", false, "the wizard in plain lines")
	f.BoolVar(&a.noInput, "no-input", false, "ask nothing")
	root.AddGroup(&cobra.Group{ID: groupWork, Title: "set up"}, &cobra.Group{ID: groupJudge, Title: "find out"},
		&cobra.Group{ID: groupShelf, Title: "keep"}, &cobra.Group{ID: groupMore, Title: "more"})
	for _, g := range []struct {
		id   string
		cmds []*cobra.Command
	}{
		{groupWork, []*cobra.Command{a.new(), a.open(), a.status(), a.answer(), a.confirm(), a.skip(), a.undo(), a.waive(), a.generate(), a.handoff(), a.merge()}},
		{groupJudge, []*cobra.Command{a.check(), a.explain(), a.rehearse(), a.redact(), a.users(), a.history()}},
		{groupShelf, []*cobra.Command{a.list(), a.estate(), a.export(), a.rename(), a.archive(), a.delete()}},
		{groupMore, []*cobra.Command{a.playbook(), version()}},
	} {
		for _, c := range g.cmds {
			c.GroupID = g.id
			root.AddCommand(c)
		}
	}
	root.SetCompletionCommandGroupID(groupMore)
	root.SetHelpCommandGroupID(groupMore)
	return root
}

// version prints what --version prints, for those who look for a command.
func version() *cobra.Command {
	return &cobra.Command{Use: "version", Short: "Say which version this is", Example: "federate version", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			fmt.Fprintln(cmd.OutOrStdout(), cmd.Root().Version)
			return nil
		}}
}

// flagError offers the nearest flag for one that is unknown.
func flagError(cmd *cobra.Command, err error) error {
	if errors.Is(err, pflag.ErrHelp) {
		return err
	}
	name, unknown := strings.CutPrefix(err.Error(), "unknown flag: --")
	if !unknown {
		return err
	}
	var words []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { words = append(words, f.Name) })
	cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) { words = append(words, f.Name) })
	hint := federation.DidYouMean(name, words)
	return fmt.Errorf("there is no flag --%s%s", name, strings.Replace(hint, "mean ", "mean --", 1))
}

// shelf opens the place that the flags and the environment name.
func (a *app) shelf() (*steps.Shelf, error) {
	dir, err := a.dataDir()
	if err != nil {
		return nil, err
	}
	return a.Shelf(Place{Dir: dir, Playbooks: a.playbooks, Actor: a.who()})
}

// walk starts the wizard, in lines where that is wanted or nothing else works.
func (a *app) walk(ctx context.Context, sh *steps.Shelf, s Start) error {
	if s.Get == nil {
		s.Get = a.Fetch(fetch.Options{}).Get
	}
	if s.Reach == nil {
		s.Reach = a.Fetch(fetch.Options{Loopback: true})
	}
	s.NoColor, s.NoInput = a.noColor || a.Env("NO_COLOR") != "", a.noInput
	if a.plain || a.noInput || !a.Terminal {
		return a.Plain(ctx, sh, s)
	}
	return a.Wizard(ctx, sh, s)
}

// named finds the federation that name names.
func (a *app) named(ctx context.Context, name string) (*steps.Shelf, string, error) {
	sh, err := a.shelf()
	if err != nil {
		return nil, "", err
	}
	id, err := sh.Find(ctx, name)
	if err != nil {
		return nil, "", place(err)
	}
	return sh, id, nil
}

// snapshot is the federation that name names, as it is now.
func (a *app) snapshot(ctx context.Context, name string) (*steps.Snapshot, error) {
	sh, id, err := a.named(ctx, name)
	if err != nil {
		return nil, err
	}
	v, err := sh.Look(ctx, id)
	if err != nil {
		return nil, &InputError{err}
	}
	return v, nil
}

// session opens the federation that name names for one submission.
func (a *app) session(ctx context.Context, name string) (*steps.Session, error) {
	sh, id, err := a.named(ctx, name)
	if err != nil {
		return nil, err
	}
	s, err := sh.Open(ctx, id)
	if err != nil {
		return nil, &InputError{err}
	}
	return s, nil
}

// do submits one change to the federation that name names, and returns how it
// stood before and after.
func (a *app) do(ctx context.Context, name string, c steps.Change) (before, after *steps.Snapshot, err error) {
	s, err := a.session(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	return submit(s, c)
}

// submit ends session s with one change.
func submit(s *steps.Session, c steps.Change) (before, after *steps.Snapshot, err error) {
	before = s.View()
	after, err = s.Do(c).Wait()
	if closed := s.Close(); err == nil {
		err = closed
	}
	return before, after, err
}

// names completes the name of a federation.
func (a *app) names(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	sh, err := a.shelf()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	ids, _ := sh.IDs(cmd.Context())
	return ids, cobra.ShellCompDirectiveNoFileComp
}
