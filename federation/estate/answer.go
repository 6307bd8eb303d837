package estate

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"federate/federation"
)

// Parse reads FACT[#KEY]=VALUE, an answer about an estate. member turns what
// somebody calls a federation into the id of a member. An empty value takes the
// answer back.
func Parse(text string, member func(name string) (string, error)) (federation.Claim, error) {
	name, value, ok := strings.Cut(text, "=")
	if !ok {
		return federation.Claim{}, fmt.Errorf("%q is not FACT=VALUE or FACT#KEY=VALUE", text)
	}
	fact, key, keyed := strings.Cut(name, "#")
	f := federation.Fact(fact)
	v := federation.NewVocabulary(Askable(), nil)
	switch t, ok := v.Term(f); {
	case !ok:
		return federation.Claim{}, v.CheckFact(f)
	case t.Many && strings.TrimSpace(key) == "":
		return federation.Claim{}, fmt.Errorf("%s has a value for each %s: say %s#%s=VALUE", fact, keyOf(f),
			fact, strings.ToUpper(keyOf(f)))
	case !t.Many && keyed:
		return federation.Claim{}, fmt.Errorf("%s is one for the whole estate: say %s=VALUE", fact, fact)
	}
	return Answer(f, key, value, member)
}

// Answer is the answer value to the fact f under key: a member, an account, or
// nothing. An empty value takes the answer back.
func Answer(f federation.Fact, key, value string, member func(name string) (string, error)) (c federation.Claim, err error) {
	value = strings.TrimSpace(value)
	c = federation.Claim{Side: federation.IdP, Fact: f, Key: key, Value: value, Retracted: value == ""}
	if AboutMember(f) {
		if c.Key, err = member(key); err != nil {
			return c, err
		}
	}
	if c.Retracted {
		return c, nil
	}
	return c, refuse(&c, member)
}

// refuse returns why c cannot have its value.
func refuse(c *federation.Claim, member func(name string) (string, error)) (err error) {
	t := term(c.Fact)
	switch {
	case t.Form == federation.Choice && !slices.Contains(t.Values, c.Value):
		return fmt.Errorf("%s is one of %s, not %q", c.Fact, strings.Join(t.Values, ", "), c.Value)
	case c.Fact == FactGlass && c.Value != "idp":
		c.Value, err = member(c.Value)
		return err
	case t.Form == federation.Date:
		if _, err := time.Parse(time.DateOnly, c.Value); err != nil {
			return fmt.Errorf("%s is a day like 2026-12-31, not %q", c.Fact, c.Value)
		}
	case c.Fact == FactMatrix:
		if _, wrong := Grants(c.Value); len(wrong) > 0 {
			return errors.New("a line of the role matrix is GROUP | ROLE; ROLE | DIVISION or team, not " + strconv.Quote(wrong[0]))
		}
	case c.Fact == FactIdle || c.Fact == FactHours || c.Fact == FactAlarm || c.Fact == FactOffset:
		if _, err := strconv.Atoi(c.Value); err != nil {
			return fmt.Errorf("%s is a whole number, not %q", c.Fact, c.Value)
		}
	}
	return nil
}

// keyOf is what the values of f are told apart by.
func keyOf(f federation.Fact) string {
	if AboutMember(f) {
		return "federation"
	}
	return "account"
}

// Label is what c is about, for people.
func Label(c federation.Claim) string {
	label := term(c.Fact).Label
	if c.Key == "" {
		return label
	}
	return label + " of " + c.Key
}

// Forget are the claims that take back the break-glass account label, and what else was
// said of it.
func Forget(label string) (out []federation.Claim) {
	for _, f := range []federation.Fact{FactGlass, FactGlassTried, FactGlassKept, FactGlassNew} {
		out = append(out, federation.Claim{Side: federation.IdP, Fact: f, Key: label, Retracted: true})
	}
	return out
}
