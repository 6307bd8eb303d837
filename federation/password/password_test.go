package password_test

import (
	"strings"
	"testing"

	"federate/federation/password"
)

func said(facts map[string]string) func(string) (string, bool) {
	return func(f string) (string, bool) { v, ok := facts[f]; return v, ok }
}

// broken are the first words of the rules that candidate breaks.
func broken(p password.Policy, candidate string) string {
	var out []string
	for _, r := range p.Judge([]rune(candidate)) {
		if !r.Kept {
			out = append(out, strings.Join(strings.Fields(r.Rule)[:3], " "))
		}
	}
	return strings.Join(out, "; ")
}

func TestJudge(t *testing.T) {
	strict := map[string]string{"cxone.password_lower": "on", "cxone.password_upper": "off", "cxone.password_digit": "on",
		"cxone.password_special": "on", "cxone.password_length": "12"}
	for _, c := range []struct {
		name, candidate, want string
		facts                 map[string]string
	}{
		{"default, kept", "Abcde1", "", nil},
		{"default, too short", "Abcd1", "at least 6", nil},
		{"default, no digit", "Abcdef", "a digit, 0", nil},
		{"default, nothing", "", "a small letter,; a capital letter,; a digit, 0; at least 6", nil},
		{"chosen, kept", "correct horse 1", "", strict},
		{"chosen, no capital needed", "correcthorse1#", "", strict},
		{"chosen, all broken", "ABC", "a small letter,; a digit, 0; another character, such; at least 12", strict},
		{"characters, not bytes", "żółć1a", "", map[string]string{"cxone.password_length": "6"}},
		{"one too few characters", "żółć1", "at least 6", map[string]string{"cxone.password_length": "6"}},
		{"a letter with an accent is not a to z", "ŻÓŁĆ1", "a small letter,; at least 6", map[string]string{"cxone.password_lower": "on"}},
		{"a length that is none", "12345", "at least 6", map[string]string{"cxone.password_length": "0"}},
	} {
		if got := broken(password.From("cxone", said(c.facts)), c.candidate); got != c.want {
			t.Errorf("%s: breaks %q, not %q", c.name, got, c.want)
		}
	}
}

func TestDefaultSaysSo(t *testing.T) {
	if !password.From("cxone", said(nil)).Default {
		t.Error("nothing was said, and it is not the default")
	}
	if password.From("cxone", said(map[string]string{"cxone.password_upper": "off"})).Default {
		t.Error("something was said, and it is the default")
	}
}
