// Command federate sets up single sign-on federations between a contact-centre
// platform and an identity provider, and says why a login fails.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/signal"
	"os/user"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/fang/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"federate/assets"
	"federate/federation"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/errorbook"
	"federate/steps/fetch"
	"federate/steps/journal"
	"federate/steps/people"
	"federate/steps/playbook"
	"federate/steps/rehearse"
	"federate/steps/vault"
	"federate/ui"
	"federate/ui/command"
	"federate/ui/plain"
	"federate/ui/progress"
	"federate/ui/report"
	"federate/ui/screen"
)

func main() {
	debug.SetGCPercent(400) // most commands end before there is anything worth collecting
	os.Exit(run(os.Args[1:], wiring(time.Now)))
}

// run is the whole program; it returns the exit code.
func run(args []string, d command.Deps) int {
	if slices.Contains(args, "--no-color") {
		os.Setenv("NO_COLOR", "1") // the help is coloured by a library that reads the environment
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second interrupt ends what does not listen
	cobra.MousetrapHelpText = "" // on Windows a double click opens the wizard
	root := command.New(d)
	root.SetArgs(args)
	return command.Code(fang.Execute(ctx, root, fang.WithErrorHandler(complain)))
}

// complain prints err as it is, but for a secret that was typed in the wrong
// place. Findings have been printed already.
func complain(w io.Writer, _ fang.Styles, err error) {
	switch {
	case errors.Is(err, command.ErrFindings):
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(w, "federate: interrupted")
	default:
		fmt.Fprintln(w, "federate:", federation.Visible(strings.NewReplacer("\t", " ", "\n", "\n  ").Replace(federation.Unsaid(err.Error()))))
	}
}

// wiring is what the commands are given.
func wiring(now func() time.Time) command.Deps {
	know := catalog.Knowledge()
	book := sync.OnceValues(func() (*errorbook.Book, error) { return errorbook.Load(assets.FS) })
	know.Checks = errorbook.Telling(know.Checks, book)
	load := func(trees ...fs.FS) (*playbook.Library, error) {
		return playbook.Load(know.Terms, append([]fs.FS{assets.FS}, trees...)...)
	}
	d := command.Deps{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Terminal: terminal(os.Stdin) && terminal(os.Stdout) && os.Getenv("TERM") != "dumb",
		Env:      os.Getenv,
		Login:    login(),
		GOOS:     runtime.GOOS,
		Now:      now,
		Shelf: func(p command.Place) (*steps.Shelf, error) {
			library, err := load(own(p.Playbooks)...)
			if err != nil {
				return nil, err
			}
			return &steps.Shelf{Store: journal.Dir(p.Dir), Library: library, Know: know, Actor: p.Actor, Now: now,
				Vault: vault.System(whole(p.Dir), unlocking)}, nil
		},
		Load:      load,
		Know:      know,
		Pages:     assets.FS,
		ErrorBook: book,
		Fetch: func(o fetch.Options) *fetch.Fetcher {
			o.Proxy = http.ProxyFromEnvironment
			return fetch.New(o)
		},
		Wizard: func(ctx context.Context, sh *steps.Shelf, s command.Start) error { return screens(ctx, sh, s, book) },
	}
	if terminal(os.Stderr) && os.Getenv("TERM") != "dumb" {
		d.Live = os.Stderr
	}
	d.Plain = func(ctx context.Context, sh *steps.Shelf, s command.Start) error { return lines(ctx, d, sh, s) }
	return d
}

// screens walks a federation on a screen.
func screens(ctx context.Context, sh *steps.Shelf, s command.Start, book func() (*errorbook.Book, error)) error {
	codes, err := fs.Sub(assets.FS, "codes")
	if err != nil {
		return err
	}
	env := &screen.Env{Shelf: sh, System: ui.System{Fetch: s.Get}, Codes: codes, Templates: assets.FS, ASCII: ui.ASCII(os.Environ()),
		ErrorBook: book, Rehearse: rehearsing(sh, s.Reach), Compare: comparing(sh)}
	var options []tea.ProgramOption
	if s.NoColor {
		options = append(options, tea.WithColorProfile(colorprofile.Ascii))
	}
	err = ui.Run(ctx, env, ui.Start{Federation: s.Federation, Step: s.Step, Role: s.Role}, options...)
	if errors.Is(err, ui.ErrInterrupted) {
		return context.Canceled
	}
	return err
}

// rehearsing is how a screen of sh begins a rehearsal.
func rehearsing(sh *steps.Shelf, reach *fetch.Fetcher) func(context.Context, *steps.Session, func(rehearse.Login)) (*rehearse.Stage, error) {
	return func(ctx context.Context, s *steps.Session, heard func(rehearse.Login)) (*rehearse.Stage, error) {
		v := s.View()
		o := rehearse.Options{View: v, Know: sh.Know, Pages: report.Rehearsal{Words: v.Pair.Words}, Now: sh.Now, Random: rand.Reader, Client: reach.Client(), Get: reach.Get}
		if sh.Vault != nil && v.Pair.Protocol == "oidc" {
			o.Secret, _ = sh.Vault.Find(s.ID, "oidc.client_secret")
		}
		return rehearse.Open(ctx, o, heard)
	}
}

// comparing is how a screen of sh compares people.
func comparing(sh *steps.Shelf) func(context.Context, *steps.Snapshot, map[federation.Side]people.File, *progress.Meter, *progress.Meter) (*people.Comparison, error) {
	return func(ctx context.Context, v *steps.Snapshot, files map[federation.Side]people.File, reading, matching *progress.Meter) (*people.Comparison, error) {
		whole := map[federation.Side]people.File{}
		for side, f := range files {
			f.Path = ui.Expand(f.Path)
			whole[side] = f
		}
		return people.Compare(ctx, v, whole, sh.Now().UTC(), progress.Growing(reading), progress.Growing(matching))
	}
}

// lines walks a federation line by line.
func lines(ctx context.Context, d command.Deps, sh *steps.Shelf, s command.Start) error {
	return plain.Run(ctx, plain.Deps{In: d.In, Out: d.Out, Shelf: sh, Federation: s.Federation, Step: s.Step, Role: s.Role,
		ReadFile: ui.System{Fetch: s.Get}.Read, NoInput: s.NoInput,
		Explain: func(text string) string { return d.Explain(sh, text) },
		Judge:   func(id string, raw []byte) string { return d.Judge(ctx, sh, id, raw) }})
}

// unlocking is how long the keyring may take, while it asks its owner for a
// password.
const unlocking = 30 * time.Second

// whole is dir from the root on, so that a keyring knows it from everywhere.
func whole(dir string) string {
	if path, err := filepath.Abs(dir); err == nil {
		return path
	}
	return dir
}

// own is the user's own playbooks.
func own(dir string) []fs.FS {
	if dir == "" {
		return nil
	}
	return []fs.FS{os.DirFS(dir)}
}

func terminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// login is the name of whoever is logged in, empty where the system does not say.
func login() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return os.Getenv("USER")
}
