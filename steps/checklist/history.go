package checklist

import (
	"fmt"
	"strings"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/record"
	"federate/steps/view"
)

// An Entry is one event of the journal as people read it.
type Entry struct {
	Seq       int64       `json:"seq"`
	At        view.Moment `json:"at"`
	By        string      `json:"by"`
	Kind      record.Kind `json:"kind"`
	Step      string      `json:"step"`   // reference
	Title     string      `json:"-"`      // of the step, where it is still in the plan
	Text      string      `json:"text"`   // what else there is to say: a note, a reason, a new name
	Undone    bool        `json:"undone"` // it counts no more
	Undoes    int64       `json:"undoes"`
	Changes   []Change    `json:"changes"`
	Documents []Document  `json:"documents"`
	Revised   []string    `json:"revised"` // what a new version of a document changed, in lines
}

// A Change is one claim that an event made, with what its side said before.
type Change struct {
	Side        federation.Side `json:"side"`
	Fact        federation.Fact `json:"fact"`
	Key         string          `json:"key"`
	Label       string          `json:"-"`   // of its box, as the side's console has it
	Where       string          `json:"-"`   // name of the side
	Old         string          `json:"old"` // in one line; empty where nothing was said
	New         string          `json:"new"`
	Was         string          `json:"-"` // Old in the words of the consoles
	Is          string          `json:"-"` // New likewise
	Placeholder bool            `json:"placeholder"`
	Copied      bool            `json:"copied"`
	Secret      bool            `json:"secret"`
}

// String is the new value as programs read it, behind the one before where that was
// another.
func (c Change) String() string { return c.say(c.Old, c.New) }

// Told is the same in the words of the consoles.
func (c Change) Told() string { return c.say(c.Was, c.Is) }

func (c Change) say(old, said string) string {
	was := said
	switch {
	case c.Secret:
		said = "given, not kept"
	case said == "":
		said = "(nothing)"
	}
	if c.Placeholder {
		said += " (a placeholder)"
	}
	if old != "" && old != was {
		said = old + " → " + said
	}
	return said
}

// A Document is one that an event brought.
type Document struct {
	Kind   federation.Kind `json:"kind"`
	Key    string          `json:"key"`
	Digest string          `json:"digest"`
	Origin string          `json:"origin"`
	Title  string          `json:"-"` // of its kind
}

// History is the journal of v, oldest first.
func History(v *steps.Snapshot) []Entry {
	entries := Journal(v.Events, v.Pair.Words, func(ref string) string {
		if s, ok := v.Step(ref); ok {
			return v.Say(s, s.Title)
		}
		return ""
	})
	for i := range entries {
		entries[i].Revised = v.Revised(entries[i].Seq)
		for j := range entries[i].Changes {
			if c := &entries[i].Changes[j]; v.IsEstate() { // it stands in no console
				c.Where = ""
			}
		}
	}
	return entries
}

// Journal is events as people read them, oldest first. words has the terms of
// their facts; titled names a step, or is empty.
func Journal(events []record.Event, words federation.Words, titled func(ref string) string) (out []Entry) {
	gone := record.Undoings(events)
	type place struct {
		side federation.Side
		fact federation.Fact
		key  string
	}
	said, shown := map[place]string{}, map[place]string{} // for programs, and in the words of the consoles
	for _, e := range events {
		x := Entry{Seq: e.Seq, At: view.At(e.At), By: e.Actor, Kind: e.Kind, Step: e.Step, Title: titled(e.Step),
			Undone: gone[e.Seq], Undoes: e.Undoes, Text: text(e)}
		for _, a := range e.Artifacts {
			x.Documents = append(x.Documents, Document{a.Kind, a.Key, a.Digest, a.Origin, title(a.Kind, words)})
		}
		for _, c := range e.Claims {
			p := place{c.Side, c.Fact, c.Key}
			t, _ := words.Terms.Term(c.Fact)
			now := show(words.Terms, c.Fact, c.Value, t.Short(c.Value))
			switch {
			case c.Withheld:
				now = "given"
			case c.Retracted:
				now = ""
			}
			is := now
			if t.Form == federation.Choice {
				is = words.Option(t.Owner, c.Fact, now)
			}
			x.Changes = append(x.Changes, Change{Side: c.Side, Fact: c.Fact, Key: c.Key, Label: words.Call(c.Side, c.Fact), Where: words.Name(c.Side),
				Old: said[p], New: now, Was: shown[p], Is: is, Placeholder: c.Placeholder, Copied: c.Copied, Secret: c.Withheld})
			if !gone[e.Seq] {
				said[p], shown[p] = now, is
			}
		}
		out = append(out, x)
	}
	return out
}

// title is what people call documents of kind k.
func title(k federation.Kind, words federation.Words) string {
	if t, ok := words.Terms.Kind(k); ok && t.Title != "" {
		return t.Title
	}
	return string(k)
}

// text is what an event says beside its claims.
func text(e record.Event) string {
	var parts []string
	add := func(what, s string) {
		if s != "" {
			parts = append(parts, what+s)
		}
	}
	switch {
	case e.Opening != nil:
		add("", e.Opening.Name)
		add("like ", e.Opening.Like)
	case e.Waiver != nil:
		add("", string(e.Waiver.Code))
		add("until ", e.Waiver.Until.Format(time.DateOnly))
		add("", e.Waiver.Reason)
	case e.Kind == record.Archived && e.Back:
		add("", "brought back")
	}
	if o := e.Origin; o != nil {
		add("", fmt.Sprintf("%s by %s on %s", o.Kind, o.Actor, federation.Moment(o.At)))
	}
	add("", e.Name)
	add("", e.Note)
	add("", e.Reason)
	add("passed a shut gate: ", e.Override)
	return strings.Join(parts, ", ")
}

// Mentions reports whether e speaks of text, in any case.
func (e Entry) Mentions(text string) bool {
	words := []string{e.By, string(e.Kind), e.Step, e.Title, e.Text}
	for _, c := range e.Changes {
		words = append(words, string(c.Side)+"/"+string(c.Fact), c.Key, c.Label, c.Old, c.New)
	}
	for _, d := range e.Documents {
		words = append(words, string(d.Kind), d.Origin, d.Digest)
	}
	words = append(words, e.Revised...)
	return strings.Contains(strings.ToLower(strings.Join(words, "\n")), strings.ToLower(text))
}
