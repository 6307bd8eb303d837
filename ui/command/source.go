package command

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"federate/federation"
	"federate/steps"
	"federate/steps/fetch"
)

// A source is one document that check was named, not read yet.
type source struct {
	path   string
	open   func(context.Context) (io.ReadCloser, error)
	listed bool // it was not named itself, but its folder
	asked  bool // path is an address
}

// artifact reads what s names. It gives up when ctx is cancelled, because a pipe without
// a writer would block for ever.
func (a *app) artifact(ctx context.Context, s source) (federation.Artifact, error) {
	type result struct {
		federation.Artifact
		error
	}
	done := make(chan result, 1)
	go func() {
		x, err := a.take(ctx, s)
		done <- result{x, err}
	}()
	select {
	case <-ctx.Done():
		return federation.Artifact{}, ctx.Err()
	case r := <-done:
		return r.Artifact, r.error
	}
}

// take reads what s names, once and from its beginning to its end, as a pipe
// allows it. A recording is read as it streams by; anything else is held.
func (a *app) take(ctx context.Context, s source) (federation.Artifact, error) {
	f, err := s.open(ctx)
	if err != nil {
		return federation.Artifact{}, err
	}
	defer f.Close()
	size := length(f)
	x, _, err := steps.Read(a.Know, a.counted(f, size), size)
	return x, err
}

// length is the size of a file, in bytes; zero of what has none.
func length(r io.Reader) int64 {
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return info.Size()
		}
	}
	return 0
}

// groups sorts the arguments into groups that are judged together: all files and
// addresses form one, and each file of a folder is one of its own. Without get,
// addresses are not fetched.
func (a *app) groups(args []string, get *fetch.Fetcher) (out [][]source, err error) {
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
			add(source{path: arg, open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(a.In), nil }})
		case strings.HasPrefix(arg, "https://"), strings.HasPrefix(arg, "http://"):
			if get == nil {
				return nil, fmt.Errorf("%s is an address: --fetch gets it", arg)
			}
			add(a.address(arg, get))
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
				one := file(f)
				one.listed = true
				out = append(out, []source{one})
			}
		}
	}
	return out, nil
}

// address is what is published at an address.
func (a *app) address(url string, get *fetch.Fetcher) source {
	return source{path: url, asked: true, open: func(ctx context.Context) (io.ReadCloser, error) {
		raw, err := get.Get(ctx, url)
		return io.NopCloser(bytes.NewReader(raw)), err
	}}
}

func file(path string) source {
	return source{path: path, open: func(context.Context) (io.ReadCloser, error) { return os.Open(path) }}
}

// folder lists the files below path in the order of their names. What begins
// with a dot is passed over, and so are pipes and devices, which have no end.
func folder(path string) (files []string, err error) {
	err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case p != path && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.Type()&(fs.ModeNamedPipe|fs.ModeSocket|fs.ModeDevice|fs.ModeIrregular) != 0:
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
