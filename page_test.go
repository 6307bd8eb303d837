package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"federate/assets"
)

// A pageWalk follows a page as a reader would: it types every command of the
// blocks marked console, makes every change of those marked diff, and looks up the
// quotations of built-in files that are marked yaml.
type pageWalk struct {
	t      *testing.T
	dir    string
	env    []string
	update bool
}

// TestPages: what the pages show is what happens. UPDATE_PAGES=1 writes what was
// printed into the page.
func TestPages(t *testing.T) {
	pages, err := fs.Glob(assets.FS, "pages/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal(pages, err)
	}
	for _, page := range pages {
		t.Run(page, func(t *testing.T) {
			raw, err := fs.ReadFile(assets.FS, page)
			if err != nil {
				t.Fatal(err)
			}
			w := &pageWalk{t: t, dir: t.TempDir(), update: os.Getenv("UPDATE_PAGES") != "",
				env: append(os.Environ(), "NO_COLOR=1", "NOW=2026-03-02T09:01:00Z", "FEDERATE_DIR=", "COLUMNS=80")}
			was := strings.ReplaceAll(string(raw), "\r\n", "\n")
			is := w.walk(was)
			if w.update && is != was {
				if err := os.WriteFile(filepath.Join("assets", page), []byte(is), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// walk returns the page with the outputs as they were.
func (w *pageWalk) walk(page string) string {
	var out, block []string
	info, commands := "", 0
	for line := range strings.Lines(page) {
		line = strings.TrimSuffix(line, "\n")
		switch mark, inside := strings.CutPrefix(line, "```"); {
		case inside && info == "":
			info = mark
			block = nil
			out = append(out, line)
			if info == "" {
				w.t.Fatalf("a block says nothing about itself, after %q", out[len(out)-2])
			}
		case inside:
			kind, about, _ := strings.Cut(info, " ")
			switch kind {
			case "console":
				block = w.console(block, about)
				commands++
			case "diff":
				w.change(about, block)
			case "yaml", "json":
				w.quoted(about, block)
			case "text":
			default:
				w.t.Errorf("nothing is known of a block of %s", kind)
			}
			out = append(append(out, block...), line)
			info = ""
		case info != "":
			block = append(block, line)
		default:
			out = append(out, line)
		}
	}
	if info != "" || commands == 0 {
		w.t.Errorf("the block %q is not closed, or nothing was typed", info)
	}
	return strings.Join(out, "\n") + "\n"
}

// console types the commands of a block and compares what they print. about is
// "fails" where the last of them must not succeed.
func (w *pageWalk) console(block []string, about string) (is []string) {
	var failed bool
	for i, line := range block {
		command, ok := strings.CutPrefix(line, "$ ")
		if !ok {
			if i == 0 {
				w.t.Fatalf("%q is no command", line)
			}
			continue
		}
		want := block[i+1:]
		if end := slices.IndexFunc(want, func(l string) bool { return strings.HasPrefix(l, "$ ") }); end >= 0 {
			want = want[:end]
		}
		var got []string
		got, failed = w.run(command)
		fits := alike(want, got)
		if !w.update && !fits {
			w.t.Errorf("%s\nprints\n%s\nand not\n%s", command, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if fits {
			got = want
		}
		is = append(append(is, line), got...)
	}
	if failed != (about == "fails") {
		w.t.Errorf("%s: failed: %v", block[0], failed)
	}
	return is
}

// alike reports whether got is want, where … on a line of its own stands for any
// lines.
func alike(want, got []string) bool {
	switch {
	case len(want) == 0:
		return len(got) == 0
	case want[0] == "…":
		return alike(want[1:], got) || len(got) > 0 && alike(want, got[1:])
	}
	return len(got) > 0 && want[0] == got[0] && alike(want[1:], got[1:])
}

// run types one command: export NAME=VALUE, or federate.
func (w *pageWalk) run(command string) (lines []string, failed bool) {
	words := split(command)
	if words[0] == "export" {
		w.env = append(w.env, words[1:]...)
		return nil, false
	}
	if words[0] != "federate" {
		w.t.Fatalf("a reader may have no %s", words[0])
	}
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir, cmd.Env = w.dir, w.env
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		w.t.Fatal(err)
	}
	text := strings.TrimRight(strings.ReplaceAll(string(out), "\r\n", "\n"), "\n")
	if text == "" {
		return nil, err != nil
	}
	for line := range strings.SplitSeq(filepath.ToSlash(text), "\n") {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines, err != nil
}

// split is a command in words; quotes keep blanks.
func split(command string) (words []string) {
	var word strings.Builder
	quote, open := rune(0), false
	for _, r := range command + " " {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, open = r, true
		case r != ' ':
			word.WriteRune(r)
		case open || word.Len() > 0:
			words = append(words, word.String())
			word.Reset()
			open = false
		}
	}
	return words
}

// change makes the change of a block in the file name: lines with a minus go, lines
// with a plus come, the others must be there.
func (w *pageWalk) change(name string, block []string) {
	file := filepath.Join(w.dir, filepath.FromSlash(name))
	raw, err := os.ReadFile(file)
	if err != nil {
		w.t.Fatal(err)
	}
	var was, is []string
	for _, line := range block {
		mark, rest := " ", ""
		if line != "" {
			mark, rest = line[:1], line[1:]
		}
		if mark != "+" {
			was = append(was, rest)
		}
		if mark != "-" {
			is = append(is, rest)
		}
	}
	before, after := strings.Join(was, "\n")+"\n", strings.Join(is, "\n")+"\n"
	if n := strings.Count(string(raw), before); n != 1 {
		w.t.Fatalf("%s holds this %d times:\n%s", name, n, before)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(raw), before, after, 1)), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// quoted looks a block up in the built-in file name.
func (w *pageWalk) quoted(name string, block []string) {
	raw, err := fs.ReadFile(assets.FS, name)
	if err != nil {
		w.t.Error(err)
		return
	}
	if !strings.Contains(strings.ReplaceAll(string(raw), "\r\n", "\n"), strings.Join(block, "\n")) {
		w.t.Errorf("%s does not hold\n%s", name, strings.Join(block, "\n"))
	}
}

// TestPeerSchemaOfNew: an independent validator reads what playbook new writes, as
// an editor does: the file, and the schema that its first line names.
func TestPeerSchemaOfNew(t *testing.T) {
	if os.Getenv("FEDERATE_PEERS") == "" {
		t.Skip("FEDERATE_PEERS is not set")
	}
	dir := t.TempDir()
	for _, side := range []string{"idp", "platform"} {
		for _, protocols := range []string{"saml", "oidc", "saml,oidc"} {
			id := strings.ReplaceAll(side+"-"+protocols, ",", "-")
			if out, err := exec.Command("federate", "playbook", "new", "--side", side, "--id", id, "--protocol", protocols, "-o", dir).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			file := filepath.Join(dir, side, id+".yaml")
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(string(raw), "\n")
			schema, ok := strings.CutPrefix(first, "# yaml-language-server: $schema=")
			if !ok {
				t.Fatalf("%s begins with %q", id, first)
			}
			instance, err := yaml.YAMLToJSON(raw)
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("/usr/bin/python3", "-c", `import json, sys
from jsonschema import Draft202012Validator as V
for e in V(json.load(open(sys.argv[1]))).iter_errors(json.load(sys.stdin)):
    print("/".join(map(str, e.absolute_path)), e.message[:200])`, filepath.Join(filepath.Dir(file), filepath.FromSlash(schema)))
			cmd.Stdin = bytes.NewReader(instance)
			if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%s: %v\n%s", id, err, out)
			}
		}
	}
}
