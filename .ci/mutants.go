//go:build ignore

// Command mutants changes the program by one line at a time, as mutants.txt beside
// it says, and runs the tests that have to notice. It fails where one does not, and
// where a line to change is not there any more. No file of the program is touched:
// the changed one is laid over it for one run of go test.
//
//	go run .ci/mutants.go [NAME ...]
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// A mutant is one change that a test has to notice.
type mutant struct {
	name          string
	file          string
	before, after string // whole lines
	pkg, tests    string
}

func main() {
	all, err := load(".ci/mutants.txt")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if names := os.Args[1:]; len(names) > 0 {
		all = slices.DeleteFunc(all, func(m mutant) bool { return !slices.Contains(names, m.name) })
	}
	dir, err := os.MkdirTemp("", "mutants-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	begun := time.Now()
	failed := run(all, dir)
	_ = os.RemoveAll(dir)
	fmt.Printf("%d of %d mutants were caught (%s)\n", len(all)-failed, len(all), time.Since(begun).Round(time.Second))
	if failed > 0 || len(all) == 0 {
		os.Exit(1)
	}
}

// run tries all, one for each processor at a time, and returns how many were not
// caught.
func run(all []mutant, dir string) (failed int) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	next := make(chan int)
	for range runtime.NumCPU() {
		wg.Go(func() {
			for i := range next {
				if err := all[i].try(filepath.Join(dir, fmt.Sprint(i))); err != nil {
					mu.Lock()
					failed++
					fmt.Printf("%s: %v\n", all[i].name, err)
					mu.Unlock()
				}
			}
		})
	}
	for i := range all {
		next <- i
	}
	close(next)
	wg.Wait()
	return failed
}

// try returns nil where a test notices m.
func (m mutant) try(dir string) error {
	raw, err := os.ReadFile(m.file)
	if err != nil {
		return err
	}
	if n := bytes.Count(raw, []byte(m.before)); n != 1 {
		return fmt.Errorf("what it changes stands %d times in %s: mend it in .ci/mutants.txt, so that it says the same of the line as it is now", n, m.file)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	changed, over := filepath.Join(dir, filepath.Base(m.file)), filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(changed, bytes.Replace(raw, []byte(m.before), []byte(m.after), 1), 0o644); err != nil {
		return err
	}
	path, err := filepath.Abs(m.file)
	if err != nil {
		return err
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {path: changed}})
	if err == nil {
		err = os.WriteFile(over, overlay, 0o644)
	}
	if err != nil {
		return err
	}
	out, err := exec.Command("go", "test", "-overlay", over, "-count=1", "-short", "-failfast", "-vet=off", "-timeout=2m", "-run", "^("+strings.ReplaceAll(m.tests, "/", ")$/^(")+")$", m.pkg).CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return fmt.Errorf("nobody noticed: %s in %s passes with it", m.tests, m.pkg)
	case !errors.As(err, &exit):
		return err
	case bytes.Contains(out, []byte("[build failed]")), bytes.Contains(out, []byte("[setup failed]")):
		return fmt.Errorf("it does not compile:\n%s", out)
	}
	return nil
}

// load reads mutants, which are parted by empty lines: a name, the file, the
// package and its tests, then the lines that are there with a hyphen in front and
// those that take their place with a plus sign.
func load(path string) (out []mutant, err error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for block := range strings.SplitSeq(strings.TrimSpace(string(raw)), "\n\n") {
		var m mutant
		for line := range strings.SplitSeq(block, "\n") {
			switch word, rest, _ := strings.Cut(line, " "); {
			case strings.HasPrefix(line, "-"):
				m.before += line[1:] + "\n"
			case strings.HasPrefix(line, "+"):
				m.after += line[1:] + "\n"
			case word == "file":
				m.file = rest
			case word == "test":
				m.pkg, m.tests, _ = strings.Cut(rest, " ")
				m.tests = strings.ReplaceAll(m.tests, " ", "|")
			case word == "mutant":
				m.name = rest
			case strings.HasPrefix(line, "#"):
			default:
				return nil, fmt.Errorf("%s: %q is no line of a mutant", path, line)
			}
		}
		if m == (mutant{}) {
			continue // remarks alone
		}
		if m.name == "" || m.file == "" || m.before == "" || m.tests == "" || seen[m.name] {
			return nil, fmt.Errorf("%s: the mutant %q is there twice, or says not what, where and which test", path, m.name)
		}
		seen[m.name] = true
		out = append(out, m)
	}
	return out, nil
}
