package fiddler

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strconv"
	"time"

	"federate/federation/lazy"
)

var (
	// member is the name of a file in an archive: the number of a session, and c for what
	// the client sent, s for what the server answered, m for when that was.
	member = lazy.Regexp(`(?i)^raw[/\\](\d{1,9})_([csm])\.(?:txt|xml)$`)
	timer  = lazy.Regexp(`\b(ClientBeginRequest|ServerDoneResponse|ClientDoneResponse)="([0-9T:.Z+-]{10,40})"`)
)

// A session is the files of one request.
type session struct {
	number int
	parts  map[string]*zip.File
}

// archive reads an archive of sessions; ok is false where raw is another archive.
func (t *tape) archive(raw []byte) (ok bool, err error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return false, nil // cut off, or no archive: whoever names unknown files says more
	}
	byNumber := map[int]*session{}
	var all []*session
	for _, f := range z.File {
		m := member().FindStringSubmatch(f.Name)
		if m == nil {
			continue
		}
		if f.Flags&1 != 0 { // encrypted
			return false, ErrLocked
		}
		n, _ := strconv.Atoi(m[1]) // at most nine digits
		if byNumber[n] == nil {
			byNumber[n] = &session{n, map[string]*zip.File{}}
			all = append(all, byNumber[n])
		}
		if part := m[2]; byNumber[n].parts[part] == nil {
			byNumber[n].parts[part] = f
		}
	}
	slices.SortFunc(all, func(a, b *session) int { return a.number - b.number })
	for _, s := range all {
		if t.cut {
			break
		}
		var begun, done string
		for _, m := range timer().FindAllSubmatch(t.read(s.parts["m"]), -1) {
			if string(m[1]) == "ClientBeginRequest" {
				begun = string(m[2])
			} else {
				done = string(m[2])
			}
		}
		t.take(t.read(s.parts["c"]), t.read(s.parts["s"]), begun, done)
	}
	return len(all) > 0, nil
}

// read is a file of the archive, up to so much of it; empty where it cannot be read.
func (t *tape) read(f *zip.File) []byte {
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return nil
	}
	defer r.Close()
	out, _ := io.ReadAll(io.LimitReader(r, mostBody)) // of a damaged one, what could be read
	return out
}

// lasted is how long a request took, in milliseconds.
func lasted(begun, done string) float64 {
	a, err := time.Parse(time.RFC3339Nano, begun)
	b, err2 := time.Parse(time.RFC3339Nano, done)
	if err != nil || err2 != nil || b.Before(a) {
		return 0
	}
	return float64(b.Sub(a)) / float64(time.Millisecond)
}
