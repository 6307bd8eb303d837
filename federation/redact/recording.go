package redact

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Recording copies a HAR file or an export of SAML-tracer as it streams by, twice: names
// that stand in a message are looked for in the addresses before it. A recording that is
// cut off is copied as far as it goes, and whole is false.
func (r *Redactor) Recording(w io.Writer, in io.ReadSeeker) (whole bool, err error) {
	start, err := in.Seek(0, io.SeekCurrent)
	if err != nil {
		return false, err
	}
	first := &copier{Redactor: &Redactor{Level: r.Level, Key: r.Key, people: r.people}, w: io.Discard}
	if err := first.copy(in); err != nil && !errors.Is(err, errCut) {
		return false, err
	}
	if _, err := in.Seek(start, io.SeekStart); err != nil {
		return false, err
	}
	c := &copier{Redactor: r, w: w}
	err = c.copy(in)
	if errors.Is(err, errCut) {
		return false, c.close()
	}
	return err == nil, err
}

// errCut says that a recording ends in the middle.
var errCut = errors.New("the recording is cut off or damaged")

// A copier writes what it reads, request by request.
type copier struct {
	*Redactor
	w   io.Writer
	dec *json.Decoder

	open  []byte // closing brackets of what was begun
	comma bool
	err   error // of w
}

func (c *copier) write(s string) {
	if c.err == nil {
		_, c.err = io.WriteString(c.w, s)
	}
}

// json writes v.
func (c *copier) json(v any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		c.err = errors.Join(c.err, err)
	}
	c.write(strings.TrimSuffix(b.String(), "\n"))
}

func (c *copier) begin(name, bracket string, end byte) {
	c.next()
	if name != "" {
		c.json(name)
		c.write(":")
	}
	c.write(bracket)
	c.open = append(c.open, end)
	c.comma = false
}

// next writes the comma before another member or element.
func (c *copier) next() {
	if c.comma {
		c.write(",\n")
	}
	c.comma = true
}

func (c *copier) end() {
	c.write(string(c.open[len(c.open)-1]))
	c.open = c.open[:len(c.open)-1]
	c.comma = true
}

func (c *copier) close() error {
	for len(c.open) > 0 {
		c.end()
	}
	return c.err
}

func (c *copier) member(name string, v any) {
	c.next()
	c.json(name)
	c.write(":")
	c.json(v)
}

func (c *copier) copy(in io.Reader) error {
	c.dec = json.NewDecoder(skipBOM(in))
	if err := c.delim('{'); err != nil {
		return ErrUnfit
	}
	c.begin("", "{", '}')
	known := false
	err := c.members(func(name string) error {
		switch name {
		case "log":
			known = true
			return c.log()
		case "requests":
			known = true
			return c.list(name, c.tracer)
		}
		return c.skip()
	})
	switch {
	case err != nil && known:
		return errors.Join(errCut, c.err)
	case err != nil || !known:
		return ErrUnfit
	}
	return c.close()
}

func skipBOM(in io.Reader) io.Reader {
	head := make([]byte, 3)
	n, _ := io.ReadFull(in, head)
	return io.MultiReader(bytes.NewReader(bytes.TrimPrefix(head[:n], []byte("\ufeff"))), in)
}

func (c *copier) delim(want json.Delim) error {
	t, err := c.dec.Token()
	if err != nil {
		return err
	}
	if t != want {
		return fmt.Errorf("%v where %v belongs", t, want)
	}
	return nil
}

func (c *copier) skip() error { var v json.RawMessage; return c.dec.Decode(&v) }

// members calls each for the members of the object that was begun, to its end.
func (c *copier) members(each func(name string) error) error {
	for c.dec.More() {
		t, err := c.dec.Token()
		if err != nil {
			return err
		}
		name, _ := t.(string)
		if err := each(name); err != nil {
			return err
		}
	}
	_, err := c.dec.Token()
	return err
}

// list copies a list of requests.
func (c *copier) list(name string, each func() error) error {
	if err := c.delim('['); err != nil {
		return err
	}
	c.begin(name, "[", ']')
	for c.dec.More() {
		if err := each(); err != nil {
			return err
		}
	}
	if err := c.delim(']'); err != nil {
		return err
	}
	c.end()
	return nil
}

func (c *copier) log() error {
	if err := c.delim('{'); err != nil {
		return err
	}
	c.begin("log", "{", '}')
	err := c.members(func(name string) error {
		switch name {
		case "version":
			var v string
			err := c.dec.Decode(&v)
			c.member(name, v)
			return err
		case "creator", "browser":
			var v struct {
				Name    string `json:"name"`
				Version string `json:"version"`
			}
			err := c.dec.Decode(&v)
			c.member(name, v)
			return err
		case "entries":
			return c.list(name, c.entry)
		}
		return c.skip()
	})
	if err == nil {
		c.end()
	}
	return err
}
