package identity_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"federate/federation"
	"federate/federation/identity"
)

var words = federation.Words{Names: map[federation.Side]string{federation.Platform: "CXone", federation.IdP: "Entra ID"}}

// TestEveryCodeIsProven walks the rules: each has a bad list that fires exactly
// it, and a good one that is silent.
func TestEveryCodeIsProven(t *testing.T) {
	var text strings.Builder
	for _, r := range identity.Rules() {
		if n := utf8.RuneCountInString(r.Title); n > 60 || r.Remedy == "" || r.Role == "" || r.Source.Document == "" || r.Severity == 0 || r.Confidence == "" {
			t.Errorf("%s: an incomplete rule, or a title of %d characters: %+v", r.Code, n, r)
		}
		files, _ := filepath.Glob("testdata/" + string(r.Code) + "/*.txtar")
		var bad, good int
		for _, f := range files {
			res := judge(t, f)
			var codes []federation.Code
			for _, x := range failures(t, res) {
				if !slices.Contains(codes, x.Code) {
					codes = append(codes, x.Code)
				}
				if x.Detail == "" || strings.Contains(x.Remedy, "{{") || x.Subject.Line == 0 || x.Person == "" {
					t.Errorf("%s: an incomplete failure: %+v", f, x)
				}
				fmt.Fprintf(&text, "%s: %s[%s] %s, line %d: %s\n  want %q\n  got  %q\n  fix: %s\n", f, x.Severity, x.Code, x.Person, x.Subject.Line, x.Detail, x.Want, x.Got, x.Remedy)
			}
			switch want := []federation.Code{r.Code}; {
			case strings.HasPrefix(filepath.Base(f), "bad"):
				bad++
				if !slices.Equal(codes, want) {
					t.Errorf("%s: found %v", f, codes)
				}
				if glass := strings.HasPrefix(string(r.Code), "identity-break-glass"); (res.Failing > 0) != (r.Severity == federation.Error && !glass) {
					t.Errorf("%s: %d fail", f, res.Failing)
				}
			default:
				good++
				if len(codes) > 0 || res.Failing > 0 {
					t.Errorf("%s: found %v", f, codes)
				}
			}
		}
		if bad == 0 || good == 0 {
			t.Errorf("%s: %d bad and %d good lists", r.Code, bad, good)
		}
	}
	if dirs, _ := filepath.Glob("testdata/identity-*"); len(dirs) != len(identity.Rules()) {
		t.Errorf("%d folders and %d rules", len(dirs), len(identity.Rules()))
	}
	golden(t, "testdata/words.golden", text.String())
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, _ := os.ReadFile(path)
	if got != string(want) {
		t.Errorf("%s says otherwise: set UPDATE_GOLDEN and read the difference\n%s", path, got)
	}
}

// read reads a list that is kept in memory.
func read(raw []byte, named identity.Columns, console map[string][]string) (*identity.List, error) {
	return identity.Read(context.Background(), bytes.NewReader(raw), int64(len(raw)), identity.Reading{Named: named, Console: console})
}

func match(t testing.TB, platform, idp *identity.List, o identity.Options) *identity.Result {
	t.Helper()
	r, err := identity.Match(t.Context(), platform, idp, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func people(l *identity.List) []identity.Person { return slices.Collect(l.All()) }

func failures(t testing.TB, r *identity.Result) (all []identity.Failure) {
	t.Helper()
	for f, err := range r.All(identity.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	return all
}

func judge(t *testing.T, path string) *identity.Result {
	t.Helper()
	a, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	o := identity.Options{Words: words}
	for line := range strings.Lines(string(a.Comment)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "prefix":
			o.Prefix = value
		case "idp":
			o.IdP = identity.Column(value)
		case "matrix":
			group, roles, _ := strings.Cut(value, " | ")
			if o.Matrix == nil {
				o.Matrix = map[string][]string{}
			}
			o.Matrix[group] = strings.Split(roles, "; ")
		case "most groups":
			o.MostGroups = 3
		case "break-glass":
			o.Glass = append(o.Glass, value)
		case "authenticator":
			o.Authenticator = value
		case "role":
			o.Roles = append(o.Roles, value)
		default:
			t.Fatalf("%s: %q", path, line)
		}
	}
	lists := map[string]*identity.List{}
	for _, f := range a.Files {
		if lists[f.Name], err = read(f.Data, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	return match(t, lists["platform.csv"], lists["idp.csv"], o)
}

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func utf16be(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	return b
}

// Whatever a program exports is the same list.
func TestReadAnyExport(t *testing.T) {
	list := "\"Anzeigename\";E-Mail-Adresse;\"Benutzerprinzipalname\"\r\n\"Müller; Jörg\";j.mueller@x.example;jörg\r\n"
	western := strings.NewReplacer("ü", "\xfc", "ö", "\xf6").Replace(list)
	for name, raw := range map[string][]byte{
		"UTF-8":            []byte(list),
		"BOM":              []byte("\ufeff" + list),
		"Windows-1252":     []byte(western),
		"UTF-16LE and BOM": append([]byte{0xff, 0xfe}, utf16le(list)...),
		"UTF-16BE and BOM": append([]byte{0xfe, 0xff}, utf16be(list)...),
		"UTF-16LE":         utf16le(list),
		"UTF-16BE":         utf16be(list),
		"tabs":             []byte(strings.NewReplacer("\";", "\"\t", "E-Mail-Adresse;", "E-Mail-Adresse\t", "example;", "example\t").Replace(list)),
		"blank lines":      []byte(list + "\r\n;;\r\n"),
	} {
		l, err := read(raw, nil, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if l.Len() != 1 || people(l)[0].Line != 2 || people(l)[0].Values[identity.UPN] != "jörg" || people(l)[0].Values[identity.Mail] != "j.mueller@x.example" ||
			people(l)[0].Label() != "Müller; Jörg" {
			t.Errorf("%s: %+v", name, l)
		}
	}
	typed, err := read([]byte("#TYPE Selected.Microsoft.Open.AzureAD.Model.User\r\n\"mail\"\r\n\"a@b.example\"\r\n"), nil, nil)
	if err != nil || people(typed)[0].Values[identity.Mail] != "a@b.example" || people(typed)[0].Line != 3 {
		t.Errorf("what PowerShell wrote: %+v, %v", typed, err)
	}
	l, err := read([]byte("sep=;\r\nlogin;x\r\na,b;c\r\n"), nil, nil)
	if err != nil || people(l)[0].Values[identity.Username] != "a,b" || people(l)[0].Line != 3 || !slices.Equal(l.Unread, []string{"x"}) {
		t.Errorf("sep=: %+v, %v", l, err)
	}
}

func TestReadRefuses(t *testing.T) {
	for raw, want := range map[string]string{
		"":                    "empty",
		"PK\x03\x04rest":      "save it as CSV",
		"shoe,size\nred,42\n": "no column names a person: the columns are shoe, size",
		"ab\x00\x01\x00cd":    "no text",
	} {
		if _, err := read([]byte(raw), nil, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", raw, err)
		}
	}
	_, err := read([]byte("mail,Extern ID\na,b\n"), identity.Columns{identity.External: "Extrn ID"}, nil)
	if err == nil || err.Error() != `there is no column "Extrn ID"; did you mean Extern ID?` {
		t.Error(err)
	}
}

func TestColumnsByHandCountMore(t *testing.T) {
	l, err := read([]byte("mail,Custom 1\na,b\n"), identity.Columns{identity.Mail: "custom 1"}, nil)
	if err != nil || people(l)[0].Values[identity.Mail] != "b" {
		t.Errorf("%+v, %v", l, err)
	}
}

// What the identity provider sends is known by the console's word for it.
func TestSent(t *testing.T) {
	for source, want := range map[string]identity.Column{"user.userprincipalname": identity.UPN, "user.mail": identity.Mail, "Okta username": identity.Username,
		"E-Mail-Addresses": identity.Mail, "email": identity.Mail, "uid": identity.Username, "user.objectid": "", "": ""} {
		if got := identity.Sent(source); got != want {
			t.Errorf("%q is %q, want %q", source, got, want)
		}
	}
}

// What one console calls its columns goes before what most do.
func TestHeadersOfAConsole(t *testing.T) {
	l, err := read([]byte("mail,Kennung\na,b\n"), nil, map[string][]string{"external": {"kennung"}})
	if err != nil || l.Headers[identity.External] != "Kennung" || l.Headers[identity.Mail] != "mail" {
		t.Errorf("%+v, %v", l, err)
	}
}

// The column that fits most people is the one that is sent, where nobody says.
func TestTheColumnThatFits(t *testing.T) {
	here, _ := read([]byte("email\na@m.example\nb@m.example\nc@upn.example\n"), nil, nil)
	there, _ := read([]byte("upn,mail\na@upn.example,a@m.example\nb@upn.example,b@m.example\nc@upn.example,c@m.example\n"), nil, nil)
	r := match(t, here, there, identity.Options{})
	if r.IdP != identity.Mail || r.People != 3 || r.Failing != 1 || failures(t, r)[0].Code != "identity-other-attribute" || failures(t, r)[0].Want != "c@m.example" {
		t.Errorf("%+v", r)
	}
}

// A slip that fits two people is nobody's.
func TestNobodyGuessesBetweenTwo(t *testing.T) {
	for name, two := range map[string][2]string{
		"ann@x.example":   {"anne@x.example", "anna@x.example"},
		"ANN@x.example":   {"Ann@x.example", "aNN@x.example"},
		"annx@x.example":  {"ann.x@x.example", "a.nnx@x.example"},
		"annxy@x.example": {"annxy@a.example", "annxy@b.example"},
	} {
		here, _ := read([]byte("email\n"+name+"\n"), nil, nil)
		there, _ := read([]byte("email\n"+two[0]+"\n"+two[1]+"\n"), nil, nil)
		if all := failures(t, match(t, here, there, identity.Options{})); len(all) != 1 || all[0].Code != "identity-unknown" {
			t.Errorf("%s: %+v", name, all)
		}
	}
}

// company is the people of a large company on both sides, every tenth of them
// wrong on the platform.
func company(n int) (platform, idp []byte) {
	var here, there strings.Builder
	here.WriteString("name,external identity\n")
	there.WriteString("name,upn,mail,assigned\n")
	for i := range n {
		name := fmt.Sprintf("person.%c%06d@classics.example", 'a'+i%26, i*37%1_000_003)
		fmt.Fprintf(&there, "P%d,%s,m%d@mail.example,yes\n", i, name, i)
		switch i % 50 {
		case 0:
			name = strings.ToUpper(name)
		case 10:
			name = strings.Replace(name, "person", "pperson", 1)
		case 20:
			name = strings.Replace(name, ".", "", 1)
		case 30:
			name = fmt.Sprintf("m%d@mail.example", i)
		case 40:
			name = "nobody@else.example" + fmt.Sprint(i)
		}
		fmt.Fprintf(&here, "P%d,%s\n", i, name)
	}
	return []byte(here.String()), []byte(there.String())
}

func compare(t testing.TB, platform, idp []byte) *identity.Result {
	t.Helper()
	a, err := read(platform, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := read(idp, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return match(t, a, b, identity.Options{})
}

func TestManyPeople(t *testing.T) {
	const n = 10_000
	platform, idp := company(n)
	r := compare(t, platform, idp)
	count := map[federation.Code]int{}
	for _, f := range failures(t, r) {
		count[f.Code]++
	}
	for _, c := range []federation.Code{"identity-case", "identity-near-miss", "identity-lost-dot", "identity-other-attribute", "identity-unknown", "identity-no-account"} {
		if count[c] != n/50 {
			t.Errorf("%s: %d", c, count[c])
		}
	}
	if r.People != n || r.Failing != n/10 {
		t.Errorf("%d of %d fail", r.Failing, r.People)
	}
}

func BenchmarkAHundredThousand(b *testing.B) {
	platform, idp := company(100_000)
	for b.Loop() {
		compare(b, platform, idp)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("mail,upn\na,b\n"))
	f.Add([]byte("sep=;\nmail;upn\na;b\n"))
	f.Add(append([]byte{0xff, 0xfe}, utf16le("mail\tupn\na\tb\n")...))
	f.Fuzz(func(t *testing.T, raw []byte) {
		l, err := read(raw, nil, nil)
		if err != nil {
			return
		}
		r := match(t, l, l, identity.Options{})
		if r.Failing > r.People {
			t.Errorf("%d of %d fail", r.Failing, r.People)
		}
	})
}
