package command

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"federate/federation"
)

// A source is one document that check was named, not read yet.
type source struct {
	path string
	file bool // path names a file, which may be a recording of any size
	read func(context.Context) ([]byte, error)
}

// artifact reads what s names. A recording is read as it streams by.
func (a *app) artifact(ctx context.Context, s source) (federation.Artifact, error) {
	if s.file {
		if f, err := os.Open(s.path); err == nil {
			defer f.Close()
			if x, ok, err := a.Know.Stream(bufio.NewReaderSize(f, 1<<16)); ok {
				return x, err
			}
		}
	}
	raw, err := s.read(ctx)
	if err != nil {
		return federation.Artifact{}, err
	}
	return a.Know.Recognise(raw)
}

// groups sorts what was named into what is judged together: all files and
// addresses as one, and each file of a folder by itself.
func (a *app) groups(args []string, fetch bool) (out [][]source, err error) {
	together := -1
	add := func(s source) {
		if together < 0 {
			together = len(out)
			out = append(out, nil)
		}
		out[together] = append(out[together], s)
	}
	for _, arg := range args {
		switch {
		case arg == "-":
			add(source{arg, false, a.readIn})
		case strings.HasPrefix(arg, "https://"), strings.HasPrefix(arg, "http://"):
			if !fetch {
				return nil, fmt.Errorf("%s is an address: --fetch gets it", arg)
			}
			add(source{arg, false, func(ctx context.Context) ([]byte, error) { return a.Fetch(ctx, arg) }})
		default:
			info, err := os.Stat(arg)
			if err != nil || !info.IsDir() {
				add(file(arg)) // what cannot be read is said where it is judged
				continue
			}
			files, err := folder(arg)
			if err != nil {
				return nil, &InputError{err}
			}
			for _, f := range files {
				out = append(out, []source{file(f)})
			}
		}
	}
	return out, nil
}

func file(path string) source {
	return source{path, true, func(context.Context) ([]byte, error) {
		raw, err := readFile(path)
		var in *InputError
		if errors.As(err, &in) {
			err = in.Err
		}
		return raw, err
	}}
}

// folder lists the files below path in the order of their names. What begins
// with a dot is passed over.
func folder(path string) (files []string, err error) {
	err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case p != path && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case !d.IsDir():
			files = append(files, p)
		}
		return nil
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s holds no file", path)
	}
	return files, err
}
