package steps_test

import (
	"fmt"
	"io/fs"
	"path"
	"testing"

	"github.com/goccy/go-yaml"

	"federate/assets"
	"federate/steps"
)

// astray says where node is not of the shape that schema tells.
func astray(schema map[string]any, node any, at string) (out []string) {
	switch n := node.(type) {
	case map[string]any:
		props, _ := schema["properties"].(map[string]any)
		rest, _ := schema["additionalProperties"].(map[string]any)
		for k, v := range n {
			s, ok := props[k].(map[string]any)
			if !ok && rest == nil {
				out = append(out, at+": "+k+" is no key")
				continue
			}
			if !ok {
				s = rest
			}
			out = append(out, astray(s, v, at+"/"+k)...)
		}
	case []any:
		items, ok := schema["items"].(map[string]any)
		if !ok {
			return []string{at + " is no list"}
		}
		for i, v := range n {
			out = append(out, astray(items, v, fmt.Sprintf("%s/%d", at, i))...)
		}
	}
	return out
}

// TestSchema: every embedded playbook is of the shape, and a wrong key is not.
func TestSchema(t *testing.T) {
	schema, seen := steps.Schema(), 0
	for _, folder := range []string{"platform", "idp"} {
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
			for _, wrong := range astray(schema, node, name) {
				t.Error(wrong)
			}
			seen++
			node["stepps"] = "x"
			if len(astray(schema, node, name)) == 0 {
				t.Errorf("%s: a wrong key goes by", name)
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d playbooks", seen)
	}
}
