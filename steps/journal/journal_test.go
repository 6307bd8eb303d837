package journal

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"federate/steps/record"
	"federate/steps/record/conformance"
)

// TestMain lets the test binary be a process of its own where a test needs
// another one: to compete with, to be killed, to have its disk full.
func TestMain(m *testing.M) {
	if part := os.Getenv("FEDERATE_TEST_PART"); part != "" {
		os.Exit(play(part, Dir(os.Getenv("FEDERATE_TEST_DIR"))))
	}
	os.Exit(m.Run())
}

func TestConformance(t *testing.T) {
	root := t.TempDir()
	conformance.Run(t, func(t *testing.T) record.Store {
		return Dir(filepath.Join(root, filepath.Base(t.Name()), "data"))
	})
}

func opened() record.Event {
	return record.Event{V: 1, At: time.Unix(1e9, 0), Actor: "anna", Kind: record.Opened,
		Opening: &record.Opening{Name: "Acme", Platform: "cxone", Protocol: "saml"}}
}

func renamed(name string) record.Event {
	return record.Event{V: 1, At: time.Unix(1e9, 0), Actor: "anna", Kind: record.Renamed, Name: name}
}

func add(t testing.TB, d Dir, id string, last int64, e record.Event) {
	t.Helper()
	if err := d.Append(t.Context(), id, last, e); err != nil {
		t.Fatal(err)
	}
}

func events(t testing.TB, d Dir, id string) []record.Event {
	t.Helper()
	got, err := d.Load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// journalOf writes a journal of n events without the cost of n syncs, and
// returns its lines.
func journalOf(t testing.TB, d Dir, id string, n int) (lines [][]byte) {
	t.Helper()
	var end tail
	var all []byte
	for i := range n {
		e := renamed("Acme Europe, a name of usual length")
		if i == 0 {
			e = opened()
		}
		line, err := follow(id, end, int64(i), e)
		if err != nil {
			t.Fatal(err)
		}
		end = tail{seq: int64(i + 1), digest: record.Digest(line[:len(line)-1])}
		lines, all = append(lines, line), append(all, line...)
	}
	put(t, d.path(id, journalExt), all)
	return lines
}

func put(t testing.TB, path string, b []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func get(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func BenchmarkLoad(b *testing.B) {
	d := Dir(b.TempDir())
	journalOf(b, d, "acme", 1000)
	for b.Loop() {
		if got := events(b, d, "acme"); len(got) != 1000 {
			b.Fatal(len(got))
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	d := Dir(b.TempDir())
	journalOf(b, d, "acme", 10_000)
	last := int64(10_000)
	for b.Loop() {
		add(b, d, "acme", last, renamed("one more"))
		last++
	}
}

func BenchmarkList(b *testing.B) {
	d := Dir(b.TempDir())
	for i := range 1000 {
		id := "federation-" + time.Unix(int64(i), 0).UTC().Format("150405")
		put(b, d.path(id, journalExt), nil)
		put(b, d.path(id, lockExt), nil)
		put(b, filepath.Join(d.path(id, folderExt), "drafts", "anna.json"), nil)
	}
	for b.Loop() {
		if ids, err := d.List(b.Context()); err != nil || len(ids) != 1000 {
			b.Fatal(len(ids), err)
		}
	}
}
