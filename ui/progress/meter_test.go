package progress_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"federate/ui/progress"
)

func TestSay(t *testing.T) {
	began := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		all, done int64
		after     time.Duration
		unit      progress.Unit
		want      string
	}{
		{0, 0, 0, progress.Of("files"), "0 files"},
		{100, 20, 100 * time.Millisecond, progress.Of("files"), "20 files of 100 files"},
		{100, 20, 2 * time.Second, progress.Of("files"), "20 files of 100 files, 10 files a second, 8s left"},
		{0, 64 << 20, 2 * time.Second, progress.Bytes, "64 MB, 32 MB a second"},
		{100, 100, 2 * time.Second, progress.Of("files"), "100 files of 100 files, 50 files a second"},
		{20 << 30, 5 << 10, 0, progress.Bytes, "5 kB of 20 GB"},
	} {
		m := progress.New(c.unit, began)
		m.Expect(c.all)
		m.Add(c.done)
		if got := m.Say(began.Add(c.after)); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestReaderCounts(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	m := progress.New(progress.Bytes, now)
	m.Expect(5)
	if b, err := io.ReadAll(m.Reader(strings.NewReader("hello"))); err != nil || string(b) != "hello" {
		t.Fatalf("%q, %v", b, err)
	}
	if got := m.Say(now); got != "5 bytes of 5 bytes" {
		t.Errorf("%q", got)
	}
}
