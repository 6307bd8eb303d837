package estate

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"federate/federation"
)

// An Ask is one question of the estate.
type Ask struct {
	Fact    federation.Fact
	Key     string // a member's id, or the label of an account; empty: the whole estate's
	Of      string // the same as people call it
	Label   string
	Help    string
	Example string
	Values  []string // of a choice
	Lines   bool     // one group a line
	Value   string
	From    string // the federation that says so itself; empty: the estate, or nobody
	Seen    int64  // the newest event of the estate when it was asked; see [Tell]
}

// Name is a as commands call it: "estate.scim#acme-cxone".
func (a Ask) Name() string {
	if a.Key == "" {
		return string(a.Fact)
	}
	return string(a.Fact) + "#" + a.Key
}

// helps say what is asked for, and examples how it is written.
func helps(f federation.Fact) (help, example string) {
	switch f {
	case FactIdle:
		return "Whole minutes without activity, as agreed.", "20"
	case FactHIPAA:
		return "Whether HIPAA is switched on for the organisation: then a session may idle for 15 minutes at most.", "no"
	case FactGlass:
		return "What it gets into when the identity provider is down: a member, or idp for an account at the provider itself. No person's name.", "idp"
	case FactGlassTried:
		return "The day on which somebody got in with it.", "2026-12-04"
	case FactAlarm:
		return "At how many seconds of drift somebody is told.", "5"
	case FactOffset:
		return "Measured against the Date header of its login page, with a minus where it is behind.", "1"
	case FactSCIM:
		return "One way, from the identity provider to the platform, or not at all.", "to-platform"
	case FactSCIMBase:
		return "The base address, as the console of the platform gives it.", "https://"
	case FactLeaver:
		return "What the identity provider sends for somebody who leaves.", "deactivate"
	case FactLeaverTried:
		return "The day on which one person was suspended and shut out.", "2026-12-04"
	case FactByHand:
		return "Whether people are changed in the platform's console beside SCIM.", "emergencies"
	case FactGroups:
		return "Through a table of yours, or under the names of the directory.", "translated"
	case FactRoles:
		return "By SCIM, by hand, or by attributes of the assertion, which no maker documents.", "scim"
	case FactRoleClaim:
		return "The name of the attribute, to the letter.", "roles"
	case FactRoleForm:
		return "One value for each role, or one text with commas.", "list"
	case FactMatrix:
		return "One group a line: GROUP | ROLE; ROLE | division or team.", "Agents | Employee; User | Home"
	}
	return "", ""
}

// Asks are the questions of topic, as far as they arise.
func (e *Estate) Asks(topic string) (out []Ask) {
	about := func(f federation.Fact, when func(*federation.Dossier) bool) {
		for _, m := range e.Dossier.Members {
			if when == nil || when(m) {
				out = append(out, e.ask(f, m.Value(FactID)))
			}
		}
	}
	switch topic {
	case "roles":
		about(FactRoles, nil)
		about(FactMatrix, nil)
		about(FactRoleClaim, attributed)
		about(FactRoleForm, attributed)
	case "provisioning":
		about(FactSCIM, nil)
		for _, f := range []federation.Fact{FactSCIMBase, FactLeaver, FactLeaverTried, FactByHand, FactGroups} {
			about(f, provisioned)
		}
	case "sessions":
		about(FactIdle, nil)
		about(FactHIPAA, counted)
	case topicAccounts:
		for _, c := range e.Dossier.Claims(FactGlass) {
			out = append(out, e.ask(FactGlass, c.Key), e.ask(FactGlassTried, c.Key))
		}
	case "clocks":
		out = append(out, e.ask(FactAlarm, ""))
		about(FactOffset, tolerant)
	}
	return out
}

func (e *Estate) ask(f federation.Fact, key string) Ask {
	t, _ := e.Dossier.Terms.Term(f)
	a := Ask{Fact: f, Key: key, Of: e.Name(key), Label: t.Label, Values: t.Values, Lines: t.Form == federation.Prose, Seen: e.State.Last}
	a.Help, a.Example = helps(f)
	if c, ok := e.Dossier.Said(federation.IdP, f, key); ok {
		a.Value = c.Value
	} else if m := member(e.Dossier, key); m != nil && aboutMember(f) {
		if a.Value = told(m, f); a.Value != "" {
			a.From = name(m)
		}
	}
	if f == FactGlass {
		for _, m := range e.Members {
			a.Values = append(a.Values, m.ID)
		}
		a.Values = append(a.Values, "idp")
	}
	if m := member(e.Dossier, key); m != nil && f == FactSCIMBase {
		a.Example = cmp.Or(m.Expect.SCIM.Value.Example, a.Example)
	}
	return a
}

// Account is the question what a new break-glass account gets into.
func (e *Estate) Account(label string) Ask { return e.ask(FactGlass, strings.TrimSpace(label)) }

// Means is a value of a choice in words.
func (e *Estate) Means(f federation.Fact, value string) string {
	words := map[federation.Fact]map[string]string{
		FactHIPAA:    {"yes": "yes", "no": "no"},
		FactSCIM:     {"none": "nobody is provisioned", "to-platform": "from the identity provider to the platform", "both-ways": "both ways"},
		FactLeaver:   {"deactivate": "suspended with active=false", "delete": "deleted"},
		FactByHand:   {"emergencies": "in emergencies alone", "allowed": "as it comes"},
		FactGroups:   {"translated": "translated by a table", "as-they-are": "as the directory calls them"},
		FactRoles:    {"scim": "by SCIM", "by-hand": "by hand", "attributes": "by attributes of the assertion"},
		FactRoleForm: {"list": "a list, one value a role", "comma-text": "one text with commas"},
		FactGlass:    {"idp": "the identity provider itself"},
	}[f]
	if w := words[value]; w != "" {
		return w
	}
	if f == FactGlass {
		return e.Name(value)
	}
	return value
}

// Claim is the answer value to the fact f under key, which is a member, an
// account or nothing. An empty value takes the answer back.
func (e *Estate) Claim(f federation.Fact, key, value string) (federation.Claim, error) {
	text := string(f)
	if key != "" {
		text += "#" + key
	}
	return Parse(text+"="+value, e.Member)
}

// Parse reads FACT[#KEY]=VALUE, an answer about an estate. member turns what
// somebody calls a federation into the id of a member. An empty value takes the
// answer back.
func Parse(text string, member func(name string) (string, error)) (c federation.Claim, err error) {
	name, value, ok := strings.Cut(text, "=")
	if !ok {
		return c, fmt.Errorf("%q is not FACT=VALUE or FACT#KEY=VALUE", text)
	}
	fact, key, keyed := strings.Cut(name, "#")
	c = federation.Claim{Side: federation.IdP, Fact: federation.Fact(fact), Key: key, Value: strings.TrimSpace(value), Retracted: strings.TrimSpace(value) == ""}
	terms := slices.DeleteFunc(Terms(), func(t federation.Term) bool {
		return strings.HasPrefix(string(t.Fact), "member.") || t.Fact == FactMember
	})
	v := federation.NewVocabulary(terms, nil)
	t, ok := v.Term(c.Fact)
	switch {
	case !ok:
		return c, v.CheckFact(c.Fact)
	case t.Many && strings.TrimSpace(key) == "":
		return c, fmt.Errorf("%s has a value for each %s: say %s#%s=VALUE", fact, keyOf(c.Fact), fact, strings.ToUpper(keyOf(c.Fact)))
	case !t.Many && keyed:
		return c, fmt.Errorf("%s is one for the whole estate: say %s=VALUE", fact, fact)
	case aboutMember(c.Fact):
		if c.Key, err = member(key); err != nil {
			return c, err
		}
	}
	if c.Retracted {
		return c, nil
	}
	return c, read(&c, t, member)
}

// read refuses a value that the term t cannot have.
func read(c *federation.Claim, t federation.Term, member func(name string) (string, error)) (err error) {
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
	case c.Fact == FactIdle || c.Fact == FactAlarm || c.Fact == FactOffset:
		if _, err := strconv.Atoi(c.Value); err != nil {
			return fmt.Errorf("%s is a whole number, not %q", c.Fact, c.Value)
		}
	}
	return nil
}

func keyOf(f federation.Fact) string {
	if aboutMember(f) {
		return "federation"
	}
	return "account"
}
