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

// TestLine: nothing is shown of short work; of long work one line, which is gone before
// anything else is written, and at the end.
func TestLine(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	var screen, out strings.Builder
	m := progress.New(progress.Of("files"), now)
	l := progress.Watch(&screen, m, func() time.Time { return now })
	l.Draw()
	if screen.Len() > 0 {
		t.Errorf("short work shows %q", screen.String())
	}
	now = now.Add(10 * time.Second)
	m.Add(20)
	l.Draw()
	const drawn, gone = "\r\x1b[K20 files, 2 files a second", "\r\x1b[K"
	if screen.String() != drawn {
		t.Errorf("%q", screen.String())
	}
	if _, err := io.WriteString(l.Around(&out), "found\n"); err != nil || out.String() != "found\n" || screen.String() != drawn+gone {
		t.Errorf("%q beside %q, %v", out.String(), screen.String(), err)
	}
	l.Stop()
	l.Draw()
	l.Stop()
	if screen.String() != drawn+gone {
		t.Errorf("after the end %q", screen.String())
	}
}
