//go:build unix

package journal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"federate/steps/record"
)

// child is the test binary playing part over d.
func child(t *testing.T, part string, d Dir) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), "FEDERATE_TEST_PART="+part, "FEDERATE_TEST_DIR="+string(d))
	cmd.Stderr = os.Stderr
	return cmd
}

func run(t *testing.T, part string, d Dir) {
	t.Helper()
	if err := child(t, part, d).Run(); err != nil {
		t.Fatalf("%s: %v", part, err)
	}
}

// play is the part of another process. Its return is the exit code.
func play(part string, d Dir) int {
	parts := map[string]func(context.Context, Dir) error{
		"writer": playWriter, "endless": playEndless, "full": playFull, "nobody": playNobody, "umask": playUmask}
	if err := parts[part](context.Background(), d); err != nil {
		fmt.Fprintln(os.Stderr, part+":", err)
		return 1
	}
	return 0
}

const eachProcess = 25

func playWriter(ctx context.Context, d Dir) error {
	for n := 0; n < eachProcess; {
		had, err := d.Load(ctx, "acme")
		if err == nil {
			err = d.Append(ctx, "acme", int64(len(had)), renamed(fmt.Sprintf("%d/%d", os.Getpid(), n)))
		}
		switch {
		case err == nil:
			n++
		case !errors.Is(err, record.ErrConflict):
			return err
		}
	}
	return nil
}

func TestEightProcesses(t *testing.T) {
	d := Dir(t.TempDir())
	add(t, d, "acme", 0, opened())
	var all []*exec.Cmd
	for range 8 {
		cmd := child(t, "writer", d)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		all = append(all, cmd)
	}
	for _, cmd := range all {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	got := events(t, d, "acme") // which verifies the chain
	if len(got) != 1+8*eachProcess {
		t.Errorf("%d events, want %d", len(got), 1+8*eachProcess)
	}
	next := map[string]int{}
	for _, e := range got[1:] {
		who, n, _ := strings.Cut(e.Name, "/")
		if n != strconv.Itoa(next[who]) {
			t.Errorf("process %s: event %s where %d was due", who, n, next[who])
		}
		next[who]++
	}
}

// playEndless appends until it is killed, and says what was acknowledged.
func playEndless(ctx context.Context, d Dir) error {
	had, err := d.Load(ctx, "acme")
	if err != nil {
		return err
	}
	for last := int64(len(had)); ; last++ {
		e := renamed(strings.Repeat("x", int(last%7)*5000))
		if last == 0 {
			e = opened()
		}
		if err := d.Append(ctx, "acme", last, e); err != nil {
			return err
		}
		fmt.Println(last + 1)
	}
}

func TestKilledWhileAppending(t *testing.T) {
	d := Dir(t.TempDir())
	for round := range 6 {
		cmd := child(t, "endless", d)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		said, acknowledged := bufio.NewScanner(out), 0
		for n := 0; said.Scan(); n++ {
			if acknowledged, err = strconv.Atoi(said.Text()); err != nil {
				t.Fatal(err)
			}
			if n == 3+round {
				_ = cmd.Process.Kill()
			}
		}
		_ = cmd.Wait()
		got := events(t, d, "acme")
		if acknowledged < 4+round || len(got) < acknowledged {
			t.Fatalf("round %d: %d acknowledged, %d kept", round, acknowledged, len(got))
		}
		add(t, d, "acme", int64(len(got)), renamed("went on"))
		events(t, d, "acme")
	}
}

// playFull appends until its files may grow no more, which is what a full disk
// looks like: part of a line is written, then nothing.
func playFull(ctx context.Context, d Dir) error {
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	room := limit
	room.Cur = 4000
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &room); err != nil {
		return err
	}
	var kept int64
	var failed error
	for failed == nil {
		e := renamed("until nothing goes in any more")
		if kept == 0 {
			e = opened()
		}
		if failed = d.Append(ctx, "acme", kept, e); failed == nil {
			kept++
		}
	}
	for _, want := range []string{d.path("acme", journalExt), "raise the limit"} {
		if !strings.Contains(failed.Error(), want) {
			return fmt.Errorf("%w does not say %q", failed, want)
		}
	}
	if !errors.Is(failed, record.ErrNotSaved) || errors.Is(failed, record.ErrConflict) {
		return fmt.Errorf("unexpected: %w", failed)
	}
	raw, err := os.ReadFile(d.path("acme", journalExt))
	if err != nil || kept < 5 || len(raw) == 4000 || raw[len(raw)-1] != '\n' {
		return fmt.Errorf("%d kept, %d bytes, not taken back: %w", kept, len(raw), err)
	}
	if had, err := d.Load(ctx, "acme"); err != nil || int64(len(had)) != kept {
		return fmt.Errorf("%d kept, %d loaded: %w", kept, len(had), err)
	}
	// A document and a journal that do not fit leave nothing behind.
	if _, err := d.PutArtifact(ctx, "acme", make([]byte, 5000)); !errors.Is(err, record.ErrNotSaved) {
		return fmt.Errorf("document: %w", err)
	}
	big := opened()
	big.Opening.Name = strings.Repeat("x", 5000)
	if err := d.Append(ctx, "new", 0, big); !errors.Is(err, record.ErrNotSaved) {
		return fmt.Errorf("new journal: %w", err)
	}
	if err := d.SaveDraft(ctx, "acme", "anna", record.Draft{"a": {"b": big.Opening.Name}}); !errors.Is(err, record.ErrNotSaved) {
		return fmt.Errorf("draft: %w", err)
	}
	if ids, err := d.List(ctx); err != nil || len(ids) != 1 {
		return fmt.Errorf("listed %v: %w", ids, err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	if err := d.Append(ctx, "acme", kept, renamed("there is room again")); err != nil {
		return err
	}
	had, err := d.Load(ctx, "acme")
	if err != nil || int64(len(had)) != kept+1 {
		return fmt.Errorf("%d loaded: %w", len(had), err)
	}
	return nil
}

func TestFullDisk(t *testing.T) {
	d := Dir(t.TempDir())
	run(t, "full", d)
	err := filepath.WalkDir(string(d), func(path string, e fs.DirEntry, err error) error {
		if strings.HasPrefix(e.Name(), ".new-") {
			t.Errorf("left behind: %s", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// playNobody writes to a folder that it may only read.
func playNobody(ctx context.Context, d Dir) error {
	if os.Getuid() == 0 {
		if err := syscall.Setuid(65534); err != nil {
			return err
		}
	}
	if had, err := d.Load(ctx, "acme"); err != nil || len(had) != 1 {
		return fmt.Errorf("reading needs no lock: %d events, %w", len(had), err)
	}
	_, err := d.PutArtifact(ctx, "acme", nil)
	for name, err := range map[string]error{"append": d.Append(ctx, "acme", 1, renamed("x")), "new": d.Append(ctx, "new", 0, opened()), "put": err,
		"draft": d.SaveDraft(ctx, "acme", "anna", record.Draft{"a": {"b": "c"}})} {
		if !errors.Is(err, record.ErrNotSaved) || !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "--dir") {
			return fmt.Errorf("%s: got %w", name, err)
		}
	}
	return nil
}

func TestReadOnlyFolder(t *testing.T) {
	// Not t.TempDir: the folders above it are closed to anybody else.
	top, err := os.MkdirTemp("", "federate-journal-")
	if err != nil {
		t.Fatal(err)
	}
	d := Dir(filepath.Join(top, "data"))
	t.Cleanup(func() {
		_ = os.Chmod(string(d), 0o700)
		_ = os.RemoveAll(top)
	})
	add(t, d, "acme", 0, opened())
	for path, mode := range map[string]fs.FileMode{top: 0o755, d.path("acme", journalExt): 0o444, d.path("acme", lockExt): 0o444, string(d): 0o555} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(d.path("acme", folderExt), 0o555); err != nil {
		t.Fatal(err)
	}
	run(t, "nobody", d)
}

func TestFileInThePlaceOfTheFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	put(t, file, []byte("x"))
	for _, d := range []Dir{Dir(file), Dir(filepath.Join(file, "below"))} {
		if err := d.Append(t.Context(), "acme", 0, opened()); !errors.Is(err, record.ErrNotSaved) || !strings.Contains(err.Error(), "--dir") {
			t.Errorf("append: %v", err)
		}
		if _, err := d.PutArtifact(t.Context(), "acme", nil); !errors.Is(err, record.ErrNotSaved) {
			t.Errorf("put: %v", err)
		}
		if _, err := d.List(t.Context()); err == nil {
			t.Error("list: no error")
		}
		if _, err := d.Load(t.Context(), "acme"); err == nil {
			t.Error("load: no error")
		}
	}
	if got := get(t, file); string(got) != "x" {
		t.Errorf("the file became %q", got)
	}
}

// playUmask keeps one thing of each sort, and looks at the modes.
func playUmask(ctx context.Context, d Dir) error {
	for _, mask := range []int{0, 0o777} {
		syscall.Umask(mask)
		below := d + Dir(fmt.Sprintf("/%o/data", mask))
		if err := below.Append(ctx, "acme", 0, opened()); err != nil {
			return err
		}
		if err := below.Append(ctx, "acme", 1, renamed("x")); err != nil {
			return err
		}
		if _, err := below.PutArtifact(ctx, "acme", []byte("x")); err != nil {
			return err
		}
		if err := below.SaveDraft(ctx, "acme", "anna", record.Draft{"a": {"b": "c"}}); err != nil {
			return err
		}
	}
	return nil
}

func TestModes(t *testing.T) {
	d := Dir(t.TempDir())
	if err := os.Chmod(string(d), 0o755); err != nil {
		t.Fatal(err)
	}
	run(t, "umask", d)
	files := 0
	err := filepath.WalkDir(string(d), func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		want := fileMode
		switch {
		case path == string(d):
			want = 0o755 // it was there before, and is not ours to change
		case e.IsDir():
			want = dirMode
		default:
			files++
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", path, info.Mode().Perm(), want)
		}
		return nil
	})
	if err != nil || files != 8 {
		t.Errorf("%d files, %v", files, err)
	}
}
