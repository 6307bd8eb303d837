package identity_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"federate/federation/identity"
)

// TestRowsAsRFC4180: whatever lies between the commas and quotation marks, the rows and their
// lines are those of the standard library's reader.
func TestRowsAsRFC4180(t *testing.T) {
	pieces := []string{"a", "b", ",", ",", "\"", "\n", "\r\n", "\r", " ", "\"\"", "\"x,y\"", "\"p\nq\"", "ö"}
	for seed := range uint64(1000) {
		r := rand.New(rand.NewPCG(seed, 2))
		var text strings.Builder
		text.WriteString("mail,name\n")
		for range r.IntN(40) {
			text.WriteString(pieces[r.IntN(len(pieces))])
		}
		l, err := read([]byte(text.String()), nil, nil)
		if err != nil {
			t.Fatalf("%q: %v", text.String(), err)
		}
		var got []string
		for p := range l.All() {
			got = append(got, fmt.Sprintf("%d %q %q", p.Line, p.Values[identity.Mail], p.Values[identity.Name]))
		}
		if want := byLibrary(t, text.String()); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Fatalf("%q\n is %q\nwant %q", text.String(), got, want)
		}
	}
}

// byLibrary are the people of text, by the standard library.
func byLibrary(t *testing.T, text string) (out []string) {
	t.Helper()
	c := csv.NewReader(strings.NewReader(text))
	c.FieldsPerRecord, c.LazyQuotes = -1, true
	for head := true; ; head = false {
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		line, _ := c.FieldPos(0)
		for len(row) > 2 && strings.TrimSpace(row[len(row)-1]) == "" {
			row = row[:len(row)-1]
		}
		row = append(row, "")
		if !head && len(row) <= 3 && strings.TrimSpace(row[0]+row[1]) != "" {
			out = append(out, fmt.Sprintf("%d %q %q", line, row[0], row[1]))
		}
	}
}

// TestSlipsOfEveryKind: a name is found at every place where one slip can be, and only then.
func TestSlipsOfEveryKind(t *testing.T) {
	const letters = "abcdefghi.@"
	for _, name := range []string{"ann.agent@a.example", "ab@x", "a@b", "annagent", "jörg.müller@a.example", "x@y@z.example"} {
		rs := []rune(name)
		slips := map[string]bool{}
		for i := range len(rs) + 1 {
			for _, c := range letters {
				slips[string(rs[:i])+string(c)+string(rs[i:])] = true
				if i < len(rs) {
					slips[string(rs[:i])+string(c)+string(rs[i+1:])] = true
				}
			}
			if i < len(rs) {
				slips[string(rs[:i])+string(rs[i+1:])] = true
			}
			if i+1 < len(rs) {
				slips[string(rs[:i])+string(rs[i+1])+string(rs[i])+string(rs[i+2:])] = true
			}
		}
		there, err := read([]byte("upn\n\""+name+"\"\nnobody.else@b.example\n"), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		for slip := range slips {
			if strings.TrimSpace(slip) == "" || slip == name {
				continue
			}
			here, err := read([]byte("external identity\n"+slip+"\n"), nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			fs := failures(t, match(t, here, there, identity.Options{}))
			if len(fs) != 1 || fs[0].Code == "identity-unknown" || fs[0].Want != name {
				t.Fatalf("%q for %q: %+v", slip, name, fs)
			}
		}
	}
}
