package ui

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestPastesSteerNothing: what begins a control string inside a paste is a question mark,
// wherever reads are parted; keys, and characters of UTF-8, come as they are.
func TestPastesSteerNothing(t *testing.T) {
	const begin, end = "\x1b[200~", "\x1b[201~"
	for in, want := range map[string]string{
		"a\x1b[A\x1b]x\x1bP":                             "a\x1b[A\x1b]x\x1bP",
		begin + "plain\nlines" + end + "\x1b[A":          begin + "plain\nlines" + end + "\x1b[A",
		begin + "a\x1bPqq" + end + "k":                   begin + "a?Pqq" + end + "k",
		begin + "a\x90\x9dz\x1b" + end + "k":             begin + "a??z?" + end + "k",
		begin + "\x1b[201\x1b[20" + end + "k":            begin + "?[201?[20" + end + "k",
		begin + "“\u0590\u0410𐀀”" + end:                  begin + "“\u0590\u0410𐀀”" + end,
		begin + "\xe2\x90" + end + begin + "\x90" + end:  begin + "\xe2?" + end + begin + "?" + end,
		begin + "6\xee\x90O\x96" + end + "k":             begin + "6\xee?O\x96" + end + "k",
		begin + "\xc0\x9f\xf8\x9d" + end:                 begin + "\xc0?\xf8?" + end,
		"\x1b\x1b[200~x\x1b_y" + end + "\x1b_z":          "\x1b\x1b[200~x?_y" + end + "\x1b_z",
		strings.Repeat(begin+"\x1bX\x9f"+end+"\x90", 99): strings.Repeat(begin+"?X?"+end+"\x90", 99),
	} {
		for name, r := range map[string]io.Reader{"at once": strings.NewReader(in), "byte by byte": iotest.OneByteReader(strings.NewReader(in)),
			"in halves": iotest.HalfReader(strings.NewReader(in))} {
			got, err := io.ReadAll(&pastes{from: r})
			if err != nil || string(got) != want {
				t.Errorf("%q %s became %q, want %q, %v", in, name, got, want, err)
			}
		}
	}
}
