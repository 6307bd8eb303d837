package password_test

import (
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/password"
)

var shipped = federation.PasswordPolicy{Lower: true, Upper: true, Digit: true, Length: 6, Shortest: 6, Longest: 20}

func said(facts map[string]string) func(string) (string, bool) {
	return func(f string) (string, bool) { v, ok := facts[f]; return v, ok }
}

// broken are the first words of the rules that candidate breaks.
func broken(p federation.PasswordPolicy, candidate string) string {
	var out []string
	for _, r := range password.Judge(p, []rune(candidate)) {
		if !r.Kept {
			out = append(out, strings.Join(strings.Fields(r.Rule)[:3], " "))
		}
	}
	return strings.Join(out, "; ")
}

func TestJudge(t *testing.T) {
	strict := map[string]string{"password_lower": "on", "password_upper": "off", "password_digit": "on",
		"password_special": "on", "password_length": "12"}
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
		{"characters, not bytes", "żółć1a", "", map[string]string{"password_length": "6"}},
		{"one too few characters", "żółć1", "at least 6", map[string]string{"password_length": "6"}},
		{"a letter with an accent is not a to z", "ŻÓŁĆ1", "a small letter,; at least 6", map[string]string{"password_lower": "on"}},
		{"a length that is none", "12345", "at least 6", map[string]string{"password_length": "0"}},
	} {
		policy, _ := password.Chosen(shipped, said(c.facts))
		if got := broken(policy, c.candidate); got != c.want {
			t.Errorf("%s: breaks %q, not %q", c.name, got, c.want)
		}
	}
}

func TestDefaultSaysSo(t *testing.T) {
	if p, chosen := password.Chosen(shipped, said(nil)); chosen || p != shipped {
		t.Error("nothing was said, and it is not the default")
	}
	if _, chosen := password.Chosen(shipped, said(map[string]string{"password_upper": "off"})); !chosen {
		t.Error("something was said, and it is the default")
	}
}
