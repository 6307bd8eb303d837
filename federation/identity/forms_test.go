package identity_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"federate/federation/identity"
)

// made is a workbook with rows on its second sheet: the first is empty.
func made(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	if _, err := f.NewSheet("People"); err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		if err := f.SetSheetRow("People", fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// workbookOf is a workbook with one person on each of its sheets.
func workbookOf(t testing.TB, mails map[string]string, sheets ...string) []byte {
	t.Helper()
	f := excelize.NewFile()
	for _, name := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, cell := range []string{"mail", mails[name]} {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &[]any{cell}); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestEveryForm reads the same two people, one of whom may not log in, in every form in
// which consoles and directories give them.
func TestEveryForm(t *testing.T) {
	for name, c := range map[string]struct {
		raw   string
		mail  string // the header of the column
		lines []int
	}{
		"graph": {`{"@odata.context": "x", "value": [
{"mail": "ann@a.example", "userPrincipalName": "ann@a.example", "accountEnabled": true},
{"mail": "ben@a.example", "userPrincipalName": "ben@a.example", "accountEnabled": false}]}`, "mail", []int{1, 2}},
		"okta": {`[{"id": "1", "status": "ACTIVE", "profile": {"login": "ann", "email": "ann@a.example"}},
{"id": "2", "status": "DEPROVISIONED", "profile": {"login": "ben", "email": "ben@a.example"}}]`, "profile.email", []int{1, 2}},
		"scim": {`{"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 2, "Resources": [
{"userName": "ann", "active": true, "emails": [{"value": "old@a.example"}, {"value": "ann@a.example", "primary": true}]},
{"userName": "ben", "active": false, "emails": [{"value": "ben@a.example"}]}]}`, "emails", []int{1, 2}},
		"genesys":    {`{"entities": [{"name": "Ann", "email": "ann@a.example", "state": "active"}, {"name": "Ben", "email": "ben@a.example", "state": "inactive"}], "nextUri": null}`, "email", []int{1, 2}},
		"lines":      {"{\"mail\": \"ann@a.example\", \"enabled\": true}\n\n{\"mail\": \"ben@a.example\", \"enabled\": false}\n", "mail", []int{1, 3}},
		"one object": {`{"mail": "ann@a.example", "enabled": true}` + "\n" + `{"mail": "ben@a.example", "enabled": false}`, "mail", []int{1, 2}},
		"ldif": {"version: 1\n\n# the agents\ndn: CN=Ann,OU=Agents,\n DC=a,DC=example\nmail: ann@a.exa\n mple\nuserAccountControl: 512\n\n" +
			"dn: CN=Ben,DC=a\nmail:: YmVuQGEuZXhhbXBsZQ==\nuserAccountControl: 514\n", "mail", []int{4, 10}},
		"workbook": {string(made(t, []any{"E-Mail", "Status"}, []any{"ann@a.example", "active"}, []any{}, []any{"ben@a.example", "inactive"})), "E-Mail", []int{2, 4}},
	} {
		l, err := read([]byte(c.raw), nil, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var mails []string
		var lines []int
		for _, p := range people(l) {
			mails, lines = append(mails, p.Values[identity.Mail]), append(lines, p.Line)
		}
		if !slices.Equal(mails, []string{"ann@a.example", "ben@a.example"}) || !slices.Equal(lines, c.lines) || l.Headers[identity.Mail] != c.mail {
			t.Errorf("%s: %q on lines %v, beneath %q", name, mails, lines, l.Headers[identity.Mail])
		}
		if len(l.Left) > 0 || l.Part != "" {
			t.Errorf("%s: left out %v, part %q", name, l.Left, l.Part)
		}
		r := match(t, l, l, identity.Options{Platform: identity.Mail, IdP: identity.Mail})
		if r.People != 1 || r.Failing != 0 {
			t.Errorf("%s: %d people may log in and %d fail", name, r.People, r.Failing)
		}
	}
}

// TestPartOfAList reads one page of an answer that goes on.
func TestPartOfAList(t *testing.T) {
	for _, raw := range []string{
		`{"value": [{"mail": "a@b.example"}], "@odata.nextLink": "https://graph.microsoft.com/v1.0/users?$skiptoken=x"}`,
		`{"Resources": [{"userName": "a"}], "totalResults": 200}`,
		`{"entities": [{"email": "a@b.example"}], "total": 26, "nextUri": "/api/v2/users?pageNumber=2"}`,
	} {
		l, err := read([]byte(raw), nil, nil)
		if err != nil || l.Len() != 1 || !strings.Contains(l.Part, "goes on") {
			t.Errorf("%s: %+v, %v", raw, l, err)
		}
	}
}

// TestRowsThatDoNotFit leaves out a row whose cells have moved, and names its line.
func TestRowsThatDoNotFit(t *testing.T) {
	l, err := read([]byte("name,mail,role\nAnn,ann@a.example,Agent\nAgent, Ben,ben@a.example,Agent\nCho,cho@a.example\nDee,dee@a.example,Agent,,\n"), nil, nil)
	if err != nil || l.Len() != 3 || !slices.Equal(l.Left, []int{3}) {
		t.Fatalf("%+v, %v", l, err)
	}
	if people(l)[1].Values[identity.Mail] != "cho@a.example" || people(l)[2].Values[identity.Mail] != "dee@a.example" {
		t.Errorf("%+v", people(l))
	}
}

// TestNoPersonInAList leaves out what is no person, and names its line.
func TestNoPersonInAList(t *testing.T) {
	l, err := read([]byte(`[{"mail": "a@b.example"}, "b@b.example", {"mail": "c@b.example"}]`), nil, nil)
	if err != nil || l.Len() != 2 || !slices.Equal(l.Left, []int{2}) {
		t.Errorf("%+v, %v", l, err)
	}
}

// TestFormsRefuse gives each form damaged, and wants a word on it.
func TestFormsRefuse(t *testing.T) {
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	w, err := z.Create("xl/workbook.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err = w.Write([]byte("<workbook/>")); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	whole := made(t, []any{"mail"}, []any{"a@b.example"})
	for raw, want := range map[string]string{
		`[{"mail": "a@b.example"}, {"mail": `: "line 1 is no JSON",
		`[]`:                                  "no people",
		`{}`:                                  "no column names a person",
		`["a"]`:                               "no people",
		`{"value": []}`:                       "no people",
		"{\"mail\": \"a@b.example\"}\n5":      "line 2 is no person",
		"dn: CN=a\nshoe: 42\n":                "no column names a person",
		bomb.String():                         "workbook",
		string(whole[:len(whole)/2]):          "workbook",
		string(made(t)):                       "the workbook is empty",
		strings.Repeat(`{"a":`, 20_000):       "no JSON",
	} {
		if l, err := read([]byte(raw), nil, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %+v, %v", raw, l, err)
		}
	}
}
