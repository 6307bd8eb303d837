package steps

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"federate/federation"
	"federate/federation/capture"
)

// Read reads one document, once and from its beginning to its end, as a pipe allows it.
// A recording is read as it streams by and may be larger than memory; raw is nil then.
// Anything else is held, and refused above [capture.Most]. size is how long it is in
// bytes, zero where nobody knows.
func Read(know federation.Knowledge, from io.Reader, size int64) (a federation.Artifact, raw []byte, err error) {
	r := bufio.NewReaderSize(from, 1<<16)
	if a, ok, err := know.Stream(r); ok {
		return a, nil, err
	}
	unknown := federation.Artifact{Kind: federation.KindUnknown}
	var held bytes.Buffer
	if size <= capture.Most {
		held.Grow(int(size) + bytes.MinRead)
		_, err = held.ReadFrom(io.LimitReader(r, capture.Most+1)) // it may grow while it is read
	}
	switch {
	case err != nil:
		return federation.Artifact{}, nil, err
	case held.Len() == 0 && size <= capture.Most:
		return unknown, nil, errors.New("there is nothing in it")
	case held.Len() == 0 || held.Len() > capture.Most:
		return unknown, nil, fmt.Errorf("this is larger than %d MiB, and not the recording of a browser", capture.Most>>20)
	}
	a, err = know.Recognise(held.Bytes())
	return a, held.Bytes(), err
}
