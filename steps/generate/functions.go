package generate

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"time"
	"unicode"

	"federate/federation"
	"federate/federation/estate"
	"federate/steps/record"
)

// functions are [playbook.FileFunctions]: what a template may ask and do.
func (w *writer) functions() template.FuncMap {
	out := template.FuncMap{
		"fact":  w.fact,
		"every": w.every,
		"call":  func(f string) string { return w.call(federation.Fact(f)) },
		"name":  func(side string) string { return w.Pair.Words.Name(federation.Side(side)) },
		"option": func(fact, word string) string {
			return w.Pair.Words.Option(federation.IdP, federation.Fact(fact), word)
		},
		"partner":      w.partner,
		"signed":       w.signed,
		"format":       w.format,
		"urn":          func(format string) string { return formats[format] },
		"attributes":   w.attributes,
		"certificates": w.certificates,
		"seconds":      w.seconds,
		"grants":       w.grants,
		"date":         w.date,
		"part":         w.part,

		"lines":      lines,
		"words":      strings.Fields,
		"addresses":  addresses,
		"lower":      strings.ToLower,
		"after":      func(prefix, s string) string { return strings.TrimSpace(strings.TrimPrefix(s, prefix)) },
		"replace":    func(old, by, s string) string { return strings.ReplaceAll(s, old, by) },
		"number":     number,
		"commonName": commonName,
		"has":        has,
		"list":       func(items ...any) []any { return append([]any{}, items...) },
		"append":     func(items []any, more ...any) []any { return append(slices.Clip(items), more...) },
		"object":     object,
		"parse":      parse,
		"fail":       func(format string, args ...any) (string, error) { return "", refuse(format, args...) },
	}
	maps.Copy(out, quotes)
	return out
}

// fact is the owner's word for a fact that the file says it is made of: no other was
// judged before. Of two that stand for each other it is the one that is needed.
func (w *writer) fact(name string) (string, error) {
	f := federation.Fact(name)
	switch {
	case slices.Contains(w.needs, f) || slices.Contains(w.file.May, f):
		return w.word(f), nil
	case w.file.MadeOf(f):
		return "", nil
	}
	return "", refuse("the file %s does not say that it is made of %s", w.file.ID, f)
}

// every is each of the owner's words for a fact that may have several, the one without a
// key first.
func (w *writer) every(name string) (out []string, err error) {
	if _, err := w.fact(name); err != nil {
		return nil, err
	}
	t, _ := w.Pair.Terms.Term(federation.Fact(name))
	words := w.State.Words(w.State.Last)
	slices.SortStableFunc(words, func(a, b record.Word) int { return cmp.Compare(a.Key, b.Key) })
	for _, x := range words {
		if x.Fact == t.Fact && x.Side == t.Owner && !x.Placeholder && x.Value != "" && !slices.Contains(out, x.Value) {
			out = append(out, x.Value)
		}
	}
	return out, nil
}

// partner is the console's own name for the other party, or what else it says.
func (w *writer) partner(other string) string {
	return cmp.Or(w.Pair.Platform.Partners[w.Pair.IdP.ID], w.Pair.IdP.Partners[w.Pair.Platform.ID], other)
}

// formats are the NameID formats of saml-core-2.0-os 8.3 by their last words.
var formats = map[string]string{
	"emailAddress": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
	"unspecified":  "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
	"persistent":   "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
	"transient":    "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",

	"WindowsDomainQualifiedName": "urn:oasis:names:tc:SAML:1.1:nameid-format:WindowsDomainQualifiedName",
}

// format is the NameID format that was chosen, else the one that the platform
// takes, else the one that suits.
func (w *writer) format(suits string) string {
	if e := w.Pair.Expect.NameIDFormats.Value; len(e) > 0 && !slices.Contains(e, suits) {
		suits = e[0]
	}
	return cmp.Or(w.word("saml.name_id_format"), suits)
}

// An attribute is one that the platform wants in the assertion.
type attribute struct {
	Name     string
	Optional bool
	Constant bool   // it is the same for everybody:
	Value    string // this
}

func (w *writer) attributes() (out []attribute) {
	for _, a := range w.Pair.Expect.Attributes.Value {
		out = append(out, attribute{a.Name, a.Optional, a.Constant != "", w.word(a.Constant)})
	}
	return out
}

// certificates are all signing certificates that the identity provider is known to
// have, the first one first, as base64 of their DER form.
func (w *writer) certificates() (out []string, err error) {
	const fact = "idp.certificate"
	for _, said := range w.State.Words(w.State.Last) {
		if said.Fact != fact || said.Side != federation.IdP || said.Placeholder {
			continue
		}
		block, _ := pem.Decode([]byte(said.Value))
		if block == nil || block.Type != "CERTIFICATE" {
			return nil, refuse("%s is no certificate in PEM form", w.call(fact))
		}
		c := base64.StdEncoding.EncodeToString(block.Bytes)
		if said.Key == "" {
			out = append([]string{c}, out...)
		} else {
			out = append(out, c)
		}
	}
	if most := w.Pair.Expect.CertificateCount; most.Set && len(out) > most.Value {
		return nil, refuse("there are %d certificates, and %s keeps %d: take the oldest away", len(out),
			w.Pair.Words.Name(federation.Platform), most.Value)
	}
	return out, nil
}

// seconds is a fact as a time without activity that the platform takes.
func (w *writer) seconds(fact string) (int, error) {
	f, idle := federation.Fact(fact), w.Pair.Expect.SessionIdle.Value
	n, err := strconv.Atoi(w.word(f))
	if least, most := int(idle.Least.Seconds()), int(idle.Most.Seconds()); err != nil || n < least || n > most {
		return 0, refuse("%s is %q: it takes a number of seconds from %d to %d", w.call(f), w.word(f), least, most)
	}
	return n, nil
}

// grants reads the lines of a fact up to the first that is wrong.
func (w *writer) grants(fact string) (out []estate.Grant, err error) {
	for _, line := range lines(w.word(federation.Fact(fact))) {
		g, err := estate.ReadGrant(line)
		if err != nil {
			return nil, refuse("%s: %w", w.call(federation.Fact(fact)), err)
		}
		out = append(out, g)
	}
	return out, nil
}

// date is the day that a fact names, or so many days from now where it names none
// that is to come.
func (w *writer) date(fact string, days int) string {
	day, err := time.Parse(time.DateOnly, w.word(federation.Fact(fact)))
	if err != nil || !day.After(w.Now) {
		day = w.Now.AddDate(0, 0, days)
	}
	return day.UTC().Format(time.DateOnly)
}

// part is what another template of the file comes to.
func (w *writer) part(name string, data any) (string, error) {
	var b strings.Builder
	err := w.whole.ExecuteTemplate(&b, name, data)
	return b.String(), err
}

// lines are the lines of s that hold anything, without the space around them.
func lines(s string) (out []string) {
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// addresses splits what was pasted as one or several mail addresses.
func addresses(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) })
}

// number is s as a whole number from zero on; -1 where it is none.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// commonName is what of name may stand in a common name without being quoted
// (RFC 4514, 2.4).
func commonName(name string) string {
	name = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '.':
			return r
		}
		return ' '
	}, name)), " ")
	if name == "" || strings.HasSuffix(name, "SSO") {
		return cmp.Or(name, "SSO")
	}
	return name + " SSO"
}

// has reports whether item is in a list of texts of any type.
func has(list, item any) bool {
	raw, err := json.Marshal(list)
	var all []any
	return err == nil && json.Unmarshal(raw, &all) == nil && slices.Contains(all, any(fmt.Sprint(item)))
}

// object is an object of JSON; its members come in the order of their names.
func object(pairs ...any) (map[string]any, error) {
	out := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	if len(pairs)%2 != 0 {
		return nil, refuse("an object has a value for each name")
	}
	return out, nil
}

// parse is what a text in JSON holds.
func parse(text string) (out any, err error) {
	err = json.Unmarshal([]byte(text), &out)
	return out, err
}
