// Package journal keeps federations in a folder: for each a file of JSON lines,
// and beside it the documents and drafts that belong to it.
//
//	<id>.jsonl                   the journal, one event a line
//	<id>.lock                    held while the journal is written
//	<id>.d/artifacts/<sha256>    documents, named by their digest in hex
//	<id>.d/drafts/<actor>.json   what was typed and not submitted
//
// What was acknowledged is on disk, and what is on disk is what was written: every line cites the digest of the line before, and a line
// that does not fit is an error that names it, never a guess. Only a last line
// without its line end is passed over: a crash cut it off before it was acknowledged,
// and the next Append removes it.
//
// Several processes may use one folder at once. Readers take no lock. Nothing is
// remembered between calls, so what another process did is always seen. Folders
// and files that it creates are for their owner alone (0700, 0600); what exists
// already keeps the mode it has.
package journal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"federate/steps/record"
)

// Dir is a Store over the folder that it names. The folder is created when
// something is first kept.
type Dir string

var (
	_ record.Store   = Dir("")
	_ record.Drafts  = Dir("")
	_ record.Remover = Dir("")
)

// maxLine is how long a line may be, in bytes, with its line end. An event holds
// values and digests, never documents, so a longer one is no journal of ours.
const maxLine = 16 << 20

const (
	journalExt = ".jsonl"
	lockExt    = ".lock"
	folderExt  = ".d"
)

func (d Dir) path(id, ext string) string { return filepath.Join(string(d), id+ext) }

// begin is what every method asks first: nothing is built from an id that is
// none, and nothing is done for a caller who has left.
func begin(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return record.CheckID(id)
}

// List returns the ids of all federations, sorted. It reads names only.
func (d Dir) List(ctx context.Context) ([]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(string(d))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range entries {
		id, ok := strings.CutSuffix(e.Name(), journalExt)
		if ok && !e.IsDir() && record.CheckID(id) == nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids) // "a.jsonl" comes after "a-b.jsonl", but "a" before "a-b"
	return ids, nil
}

// Load returns the events of id in order, none for an id that is not there.
func (d Dir) Load(ctx context.Context, id string) ([]record.Event, error) {
	if err := begin(ctx, id); err != nil {
		return nil, err
	}
	events, err := load(d.path(id, journalExt))
	if err == nil {
		return events, nil
	}
	// A writer may have cut a torn line off and written its own while it was
	// being read. Under the lock nobody does.
	unlock, busy := d.lock(ctx, id)
	if busy != nil {
		return nil, err
	}
	defer unlock()
	return load(d.path(id, journalExt))
}

func load(path string) ([]record.Event, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	events, err := parse(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return events, nil
}

// parse returns the events of r up to its last line end.
func parse(r io.Reader) ([]record.Event, error) {
	var (
		events []record.Event
		prev   string
		lines  = bufio.NewReaderSize(r, 64<<10)
	)
	for n := 1; ; n++ {
		line, err := readLine(lines)
		if err == io.EOF {
			return events, nil
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		e, err := record.Decode(line)
		switch {
		case err != nil:
			return nil, fmt.Errorf("line %d: %w", n, err)
		case e.Seq != int64(n):
			return nil, fmt.Errorf("line %d: it has sequence number %d", n, e.Seq)
		case e.Prev != prev && n == 1:
			return nil, fmt.Errorf("line 1: it cites a line before it")
		case e.Prev != prev:
			return nil, fmt.Errorf("line %d: it was not written after line %d as it stands; one of them, line %d or line %d, was changed",
				n, n-1, n-1, n)
		}
		events, prev = append(events, e), record.Digest(line)
	}
}

var errLong = fmt.Errorf("longer than %d MiB", maxLine>>20)

// readLine returns the next line without its end, and io.EOF where no line end
// follows. The bytes are good until the next call.
func readLine(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if err == nil {
		return line[:len(line)-1], nil
	}
	long := slices.Clone(line)
	for errors.Is(err, bufio.ErrBufferFull) && len(long) <= maxLine {
		line, err = r.ReadSlice('\n')
		long = append(long, line...)
	}
	switch {
	case len(long) > maxLine:
		return nil, errLong
	case err != nil:
		return nil, err
	}
	return long[:len(long)-1], nil
}
