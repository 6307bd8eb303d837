package steps

import (
	"slices"
	"strings"
	"text/template"

	"federate/federation"
	"federate/steps/playbook"
	"federate/steps/record"
)

// funcs are what the texts of s may say. label and value speak of this step's
// own console, other of the console across.
func (p *Pair) funcs(s playbook.Step, st *record.State) template.FuncMap {
	m := p.Words.Funcs()
	m["call"] = func(f string) string { return p.Words.Call(s.Side, federation.Fact(f)) }
	m["other"] = func(f string) string { return p.Words.Call(s.Side.Other(), federation.Fact(f)) }
	// otherwise is what stands there while the value is not known.
	m["value"] = func(f string, otherwise ...string) string {
		if v, ok := p.known(st, federation.Fact(f)); ok {
			return p.short(federation.Fact(f), v.Value)
		}
		return strings.Join(append(otherwise, "not known yet")[:1], "")
	}
	m["told"] = func(f string) bool {
		_, ok := p.known(st, federation.Fact(f))
		return ok
	}
	m["federation"] = func() string { return st.Name }
	m["planted"] = func(f string) bool { return p.Planted(s, federation.Fact(f)) }
	return m
}

// Say renders one of the texts of s in state st.
func (p *Pair) Say(s playbook.Step, st *record.State, text string) string {
	if !strings.Contains(text, "{{") {
		return strings.TrimSpace(text)
	}
	t, err := template.New("").Funcs(p.funcs(s, st)).Parse(text)
	if err != nil {
		return text
	}
	var b strings.Builder
	if err := t.Execute(&b, nil); err != nil {
		return text
	}
	return strings.TrimSpace(b.String())
}

// known is the owner's word for f.
func (p *Pair) known(st *record.State, f federation.Fact) (record.Word, bool) {
	t, _ := p.Terms.Term(f)
	return st.Said(t.Owner, f, "")
}

func (p *Pair) short(f federation.Fact, v string) string {
	t, _ := p.Terms.Term(f)
	return t.Short(v)
}

// A Row is one box of a console, with what goes into it now.
type Row struct {
	Fact        federation.Fact
	Key         string   // which of several values
	Label       string   // the console's own
	Also        []string // what else people call it
	Value       string   // to enter, whole; empty with Clear, or while it is not known
	Short       string   // Value in one line
	Note        string
	Clear       bool   // the box is to be left or made empty
	Placeholder bool   // a placeholder
	Waits       bool   // not known yet
	Awaits      string // the step that gives it, where Waits
}

// Rows returns what has to be entered in the console at step s.
func (p *Pair) Rows(s playbook.Step, st *record.State, plan []playbook.Step) (out []Row) {
	for _, e := range s.Enter {
		r := Row{Fact: e.Fact, Key: e.Key, Label: e.Label, Note: p.Say(s, st, e.Note)}
		if e.Fact != "" {
			if r.Label == "" {
				r.Label = p.label(s.Side, e.Fact)
			}
			r.Also = p.playbook(s.Side).Also[e.Fact]
		}
		if e.Value == nil {
			r.Note = strings.TrimSpace(r.Note + " " + p.doubt(e.Fact))
		}
		v, planted, ok := p.entry(s, e, st)
		if !ok {
			if r.Awaits = giver(plan, e.Fact); r.Awaits == "" || r.Awaits == s.Ref() {
				continue // nobody demands a value, and it is whatever the admin chooses
			}
		}
		r.Value, r.Placeholder, r.Waits = v, planted, !ok
		r.Clear = ok && v == ""
		r.Short = v
		if e.Fact != "" && e.Value == nil {
			r.Short = p.short(e.Fact, v)
			if t, _ := p.Terms.Term(e.Fact); t.Form == federation.Choice {
				r.Short = p.Words.Option(t.Owner, e.Fact, v)
				r.Value = r.Short
			}
		}
		out = append(out, r)
	}
	return out
}

// label is what the console of side calls f. Where only the other console has a
// name for it, that is the box that is meant.
func (p *Pair) label(side federation.Side, f federation.Fact) string {
	if p.Words.Calls[side][f] == "" && p.Words.Calls[side.Other()][f] != "" {
		side = side.Other()
	}
	return p.Words.Call(side, f)
}

func (p *Pair) playbook(s federation.Side) playbook.Playbook {
	if s == federation.Platform {
		return p.Platform
	}
	return p.IdP
}

// entry is the value that e asks for: fixed, planted, demanded, or the owner's.
func (p *Pair) entry(s playbook.Step, e playbook.Entry, st *record.State) (value string, planted, ok bool) {
	switch {
	case e.Value != nil:
		return p.Say(s, st, *e.Value), false, true
	case e.Key != "":
		t, _ := p.Terms.Term(e.Fact)
		w, ok := st.Said(t.Owner, e.Fact, e.Key)
		return w.Value, w.Placeholder, ok
	}
	if e.Fact == "" {
		return "", false, true
	}
	if slices.Contains(s.Plants, e.Fact) {
		if w, ok := st.Said(s.Side, e.Fact, ""); ok && w.Placeholder {
			return w.Value, true, true // what stands there now
		}
		if w, ok := p.known(st, e.Fact); ok {
			return w.Value, false, true // no placeholder is needed for what is known already
		}
		return p.placeholder(st, e.Fact), true, true
	}
	if v, ok := p.demanded(e.Fact); ok {
		return v, false, true
	}
	if email, ok := p.known(st, "user.email"); ok && e.Fact == "user.external_identity" && p.Expect.IdentityPrefix.Set {
		return p.Expect.IdentityPrefix.Value + email.Value, false, true // built, so that nobody retypes it
	}
	w, ok := p.known(st, e.Fact)
	if advice := p.playbook(s.Side.Other()).Advises[e.Fact]; !ok && advice != "" {
		return advice, false, true
	}
	return w.Value, w.Placeholder, ok
}

// doubt says of a value that is demanded for f how little stands behind it, where
// that is little.
func (p *Pair) doubt(f federation.Fact) string {
	var c federation.Confidence
	switch f {
	case "saml.signed":
		c = p.Expect.Signed.Confidence
	case "saml.signature_algorithm":
		c = p.Expect.SignatureAlgorithms.Confidence
	case "saml.encryption":
		c = p.Expect.Encryption.Confidence
	case "saml.name_id_format":
		c = p.Expect.NameIDFormats.Confidence
	}
	switch c {
	case federation.DocumentOnly:
		return "By one document alone (document-only)."
	case federation.Doubtful:
		return "Sources contradict each other here (doubtful)."
	}
	return ""
}

// demanded is the value that one side's expectations leave for a choice.
func (p *Pair) demanded(f federation.Fact) (string, bool) {
	switch f {
	case "saml.signed":
		if p.Expect.Signed.Set && len(p.Expect.Signed.Value) > 0 {
			return string(p.Expect.Signed.Value[0]), true
		}
	case "saml.signature_algorithm":
		if len(p.Expect.SignatureAlgorithms.Value) > 0 {
			return p.Expect.SignatureAlgorithms.Value[0], true
		}
		return "rsa-sha256", true
	case "saml.encryption":
		if p.Expect.Encryption.Value == federation.EncryptionNone {
			return "none", true
		}
	case "saml.name_id_format":
		if len(p.Expect.NameIDFormats.Value) > 0 {
			return p.Expect.NameIDFormats.Value[0], true
		}
	case "sp.requested_authn_context":
		if p.Expect.AuthnContext.Value == "none" {
			return "", true
		}
	}
	return "", false
}

// placeholder is the one that is planted for f in this federation: the owner's
// playbook's, made unique, because an IdP refuses the same identifier twice.
func (p *Pair) placeholder(st *record.State, f federation.Fact) string {
	t, _ := p.Terms.Term(f)
	base := p.playbook(t.Owner).Placeholders[f]
	if base == "" {
		base = "https://placeholder.example/needtochange"
	}
	return base + "/" + st.ID
}

// giver is the reference of the step of plan that gives f.
func giver(plan []playbook.Step, f federation.Fact) string {
	for _, s := range plan {
		for _, g := range s.Gives {
			if g == f {
				return s.Ref()
			}
		}
	}
	return ""
}
