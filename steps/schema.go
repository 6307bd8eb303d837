package steps

import (
	"reflect"
	"strings"

	"federate/federation"
)

// Schema is the shape of a playbook file as a JSON schema (draft 2020-12), for
// editors that complete keys. It is made of the very types that playbooks are read
// into, so it knows every key and no other. What the keys mean together, lint judges.
func Schema() map[string]any {
	s := shape(reflect.TypeFor[Playbook]())
	s["$schema"], s["title"] = "https://json-schema.org/draft/2020-12/schema", "federate playbook"
	s["required"] = []string{"playbook", "id", "side", "title", "protocols", "steps"}
	return s
}

func shape(t reflect.Type) map[string]any {
	words := func(list ...string) map[string]any { return map[string]any{"type": "string", "enum": list} }
	switch t {
	case reflect.TypeFor[federation.Severity]():
		return words("note", "warning", "error")
	case reflect.TypeFor[federation.Side]():
		return words(string(federation.Platform), string(federation.IdP))
	case reflect.TypeFor[federation.Role]():
		return words(string(federation.IdPAdmin), string(federation.PlatformAdmin), string(federation.Either))
	case reflect.TypeFor[federation.Confidence]():
		return words(string(federation.Solid), string(federation.Likely), string(federation.DocumentOnly), string(federation.Doubtful), string(federation.Unverified))
	}
	switch t.Kind() {
	case reflect.Pointer:
		return shape(t.Elem())
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": shape(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": shape(t.Elem())}
	case reflect.Struct:
		return map[string]any{"type": "object", "properties": keys(t), "additionalProperties": false}
	}
	if t.PkgPath() == "time" { // a duration, as 300s
		return map[string]any{"type": "string"}
	}
	return map[string]any{"type": "integer"}
}

// keys are the keys of a struct. An expectation is read into more than it has.
func keys(t reflect.Type) map[string]any {
	out := map[string]any{}
	if value, ok := t.FieldByName("Set"); ok && value.Type.Kind() == reflect.Bool && t.PkgPath() == reflect.TypeFor[federation.Expect]().PkgPath() {
		v, _ := t.FieldByName("Value")
		return map[string]any{"value": shape(v.Type), "source": shape(reflect.TypeFor[federation.Source]()), "confidence": shape(reflect.TypeFor[federation.Confidence]())}
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case name == "-" || !f.IsExported():
		case f.Anonymous || strings.HasSuffix(f.Tag.Get("yaml"), ",inline"):
			for k, v := range keys(f.Type) {
				out[k] = v
			}
		case name == "":
			out[strings.ToLower(f.Name)] = shape(f.Type)
		default:
			out[name] = shape(f.Type)
		}
	}
	return out
}
