package assets_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"federate/assets"
)

// TestNoConsoleInGo: what is known of a console is said by its playbook, so that
// another one is added without Go. No program compares with the name of one.
func TestNoConsoleInGo(t *testing.T) {
	names := map[string]bool{}
	for _, folder := range []string{"platform", "idp"} {
		files, err := fs.Glob(assets.FS, folder+"/*.yaml")
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, file := range files {
			names[strings.TrimSuffix(path.Base(file), ".yaml")] = true
		}
	}
	for _, nobody := range []string{"no-idp", "generic", "generic-idp", "generic-oidc"} { // which stand for the standards alone
		delete(names, nobody)
	}
	looked := 0
	err := filepath.WalkDir("..", func(file string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && (e.Name() == "testdata" || e.Name() == "conformance" || e.Name() == "node_modules" || e.Name() == ".git" || e.Name() == ".ci"):
			return fs.SkipDir
		case e.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		looked++
		ast.Inspect(tree, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				text, _ := strconv.Unquote(lit.Value)
				name, _, _ := strings.Cut(text, ".") // or a fact of its own
				if names[text] || names[name] && name != text && !strings.Contains(text, " ") {
					t.Errorf("%s: %s is said by a playbook", set.Position(lit.Pos()), lit.Value)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || looked < 200 {
		t.Errorf("%d files: %v", looked, err)
	}
}
