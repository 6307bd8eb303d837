package checklist

import (
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/lazy"
	"federate/steps"
)

// A ReplyError says which lines of a reply cannot be taken. Nothing of such a
// reply is to be kept.
type ReplyError struct{ Lines []string }

func (e *ReplyError) Error() string { return strings.Join(e.Lines, "; ") }

var (
	quoted = lazy.Regexp(`^(?:[ \t]*[>|])+[ \t]?`)
	filled = lazy.Regexp(`^[ \t*•-]*(?:(platform|idp)/)?([a-z][a-z0-9-]*(?:\.[a-z0-9_-]{2,})+)(?:#([^\s:]+))?[ \t]*:(?:[ \t]+(.*))?$`)
	linked = lazy.Regexp(`^(\S*?)\s*<((?:https?://|mailto:)[^<>\s]+)>$`)
	armour = lazy.Regexp(`^-----(BEGIN|END) ([A-Z0-9 ]+)-----$`)
)

// IsReply reports whether a line of text names a fact of v as a ticket does,
// filled in or not.
func IsReply(v *steps.Snapshot, text string) bool {
	return slices.ContainsFunc(unquote(text), func(l replyLine) bool {
		m := filled().FindStringSubmatch(strings.TrimRight(l.text, " \t"))
		return m != nil && v.Pair.Terms.CheckFact(federation.Fact(m[2])) == nil
	})
}

// ReadReply reads the lines "FACT: value" of a ticket that came back. What a
// mail program puts around them is passed over: quotation marks, what was
// written above, a signature. A line that was left empty says nothing. A value
// may stand in the line below, as a PEM certificate does. Words of a console
// count for the choices they mean. It is an error to name a fact that there is
// not, to tell a secret, and to tell one fact twice and differently.
func ReadReply(v *steps.Snapshot, text string) ([]steps.Told, error) {
	r := reply{v: v, lines: unquote(text)}
	for r.at < len(r.lines) {
		r.line()
	}
	if len(r.wrong) > 0 {
		return nil, &ReplyError{r.wrong}
	}
	return r.told, nil
}

type replyLine struct {
	text  string
	depth int // how often it was quoted
}

// unquote is text in lines without the marks of a quotation.
func unquote(text string) (out []replyLine) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u00a0", " ", "\ufeff", "").Replace(text)
	for line := range strings.SplitSeq(text, "\n") {
		l := replyLine{text: line}
		if mark := quoted().FindString(line); mark != "" {
			l.text, l.depth = line[len(mark):], strings.Count(mark, ">")+strings.Count(mark, "|")
		}
		out = append(out, l)
	}
	return out
}

type reply struct {
	v     *steps.Snapshot
	lines []replyLine
	at    int
	told  []steps.Told
	wrong []string
}

func (r *reply) fail(format string, args ...any) {
	r.wrong = append(r.wrong, fmt.Sprintf(format, args...))
}

// line takes the line at hand, and those below that belong to it.
func (r *reply) line() {
	l := r.lines[r.at]
	r.at++
	if l.text == "-- " || l.text == "--" { // a signature, until the quotation changes
		for r.at < len(r.lines) && r.lines[r.at].depth == l.depth {
			r.at++
		}
		return
	}
	m := filled().FindStringSubmatch(strings.TrimRight(l.text, " \t"))
	if m == nil {
		return
	}
	value := strings.TrimSpace(m[4])
	if value == "" || armour().MatchString(value) {
		value = r.below(l.depth, value)
	}
	if value == "" {
		return
	}
	t := steps.Told{Side: federation.Side(m[1]), Fact: federation.Fact(m[2]), Key: m[3]}
	if err := r.v.Pair.Terms.CheckFact(t.Fact); err != nil {
		r.fail("%v", err)
		return
	}
	term, _ := r.v.Pair.Terms.Term(t.Fact)
	if term.Secret {
		r.fail("%s is a secret: what a mail has carried is one no more; make a new one and hand it over in another way", t.Fact)
		return
	}
	t.Value = r.meant(term, value)
	for _, o := range r.told {
		if side(o, term) == side(t, term) && o.Fact == t.Fact && o.Key == t.Key {
			if o.Value != t.Value {
				r.fail("%s is told twice: %q and %q", t.Fact, o.Value, t.Value)
			}
			return
		}
	}
	r.told = append(r.told, t)
}

func side(t steps.Told, term federation.Term) federation.Side {
	if t.Side == "" {
		return term.Owner
	}
	return t.Side
}

// below is the value that stands beneath its name: a PEM block, or one word that
// a mail program has wrapped.
func (r *reply) below(depth int, first string) string {
	if first == "" {
		if r.at == len(r.lines) || r.lines[r.at].depth != depth {
			return ""
		}
		first = strings.TrimSpace(r.lines[r.at].text)
		if first == "" || !armour().MatchString(first) && strings.ContainsAny(first, " \t") || filled().MatchString(first) || first == "--" {
			return ""
		}
		r.at++
	}
	block := []string{first}
	if m := armour().FindStringSubmatch(first); m == nil || m[1] != "BEGIN" {
		return first
	}
	for r.at < len(r.lines) {
		l := strings.TrimSpace(r.lines[r.at].text)
		r.at++
		if l == "" {
			continue
		}
		block = append(block, l)
		if m := armour().FindStringSubmatch(l); m != nil {
			break
		}
	}
	return strings.Join(block, "\n") + "\n"
}

// meant is what was written, without what a mail program has made of it.
func (r *reply) meant(t federation.Term, value string) string {
	if m := linked().FindStringSubmatch(value); m != nil {
		if value = m[1]; value == "" {
			value = strings.TrimPrefix(m[2], "mailto:")
		}
	}
	if i := slices.IndexFunc(t.Values, func(word string) bool {
		return strings.EqualFold(word, value) || strings.EqualFold(r.v.Pair.Words.Option(t.Owner, t.Fact, word), value)
	}); i >= 0 {
		return t.Values[i]
	}
	return value
}
