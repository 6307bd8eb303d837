package playbook_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// What is nested beyond all measure, or larger than any definition, is refused at
// its place before anybody builds a tree of it.
func TestDefinitionsAreBounded(t *testing.T) {
	const deep = 40_000
	end := strings.Count(authored, "\n")
	var indented strings.Builder
	for i := range 300 {
		fmt.Fprintf(&indented, "%sa:\n", strings.Repeat(" ", i))
	}
	var laughs strings.Builder
	laughs.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := range 9 {
		fmt.Fprintf(&laughs, "a%d: &a%d [%s]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*a%d, ", i), 9)+fmt.Sprintf("*a%d", i))
	}
	for name, c := range map[string]struct {
		text         string
		line, column int
		says         string
	}{
		"brackets":           {authored + "also: " + strings.Repeat("[", deep) + strings.Repeat("]", deep), end + 1, 0, "nested more than 100 deep"},
		"braces":             {"a: " + strings.Repeat("{a: ", deep), 1, 0, "nested more than 100 deep"},
		"hyphens":            {strings.Repeat("- ", deep) + "a", 1, 201, "nested more than 100 deep"},
		"question marks":     {strings.Repeat("? ", deep) + "a", 1, 201, "nested more than 100 deep"},
		"tags":               {"a: " + strings.Repeat("!a ", deep) + "b", 1, 0, "nested more than 100 deep"},
		"anchors":            {"a: " + strings.Repeat("&a ", deep) + "b", 1, 0, "nested more than 100 deep"},
		"blanks":             {indented.String(), 100, 0, "nested more than 100 deep"},
		"aliases of aliases": {authored + laughs.String() + "also: *a9\n", end + 2, 10, "what an anchor names holds an alias itself"},
		"a large file":       {authored + strings.Repeat("# and so on\n", 1<<17), 1, 1, "larger than 1 MiB"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		found := linted(t, c.text)
		runtime.ReadMemStats(&after)
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 100 {
			t.Errorf("%s: %d MiB", name, used)
		}
		var about string
		for _, f := range found {
			if f.File == "idp/acme.yaml" {
				about += f.Error() + "\n"
				if c.column > 0 && f.Column != c.column || f.Line != c.line {
					t.Errorf("%s: at %d:%d", name, f.Line, f.Column)
				}
			}
		}
		if !strings.Contains(about, c.says) || strings.Count(about, "idp/acme.yaml") != 1 {
			t.Errorf("%s: %.300s", name, about)
		}
	}
}
