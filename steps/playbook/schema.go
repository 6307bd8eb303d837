package playbook

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"federate/federation"
	"federate/federation/identity"
)

// Schema is the shape of a playbook file as a JSON schema (draft 2020-12), for
// editors that complete keys and words. It is made of the very types that playbooks
// are read into, so it knows every key and no other. The facts and kinds are those
// of terms. What the keys mean together, lint judges.
func Schema(terms *federation.Vocabulary) map[string]any {
	return whole(schemaFor(&Playbook{}, terms), "federate playbook", "playbook", "id", "side", "title", "protocols")
}

// RouteSchema is Schema for a route file.
func RouteSchema() map[string]any {
	return whole(schemaFor(&Route{}, nil), "federate route", "route", "id", "title", "platform", "idp", "protocol", "source", "steps")
}

func whole(s map[string]any, title string, required ...string) map[string]any {
	s["$schema"], s["title"], s["required"] = "https://json-schema.org/draft/2020-12/schema", title, required
	return s
}

// schemaFor is the shape of v. Without terms, any text is a fact.
func schemaFor(v any, terms *federation.Vocabulary) map[string]any {
	return shaper{terms}.shape(reflect.TypeOf(v).Elem())
}

type shaper struct{ terms *federation.Vocabulary }

// choices is every closed set of words that a playbook may choose from.
var choices = map[reflect.Type][]string{
	reflect.TypeFor[federation.Severity]():   {"note", "warning", "error"},
	reflect.TypeFor[federation.Side]():       {"platform", "idp"},
	reflect.TypeFor[federation.Role]():       {"idp-admin", "platform-admin", "either"},
	reflect.TypeFor[federation.Confidence](): {"solid", "likely", "document-only", "doubtful", "unverified"},
	reflect.TypeFor[federation.Form]():       {"url", "certificate", "choice", "date", "prose"},
	reflect.TypeFor[federation.Signed]():     {"message", "assertion", "both"},
	reflect.TypeFor[federation.Encryption](): {"none", "optional", "required"},
	reflect.TypeFor[federation.Start]():      {"idp-initiated", "sp-initiated"},
	reflect.TypeFor[StepKind]():              {"test", "gate"},
	reflect.TypeFor[Stage]():                 {"placeholder", "final"},
	reflect.TypeFor[Each]():                  {"member", "account"},
	reflect.TypeFor[Expectation]():           {"clock_tolerance", "session_idle.hipaa"},
}

// listed is the same for keys that hold plain texts.
var listed = map[string][]string{
	"Playbook.protocols":                  {"saml", "oidc", "password"},
	"Route.protocol":                      {"saml", "oidc", "password"},
	"File.protocol":                       {"saml", "oidc", "password"},
	"Expect.certificate.forms":            {"pem", "der", "base64"},
	"Expect.saml.requested_authn_context": {"none"},
	"Expect.saml.signature_algorithms":    {"rsa-sha256", "rsa-sha1"},
	"Expect.oidc.auth_methods":            {"client_secret_basic", "client_secret_post"},
	"Expect.users.columns":                identity.Naming(),
	"Step.phase":                          phaseIDs(),
}

func phaseIDs() (out []string) {
	for _, p := range Phases {
		out = append(out, p.ID)
	}
	return out
}

func (sh shaper) shape(t reflect.Type) map[string]any {
	if list, ok := choices[t]; ok {
		return map[string]any{"type": "string", "enum": list}
	}
	switch t {
	case reflect.TypeFor[federation.Fact]():
		return sh.fact()
	case reflect.TypeFor[federation.Kind]():
		return sh.kind()
	}
	switch t.Kind() {
	case reflect.Pointer:
		return sh.shape(t.Elem())
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": sh.shape(t.Elem())}
	case reflect.Map:
		return sh.mapping(t)
	case reflect.Struct:
		return map[string]any{"type": "object", "properties": sh.keys(t), "additionalProperties": false}
	}
	if t.PkgPath() == "time" { // a duration, as 300s
		return map[string]any{"type": "string", "pattern": `^[0-9.]+(ms|s|m|h)$`}
	}
	return map[string]any{"type": "integer"}
}

// fact is the shape of a fact's name, or of one of more. A playbook's own facts,
// <playbook>.<name>, look like no common one.
func (sh shaper) fact(more ...string) map[string]any {
	if sh.terms == nil {
		return map[string]any{"type": "string"}
	}
	var prefixes []string
	var names []map[string]any
	for _, t := range sh.terms.Terms() {
		if p, _, _ := strings.Cut(string(t.Fact), "."); !slices.Contains(prefixes, p) {
			prefixes = append(prefixes, p)
		}
		names = append(names, map[string]any{"const": string(t.Fact), "description": t.Title})
	}
	for _, m := range more {
		names = append(names, map[string]any{"const": m})
	}
	own := fmt.Sprintf(`^(?!(%s)\.)[a-z0-9-]+\.[a-z0-9_]+$`, strings.Join(prefixes, "|"))
	names = append(names, map[string]any{"pattern": own, "description": "a fact of this playbook's own: its id, a full stop, the name"})
	names = append(names, map[string]any{"pattern": `^[a-z0-9-]+\.[a-z0-9_]+#[a-z0-9-]+$`, "description": "one of several values of a fact, for its label"})
	return map[string]any{"type": "string", "anyOf": names}
}

func (sh shaper) kind() map[string]any {
	if sh.terms == nil {
		return map[string]any{"type": "string"}
	}
	var out []string
	for _, k := range sh.terms.Kinds() {
		out = append(out, string(k.Kind))
	}
	return map[string]any{"type": "string", "enum": out}
}

// mapping is the shape of a map: one from facts names them all.
func (sh shaper) mapping(t reflect.Type) map[string]any {
	out := map[string]any{"type": "object", "additionalProperties": sh.shape(t.Elem())}
	if t.Key() != reflect.TypeFor[federation.Fact]() || sh.terms == nil {
		return out
	}
	props := map[string]any{}
	for _, term := range sh.terms.Terms() {
		s := sh.shape(t.Elem())
		s["description"] = term.Title
		props[string(term.Fact)] = s
	}
	out["properties"] = props
	out["propertyNames"] = sh.fact()
	return out
}

// keys are the keys of a struct. An expectation is read into more than it has.
func (sh shaper) keys(t reflect.Type) map[string]any {
	out := map[string]any{}
	put := func(owner, name string, s map[string]any) {
		full := owner + "." + name
		if list, ok := listed[full]; ok {
			s = narrowed(s, list)
		}
		if props, ok := s["properties"].(map[string]any); ok && full == "Step.when" {
			props["protocol"] = map[string]any{"type": "string", "enum": listed["Playbook.protocols"], "description": "the protocol of the federation"}
			s["propertyNames"] = sh.fact("protocol")
		}
		s["description"] = means[full]
		out[name] = s
	}
	if value, ok := t.FieldByName("Set"); ok && value.Type.Kind() == reflect.Bool && t.PkgPath() == reflect.TypeFor[federation.Expect]().PkgPath() {
		v, _ := t.FieldByName("Value")
		put("Expected", "value", sh.shape(v.Type))
		put("Expected", "source", sh.shape(reflect.TypeFor[federation.Source]()))
		put("Expected", "confidence", sh.shape(reflect.TypeFor[federation.Confidence]()))
		return out
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name != "-" && f.IsExported() {
			put(t.Name(), name, sh.shape(f.Type))
		}
	}
	return out
}

// narrowed is s, which takes only the words of list.
func narrowed(s map[string]any, list []string) map[string]any {
	switch s["type"] {
	case "array":
		s["items"] = narrowed(s["items"].(map[string]any), list)
	case "object": // an expectation
		props := s["properties"].(map[string]any)
		props["value"] = narrowed(props["value"].(map[string]any), list)
	default:
		s["enum"] = list
	}
	return s
}

// astray says where node is not of the shape that schema tells.
func astray(schema map[string]any, node ast.Node, at place) (out []slip) {
	node = bare(node)
	wrong := func(format string, args ...any) []slip { return []slip{{at: at, text: fmt.Sprintf(format, args...)}} }
	if node == nil || node.Type() == ast.AliasType {
		return nil
	}
	list, isList := node.(*ast.SequenceNode)
	m, isMap := node.(ast.MapNode)
	null := node.Type() == ast.NullType
	switch schema["type"] {
	case "object":
		props, _ := schema["properties"].(map[string]any)
		rest, _ := schema["additionalProperties"].(map[string]any)
		switch {
		case null && rest == nil:
			return wrong("nothing stands here; it takes the keys %s", named(props))
		case null:
			return nil
		case !isMap && rest == nil:
			return wrong("this takes the keys %s", named(props))
		case !isMap:
			return wrong("this takes keys of your own, each with a colon")
		}
		for it := m.MapRange(); it.Next(); {
			name := keyName(it.Key())
			s, known := props[name].(map[string]any)
			switch {
			case known:
			case rest != nil:
				s = rest
			default:
				text := fmt.Sprintf("there is no key %q here", name)
				if near := federation.DidYouMean(name, sorted(props)); near != "" {
					text += near
				} else {
					text += ", only " + named(props)
				}
				out = append(out, slip{at: at.at(aKey(name)), text: text})
				continue
			}
			out = append(out, astray(s, it.Value(), at.at(name))...)
		}
	case "array":
		if null {
			return nil
		}
		if !isList {
			return wrong("this takes a list: [one, two], or each on a line of its own after a hyphen")
		}
		for i, v := range list.Values {
			out = append(out, astray(schema["items"].(map[string]any), v, at.at(i))...)
		}
	case "string":
		if isList {
			return wrong("this takes one text and no list")
		}
		if isMap {
			return wrong("this takes a text; one with a colon and a blank in it goes in quotes: '…: …'")
		}
		if words, ok := schema["enum"].([]string); ok && !slices.Contains(words, node.GetToken().Value) {
			return wrong("%s", oneOf(node.GetToken().Value, words))
		}
	case "boolean":
		if node.Type() != ast.BoolType {
			return wrong("this takes true or false")
		}
	case "integer":
		if node.Type() != ast.IntegerType {
			return wrong("this takes a whole number")
		}
	}
	return out
}

// oneOf says that got is not among words.
func oneOf(got string, words []string) string {
	said := fmt.Sprintf("%q is none of %s", got, strings.Join(words, ", "))
	return said + federation.DidYouMean(got, words)
}

func sorted(props map[string]any) (out []string) {
	for k := range props {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func named(props map[string]any) string { return strings.Join(sorted(props), ", ") }
