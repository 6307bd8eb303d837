package issue

import (
	"net/url"
	"strings"
	"time"

	"github.com/beevik/etree"

	"federate/federation"
)

// A fault is what goes wrong with one message, on its way from a tree to the wire. Nil
// is where nothing does.
type fault struct {
	clock   func(Exchange) time.Duration              // by how much the sender's is wrong
	tree    edit                                      // before it is signed
	parts   func(federation.Signed) federation.Signed // which part is signed
	signing func(Exchange, *signing)                  // how
	after   edit                                      // after it was signed
	text    func(Exchange, string) string             // its text
	address func(string) string                       // where it is sent
	query   func(Exchange, url.Values)                // the parameters of its address
	header  func(Exchange, map[string]any)            // of a token
	claims  func(Exchange, map[string]any)            // of a token, or the members of an answer
	body    func(Exchange, string) string             // the text of the claims, before they are signed
}

// fault is what goes wrong with the message of one kind; nothing does where x has no
// drill, or one about another message.
func (x Exchange) fault(kind federation.Kind) fault {
	if x.Drill == nil || x.Drill.Kind != kind {
		return fault{}
	}
	return x.Drill.fault
}

// late is x by the clock of whoever sends the message.
func (f fault) late(x Exchange) Exchange {
	if f.clock != nil {
		x.At = x.At.Add(f.clock(x))
	}
	return x
}

// change changes the message before it is signed.
func (f fault) change(x Exchange, message *etree.Element) {
	if f.tree != nil {
		f.tree(x, message)
	}
}

// sign signs el.
func (f fault) sign(x Exchange, s signing, el *etree.Element) error {
	if f.signing != nil {
		f.signing(x, &s)
	}
	return s.sign(el)
}

// tamper changes the message after it was signed.
func (f fault) tamper(x Exchange, message *etree.Element) {
	if f.after != nil {
		f.after(x, message)
	}
}

// rewrite changes the text of the message.
func (f fault) rewrite(x Exchange, text []byte) []byte {
	if f.text == nil {
		return text
	}
	return []byte(f.text(x, string(text)))
}

// asked changes the parameters of an address.
func (f fault) asked(x Exchange, q url.Values) {
	if f.query != nil {
		f.query(x, q)
	}
}

// sent is where the message goes instead of to address.
func (f fault) sent(address string) string {
	if f.address == nil {
		return address
	}
	return f.address(address)
}

// An edit changes a message.
type edit = func(Exchange, *etree.Element)

// A change makes a new value of an old one.
type change = func(x Exchange, old string) string

// is makes any value this one.
func is(value string) change { return func(Exchange, string) string { return value } }

// with puts more behind a value.
func with(more string) change { return func(_ Exchange, old string) string { return old + more } }

// gone makes a value empty: its attribute or parameter is left out.
var gone = is("")

// capitals writes the first letters of a name large, as directories do.
func capitals(_ Exchange, old string) string {
	words := strings.FieldsFunc(old, func(r rune) bool { return r == '.' || r == '@' })
	for _, w := range words[:min(2, len(words))] {
		old = strings.Replace(old, w, strings.ToUpper(w[:1])+w[1:], 1)
	}
	return old
}

// later is a time after that of the login, or before it where by is negative.
func later(by time.Duration) change {
	return func(x Exchange, _ string) string { return stamp(x.At.Add(by)) }
}

// long is a time that is over whatever the platform tolerates.
func long(x Exchange, _ string) string { return stamp(x.At.Add(-x.tolerance() - 10*time.Minute)) }

// beyond is a time that is still to come whatever the platform tolerates.
func beyond(x Exchange, _ string) string { return stamp(x.At.Add(x.tolerance() + 10*time.Minute)) }

// texts changes the text of every element called tag.
func texts(tag string, to change) edit {
	return each(tag, func(x Exchange, el *etree.Element) { el.SetText(to(x, el.Text())) })
}

// attribute changes an attribute of every element called tag. One that becomes empty is
// left out.
func attribute(tag, name string, to change) edit {
	return each(tag, func(x Exchange, el *etree.Element) {
		value := to(x, el.SelectAttrValue(name, ""))
		el.RemoveAttr(name)
		if value != "" {
			el.CreateAttr(name, value)
		}
	})
}

// without leaves out every element called tag.
func without(tag string) edit {
	return each(tag, func(_ Exchange, el *etree.Element) { el.Parent().RemoveChild(el) })
}

// each changes every element called tag, with or without a prefix.
func each(tag string, do edit) edit {
	return func(x Exchange, el *etree.Element) {
		for _, found := range all(el, tag) {
			do(x, found)
		}
	}
}

// within changes what is in the first element called tag.
func within(tag string, do edit) edit {
	return func(x Exchange, el *etree.Element) {
		if found := all(el, tag); len(found) > 0 {
			do(x, found[0])
		}
	}
}

// both makes one change after the other.
func both(edits ...edit) edit {
	return func(x Exchange, el *etree.Element) {
		for _, e := range edits {
			e(x, el)
		}
	}
}

// parameter changes a parameter of an address. One that becomes empty is left out.
func parameter(name string, to change) func(Exchange, url.Values) {
	return func(x Exchange, q url.Values) {
		if value := to(x, q.Get(name)); value != "" {
			q.Set(name, value)
		} else {
			q.Del(name)
		}
	}
}

// parameters are several of them: names and values.
func parameters(pairs ...string) func(Exchange, url.Values) {
	return func(x Exchange, q url.Values) {
		for i := 0; i+1 < len(pairs); i += 2 {
			parameter(pairs[i], is(pairs[i+1]))(x, q)
		}
	}
}

// member changes a claim, or a member of an answer. One that becomes empty is left out.
func member(name string, to change) func(Exchange, map[string]any) {
	return func(x Exchange, m map[string]any) {
		old, _ := m[name].(string)
		if m[name] = to(x, old); m[name] == "" {
			delete(m, name)
		}
	}
}

// members are several of them, of any type.
func members(more map[string]any) func(Exchange, map[string]any) {
	return func(_ Exchange, m map[string]any) {
		for name, value := range more {
			m[name] = value
		}
	}
}
