package trace_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"testing"

	"federate/federation/capture/trace"
)

// round is one page with what hangs on it, as the entries of a HAR file.
func round() []byte {
	rng := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields(`function return "use strict" var null && || === \n { } ( ) ; => const 'a' "b" <div class="x"> </div> é 😀`)
	text := func(n int) string {
		var b strings.Builder
		for b.Len() < n {
			b.WriteString(words[rng.IntN(len(words))] + " ")
		}
		return b.String()
	}
	base64 := func(n int) string { return strings.Repeat("iVBORw0KGgoAAAANSUhEUgAA", n/24) }
	r := record()
	r.add(hop{url: "https://app.platform.example/page", status: 200, body: "<!DOCTYPE html><html>" + text(30_000), cookie: "session=" + base64(400)})
	for n := range 6 {
		r.add(hop{url: fmt.Sprintf("https://cdn.example/app%d.js", n), status: 200, kind: "script", mime: "application/javascript", body: text(60_000)})
		r.add(hop{url: fmt.Sprintf("https://cdn.example/picture%d.png", n), status: 200, kind: "image", mime: "image/png", body: base64(40_000)})
		data, _ := json.Marshal(map[string]string{"a": text(8_000)})
		r.add(hop{url: "https://api.platform.example/v1/data?n=1&b=2", status: 200, kind: "xhr", mime: "application/json", body: string(data), cookie: "session=" + base64(400),
			headers: []string{"Accept: */*", "Sec-Fetch-Mode: cors", "Sec-Fetch-Site: same-site", "Referer: https://app.platform.example/"}})
	}
	raw := r.har()
	raw = raw[bytes.IndexByte(raw, '\n')+1:]
	return raw[:bytes.LastIndex(raw, []byte("\n]}}"))]
}

// A big HAR file that is never held: a login, then pages until it is size bytes.
type big struct {
	page  []byte
	left  int64
	now   []byte
	ended bool
}

func newBig(size int64) *big {
	r := record()
	r.login(login{})
	raw := r.har()
	return &big{now: raw[:bytes.LastIndex(raw, []byte("\n]}}"))], page: append([]byte(",\n"), round()...), left: size}
}

func (b *big) Read(p []byte) (int, error) {
	if len(b.now) == 0 {
		switch {
		case b.left > 0:
			b.now = b.page
		case !b.ended:
			b.now, b.ended = []byte("\n]}}\n"), true
		default:
			return 0, io.EOF
		}
	}
	n := copy(p, b.now)
	b.now, b.left = b.now[n:], b.left-int64(n)
	return n, nil
}

// BenchmarkRead reads 200 MB.
func BenchmarkRead(b *testing.B) {
	const size = 200 << 20
	b.SetBytes(size)
	b.ReportAllocs()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		tr, err := trace.Read(newBig(size))
		if err != nil || tr.Damage != "" || len(tr.Messages()) != 2 {
			b.Fatal(tr.Damage, err)
		}
		b.ReportMetric(float64(tr.Entries), "entries")
	}
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.Sys)/(1<<20), "MB-from-the-system")
}

var bigFile = flag.String("big", "", "write a recording of 200 MB to this file, to compare with other readers")

// TestBigFile writes what BenchmarkRead reads, with -big.
func TestBigFile(t *testing.T) {
	if *bigFile == "" {
		t.Skip("only with -big FILE")
	}
	f, err := os.Create(*bigFile)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(f, newBig(200<<20)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// What is read at once stays small however large the file.
func TestBounded(t *testing.T) {
	var small, large runtime.MemStats
	of := func(size int64, m *runtime.MemStats) {
		if _, err := trace.Read(newBig(size)); err != nil {
			t.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(m)
	}
	of(1<<20, &small)
	of(24<<20, &large)
	if large.HeapSys > small.HeapSys+(32<<20) {
		t.Errorf("the heap grew from %d to %d MB", small.HeapSys>>20, large.HeapSys>>20)
	}
}
