package saml

import (
	"cmp"
	"crypto/x509"
	"fmt"
	"io"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/pki"
)

// A Change is one thing that differs between two versions of metadata.
type Change struct {
	Entity string          // entityID of the party it is about; empty for the document as a whole
	What   string          // "entity ID", "sign-in address (HTTP-POST)", "signing certificate"
	Fact   federation.Fact // which fact it concerns; empty where none
	Old    string          // empty where it was added
	New    string          // empty where it was removed
}

func (c Change) String() string {
	switch {
	case c.Old == "":
		return fmt.Sprintf("%s added: %s", c.What, c.New)
	case c.New == "":
		return fmt.Sprintf("%s removed: %s", c.What, c.Old)
	}
	return fmt.Sprintf("%s changed:\n    from %s\n    to   %s", c.What, c.Old, c.New)
}

// Diff says what changed from one version of metadata to the next, as far as a
// federation depends on it: entities, entity IDs, addresses, certificates by
// their thumbprints and dates, demands and validity. Order, white space,
// signatures and the IDs of documents are no change. Nothing comes of a document
// that could not be read.
func Diff(from, to *Metadata) []Change {
	if !from.Readable() || !to.Readable() {
		return nil
	}
	var out []Change
	if from.ValidUntil.Text != to.ValidUntil.Text && len(from.Entities)+len(to.Entities) != 2 {
		out = append(out, Change{"", "valid until", "", from.ValidUntil.Text, to.ValidUntil.Text})
	}
	if len(from.Entities) == 1 && len(to.Entities) == 1 {
		// One party each: another entity ID is a change of the party, and not
		// another party.
		return append(out, diffEntity(from.Entities[0], to.Entities[0])...)
	}
	named := func(es []*Entity, id string) *Entity {
		if i := slices.IndexFunc(es, func(e *Entity) bool { return e.ID.Text == id }); i >= 0 {
			return es[i]
		}
		return nil
	}
	once := func(c Change) {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for _, e := range from.Entities {
		if next := named(to.Entities, e.ID.Text); next == nil {
			once(Change{e.ID.Text, "party", "", e.name(), ""})
		} else {
			out = append(out, diffEntity(e, next)...)
		}
	}
	for _, e := range to.Entities {
		if named(from.Entities, e.ID.Text) == nil {
			once(Change{e.ID.Text, "party", "", "", e.name()})
		}
	}
	return out
}

// Since is what changed since old, which is older [*Metadata], as
// [federation.Successor] demands.
func (m *Metadata) Since(old any) (out []string) {
	from, ok := old.(*Metadata)
	if !ok {
		return nil
	}
	for _, c := range Diff(from, m) {
		line := fmt.Sprintf("%s: %s → %s", c.What, c.Old, c.New)
		if c.Old == "" || c.New == "" {
			line = c.String()
		}
		if c.Entity != "" && len(from.Entities)+len(m.Entities) > 2 {
			line = c.Entity + ", " + line
		}
		out = append(out, line)
	}
	return out
}

// Revisions are the changes since old, metadata of the same party, other than those
// of its facts. Dates move with every publication and are judged by themselves.
func (m *Metadata) Revisions(old any) (out []federation.Revision) {
	from, ok := old.(*Metadata)
	if !ok || len(from.Entities) != 1 || len(m.Entities) != 1 || from.Entities[0].ID.Text != m.Entities[0].ID.Text {
		return nil
	}
	claims := slices.Concat(from.Claims(), m.Claims())
	for _, c := range Diff(from, m) {
		told := c.Fact == factCertificate || slices.ContainsFunc(claims, func(o federation.Claim) bool {
			return o.Fact == c.Fact && (o.Value == c.Old || o.Value == c.New)
		})
		if !told && !strings.HasPrefix(c.What, "valid until") {
			out = append(out, federation.Revision{What: c.What, Was: c.Old, Is: c.New})
		}
	}
	return out
}

// name is what e is called where there are several.
func (e *Entity) name() string { return cmp.Or(e.ID.Text, "one without an entityID") }

// WriteChanges writes changes for people, those of each entity below its name; it
// also says when there are none.
func WriteChanges(w io.Writer, changes []Change) error {
	if len(changes) == 0 {
		_, err := fmt.Fprintln(w, "Nothing changed that a federation depends on.")
		return err
	}
	entity := ""
	for _, c := range changes {
		if c.Entity != entity {
			entity = c.Entity
			if _, err := fmt.Fprintf(w, "%s\n", entity); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintf(w, "  %s\n", c); err != nil {
			return err
		}
	}
	return nil
}

// An item is one thing that metadata says, comparable by its value.
type item struct {
	what  string
	fact  federation.Fact
	value string
}

func diffEntity(from, to *Entity) (out []Change) {
	was, is := from.items(), to.items()
	for _, what := range order(was, is) {
		old, now := rest(was, is, what), rest(is, was, what)
		for i := range max(len(old), len(now)) {
			c := Change{Entity: to.ID.Text, What: what}
			if i < len(old) {
				c.Old, c.Fact = old[i].value, old[i].fact
			}
			if i < len(now) {
				c.New, c.Fact = now[i].value, now[i].fact
			}
			if c.Old != "" && c.New != "" && strings.HasSuffix(what, "certificate") {
				// Two certificates have nothing in common that changed.
				out = append(out, Change{c.Entity, what, c.Fact, c.Old, ""})
				c.Old = ""
			}
			out = append(out, c)
		}
	}
	return out
}

// order are the names in either list, each once, in their order.
func order(lists ...[]item) (out []string) {
	for _, it := range slices.Concat(lists...) {
		if !slices.Contains(out, it.what) {
			out = append(out, it.what)
		}
	}
	return out
}

// rest are the items called what that are in one list and not in the other.
func rest(of, other []item, what string) (out []item) {
	for _, it := range of {
		if it.what == what && !slices.Contains(other, it) && !slices.Contains(out, it) {
			out = append(out, it)
		}
	}
	return out
}

func (e *Entity) items() (out []item) {
	add := func(what string, fact federation.Fact, v Value) {
		if v.Text != "" {
			out = append(out, item{what, fact, v.Text})
		}
	}
	endpoints := func(what string, fact federation.Fact, es []Endpoint) {
		for _, s := range es {
			name := what + " (" + last(s.Binding.Text) + ")"
			if s.Index.Text != "" {
				name += " " + s.Index.Text
			}
			add(name, fact, s.Location)
		}
	}
	keys := func(fact federation.Fact, ks []Key) {
		for _, k := range ks {
			for _, c := range k.Certificates[:min(1, len(k.Certificates))] { // further ones are its chain
				what, of := "signing certificate", fact
				if k.Use.Text == "encryption" {
					what, of = "encryption certificate", ""
				}
				out = append(out, item{what, of, certificateLine(c.X509)})
			}
		}
	}
	add("valid until", "", e.ValidUntil)
	if r := e.IdP; r != nil {
		add("entity ID", factIssuer, e.ID)
		add("valid until (identity provider)", "", r.ValidUntil)
		add("wants signed requests", "", r.WantAuthnRequestsSigned)
		endpoints("sign-in address", factSSO, r.SSO)
		endpoints("logout service", "", r.SLO)
		keys(factCertificate, r.Keys)
		for _, f := range r.NameIDFormats {
			add("NameID format "+last(f.Text), factFormat, f)
		}
	}
	if r := e.SP; r != nil {
		if e.IdP == nil {
			add("entity ID", factEntityID, e.ID)
		}
		add("valid until (service provider)", "", r.ValidUntil)
		add("signs requests", "", r.AuthnRequestsSigned)
		add("wants signed assertions", "", r.WantAssertionsSigned)
		endpoints("assertion consumer service", factACS, r.ACS)
		endpoints("logout service", "", r.SLO)
		keys("", r.Keys)
		for _, f := range r.NameIDFormats {
			add("NameID format "+last(f.Text), "", f)
		}
		for _, a := range r.RequestedAttributes {
			add("requested attribute "+a.Text, "", a)
		}
	}
	if e.IdP == nil && e.SP == nil {
		add("entity ID", "", e.ID)
	}
	return out
}

// certificateLine identifies a certificate and says how long it is valid.
func certificateLine(c *x509.Certificate) string {
	if c == nil {
		return "one that cannot be read"
	}
	const day = "2006-01-02"
	return fmt.Sprintf("SHA-1 %s, SHA-256 %s, from %s until %s", pki.SHA1(c), pki.SHA256(c), c.NotBefore.UTC().Format(day),
		c.NotAfter.UTC().Format(day))
}

// WriteSince writes what changed in m since old, which is metadata as well.
func (m *Metadata) WriteSince(w io.Writer, old any) error {
	from, ok := old.(*Metadata)
	if !ok {
		return nil
	}
	return WriteChanges(w, Diff(from, m))
}

// Parties is how many parties m describes.
func (m *Metadata) Parties() int { return len(m.Entities) }
