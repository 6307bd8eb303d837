package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"federate/steps/record"
)

// Append adds e after the event last, and returns once it is durable. Of a
// journal it reads the last line alone, however long the journal is. What
// could not be written is taken back, so that the journal is as it was; the
// error is then a record.ErrNotSaved.
func (d Dir) Append(ctx context.Context, id string, last int64, e record.Event) error {
	if err := begin(ctx, id); err != nil {
		return err
	}
	path := d.path(id, journalExt)
	if _, err := os.Stat(path); last > 0 && errors.Is(err, fs.ErrNotExist) {
		return conflict(id, 0, last) // removed meanwhile: leave no lock behind
	}
	if err := makeDir(string(d)); err != nil {
		return notSaved(path, err)
	}
	unlock, err := d.lock(ctx, id)
	if err != nil {
		return notSaved(path, err)
	}
	defer unlock()

	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		line, err := follow(id, tail{}, last, e)
		if err != nil {
			return err
		}
		return d.create(id, line)
	}
	if err != nil {
		return notSaved(path, err)
	}
	defer f.Close()
	end, err := readTail(f)
	if err != nil {
		if _, whole := load(path); whole != nil {
			return whole // it can name the line
		}
		return fmt.Errorf("%s: the last line: %w", path, err)
	}
	line, err := follow(id, end, last, e)
	if err != nil {
		return err
	}
	if err := extend(f, end, line); err != nil {
		return notSaved(path, err)
	}
	return nil
}

func conflict(id string, have, last int64) error {
	return fmt.Errorf("%w: %s is at event %d, not %d", record.ErrConflict, id, have, last)
}

// follow is e as the line after end, with its line end.
func follow(id string, end tail, last int64, e record.Event) ([]byte, error) {
	if end.seq != last {
		return nil, conflict(id, end.seq, last)
	}
	e.Seq, e.Prev = end.seq+1, end.digest
	line, err := record.Encode(e)
	if err != nil {
		return nil, err
	}
	// What could not be read again would shut the journal for ever.
	if _, err := record.Decode(line); err != nil {
		return nil, fmt.Errorf("event %d of %s: %w", e.Seq, id, err)
	}
	if len(line) >= maxLine {
		return nil, fmt.Errorf("event %d of %s: %w", e.Seq, id, errLong)
	}
	return append(line, '\n'), nil
}

// create makes the journal of id with its first line. It appears whole or not
// at all, so that List never names an empty one.
func (d Dir) create(id string, line []byte) error {
	path, folder := d.path(id, journalExt), d.path(id, folderExt)
	if err := makeDir(folder); err != nil {
		return notSaved(path, err)
	}
	if err := place(folder, path, line, true); err != nil {
		return notSaved(path, err)
	}
	return nil
}

// extend writes line after end, and takes back what it wrote where it fails.
func extend(f *os.File, end tail, line []byte) error {
	err := write(f, end, line)
	if err == nil {
		return nil
	}
	if back := f.Truncate(end.length); back != nil {
		return errors.Join(err, fmt.Errorf("and what was written of it could not be removed: %w", back))
	}
	_ = f.Sync() // best effort: a torn line does no harm
	return err
}

func write(f *os.File, end tail, line []byte) error {
	if end.torn {
		if err := f.Truncate(end.length); err != nil {
			return err
		}
	}
	if _, err := f.WriteAt(line, end.length); err != nil {
		return err
	}
	return f.Sync()
}

// A tail is the end of a journal: all that the next event must know of it.
type tail struct {
	seq    int64  // of the last line
	digest string // of the last line
	length int64  // up to and with the last line end
	torn   bool   // bytes follow that no line end closes
}

func readTail(f *os.File) (tail, error) {
	info, err := f.Stat()
	if err != nil {
		return tail{}, err
	}
	stop, err := lastLineEnd(f, info.Size())
	if err != nil {
		return tail{}, err
	}
	end := tail{length: stop + 1, torn: stop+1 < info.Size()}
	if stop < 0 {
		return end, nil
	}
	start, err := lastLineEnd(f, stop)
	if err != nil {
		return tail{}, err
	}
	line := make([]byte, stop-start-1)
	if _, err := f.ReadAt(line, start+1); err != nil {
		return tail{}, err
	}
	e, err := record.Decode(line)
	if err != nil {
		return tail{}, err
	}
	end.seq, end.digest = e.Seq, record.Digest(line)
	return end, nil
}

// lastLineEnd returns where the last line end before the offset limit is, and
// -1 where there is none.
func lastLineEnd(r io.ReaderAt, limit int64) (int64, error) {
	chunk := make([]byte, 32<<10)
	for stop := limit; stop > 0; {
		if limit-stop >= maxLine {
			return 0, errLong
		}
		start := max(0, stop-int64(len(chunk)))
		part := chunk[:stop-start]
		if _, err := r.ReadAt(part, start); err != nil && err != io.EOF {
			return 0, err
		}
		if i := bytes.LastIndexByte(part, '\n'); i >= 0 {
			return start + int64(i), nil
		}
		stop = start
	}
	return -1, nil
}
