package errorbook_test

import (
	"strings"
	"testing"

	"federate/assets"
	"federate/steps/errorbook"
)

// How long the first explanation of a run takes to be ready.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := errorbook.Load(assets.FS); err != nil {
			b.Fatal(err)
		}
	}
}

// How long a whole page takes, of which one sentence counts.
func BenchmarkFind(b *testing.B) {
	book, err := errorbook.Load(assets.FS)
	if err != nil {
		b.Fatal(err)
	}
	page := "<html><body>" + strings.Repeat("<p>The quick brown application of the identity provider signs a response for the person.</p>\n", 300) +
		"<p>Invalid parameter: redirect_uri</p></body></html>"
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if found := book.Find(page); len(found) == 0 {
			b.Fatal("nothing found")
		}
	}
}
