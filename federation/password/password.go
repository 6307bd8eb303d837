// Package password judges a candidate password by the rules of a login
// authenticator.
//
// A candidate comes in as an argument and goes nowhere, neither into a result nor
// into an error: what is answered is which rules it keeps, and no more.
package password

import (
	"fmt"
	"strconv"

	"federate/federation"
)

// A Result is one rule of a policy and whether a candidate keeps it.
type Result struct {
	Rule string // as a sentence says it: "a digit, 0 to 9"
	Kept bool
}

// Chosen is the policy that the facts of a playbook say: password_lower, _upper,
// _digit and _special are "on" or "off", password_length is a number; said returns
// the value of one. What was not said is off once anything was. Where nothing was,
// the policy is the one that the platform ships with, and chosen is false. A length
// that cannot be chosen counts as the shortest that can.
func Chosen(shipped federation.PasswordPolicy, said func(name string) (value string, ok bool)) (p federation.PasswordPolicy, chosen bool) {
	p = federation.PasswordPolicy{Length: shipped.Shortest, Shortest: shipped.Shortest, Longest: shipped.Longest}
	for name, box := range map[string]*bool{"lower": &p.Lower, "upper": &p.Upper, "digit": &p.Digit, "special": &p.Special} {
		if v, ok := said("password_" + name); ok {
			*box, chosen = v == "on", true
		}
	}
	if v, ok := said("password_length"); ok {
		chosen = true
		if n, err := strconv.Atoi(v); err == nil && n >= p.Shortest && n <= p.Longest {
			p.Length = n
		}
	}
	if !chosen {
		return shipped, false
	}
	return p, true
}

// Judge returns every rule of p, in the order in which consoles list them, with
// whether the candidate keeps it. A letter that is not a to z, in either case, is
// neither a small nor a capital one.
func Judge(p federation.PasswordPolicy, candidate []rune) (out []Result) {
	var lower, upper, digit, special bool
	for _, r := range candidate {
		switch {
		case 'a' <= r && r <= 'z':
			lower = true
		case 'A' <= r && r <= 'Z':
			upper = true
		case '0' <= r && r <= '9':
			digit = true
		default:
			special = true
		}
	}
	for _, rule := range []struct {
		asked, kept bool
		name        string
	}{
		{p.Lower, lower, "a small letter, a to z"},
		{p.Upper, upper, "a capital letter, A to Z"},
		{p.Digit, digit, "a digit, 0 to 9"},
		{p.Special, special, "another character, such as @ or #"},
		{p.Length > 0, len(candidate) >= p.Length, fmt.Sprintf("at least %d characters", p.Length)},
	} {
		if rule.asked {
			out = append(out, Result{rule.name, rule.kept})
		}
	}
	return out
}
