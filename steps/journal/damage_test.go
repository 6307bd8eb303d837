package journal

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"federate/steps/record"
)

func TestCutAtEveryByte(t *testing.T) {
	d := Dir(t.TempDir())
	whole := bytes.Join(journalOf(t, d, "acme", 3), nil)
	for n := range len(whole) + 1 {
		put(t, d.path("acme", journalExt), whole[:n])
		had := events(t, d, "acme")
		if want := bytes.Count(whole[:n], []byte("\n")); len(had) != want {
			t.Fatalf("cut at %d: %d events, want %d", n, len(had), want)
		}
		e := renamed("after the crash")
		if len(had) == 0 {
			e = opened()
		}
		add(t, d, "acme", int64(len(had)), e)
		if again := events(t, d, "acme"); len(again) != len(had)+1 {
			t.Fatalf("cut at %d: %d events after one more, want %d", n, len(again), len(had)+1)
		}
		if b := get(t, d.path("acme", journalExt)); b[len(b)-1] != '\n' {
			t.Fatalf("cut at %d: the torn line is still there", n)
		}
	}
}

func TestEveryFlippedByte(t *testing.T) {
	d := Dir(t.TempDir())
	lines := journalOf(t, d, "acme", 4)
	path := d.path("acme", journalExt)
	for _, n := range []int{2, 3} { // lines in the middle, their line ends included
		start := len(bytes.Join(lines[:n-1], nil))
		for i := range lines[n-1] {
			for _, bit := range []byte{0x01, 0x20} {
				b := bytes.Join(lines, nil)
				b[start+i] ^= bit
				put(t, path, b)
				got, err := d.Load(t.Context(), "acme")
				if err == nil {
					t.Fatalf("line %d, byte %d, bit %x: read as sound: %+v", n, i, bit, got)
				}
				if got != nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), fmt.Sprintf("line %d", n)) {
					t.Fatalf("line %d, byte %d, bit %x: %v", n, i, bit, err)
				}
			}
		}
	}
	// In a torn tail nothing counts.
	for i := range lines[3][:len(lines[3])-1] {
		b := bytes.TrimSuffix(bytes.Join(lines, nil), []byte("\n"))
		b[len(b)-1-i] ^= 0x80
		put(t, path, b)
		if got := events(t, d, "acme"); len(got) != 3 {
			t.Fatalf("torn tail, byte %d: %d events, want 3", i, len(got))
		}
	}
}

func TestDamage(t *testing.T) {
	lines := journalOf(t, Dir(t.TempDir()), "acme", 3)
	line := func(n int) string { return string(lines[n-1]) }
	long := strings.Repeat("x", maxLine+1)
	for name, c := range map[string]struct{ journal, want string }{
		"garbage at the end":   {line(1) + line(2) + "{}\n", "line 3: no format version"},
		"zeroes at the end":    {line(1) + line(2) + "\x00\x00\n", "line 3: invalid character"},
		"an empty line":        {line(1) + "\n" + line(2), "line 2: "},
		"a line is missing":    {line(1) + line(3), "line 2: it has sequence number 3"},
		"a line twice":         {line(1) + line(2) + line(2), "line 3: it has sequence number 2"},
		"the first is missing": {line(2), "line 1: it has sequence number 2"},
		"a chain from nowhere": {strings.Replace(line(1), `,"kind"`, `,"prev":"sha256:00","kind"`, 1), "line 1: it cites a line before it"},
		"a changed value":      {line(1) + strings.Replace(line(2), "Europe", "Africa", 1) + line(3), "line 2 or line 3, was changed"},
		"a newer format":       {line(1) + strings.Replace(line(2), `"v":1`, `"v":2`, 1), "line 2: written by a newer version of federate"},
		"an unknown field":     {line(1) + strings.Replace(line(2), `"name"`, `"nome"`, 1), `line 2: json: unknown field "nome"`},
		"an unknown kind":      {line(1) + strings.Replace(line(2), `"renamed"`, `"hailed"`, 1), `line 2: unknown kind of event "hailed"`},
		"two in a line":        {line(1) + strings.TrimSuffix(line(2), "\n") + line(3), "line 2: more than one event"},
		"a brace too many":     {line(1) + strings.TrimSuffix(line(2), "\n") + "}\n", "line 2: more than one event"},
		"too long":             {line(1) + long + "\n", "line 2: longer than 16 MiB"},
		"too long and torn":    {line(1) + long, "line 2: longer than 16 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			d := Dir(t.TempDir())
			path := d.path("acme", journalExt)
			put(t, path, []byte(c.journal))
			if _, err := d.Load(t.Context(), "acme"); err == nil || !strings.Contains(err.Error(), path+": "+c.want) && !strings.Contains(err.Error(), c.want) {
				t.Errorf("load: %v, want %q", err, c.want)
			}
			if last := int64(strings.Count(c.journal, "\n")); name != "a changed value" && name != "a line is missing" && name != "the first is missing" &&
				name != "a line twice" && name != "a chain from nowhere" && name != "an empty line" {
				err := d.Append(t.Context(), "acme", last, renamed("x"))
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("append: %v, want %q", err, c.want)
				}
			}
			if got := get(t, path); string(got) != c.journal && name != "a changed value" {
				t.Error("the journal was touched")
			}
		})
	}
}

func TestLongLines(t *testing.T) {
	d := Dir(t.TempDir())
	const long = 200 << 10 // more than one chunk, from either end
	add(t, d, "acme", 0, opened())
	add(t, d, "acme", 1, renamed(strings.Repeat("x", long)))
	add(t, d, "acme", 2, renamed("short"))
	if got := events(t, d, "acme"); len(got) != 3 || len(got[1].Name) != long {
		t.Errorf("%d events", len(got))
	}
}

// The longest line that Append lets in can be read from either end.
func TestLongestLine(t *testing.T) {
	for size, fits := range map[int]bool{maxLine: true, maxLine + 1: false} {
		b := append(bytes.Repeat([]byte("x"), size), '\n')
		b[0] = '\n' // so that size bytes follow, the last a line end
		lines := bufio.NewReader(bytes.NewReader(b))
		if _, err := readLine(lines); err != nil {
			t.Fatal(err)
		}
		line, err := readLine(lines)
		if fits && (err != nil || len(line) != size-1) || !fits && err == nil {
			t.Errorf("%d bytes, forwards: %d, %v", size, len(line), err)
		}
		at, err := lastLineEnd(bytes.NewReader(b), int64(size))
		if fits && (err != nil || at != 0) {
			t.Errorf("%d bytes, backwards: %d, %v", size, at, err)
		}
	}
}

func TestEmptyFile(t *testing.T) {
	d := Dir(t.TempDir())
	put(t, d.path("acme", journalExt), nil)
	if got := events(t, d, "acme"); len(got) != 0 {
		t.Errorf("%d events", len(got))
	}
	add(t, d, "acme", 0, opened())
}

func TestDamagedArtifact(t *testing.T) {
	d := Dir(t.TempDir())
	digest, err := d.PutArtifact(t.Context(), "acme", []byte("<xml/>"))
	if err != nil {
		t.Fatal(err)
	}
	path := d.artifact("acme", strings.TrimPrefix(digest, digestPrefix))
	put(t, path, []byte("<xml>"))
	if _, err := d.GetArtifact(t.Context(), "acme", digest); err == nil || errors.Is(err, record.ErrNoArtifact) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
	if _, err := d.PutArtifact(t.Context(), "acme", []byte("<xml/>")); err != nil {
		t.Fatal(err)
	}
	if got, err := d.GetArtifact(t.Context(), "acme", digest); err != nil || string(got) != "<xml/>" {
		t.Errorf("put again: %q, %v", got, err)
	}
	if names, _ := os.ReadDir(d.path("acme", folderExt) + "/artifacts"); len(names) != 1 {
		t.Errorf("left behind: %v", names)
	}
}

func TestDamagedDraft(t *testing.T) {
	d := Dir(t.TempDir())
	for _, raw := range []string{"", "null", "{", `{"a":1}`, `[]`} {
		put(t, d.draft("acme", "anna"), []byte(raw))
		if got, err := d.LoadDraft(t.Context(), "acme", "anna"); err != nil || got == nil || len(got) != 0 {
			t.Errorf("%q: %v, %v", raw, got, err)
		}
	}
	if err := d.SaveDraft(t.Context(), "acme", "anna", record.Draft{"a": {"b": "c"}}); err != nil {
		t.Error(err)
	}
}

func TestHeldLock(t *testing.T) {
	d := Dir(t.TempDir())
	add(t, d, "acme", 0, opened())
	unlock, err := d.lock(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := d.Append(ctx, "acme", 1, renamed("x")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if got := events(t, d, "acme"); len(got) != 1 {
		t.Errorf("readers wait for nobody, yet %d events", len(got))
	}
	unlock()
	add(t, d, "acme", 1, renamed("x"))
}

// A lock on a file that Remove took away keeps nobody out: whoever got it must
// notice.
func TestLockWithoutName(t *testing.T) {
	d := Dir(t.TempDir())
	l, err := d.hold(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Unlock()
	if !named(l) {
		t.Error("a fresh lock has no name")
	}
	if err := os.Rename(l.Path(), l.Path()+".away"); err != nil {
		t.Skipf("an open file keeps its name here: %v", err)
	}
	if named(l) {
		t.Error("removed, yet named")
	}
	put(t, l.Path(), nil)
	if named(l) {
		t.Error("the name is another file's by now")
	}
}

func TestRemoveWhileOthersWait(t *testing.T) {
	d := Dir(t.TempDir())
	add(t, d, "acme", 0, opened())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 20 {
				if err := d.Append(t.Context(), "acme", 0, opened()); err != nil && !errors.Is(err, record.ErrConflict) {
					t.Error(err)
				}
				if err := d.Remove(t.Context(), "acme"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if left, err := os.ReadDir(string(d)); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestListReadsNamesOnly(t *testing.T) {
	d := Dir(t.TempDir())
	for _, name := range []string{"acme.jsonl", "Upper.jsonl", "acme.lock", "notes.txt", ".jsonl", "x.jsonl.bak"} {
		put(t, string(d)+"/"+name, []byte("not json"))
	}
	put(t, string(d)+"/folder.jsonl/x", nil)
	if ids, err := d.List(t.Context()); err != nil || fmt.Sprint(ids) != "[acme]" {
		t.Errorf("got %v, %v", ids, err)
	}
	if ids, err := Dir(string(d) + "/none").List(t.Context()); err != nil || len(ids) != 0 {
		t.Errorf("no folder: %v, %v", ids, err)
	}
}
