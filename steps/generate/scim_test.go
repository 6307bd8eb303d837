package generate_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"federate/assets"
	"federate/steps/generate"
	"federate/steps/record"
)

// An attr is one line of the attribute tables of RFC 7643, 8.7.1. Names are
// compared without their case (2.1).
type attr struct {
	name, kind               string // string, boolean, reference, binary, decimal, complex
	many, required, readOnly bool
	sub                      []attr
}

const (
	core       = "urn:ietf:params:scim:schemas:core:2.0:User"
	enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	extension  = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User"
	group      = "urn:ietf:params:scim:schemas:core:2.0:Group"
	patchOp    = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
)

func texts(names ...string) (out []attr) {
	for _, n := range names {
		out = append(out, attr{name: n, kind: "string"})
	}
	return out
}

// plural is a multi-valued attribute with the sub-attributes of RFC 7643, 2.4.
func plural(name, value string) attr {
	return attr{name: name, kind: "complex", many: true, sub: append(texts("display", "type"), attr{name: "value", kind: value}, attr{name: "primary", kind: "boolean"})}
}

// schemas are the attributes of each schema. The extension of Genesys Cloud is
// from its Platform API: SCIM.
var schemas = map[string][]attr{
	core: append(texts("displayName", "nickName", "title", "userType", "preferredLanguage", "locale", "timezone", "password"),
		attr{name: "userName", kind: "string", required: true},
		attr{name: "name", kind: "complex", sub: texts("formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix")},
		attr{name: "profileUrl", kind: "reference"}, attr{name: "active", kind: "boolean"},
		plural("emails", "string"), plural("phoneNumbers", "string"), plural("ims", "string"), plural("photos", "reference"),
		attr{name: "addresses", kind: "complex", many: true, sub: texts("formatted", "streetAddress", "locality", "region", "postalCode", "country", "type")},
		attr{name: "groups", kind: "complex", many: true, readOnly: true},
		plural("entitlements", "string"), plural("roles", "string"), plural("x509Certificates", "binary")),
	enterprise: append(texts("employeeNumber", "costCenter", "organization", "division", "department"),
		attr{name: "manager", kind: "complex", sub: append(texts("value"), attr{name: "$ref", kind: "reference"}, attr{name: "displayName", kind: "string", readOnly: true})}),
	extension: {
		{name: "routingSkills", kind: "complex", many: true, sub: []attr{{name: "name", kind: "string", required: true}, {name: "proficiency", kind: "decimal"}}},
		{name: "routingLanguages", kind: "complex", many: true, sub: []attr{{name: "name", kind: "string", required: true}, {name: "proficiency", kind: "decimal"}}},
		{name: "externalIds", kind: "complex", many: true, sub: []attr{{name: "authority", kind: "string", required: true}, {name: "value", kind: "string", required: true}}},
	},
	group: {
		{name: "displayName", kind: "string", required: true},
		{name: "members", kind: "complex", many: true, sub: []attr{{name: "value", kind: "string"}, {name: "$ref", kind: "reference"}, {name: "type", kind: "string"}}},
	},
}

// common are the attributes of every resource (RFC 7643, 3.1).
var common = []attr{{name: "id", kind: "string", readOnly: true}, {name: "externalId", kind: "string"}, {name: "meta", kind: "complex", readOnly: true}}

// resource tells what is wrong with a resource that a client sends.
func resource(raw []byte) (wrong []string) {
	var body map[string]any
	if err := json.Unmarshal(raw, &body); err != nil {
		return []string{err.Error()}
	}
	var declared []string
	list, _ := body["schemas"].([]any)
	for _, s := range list {
		urn, _ := s.(string)
		if schemas[urn] == nil || slices.Contains(declared, urn) {
			wrong = append(wrong, fmt.Sprintf("schema %v", s))
		}
		declared = append(declared, urn)
	}
	if len(declared) == 0 || declared[0] != core {
		return append(wrong, "schemas does not begin with that of a user")
	}
	own := map[string]any{}
	for name, value := range body {
		switch {
		case name == "schemas":
		case strings.HasPrefix(name, "urn:"):
			object, ok := value.(map[string]any)
			if !slices.Contains(declared, name) || !ok {
				wrong = append(wrong, name+" is not declared, or no object")
				continue
			}
			wrong = append(wrong, members(name, object, schemas[name])...)
		default:
			own[name] = value
		}
	}
	for _, urn := range declared[1:] {
		if body[urn] == nil {
			wrong = append(wrong, urn+" is declared and not there")
		}
	}
	return append(wrong, members("", own, append(slices.Clone(common), schemas[core]...))...)
}

// members tells what is wrong with an object of these attributes.
func members(at string, object map[string]any, allowed []attr) (wrong []string) {
	for name, value := range object {
		i := slices.IndexFunc(allowed, func(a attr) bool { return strings.EqualFold(a.name, name) })
		if i < 0 {
			wrong = append(wrong, at+"."+name+" is in no schema")
			continue
		}
		wrong = append(wrong, allowed[i].judge(at, value)...)
	}
	for _, a := range allowed {
		if a.required && !slices.ContainsFunc(keys(object), func(k string) bool { return strings.EqualFold(k, a.name) }) {
			wrong = append(wrong, at+"."+a.name+" is required")
		}
	}
	return wrong
}

func keys(m map[string]any) (out []string) {
	for k := range m {
		out = append(out, k)
	}
	return out
}

func (a attr) judge(at string, value any) (wrong []string) {
	at += "." + a.name
	if a.readOnly {
		return []string{at + " is read-only"}
	}
	if a.many {
		items, ok := value.([]any)
		if !ok || len(items) == 0 {
			return []string{at + " is no list, or an empty one"}
		}
		primary := 0
		for _, item := range items {
			wrong = append(wrong, a.one(at, item)...)
			if m, ok := item.(map[string]any); ok && m["primary"] == true {
				primary++
			}
		}
		if primary > 1 {
			wrong = append(wrong, at+" has several primary values")
		}
		return wrong
	}
	return a.one(at, value)
}

func (a attr) one(at string, value any) []string {
	ok := false
	switch a.kind {
	case "complex":
		m, is := value.(map[string]any)
		if is {
			return members(at, m, a.sub)
		}
	case "boolean":
		_, ok = value.(bool)
	case "decimal":
		_, ok = value.(float64)
	default:
		s, is := value.(string)
		ok = is && s != ""
	}
	if !ok {
		return []string{fmt.Sprintf("%s is %v, and not %s", at, value, a.kind)}
	}
	return nil
}

// patched tells what is wrong with a PATCH of a resource of schema (RFC 7644, 3.5.2).
func patched(raw []byte, schema string) (wrong []string) {
	var body struct {
		Schemas    []string
		Operations []struct {
			Op, Path string
			Value    any
		}
	}
	if err := json.Unmarshal(raw, &body); err != nil {
		return []string{err.Error()}
	}
	if !slices.Equal(body.Schemas, []string{patchOp}) || len(body.Operations) == 0 {
		wrong = append(wrong, "no PatchOp, or one without operations")
	}
	for _, o := range body.Operations {
		i := slices.IndexFunc(schemas[schema], func(a attr) bool { return strings.EqualFold(a.name, o.Path) })
		switch {
		case !slices.Contains([]string{"add", "remove", "replace"}, o.Op):
			wrong = append(wrong, "there is no operation "+o.Op)
		case i < 0:
			wrong = append(wrong, "there is no path "+o.Path)
		case o.Op != "remove":
			wrong = append(wrong, schemas[schema][i].judge("", o.Value)...)
		}
	}
	return wrong
}

func TestSCIMPayloadsAreValid(t *testing.T) {
	for _, o := range pairs {
		if o.Platform != "cxone" && o.Platform != "genesys-cloud" {
			continue
		}
		v := settle(t, o, whole(t, o))
		f, err := made(t, v, "scim-user")
		if err != nil {
			t.Fatal(err)
		}
		if wrong := resource(f.Body); wrong != nil {
			t.Errorf("%s: %v\n%s", title(o), wrong, f.Body)
		}
		if f, err = made(t, v, "scim-suspend"); err != nil {
			t.Fatal(err)
		}
		if wrong := patched(f.Body, core); wrong != nil || !strings.Contains(string(f.Body), `"value": false`) {
			t.Errorf("%s: %v\n%s", title(o), wrong, f.Body)
		}
		if o.Platform != "genesys-cloud" {
			continue
		}
		if f, err = made(t, v, "scim-group-member"); err != nil {
			t.Fatal(err)
		}
		if wrong := patched(f.Body, group); wrong != nil {
			t.Errorf("%s: %v\n%s", title(o), wrong, f.Body)
		}
	}
}

// The judge of payloads finds what the documents get wrong.
func TestSCIMJudgeFinds(t *testing.T) {
	for _, raw := range []string{
		`{}`, `{"schemas":["` + core + `"]}`, `{"schemas":["` + core + `"],"userName":""}`,
		`{"schemas":["` + core + `"],"userName":"a","meta":{"resourceType":"User"}}`,
		`{"schemas":["` + core + `"],"userName":"a","groups":[{"value":"g"}]}`,
		`{"schemas":["` + core + `"],"userName":"a","id":"1"}`,
		`{"schemas":["` + core + `"],"userName":"a","active":"true"}`,
		`{"schemas":["` + core + `"],"userName":"a","roles":"agent,supervisor"}`,
		`{"schemas":["` + core + `"],"userName":"a","emails":[{"value":"a","primary":true},{"value":"b","primary":true}]}`,
		`{"schemas":["` + core + `"],"userName":"a","name":{"given":"A"}}`,
		`{"schemas":["` + core + `"],"userName":"a","` + enterprise + `":{"division":"Home"}}`,
		`{"schemas":["` + core + `","` + extension + `"],"userName":"a"}`,
		`{"schemas":["` + core + `","urn:scim:schemas:extension:genesys"],"userName":"a"}`,
		`{"schemas":["` + core + `","` + extension + `"],"userName":"a","` + extension + `":{"externalIds":[{"value":"x"}]}}`,
	} {
		if resource([]byte(raw)) == nil {
			t.Errorf("%s passes", raw)
		}
	}
	if wrong := resource([]byte(`{"schemas":["` + core + `","` + enterprise + `"],"userName":"a","active":true,"externalId":"7","` + enterprise + `":{"division":"Home"}}`)); wrong != nil {
		t.Error(wrong)
	}
	for _, raw := range []string{
		`{"schemas":["` + core + `"],"Operations":[{"op":"replace","path":"active","value":false}]}`,
		`{"schemas":["` + patchOp + `"],"Operations":[]}`,
		`{"schemas":["` + patchOp + `"],"Operations":[{"op":"replace","path":"active","value":"False"}]}`,
		`{"schemas":["` + patchOp + `"],"Operations":[{"op":"suspend","path":"active","value":false}]}`,
		`{"schemas":["` + patchOp + `"],"Operations":[{"op":"replace","path":"groups","value":[{"value":"x"}]}]}`,
		`{"schemas":["` + patchOp + `"],"Operations":[{"op":"replace","path":"enabled","value":false}]}`,
	} {
		if patched([]byte(raw), core) == nil {
			t.Errorf("%s passes", raw)
		}
	}
}

// Nothing that only a disputed guide names is in a payload, or in where it goes.
func TestDisputedIsNotGenerated(t *testing.T) {
	disputed := []string{"/api/v2/users/sso", "/api/v1/i", "api.nice-incontact.com/scim", "api.mypurecloud.com/scim", "genesys_roles", "extension_CXoneRole",
		"enforce_sso", "sso:manage", "session_timeout_minutes"}
	for _, o := range append(slices.Clone(pairs), record.Opening{Platform: "cxone", IdP: "azure-ad-b2c", Protocol: "saml"}) {
		facts := map[string]string{}
		if o.IdP == "azure-ad-b2c" {
			for f, value := range said {
				facts[string(f)] = value
			}
		} else {
			facts = whole(t, o)
		}
		for _, a := range generate.Of(settle(t, o, facts), assets.FS) {
			files, err := a.Files()
			if err != nil && o.IdP != "azure-ad-b2c" {
				t.Errorf("%s: %v", a.ID, err)
			}
			text := a.Goes
			for _, f := range files {
				generated, _, _ := strings.Cut(string(f.Body), "Disputed, and not generated")
				text += generated
			}
			for _, d := range disputed {
				if strings.Contains(text, d) {
					t.Errorf("%s, %s has %s", title(o), a.ID, d)
				}
			}
		}
	}
}
