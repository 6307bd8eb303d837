package identity_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/unicode/norm"

	"federate/federation/identity"
	"federate/federation/identity/spill"
)

// disk is a temporary file in memory. left counts those that nobody closed.
type disk struct {
	data []byte
	mu   *sync.Mutex
	left *int
}

func (d *disk) Write(p []byte) (int, error)            { d.data = append(d.data, p...); return len(p), nil }
func (d *disk) ReadAt(p []byte, at int64) (int, error) { return bytes.NewReader(d.data).ReadAt(p, at) }
func (d *disk) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	*d.left--
	return nil
}

// tight is a place with room for nothing, and how many of its files are left.
func tight() (spill.Place, *int) {
	var mu sync.Mutex
	left := new(int)
	return spill.Place{Memory: 1, Temp: func() (spill.File, error) {
		mu.Lock()
		defer mu.Unlock()
		*left++
		return &disk{mu: &mu, left: left}, nil
	}}, left
}

// crowd is the people of both sides, with every fault that a name can have, in numbers that
// make them meet.
func crowd(r *rand.Rand, n int) (platform, idp []byte) {
	one := func(of ...string) string { return of[r.IntN(len(of))] }
	name := func() string {
		return one("ann", "ben", "josé", "аnn", "max.mu", "o_k", "x") + one("", ".", "-") + one("agent", "müller", "li", fmt.Sprint(r.IntN(n))) +
			"@" + one("a.example", "b.example", "A.example")
	}
	faulty := func(s string) string {
		at := r.IntN(len(s))
		return one(strings.ToUpper(s), s+" ", "\u200b"+s, s[:at]+s[at+1:], s[:at]+"q"+s[at:], strings.Replace(s, ".", "", 1), "claim(email):"+s,
			norm.NFD.String(s), strings.Replace(s, "a", "а", 1), strings.Replace(s, "@", "_", 1)+"#EXT#@t.example", "", "Claim (email): "+s,
			strings.Replace(s, "@", "@old.", 1))
	}
	var here, there strings.Builder
	here.WriteString("name\texternal identity\tstatus\trole\n")
	there.WriteString("name\tupn\tmail\tenabled\tassigned\n")
	for i := range n {
		upn, mail := name(), one(name(), "")
		sent := one(upn, upn, upn, upn, faulty(upn))
		fmt.Fprintf(&there, "P%d\t%s\t%s\t%s\t%s\n", i, sent, mail, one("true", "true", "false", "PROVISIONED"), one("yes", "yes", "no"))
		held := one(upn, upn, mail, faulty(upn), faulty(upn), name())
		fmt.Fprintf(&here, "P%d\t%s\t%s\t%s\n", i, held, one("active", "active", "inactive"), one("Agent", "Boss", "Agent;Boss", ""))
	}
	return []byte(here.String()), []byte(there.String())
}

// TestSpilledSaysTheSame: what goes to disk, and is looked for bit by bit, is judged as what
// is in memory.
func TestSpilledSaysTheSame(t *testing.T) {
	for seed := range uint64(12) {
		here, there := crowd(rand.New(rand.NewPCG(seed, 1)), 500)
		var said [2][]identity.Failure
		var all [2][5]any
		for road := range said {
			o := identity.Options{Roles: []string{"Agent"}, Words: words}
			if seed%2 == 1 {
				o.Prefix = "claim(email):"
			}
			place, left := spill.Place{}, new(int)
			if road == 1 {
				place, left = tight()
				o.Place, o.Batch = place, 7
			}
			var lists [2]*identity.List
			for i, raw := range [][]byte{here, there} {
				l, err := identity.Read(t.Context(), bytes.NewReader(raw), int64(len(raw)), identity.Reading{Place: place})
				if err != nil {
					t.Fatal(err)
				}
				lists[i] = l
			}
			r := match(t, lists[0], lists[1], o)
			if road == 1 && *left != 2 {
				t.Errorf("%d files of two lists", *left)
			}
			said[road] = failures(t, r)
			all[road] = [5]any{r.People, r.Failing, r.IdP, fmt.Sprint(r.Counts()), len(said[road])}
			if err := errors.Join(lists[0].Close(), lists[1].Close()); err != nil || *left != 0 {
				t.Errorf("%d files are left, %v", *left, err)
			}
		}
		if all[0] != all[1] || len(said[0]) < 300 {
			t.Fatalf("seed %d: %v in memory, %v on disk", seed, all[0], all[1])
		}
		for i := range said[0] {
			if !reflect.DeepEqual(said[0][i], said[1][i]) {
				t.Fatalf("seed %d: in memory %+v\non disk %+v", seed, said[0][i], said[1][i])
			}
		}
	}
}

// canceller cancels as soon as some work was done.
type canceller struct {
	cancel func()
	after  int
}

func (canceller) Expect(int64) {}
func (c *canceller) Add(int64) {
	if c.after--; c.after == 0 {
		c.cancel()
	}
}

// TestCancelledLeavesNothing: at whatever moment, nothing is left behind.
func TestCancelledLeavesNothing(t *testing.T) {
	here, there := company(20_000)
	place, left := tight()
	list := func(ctx context.Context, raw []byte, w identity.Watch) (*identity.List, error) {
		return identity.Read(ctx, bytes.NewReader(raw), int64(len(raw)), identity.Reading{Place: place, Watch: w})
	}
	for after := 1; after < 8; after += 3 {
		ctx, cancel := context.WithCancel(t.Context())
		if _, err := list(ctx, here, &canceller{cancel, after}); !errors.Is(err, context.Canceled) || *left != 0 {
			t.Errorf("cancelled while reading, after %d: %v, %d files are left", after, err, *left)
		}
	}
	a, err := list(t.Context(), here, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := list(t.Context(), there, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for _, after := range []int{1, 10, 41} {
		ctx, cancel := context.WithCancel(t.Context())
		var once sync.Mutex
		w := &locked{mu: &once, w: &canceller{cancel, after}}
		if _, err := identity.Match(ctx, a, b, identity.Options{Place: place, Batch: 500, Watch: w}); !errors.Is(err, context.Canceled) || *left != 2 {
			t.Errorf("cancelled while comparing, after %d: %v, %d files are left of two lists", after, err, *left)
		}
	}
}

type locked struct {
	mu *sync.Mutex
	w  identity.Watch
}

func (l *locked) Expect(int64) {}
func (l *locked) Add(n int64)  { l.mu.Lock(); defer l.mu.Unlock(); l.w.Add(n) }

// TestDiskErrors: a temporary folder that is full, or is not there, ends with that word.
func TestDiskErrors(t *testing.T) {
	here, _ := company(20_000)
	full := errors.New("no space left on device")
	_, err := identity.Read(t.Context(), bytes.NewReader(here), int64(len(here)),
		identity.Reading{Place: spill.Place{Memory: 1, Temp: func() (spill.File, error) { return nil, full }}})
	if !errors.Is(err, full) {
		t.Error(err)
	}
}

// TestPage leafs through the failures, all or those of a code, or of whoever is looked for.
func TestPage(t *testing.T) {
	here, there := company(10_000)
	r := compare(t, here, there)
	all := failures(t, r)
	page, n, err := r.Page(identity.Filter{}, 100, 10)
	if err != nil || n != len(all) || !reflect.DeepEqual(page, all[100:110]) {
		t.Errorf("%d of %d, %v: %+v", n, len(all), err, page)
	}
	page, n, err = r.Page(identity.Filter{Code: "identity-case"}, 198, 10)
	if err != nil || n != 200 || len(page) != 2 || page[0].Code != "identity-case" {
		t.Errorf("%d, %v: %+v", n, err, page)
	}
	page, n, err = r.Page(identity.Filter{Code: "identity-case", Search: "p9950"}, 0, 10)
	if err != nil || n != 1 || len(page) != 1 || page[0].Person != "P9950" {
		t.Errorf("%d, %v: %+v", n, err, page)
	}
	if _, n, _ = r.Page(identity.Filter{Search: "else.example"}, 0, 1); n != 200 {
		t.Errorf("%d have a name like that", n)
	}
}

// TestLargeForms reads each form beyond what is looked at in one go, with characters that lie
// across any boundary.
func TestLargeForms(t *testing.T) {
	const n = 20_000
	var csv, lines, ldif, answer strings.Builder
	csv.WriteString("mail;name\n")
	ldif.WriteString("version: 1\n\n")
	answer.WriteString(`{"a": {"b": [1, "]"]}, "value": [`)
	for i := range n {
		mail := fmt.Sprintf("jörg%d@a.example", i)
		fmt.Fprintf(&csv, "%s;€ \"%d\n", mail, i)
		fmt.Fprintf(&lines, "{\"mail\": %q, \"name\": \"€ %d\"}\n", mail, i)
		fmt.Fprintf(&ldif, "dn: CN=%d\nmail: %s\n %s\n\n", i, mail[:5], mail[5:])
		if i > 0 {
			answer.WriteString(",\n")
		}
		fmt.Fprintf(&answer, "{\"mail\": %q}", mail)
	}
	answer.WriteString(`], "@odata.nextLink": "more"}`)
	western := strings.NewReplacer("ö", "\xf6", "€", "\x80").Replace(csv.String())
	late := "mail;name\n" + strings.Repeat("a@a.example;Ann\n", 100_000) + "j\xf6rg;J\n" // far behind what tells UTF-8
	for name, raw := range map[string][]byte{"UTF-8": []byte(csv.String()), "UTF-16": utf16be(csv.String()), "Windows-1252": []byte(western),
		"JSON lines": []byte(lines.String()), "LDIF": []byte(ldif.String()), "an answer": []byte(answer.String())} {
		l, err := read(raw, nil, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		at := 0
		for p := range l.All() {
			if want := fmt.Sprintf("jörg%d@a.example", at); p.Values[identity.Mail] != want {
				t.Fatalf("%s: %q, want %q", name, p.Values[identity.Mail], want)
			}
			at++
		}
		if at != n || l.LeftOut > 0 || (l.Part != "") != (name == "an answer") {
			t.Errorf("%s: %d people, %d left out, %q", name, at, l.LeftOut, l.Part)
		}
	}
	l, err := read([]byte(late), nil, nil)
	if err != nil || people(l)[100_000].Values[identity.Mail] != "jörg" {
		t.Errorf("Windows-1252, seen late: %v", err)
	}
}

// TestBounds: what would fill the memory is refused with a word on it.
func TestBounds(t *testing.T) {
	long := strings.Repeat("x", 3<<20)
	for raw, want := range map[string]string{
		"mail\na@b.example\n\"" + long:                         "after line 2: a row of more than 1 MiB: a quotation mark may be missing",
		`[{"mail": "a@b.example"},` + "\n" + `{"a": "` + long:  "line 2: a person of more than 1 MiB",
		`{"a": "` + long + `"}`:                                "more than 1 MiB",
		"dn: CN=a\nmail: " + long:                              "line 2: a row of more than 1 MiB",
		`{"items": [` + big() + `], "value": [{"mail": "a"}]}`: "the answer has two lists, items and value",
		`{"items": [` + big() + `]`:                            "is no JSON",
		`{"items": [` + big() + ` {"mail": "a"}]}`:             "is no JSON",
		"mail\n\x00": "no text",
	} {
		if l, err := read([]byte(raw), nil, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %+v, %v", raw, l, err)
		}
	}
}

// big is so many people as JSON that they are not read in one go.
func big() string {
	return strings.TrimSuffix(strings.Repeat(`{"mail": "a@b.example"},`, 50_000), ",")
}

// TestASheetOfAWorkbook reads the first that is not empty, says which others there are, and
// reads another where that is wanted.
func TestASheetOfAWorkbook(t *testing.T) {
	raw := made(t, []any{"mail"}, []any{"a@b.example"})
	open := func(sheet string) (*identity.List, error) {
		return identity.Read(t.Context(), bytes.NewReader(raw), int64(len(raw)), identity.Reading{Sheet: sheet})
	}
	l, err := open("")
	if err != nil || l.Sheet != "People" || len(l.Others) > 0 {
		t.Errorf("%+v, %v", l, err)
	}
	raw = workbookOf(t, map[string]string{"People": "a@b.example", "Leavers": "z@b.example"}, "People", "Leavers")
	l, err = open("")
	if err != nil || l.Sheet != "People" || !reflect.DeepEqual(l.Others, []string{"Leavers"}) {
		t.Errorf("%+v, %v", l, err)
	}
	l, err = open("Leavers")
	if err != nil || l.Sheet != "Leavers" || !reflect.DeepEqual(l.Others, []string{"People"}) || people(l)[0].Values[identity.Mail] != "z@b.example" {
		t.Errorf("%+v, %v", l, err)
	}
	if _, err = open("Leaver"); err == nil || err.Error() != `there is no sheet "Leaver" in the workbook; did you mean Leavers?` {
		t.Error(err)
	}
	if _, err := identity.Read(t.Context(), strings.NewReader("mail\n"), 5, identity.Reading{Sheet: "x"}); err == nil {
		t.Error("a sheet of what is no workbook")
	}
}
