package federation_test

import (
	"testing"

	"federate/federation"
)

// What a terminal obeys, and what nobody sees, is named; text stays text.
func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"plain, ünï 日本 👩 é":     "plain, ünï 日本 👩 é",
		"two\nlines\tand a tab": "two\nlines\tand a tab",
		"\x1b[2Jgone\r\b\x7f":   "<U+001B>[2Jgone<U+000D><U+0008><U+007F>",
		"c1 \u009b2J":           "c1 <U+009B>2J",
		"bidi \u202eback\u2066": "bidi <U+202E>back<U+2066>",
		"zero\u200bwidth\ufeff": "zero<U+200B>width<U+FEFF>",
		"line\u2028end\u2029":   "line<U+2028>end<U+2029>",
		"filler\u3164\u115f":    "filler<U+3164><U+115F>",
		"joined\u034f\u00ad":    "joined<U+034F><U+00AD>",
	} {
		if got := federation.Visible(text); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
	for _, hidden := range []string{"a\u3164", "a\u2028", "a\u00a0", "a\u200d", "a\n"} {
		if _, _, ok := federation.Hidden(hidden); !ok {
			t.Errorf("nothing is hidden in %q", hidden)
		}
	}
}
