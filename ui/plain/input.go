package plain

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"
)

// most is the size up to which a line or a pasted document is read, in bytes.
const most = 16 << 20

// errLong is a line, or a document, that is larger than most. It was read to its
// end and dropped.
var errLong = errors.New("this is larger than 16 MiB")

// An input is the only reader of a run. It reads a line when one is asked for, in a
// goroutine of its own, so that an interrupt need not wait for a read that never
// returns.
type input struct {
	want chan struct{}
	got  chan line
	rest string // the last line, if the input ended without an enter
}

type line struct {
	text string
	err  error // io.EOF: text was not ended
}

func newInput(r io.Reader) *input {
	in := &input{want: make(chan struct{}), got: make(chan line, 1)}
	go func() {
		br := bufio.NewReaderSize(r, 64<<10)
		for first := true; ; first = false {
			if _, ok := <-in.want; !ok {
				return
			}
			l := readLine(br)
			if first {
				l.text = strings.TrimPrefix(l.text, "\ufeff")
			}
			in.got <- l
		}
	}()
	return in
}

// close ends the goroutine as soon as a read that is under way returns.
func (in *input) close() { close(in.want) }

// line returns the next line without its end. At the end of the input it is
// errEnded, and rest holds what was typed without an enter.
func (in *input) line(ctx context.Context) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	select {
	case in.want <- struct{}{}:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case l := <-in.got:
		switch {
		case errors.Is(l.err, errLong):
			return "", errLong
		case l.err != nil:
			in.rest = l.text
			return "", errEnded
		}
		return l.text, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// readLine reads up to a line feed. A line that is too long is read to its end.
func readLine(r *bufio.Reader) line {
	var b []byte
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if len(b)+len(part) > most+2 {
			b, long = nil, true
		}
		if !long {
			b = append(b, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case long:
			return line{err: errLong}
		case err != nil:
			return line{text: string(b), err: io.EOF} // a terminal that went away is an end too
		}
		return line{text: strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r")}
	}
}
