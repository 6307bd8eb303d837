package federation_test

import (
	"strings"
	"testing"

	"federate/federation"
)

// What a message says of itself stands in a sentence: it can neither begin a line
// of its own nor fill the screen.
func TestPhrased(t *testing.T) {
	got := federation.Testimony{Signer: "key \"a\"", Audience: strings.Repeat("é", 5000), Subject: "a@b.c\r\nno findings\there"}.Phrased()
	want := federation.Testimony{Signer: "key \"a\"", Audience: strings.Repeat("é", 300) + "…", Subject: "a@b.c<U+000D><U+000A>no findings<U+0009>here"}
	if got != want {
		t.Errorf("got %q", got)
	}
}
