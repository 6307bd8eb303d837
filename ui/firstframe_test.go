//go:build unix

package ui_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/creack/pty"

	"federate/assets"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/journal"
	"federate/steps/playbook"
	"federate/steps/record"
)

// build compiles the package at path and returns the program.
func build(t testing.TB, path string) string {
	t.Helper()
	if os.Getenv("FEDERATE_PEERS") == "" {
		t.Skip("needs a terminal; FEDERATE_PEERS=1 switches it on")
	}
	program := filepath.Join(t.TempDir(), filepath.Base(path))
	if out, err := exec.Command("go", "build", "-o", program, path).CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", path, err, out)
	}
	return program
}

// TestPeerFirstFrame measures how long the wizard takes from the start of the
// process to its first frame with a thousand federations in the folder, and a
// bare Bubble Tea program to its only one, in turn.
func TestPeerFirstFrame(t *testing.T) {
	program, bare := build(t, "federate"), build(t, "./testdata/bare")
	dir := t.TempDir()
	know := catalog.Knowledge()
	library, err := playbook.Load(know.Terms, assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	sh := &steps.Shelf{Store: journal.Dir(dir), Library: library, Know: know, Actor: "ana", Now: time.Now}
	for i := range 1000 {
		if err := sh.Store.Append(t.Context(), fmt.Sprintf("federation-%04d", i), 0, record.Event{V: record.Format, At: time.Now(), Actor: "ana",
			Kind: record.Opened, Opening: &record.Opening{Name: fmt.Sprintf("Federation %d", i), Platform: "cxone", IdP: "entra", Protocol: "saml"}}); err != nil {
			t.Fatal(err)
		}
	}
	const runs = 15
	var ours, lists, theirs []time.Duration
	for range runs {
		theirs = append(theirs, shown(t, []string{"one line"}, bare)[0])
		at := shown(t, []string{"all keys", "1000 federations"}, program, "--dir", dir)
		ours, lists = append(ours, at[0]), append(lists, at[1])
	}
	slices.Sort(ours)
	slices.Sort(lists)
	slices.Sort(theirs)
	a, b := ours[runs/2], theirs[runs/2]
	t.Logf("first frame: wizard %v, with the list of federations %v, bare program %v: %.2f times (1.5 at most)",
		a.Round(time.Millisecond/10), lists[runs/2].Round(time.Millisecond/10), b.Round(time.Millisecond/10), float64(a)/float64(b))
	if float64(a) > 1.5*float64(b) {
		t.Errorf("the first frame takes %.2f times that of a bare program", float64(a)/float64(b))
	}
}

// shown runs command in a terminal and tells when it had written each of texts.
func shown(t *testing.T, texts []string, command string, args ...string) (at []time.Duration) {
	t.Helper()
	c := exec.Command(command, args...)
	c.Env = append(os.Environ(), "TERM=xterm-256color", "LC_ALL=C.UTF-8")
	start := time.Now()
	tty, err := pty.StartWithSize(c, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = c.Process.Kill()
		_ = c.Wait()
		_ = tty.Close()
	}()
	var seen []byte
	buf := make([]byte, 1<<16)
	for len(at) < len(texts) {
		n, err := tty.Read(buf)
		if err != nil {
			t.Fatalf("%s never wrote %q: %v\n%q", command, texts[len(at)], err, seen)
		}
		seen = append(seen, buf[:n]...)
		for len(at) < len(texts) && bytes.Contains(seen, []byte(texts[len(at)])) {
			at = append(at, time.Since(start))
		}
	}
	return at
}
