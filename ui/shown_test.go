package ui

import "testing"

// Colours reach the terminal, and nothing else that it would obey.
func TestShown(t *testing.T) {
	for line, want := range map[string]string{
		"plain text":                             "plain text",
		"\x1b[1;38;5;12mbold\x1b[0m \x1b[mend":   "\x1b[1;38;5;12mbold\x1b[0m \x1b[mend",
		"\x1b[38:2::1:2:3mred":                   "\x1b[38:2::1:2:3mred",
		"\x1b]8;;https://evil.example\x1b\\here": "␣]8;;https://evil.example␣\\here",
		"\x1b]52;c;aGk=\a":                       "␣]52;c;aGk=␣",
		"\x1b[2Jgone":                            "␣[2Jgone",
		"\x1b[1;1Hhome\x1b":                      "␣[1;1Hhome␣",
		"\u009b2Jgone\u202eback\u200b":           "␣2Jgone␣back␣",
	} {
		if got := shown(line); got != want {
			t.Errorf("%q is shown as %q, not %q", line, got, want)
		}
	}
}
