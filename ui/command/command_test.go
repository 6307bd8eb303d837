package command_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"federate/assets"
	"federate/federation"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/errorbook"
	"federate/steps/fetch"
	"federate/steps/journal"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/ui/command"
)

// A desk is everything that a command is given, with what it said.
type desk struct {
	command.Deps
	out, err bytes.Buffer
	store    record.Store
	env      map[string]string
	started  []string // wizards
}

func newDesk(t *testing.T) *desk {
	d := &desk{store: journal.Dir(t.TempDir()), env: map[string]string{"HOME": "/home/ada"}}
	know := catalog.Knowledge()
	now := func() time.Time { return time.Date(2026, 3, 2, 9, 1, 0, 0, time.UTC) }
	start := func(how string) func(context.Context, *steps.Shelf, command.Start) error {
		return func(_ context.Context, _ *steps.Shelf, s command.Start) error {
			s.Get, s.Reach = nil, nil // the same for all
			d.started = append(d.started, strings.Replace(fmt.Sprintf("%s %+v", how, s), " Get:<nil> Reach:<nil>", "", 1))
			return nil
		}
	}
	load := func(trees ...fs.FS) (*playbook.Library, error) {
		return playbook.Load(know.Terms, append([]fs.FS{assets.FS}, trees...)...)
	}
	d.Deps = command.Deps{In: strings.NewReader(""), Out: &d.out, Err: &d.err, Env: func(k string) string { return d.env[k] }, Login: "ada", GOOS: "linux",
		Now: now, Know: know, Pages: assets.FS, Load: load,
		Shelf: func(p command.Place) (*steps.Shelf, error) {
			l, err := load()
			return &steps.Shelf{Store: d.store, Library: l, Know: know, Actor: p.Actor, Now: now}, err
		},
		ErrorBook: func() (*errorbook.Book, error) { return errorbook.Load(assets.FS) },
		Fetch:     func(fetch.Options) *fetch.Fetcher { return fetch.New(fetch.Options{Timeout: 1}) }, // in no time: no network in tests
		Wizard:    start("screen"), Plain: start("lines")}
	return d
}

// run runs a command line and returns its exit code.
func (d *desk) run(ctx context.Context, args ...string) (int, error) {
	d.out.Reset()
	d.err.Reset()
	root := command.New(d.Deps)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	return command.Code(err), err
}

func (d *desk) must(t *testing.T, want int, args ...string) string {
	t.Helper()
	code, err := d.run(t.Context(), args...)
	if code != want {
		t.Fatalf("%q: exit code %d, want %d: %v\n%s%s", args, code, want, err, d.out.String(), d.err.String())
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// rival is a store in which somebody else is quicker, once.
type rival struct {
	record.Store
	event func() *record.Event
}

func (r *rival) Append(ctx context.Context, id string, last int64, e record.Event) error {
	if theirs := r.event(); theirs != nil && last > 0 {
		if err := r.Store.Append(ctx, id, last, *theirs); err != nil {
			return err
		}
	}
	return r.Store.Append(ctx, id, last, e)
}

func TestTwoAdmins(t *testing.T) {
	answer := func(f federation.Fact, value string) *record.Event {
		return &record.Event{V: record.Format, At: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Actor: "eve", Kind: record.Answered, Step: "entra/addresses",
			Claims: []federation.Claim{{Side: federation.IdP, Fact: f, Value: value}}}
	}
	for _, c := range []struct {
		name   string
		theirs *record.Event
		code   int
		kept   string
	}{
		{"the same fact: both are told", answer("idp.sso_url", "https://login.example/eve"), command.NotSaved, "https://login.example/eve"},
		{"another fact: both stand", answer("idp.entity_id", "https://sts.windows.net/eve/"), command.Clean, "https://login.example/ada"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			d.must(t, 0, "new", "Acme", "--platform", "cxone", "--idp", "entra", "--protocol", "saml")
			theirs := c.theirs
			d.store = &rival{d.store, func() *record.Event { e := theirs; theirs = nil; return e }}
			said := d.must(t, c.code, "answer", "acme", "idp.sso_url=https://login.example/ada")
			if c.code != 0 && !strings.Contains(said, "eve") {
				t.Errorf("it does not say who was quicker: %s", said)
			}
			d.must(t, 0, "status", "acme", "--json")
			if !strings.Contains(d.out.String(), c.kept) {
				t.Errorf("%s is not there", c.kept)
			}
		})
	}
}

// full is a store behind which there is no room.
type full struct{ record.Store }

func (full) Append(context.Context, string, int64, record.Event) error {
	return fmt.Errorf("%w: /data/acme.jsonl: the disk is full", record.ErrNotSaved)
}

func TestNotSaved(t *testing.T) {
	d := newDesk(t)
	d.must(t, 0, "new", "Acme", "--platform", "cxone", "--idp", "entra", "--protocol", "saml")
	d.store = full{d.store}
	for _, args := range [][]string{
		{"new", "Other", "--platform", "cxone", "--idp", "entra", "--protocol", "saml"},
		{"answer", "acme", "idp.sso_url=https://login.example/saml2"},
		{"confirm", "acme", "entra/permissions"},
		{"skip", "acme", "entra/permissions", "--reason", "later"},
		{"rename", "acme", "Other"},
		{"archive", "acme"},
	} {
		if said := d.must(t, command.NotSaved, args...); !strings.Contains(said, "the disk is full") || d.out.Len() > 0 {
			t.Errorf("%q: %s %s", args, said, d.out.String())
		}
	}
}

func TestWhereTheWizardStarts(t *testing.T) {
	for _, c := range []struct {
		terminal bool
		args     []string
		want     string
	}{
		{true, nil, "screen {Federation: Step: Role: NoColor:false NoInput:false}"},
		{true, []string{"--plain"}, "lines {Federation: Step: Role: NoColor:false NoInput:false}"},
		{false, nil, "lines {Federation: Step: Role: NoColor:false NoInput:false}"},
		{true, []string{"--no-input", "--no-color"}, "lines {Federation: Step: Role: NoColor:true NoInput:true}"},
		{true, []string{"open", "ACME", "--step", "back-fill", "--role", "idp-admin"}, "screen {Federation:acme Step:entra/back-fill Role:idp-admin NoColor:false NoInput:false}"},
		{true, []string{"new", "Other", "--platform", "cxone", "--idp", "entra", "--protocol", "saml"}, "screen {Federation:other Step: Role: NoColor:false NoInput:false}"},
		{true, []string{"new", "Third", "--platform", "cxone", "--idp", "entra", "--protocol", "saml", "--no-open"}, ""},
		{false, []string{"new", "Fourth", "--platform", "cxone", "--idp", "entra", "--protocol", "saml"}, ""},
	} {
		d := newDesk(t)
		d.must(t, 0, "new", "Acme", "--platform", "cxone", "--idp", "entra", "--protocol", "saml", "--no-open")
		d.Terminal = c.terminal
		d.must(t, 0, c.args...)
		if got := strings.Join(d.started, ", "); got != c.want {
			t.Errorf("%q started %q, want %q", c.args, got, c.want)
		}
	}
}

func TestDeleteAsks(t *testing.T) {
	d := newDesk(t)
	d.must(t, 0, "new", "Acme", "--platform", "cxone", "--idp", "entra", "--protocol", "saml")
	d.Terminal, d.In = true, strings.NewReader("no\n")
	d.must(t, command.Usage, "delete", "acme")
	if !strings.Contains(d.err.String(), "Delete acme") {
		t.Errorf("nobody was asked: %s", d.err.String())
	}
	d.must(t, 0, "status", "acme")
	d.In = strings.NewReader("yes\n")
	d.must(t, 0, "delete", "acme")
	d.must(t, command.Usage, "status", "acme")
}

// stuck is a stream on which nothing ever comes.
type stuck struct{}

func (stuck) Read([]byte) (int, error) { select {} }

func TestInterrupted(t *testing.T) {
	d := newDesk(t)
	d.In = stuck{}
	for _, args := range [][]string{{"check", "-"}, {"explain", "-"}} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if code, err := d.run(ctx, args...); code != command.Interrupted {
			t.Errorf("%q: exit code %d, %v", args, code, err)
		}
	}
}

func TestDataFolder(t *testing.T) {
	for _, c := range []struct {
		goos string
		env  map[string]string
		args []string
		want string
	}{
		{"linux", map[string]string{"HOME": "/home/ada"}, nil, "/home/ada/.local/share/federate"},
		{"linux", map[string]string{"HOME": "/home/ada", "XDG_DATA_HOME": "/xdg"}, nil, "/xdg/federate"},
		{"linux", map[string]string{"HOME": "/home/ada", "XDG_DATA_HOME": "relative"}, nil, "/home/ada/.local/share/federate"},
		{"linux", map[string]string{"HOME": "/home/ada", "FEDERATE_DIR": "/own"}, nil, "/own"},
		{"linux", map[string]string{"FEDERATE_DIR": "/own"}, []string{"--dir", "/flag"}, "/flag"},
		{"windows", map[string]string{"LOCALAPPDATA": "/appdata"}, nil, "/appdata/federate"},
		{"windows", map[string]string{}, nil, ""},
	} {
		d := newDesk(t)
		d.env, d.GOOS = c.env, c.goos
		var got string
		shelf := d.Shelf
		d.Shelf = func(p command.Place) (*steps.Shelf, error) { got = p.Dir; return shelf(p) }
		code, err := d.run(t.Context(), append([]string{"list"}, c.args...)...)
		if filepath.ToSlash(got) != c.want || (code != 0) != (c.want == "") {
			t.Errorf("%s %v: %q, want %q (%d, %v)", c.goos, c.env, got, c.want, code, err)
		}
	}
}

// broken is a stream that takes nothing.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// What nobody could read was not answered.
func TestOutputIsFull(t *testing.T) {
	d := newDesk(t)
	d.must(t, 0, "new", "Acme", "--platform", "cxone", "--idp", "entra", "--protocol", "saml")
	d.Out = broken{}
	for _, args := range [][]string{{"list"}, {"list", "--json"}, {"status", "acme"}, {"export", "acme"}, {"explain", "pki-expired"}, {"playbook", "list"}} {
		if code, err := d.run(t.Context(), args...); code != command.NotSaved {
			t.Errorf("%q: exit code %d, %v", args, code, err)
		}
	}
}

func TestAside(t *testing.T) {
	d := newDesk(t)
	sh, err := d.Shelf(command.Place{})
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Explain(sh, "AADSTS50105"); !strings.Contains(got, "not assigned") {
		t.Errorf("explained as %s", got)
	}
	if got := d.Explain(sh, "zzz qqq"); !strings.Contains(got, "nothing is known") {
		t.Errorf("explained as %s", got)
	}
	if got := d.Judge(t.Context(), sh, "", []byte("<samlp:Response xmlns:samlp='urn:oasis:names:tc:SAML:2.0:protocol'/>")); !strings.Contains(got, "error[saml-") {
		t.Errorf("judged as %s", got)
	}
	if got := d.Judge(t.Context(), sh, "", []byte("hello")); !strings.Contains(got, "not recognised") {
		t.Errorf("judged as %s", got)
	}
}
