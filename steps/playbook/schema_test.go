package playbook_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"federate/assets"
	"federate/federation/catalog"
	"federate/steps/playbook"
)

// definitions are the embedded files of folders, by path, as JSON has them.
func definitions(t *testing.T, folders ...string) map[string]map[string]any {
	t.Helper()
	out := map[string]map[string]any{}
	for _, folder := range folders {
		files, err := fs.Glob(assets.FS, path.Join(folder, "*.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			raw, err := fs.ReadFile(assets.FS, name)
			if err != nil {
				t.Fatal(err)
			}
			var node map[string]any
			if err := yaml.Unmarshal(raw, &node); err != nil {
				t.Fatal(err)
			}
			out[name] = node
		}
	}
	return out
}

// unsaid are the keys of schema, at any depth, that it says nothing about.
func unsaid(schema map[string]any, at string) (out []string) {
	props, _ := schema["properties"].(map[string]any)
	for name, p := range props {
		s := p.(map[string]any)
		if d, _ := s["description"].(string); d == "" {
			out = append(out, at+"/"+name)
		}
		out = append(out, unsaid(s, at+"/"+name)...)
	}
	for _, below := range []string{"items", "additionalProperties"} {
		if s, ok := schema[below].(map[string]any); ok {
			out = append(out, unsaid(s, at+"/*")...)
		}
	}
	return out
}

// TestSchemaSaysWhatKeysAreFor: an editor shows a word beside every key.
func TestSchemaSaysWhatKeysAreFor(t *testing.T) {
	for _, schema := range []map[string]any{playbook.Schema(catalog.Knowledge().Terms), playbook.RouteSchema()} {
		for _, key := range unsaid(schema, "") {
			t.Errorf("nothing is said about %s", key)
		}
	}
}

// validator is an independent one, of Debian's python3-jsonschema. It is given a
// schema and a list of [name, instance], and prints a line for each fault.
const validator = `
import json, sys
from jsonschema import Draft202012Validator as V
schema, cases = json.load(sys.stdin)
V.check_schema(schema)
v = V(schema)
for name, instance in cases:
    for e in v.iter_errors(instance):
        print(name, "/".join(map(str, e.absolute_path)), e.validator)
`

func validated(t *testing.T, schema map[string]any, cases [][2]any) []string {
	t.Helper()
	if os.Getenv("FEDERATE_PEERS") == "" {
		t.Skip("FEDERATE_PEERS is not set")
	}
	in, err := json.Marshal([2]any{schema, cases})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/usr/bin/python3", "-c", validator)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, err.(*exec.ExitError).Stderr)
	}
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' })
}

// TestPeerSchema: by an independent validator every embedded playbook and route is
// of the shape, and each mistake is not.
func TestPeerSchema(t *testing.T) {
	terms := catalog.Knowledge().Terms
	var cases [][2]any
	for name, node := range definitions(t, "platform", "idp") {
		cases = append(cases, [2]any{name, node})
	}
	for _, fault := range validated(t, playbook.Schema(terms), cases) {
		t.Error(fault)
	}
	if len(cases) < 10 {
		t.Errorf("only %d playbooks", len(cases))
	}
	cases = nil
	for name, node := range definitions(t, "route") {
		cases = append(cases, [2]any{name, node})
	}
	for _, fault := range validated(t, playbook.RouteSchema(), cases) {
		t.Error(fault)
	}

	cases = nil
	var names []string
	for _, c := range [][2]string{
		{"titel: Acme", "title: Acme"}, {"consol: console\n    role", "console: console\n    role"},
		{"gives: [idp.entityid", "gives: [idp.entity_id"}, {"sp.entityid: Audience", "sp.entity_id: Audience"},
		{"protocols: saml", "protocols: [saml]"}, {"protocols: [sml]", "protocols: [saml]"}, {"playbook: one", "playbook: 1"},
		{"phase: backfill", "phase: back-fill"}, {"confidence: sure\n  - id: values", "confidence: unverified\n  - id: values"},
		{"accepts: [certficate]", "accepts: [certificate]"}, {"role: idp_admin\n    phase", "role: idp-admin\n    phase"},
		{"value: [sp-intiated]", "value: [sp-initiated]"}, {"severity: warn\n", "severity: warning\n"}, {"source: Handbook\n", "source: {document: Handbook, section: Apps}\n"},
	} {
		text := strings.Replace(authored, c[1], c[0], 1)
		var node map[string]any
		if err := yaml.Unmarshal([]byte(text), &node); err != nil || text == authored {
			t.Fatalf("%s: %v", c[0], err)
		}
		name := fmt.Sprintf("mistake-%d", len(names))
		names, cases = append(names, c[0]), append(cases, [2]any{name, node})
	}
	said := strings.Join(validated(t, playbook.Schema(terms), cases), "\n") + "\n"
	for i, name := range names {
		if !strings.Contains(said, fmt.Sprintf("mistake-%d ", i)) {
			t.Errorf("%q goes by", name)
		}
	}
}
