package command

import (
	"errors"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"federate/steps/playbook"
)

// lint is what is wrong with the files of tree, together and with all they meet.
func (a *app) lint(tree fileTree) ([]*playbook.Fault, error) {
	l, err := a.Load(tree)
	if err != nil {
		return nil, err
	}
	faults := l.Lint()
	for name := range tree {
		if path.Dir(name) != "route" {
			faults = append(faults, l.LintJoins(strings.TrimSuffix(path.Base(name), ".yaml"), a.Know.Checks)...)
		}
	}
	slices.SortStableFunc(faults, (*playbook.Fault).Compare)
	return faults, nil
}

var folderLine = regexp.MustCompile(`(?m)^(?:side:\s*["']?(platform|idp)\b|(route):)`)

// folderOf is the folder that a file belongs into, by what it says it is.
func folderOf(raw []byte) string {
	m := folderLine.FindSubmatch(raw)
	if m == nil {
		return ""
	}
	return string(m[1]) + string(m[2])
}

// A fileTree is a few files in memory, by path.
type fileTree map[string][]byte

// Open is there because a tree must have it; files are read whole.
func (d fileTree) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
}

// ReadFile returns the file name.
func (d fileTree) ReadFile(name string) ([]byte, error) {
	raw, ok := d[name]
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	return raw, nil
}

// Glob returns the names that match pattern.
func (d fileTree) Glob(pattern string) (out []string, err error) {
	for name := range d {
		ok, err := path.Match(pattern, name)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, name)
		}
	}
	return out, nil
}
