package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
	"github.com/zalando/go-keyring"

	"federate/steps"
	"federate/steps/vault"
	"federate/ui/command"
)

// In scripts the clock stands where $NOW says, so that what is printed is the
// same every day.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"federate": func() {
		keyring.MockInitWithError(keyring.ErrUnsupportedPlatform) // whoever runs the tests has one of their own
		now := time.Now
		if at, err := time.Parse(time.RFC3339, os.Getenv("NOW")); err == nil {
			now = func() time.Time { return at }
		}
		os.Exit(run(os.Args[1:], wiring(now)))
	}})
}

func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata", RequireExplicitExec: true, RequireUniqueNames: true,
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(e *testscript.Env) error {
			for name, path := range map[string]string{"FIXTURES": "testdata/fixtures", "PKI": "federation/pki/testdata", "SAML": "federation/saml/testdata", "OIDC": "federation/oidc/testdata", "TRACE": "federation/capture/trace/testdata", "BEFORE": "testdata/before"} {
				abs, err := filepath.Abs(path)
				if err != nil {
					return err
				}
				e.Setenv(name, abs)
			}
			e.Setenv("NOW", "2026-03-02T09:01:00Z")
			e.Setenv("FEDERATE_DIR", filepath.Join(e.WorkDir, "data"))
			e.Setenv("NO_COLOR", "1")
			e.Setenv("TWOLINES", "Acme\nOther")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"code": code, "find": find, "helps": helps, "paths": paths, "begins": begins, "folder": folder, "keeps": keeps},
	})
}

// folder copies a folder: folder FROM TO.
func folder(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: folder FROM TO")
	}
	ts.Check(os.CopyFS(ts.MkAbs(args[1]), os.DirFS(ts.MkAbs(args[0]))))
}

// keeps wants that what was printed holds all that the JSON in a file does: what
// was empty there may be filled now, and more may stand beside it.
func keeps(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: keeps FILE")
	}
	var before, now any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &before))
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &now))
	if at, ok := held(before, now, ""); !ok {
		ts.Fatalf("%s is another than in %s", at, args[0])
	}
}

// held reports whether now has what before has, and else where it differs.
func held(before, now any, at string) (string, bool) {
	switch b := before.(type) {
	case map[string]any:
		n, ok := now.(map[string]any)
		for key, value := range b {
			if at, same := held(value, n[key], at+"."+key); !ok || !same {
				return at, false
			}
		}
		return at, ok
	case []any:
		n, ok := now.([]any)
		if strings.HasSuffix(at, ".waiting") { // a check that is new may wait too
			for i := 0; i < len(b) && i < len(n); {
				if _, same := held(b[i], n[i], at); same {
					i++
				} else {
					n = slices.Delete(n, i, i+1)
				}
			}
			n = n[:min(len(n), len(b))]
		}
		if !ok || len(n) != len(b) {
			return at, false
		}
		for i := range b {
			if at, same := held(b[i], n[i], fmt.Sprintf("%s[%d]", at, i)); !same {
				return at, false
			}
		}
		return at, true
	}
	return at, before == now || before == ""
}

// code runs a command and wants an exit code: code 3 federate check nothing.
func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N command ...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.String()[strings.LastIndexByte(exit.String(), ' ')+1:]
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// helps wants a help with an example of every command.
func helps(ts *testscript.TestScript, neg bool, args []string) {
	var walk func(c *cobra.Command, path []string)
	walk = func(c *cobra.Command, path []string) {
		for _, sub := range c.Commands() {
			at := append(slices.Clone(path), sub.Name())
			if sub.Name() == "help" || sub.Name() == "completion" {
				continue
			}
			if sub.Short == "" || sub.Example == "" {
				ts.Fatalf("%s has no example", strings.Join(at, " "))
			}
			if err := ts.Exec("federate", append(at, "--help")...); err != nil {
				ts.Fatalf("%s --help: %v", strings.Join(at, " "), err)
			}
			if !strings.Contains(ts.ReadFile("stdout"), "EXAMPLE") {
				ts.Fatalf("%s --help shows no example", strings.Join(at, " "))
			}
			walk(sub, at)
		}
	}
	walk(command.New(wiring(time.Now)), nil)
}

// paths is the first input of each object that was printed, one a line.
func paths(ts *testscript.TestScript, neg bool, args []string) {
	var out string
	for d := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout"))); ; {
		var v struct{ Inputs []struct{ Path string } }
		if err := d.Decode(&v); err != nil {
			break
		}
		out += v.Inputs[0].Path + "\n"
	}
	if want := ts.ReadFile(args[0]); out != want {
		ts.Fatalf("inputs are %q, want %q", out, want)
	}
}

// begins wants that what was printed begins with a file.
func begins(ts *testscript.TestScript, neg bool, args []string) {
	if want, got := ts.ReadFile(args[0]), ts.ReadFile("stdout"); strings.HasPrefix(got, want) == neg {
		ts.Fatalf("it begins otherwise than\n%s", want)
	}
}

// find looks into the JSON that was printed: find findings.0.code pki-expired. A
// list is looked through with *; ! find wants that there is no such value.
func find(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: find PATH VALUE")
	}
	var values []string
	for d := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout"))); ; {
		var v any
		if err := d.Decode(&v); err == io.EOF {
			break
		} else if err != nil {
			ts.Fatalf("not JSON: %v", err)
		}
		values = append(values, at(v, strings.Split(args[0], "."))...)
	}
	if slices.Contains(values, args[1]) == neg {
		ts.Fatalf("%s is %q", args[0], values)
	}
}

// at returns the values at path in v, as JSON without quotation marks.
func at(v any, path []string) (out []string) {
	if len(path) == 0 {
		if s, ok := v.(string); ok {
			return []string{s}
		}
		b, _ := json.Marshal(v)
		return []string{string(b)}
	}
	switch v := v.(type) {
	case map[string]any:
		if next, ok := v[path[0]]; ok {
			return at(next, path[1:])
		}
	case []any:
		for i, next := range v {
			if b, _ := json.Marshal(i); path[0] == "*" || path[0] == string(b) {
				out = append(out, at(next, path[1:])...)
			}
		}
	}
	return out
}

// The rules of which way imports point.
var pointing = []struct {
	of     string   // packages that begin so
	never  []string // what they do not import: a package, or with a / at the end a tree
	only   []string // where given, all that they import beside the standard library
	except string   // a package that the rule does not bind
	reason string
}{
	{of: "federate/federation", never: []string{"os", "net", "net/http", "federate/steps", "federate/steps/", "federate/ui", "federate/ui/", "federate/assets"},
		except: "federate/federation/conformance", reason: "a judgement depends on nothing but its arguments"},
	{of: "federate", never: []string{"federate/federation/conformance"}, reason: "it is for tests alone, and reads their fixtures"},
	{of: "federate/steps", never: []string{"federate/federation/saml", "federate/federation/oidc", "federate/federation/pki", "federate/federation/catalog", "federate/federation/vocabulary",
		"federate/ui", "federate/ui/", "federate/assets"}, reason: "checks and vocabulary are given"},
	{of: "federate/steps/playbook", never: []string{"federate/steps", "federate/steps/"}, reason: "a definition knows nothing of what was done with it"},
	{of: "federate/steps/view", only: []string{"federate/federation", "federate/steps", "federate/steps/errorbook", "federate/steps/playbook", "federate/steps/record", "federate/steps/vault"},
		reason: "every face and every export stands on it"},
	{of: "federate/steps/rehearse/issue", only: []string{"federate/federation", "github.com/beevik/etree", "github.com/russellhaering/goxmldsig", "github.com/russellhaering/goxmldsig/etreeutils"},
		reason: "what is written there and what is read here know nothing of each other"},
	{of: "federate/ui", never: []string{"federate/steps/journal", "federate/federation/catalog", "federate/assets"}, reason: "a screen sees a session and a shelf"},
	{of: "federate/federation/document", only: []string{"github.com/beevik/etree"}, reason: "whoever judges a kind of document stands on it"},
	{of: "federate/federation/redact", only: []string{"federate/federation", "federate/federation/capture", "federate/federation/har", "federate/federation/lazy", "federate/federation/pki", "golang.org/x/net/html"},
		reason: "a copy is made of what is known to be harmless, and no judgement changes that"},
	{of: "federate/federation/capture/fiddler", only: []string{"federate/federation/har", "federate/federation/lazy"}, reason: "it makes a recording, and judges none"},
	{of: "federate/federation/check", only: []string{"federate/federation", "federate/federation/document"}, reason: "every package of checks stands on it"},
	{of: "federate/assets", only: []string{}, reason: "it is data"},
}

func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Dir,GoFiles", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	std := func(path string) bool {
		first, _, _ := strings.Cut(path, "/")
		return !strings.Contains(first, ".") && first != "federate"
	}
	seen := 0
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath, Dir  string
			Imports, GoFiles []string
		}
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		for _, rule := range pointing {
			if p.ImportPath != rule.of && !strings.HasPrefix(p.ImportPath, rule.of+"/") || p.ImportPath == rule.except {
				continue
			}
			seen++
			for _, i := range p.Imports {
				bad := slices.ContainsFunc(rule.never, func(n string) bool { return i == n || strings.HasSuffix(n, "/") && strings.HasPrefix(i, n) })
				if bad || rule.only != nil && !std(i) && !slices.Contains(rule.only, i) {
					t.Errorf("%s imports %s: %s", p.ImportPath, i, rule.reason)
				}
				if p.ImportPath == "federate/federation" && !std(i) && i != "federate/federation/lazy" {
					t.Errorf("%s imports %s: it is built on the standard library alone, and on what puts off its patterns", p.ImportPath, i)
				}
			}
		}
		if strings.HasPrefix(p.ImportPath, "federate/federation") {
			for _, f := range p.GoFiles {
				noClock(t, filepath.Join(p.Dir, f))
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d packages were looked at", seen)
	}
}

// noClock wants that file never asks what time it is.
func noClock(t *testing.T, file string) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, s.Sel.Name) {
				t.Errorf("%s: time.%s: the clock is an argument", fset.Position(s.Pos()), s.Sel.Name)
			}
		}
		return true
	})
}

// The canaries: if one of them sings, a secret has got out.
const (
	canary = "cAnAry~7Q-s3cret.of.the.CLIENT"
	second = "cAnAry~8Q-typed.into.THE.line"
	idOf   = "8f0e9a1c-77aa-4b1e-9c1d-00c0ffee0001" // a secret's ID, given for its value
)

// TestNoSecretGetsOut gives secrets in every way there is, and looks for them,
// byte by byte, in everything that is kept and printed.
func TestNoSecretGetsOut(t *testing.T) {
	keyring.MockInit()
	dir, files := t.TempDir(), t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(files, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var printed bytes.Buffer
	do := func(code int, in string, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		d := wiring(func() time.Time { return time.Date(2026, 3, 2, 9, 1, 0, 0, time.UTC) })
		d.In, d.Out, d.Err, d.Terminal = strings.NewReader(in), &out, &out, false
		d.Plain = func(ctx context.Context, sh *steps.Shelf, s command.Start) error { return lines(ctx, d, sh, s) }
		if got := run(append(args, "--dir", dir, "--actor", "ada"), d); got != code {
			t.Errorf("%v: exit code %d\n%s", args, got, out.String())
		}
		printed.Write(out.Bytes())
		return out.String()
	}
	do(0, "", "new", "Acme", "--platform", "cxone", "--idp", "entra", "--protocol", "oidc", "--no-open")
	if out := do(0, "", "answer", "acme", "--secret", "oidc.client_secret="+write("secret", canary+"\n")); !strings.Contains(out, "in the keyring") {
		t.Errorf("answered: %s", out)
	}
	if out := do(0, "", "status", "acme"); !strings.Contains(out, "given by ada on 2 March 2026, 09:01 UTC, kept in the keyring") {
		t.Errorf("status: %s", out)
	}
	if out := do(0, second+"\n", "open", "acme", "--plain", "--step", "entra/secret"); !strings.Contains(out, "The secret itself is kept in the keyring") {
		t.Errorf("in lines: %s", out)
	}
	if s, p := vault.System(whole(dir), time.Minute).Find("acme", "idp/oidc.client_secret"); p != vault.Keyring || s.Reveal() != second {
		t.Errorf("in the keyring: %q", p)
	}
	if out := do(3, idOf, "answer", "acme", "--secret", "oidc.client_secret=-"); !strings.Contains(out, "oidc-secret-id") {
		t.Errorf("a secret's ID: %s", out)
	}
	do(3, "", "answer", "acme", "--secret", "oidc.client_secret="+canary)
	do(2, "", "answer", "acme", "oidc.client_secret="+canary)
	do(2, "", "answer", "acme", canary)
	for _, args := range [][]string{{"status", "acme", "--json"}, {"history", "acme"}, {"history", "acme", "--json"}, {"list", "--json"},
		{"export", "acme", "--format", "md"}, {"export", "acme", "--format", "json"}, {"export", "acme", "--format", "html"}, {"export", "acme", "--format", "ics"},
		{"export", "acme", "--format", "ticket", "--role", "idp-admin"}, {"export", "acme", "--format", "ticket", "--role", "platform-admin"},
		{"handoff", "acme", "--to", "platform-admin", "-o", "-"}} {
		do(0, "", args...)
	}
	told := steps.Told{Fact: "oidc.client_secret", Secret: vault.New(canary)}
	for _, held := range []any{told, &told, steps.Answer{Facts: []steps.Told{told}}, vault.System(dir, time.Minute)} {
		func() {
			defer func() { fmt.Fprint(&printed, recover()) }()
			fmt.Fprintf(&printed, "%v %+v %#v %s", held, held, held, held)
			panic(fmt.Sprintf("%+v", held))
		}()
	}

	kept := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte("oidc.client_secret")) {
			kept++
		}
		sings(t, path, append(raw, path...))
		return err
	})
	if err != nil || kept == 0 {
		t.Errorf("the folder was not looked through: %d files, %v", kept, err)
	}
	sings(t, "what was printed", printed.Bytes())

	do(0, "", "delete", "acme", "--yes")
	if _, p := vault.System(whole(dir), time.Minute).Find("acme", "idp/oidc.client_secret"); p != vault.Nowhere {
		t.Errorf("deleted, and still kept in %q", p)
	}
}

// sings fails the test where raw holds a canary, as it is or in a thin disguise.
func sings(t *testing.T, where string, raw []byte) {
	t.Helper()
	for _, c := range []string{canary, second, idOf} {
		for _, form := range []string{c, strings.ToUpper(c), hex.EncodeToString([]byte(c)), base64.StdEncoding.EncodeToString([]byte(c))[:20], fmt.Sprint([]byte(c))} {
			if bytes.Contains(raw, []byte(form)) {
				t.Errorf("%s holds a secret as %q", where, form)
			}
		}
	}
}
