package command

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"federate/federation"
)

func (a *app) lint(tree drawer) (wrong []error) {
	l, err := a.Load(tree)
	if err == nil {
		err = l.Lint()
	}
	if err != nil {
		return []error{err}
	}
	for name := range tree {
		id := strings.TrimSuffix(path.Base(name), ".yaml")
		pb, err := anyPlaybook(l, id)
		if err != nil {
			continue // a route, which was judged when it was read
		}
		for _, other := range l.Playbooks(pb.Side.Other()) {
			for _, protocol := range pb.Protocols {
				p, i := pb.ID, other.ID
				if pb.Side == federation.IdP {
					p, i = i, p
				}
				if !strings.Contains(strings.Join(other.Protocols, " "), protocol) {
					continue
				}
				if _, err := l.Pair(p, i, protocol, "", a.Know.Checks); err != nil {
					wrong = append(wrong, fmt.Errorf("%s with %s: %w", pb.ID, other.ID, err))
				}
			}
		}
	}
	return wrong
}

var folderLine = regexp.MustCompile(`(?m)^(?:side:\s*(platform|idp)|(route):)`)

// folderOf is the folder that a file belongs into, by what it says it is.
func folderOf(raw []byte) string {
	m := folderLine.FindSubmatch(raw)
	if m == nil {
		return ""
	}
	return string(m[1]) + string(m[2])
}

// A drawer is a tree of a few files, by path.
type drawer map[string][]byte

// Open is there because a tree must have it; files are read whole.
func (d drawer) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
}

// ReadFile returns the file name.
func (d drawer) ReadFile(name string) ([]byte, error) {
	raw, ok := d[name]
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	return raw, nil
}

// Glob returns the names that match pattern.
func (d drawer) Glob(pattern string) (out []string, err error) {
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
