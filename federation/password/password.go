// Package password judges a candidate password by the rules of a login
// authenticator.
//
// It believes that a candidate is nobody's business: it comes in as an argument
// and goes nowhere, neither into a result nor into an error. What is answered is
// which rule it keeps, and no more.
package password

import (
	"fmt"
	"strconv"
)

// A Policy is what a password must have. The lengths are in characters.
type Policy struct {
	Lower, Upper, Digit, Special bool
	Least                        int  // 6 to 20
	Default                      bool // nothing was chosen: it is what the platform ships with
}

// A Result is one rule of a policy and whether a candidate keeps it.
type Result struct {
	Rule string // as a sentence says it: "a digit, 0 to 9"
	Kept bool
}

// Shipped is the policy of the default login authenticator of CXone Mpower: six
// characters with a small letter, a capital letter and a digit; another character
// may be there and need not (NICE CXone Mpower help: Manage Login Authenticators).
func Shipped() Policy {
	return Policy{Lower: true, Upper: true, Digit: true, Least: 6, Default: true}
}

// From is the policy that the facts of playbook say: <playbook>.password_lower,
// _upper, _digit and _special are "on" or "off", <playbook>.password_length is a
// number. said returns the value of a fact. What was not said is off once
// anything was, and the default is the policy where nothing was. A length that is
// not between 6 and 20 counts as 6, which is the least there is.
func From(playbook string, said func(fact string) (value string, ok bool)) Policy {
	var p Policy
	any := false
	for name, box := range map[string]*bool{"lower": &p.Lower, "upper": &p.Upper, "digit": &p.Digit, "special": &p.Special} {
		if v, ok := said(playbook + ".password_" + name); ok {
			*box, any = v == "on", true
		}
	}
	p.Least = 6
	if v, ok := said(playbook + ".password_length"); ok {
		any = true
		if n, err := strconv.Atoi(v); err == nil && n >= 6 && n <= 20 {
			p.Least = n
		}
	}
	if !any {
		return Shipped()
	}
	return p
}

// Judge returns every rule of p, in the order of the console, with whether the
// candidate keeps it. A letter that is not a to z, in either case, is neither a
// small nor a capital one.
func (p Policy) Judge(candidate []rune) (out []Result) {
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
		{true, len(candidate) >= p.Least, fmt.Sprintf("at least %d characters", p.Least)},
	} {
		if rule.asked {
			out = append(out, Result{rule.name, rule.kept})
		}
	}
	return out
}
