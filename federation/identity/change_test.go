package identity_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/identity"
)

// rewritten is what changes in a list, and what takes it back.
func rewritten(t *testing.T, platform, idp string, o identity.Options, accepted ...federation.Code) (becomes, was string, left []string) {
	t.Helper()
	here, err := read([]byte(platform), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	there, err := read([]byte(idp), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := match(t, here, there, o)
	var b, w bytes.Buffer
	made, rest, err := here.Rewrite(t.Context(), strings.NewReader(platform), int64(len(platform)), identity.Reading{}, r.Platform, r.Changes(accepted...), &b, &w)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "\n") - 1; made != n {
		t.Errorf("%d changes made and %d lines written", made, n)
	}
	for _, c := range rest {
		left = append(left, fmt.Sprintf("line %d: %s", c.Subject.Line, c.Left))
	}
	return b.String(), w.String(), left
}

const template = "Agent Nr;External Identity;Phone;Notes\n"

// TestCorrected writes only the rows that change, in the template of the list, and the same
// as they were.
func TestCorrected(t *testing.T) {
	becomes, was, left := rewritten(t, "\ufeff"+template+
		"1;Ann@a.example;+49 30 (1) 2;\"tall; kind\"\n2;ben@a.example;;\n3;cho@a.example ;;\n4;\n5;dee.x@b.example;;=1+1\n", "upn;mail\nann@a.example;\nben@a.example;\ncho@a.example;\ndeex@a.example;dee.x@b.example\n",
		identity.Options{})
	if want := "\ufeff" + template + "1;ann@a.example;+49 30 (1) 2;\"tall; kind\"\n3;cho@a.example;;\n"; becomes != want {
		t.Errorf("becomes\n%s\nwant\n%s", becomes, want)
	}
	if want := "\ufeff" + template + "1;Ann@a.example;+49 30 (1) 2;\"tall; kind\"\n3;cho@a.example ;;\n"; was != want {
		t.Errorf("was\n%s\nwant\n%s", was, want)
	}
	if got := strings.Join(left, "\n"); got != "line 6: a cell of the row would be a formula in a spreadsheet" {
		t.Error(got)
	}
}

// TestNoGuessIsApplied without a yes, and nobody gets the name of another.
func TestNoGuessIsApplied(t *testing.T) {
	platform := "External Identity\nbenn@a.example\nANN@a.example\nann@a.example\nCho@a.example\ncHo@a.example\n"
	idp := "upn\nben@a.example\nann@a.example\ncho@a.example\n"
	becomes, _, left := rewritten(t, platform, idp, identity.Options{})
	want := []string{"line 2: it is a guess that this is the same person", "line 3: somebody else on the platform has the wanted name already",
		"line 5: two people would get the same name", "line 6: two people would get the same name"}
	if becomes != "External Identity\n" || strings.Join(left, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q, left %q", becomes, left)
	}
	becomes, was, _ := rewritten(t, platform, idp, identity.Options{}, "identity-near-miss")
	if becomes != "External Identity\nben@a.example\n" || was != "External Identity\nbenn@a.example\n" {
		t.Errorf("%q, %q", becomes, was)
	}
}

// TestCorrectedPrefix puts the prefix in front of a name that is known, and of no other.
func TestCorrectedPrefix(t *testing.T) {
	becomes, _, left := rewritten(t, "External Identity\nann@a.example\nnobody@a.example\nbenn@a.example\nClaim(email) : cho@a.example\n",
		"email\nann@a.example\nben@a.example\ncho@a.example\n", identity.Options{Prefix: "claim(email):"})
	if want := "External Identity\nclaim(email):ann@a.example\nclaim(email):cho@a.example\n"; becomes != want {
		t.Errorf("%q", becomes)
	}
	if len(left) != 2 || !strings.HasPrefix(left[0], "line 3: nobody") || !strings.HasPrefix(left[1], "line 4: it is a guess") {
		t.Errorf("%q", left)
	}
}

// TestCorrectedIsRight: who was changed gets in.
func TestCorrectedIsRight(t *testing.T) {
	here, there := company(5_000)
	becomes, was, left := rewritten(t, string(here), string(there), identity.Options{}, "identity-near-miss")
	if n := strings.Count(becomes, "\n"); n != 401 || len(left) > 0 {
		t.Fatalf("%d lines, left %q", n, left)
	}
	a, _ := read([]byte(becomes), nil, nil)
	b, _ := read(there, nil, nil)
	if r := match(t, a, b, identity.Options{IdP: identity.UPN}); r.Failing != 0 || r.People != 400 {
		t.Errorf("%d of %d fail", r.Failing, r.People)
	}
	for line := range strings.Lines(was) {
		if !bytes.Contains(here, []byte(line)) {
			t.Fatalf("%q was never there", line)
		}
	}
}

func TestIsFormula(t *testing.T) {
	for cell, want := range map[string]bool{"=1": true, "@x": true, "+1+cmd": true, "-x": true, "\t=1": true, " =1": true, "＝1": true,
		"": false, "-": false, "+49 (30) 1/2.3": false, "-5": false, "ann": false, "a=b": false} {
		if got := identity.IsFormula(cell); got != want {
			t.Errorf("%q: %v", cell, got)
		}
	}
}
