package plain

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"federate/federation"
	"federate/steps"
	"federate/steps/record"
)

// whole is a script from the first question to the end. pem has no blank line.
func whole(pem string) string {
	return strings.Join([]string{
		"",                            // the start menu: number 1
		"https://dir.example/issuer ", // with a space that does not belong
		"b",                           // back from an invalid answer to it
		"https://dir.example/issuer",
		"Sign response", "", // and the certificate not yet
		"b", "b", "2", // back from the certificate to the choice, and another one
		strings.TrimSuffix(pem, "\n"),
		"y", "y", // the secret, and confirmed
		"https://hub.example/sp/1", "y",
		"y", // back-fill
		response("https://hub.example/sp/1/", 200000), // refused by its audience
		"b", response("https://hub.example/sp/1", 200000), "y",
		"Dear all,", "", "..", `\.`, ".", "y",
		"k", "not ours",
		"", // leave
	}, "\n") + "\n"
}

func TestWhole(t *testing.T) {
	m, sh := begun(t)
	out := talked(t, Deps{Shelf: sh}, whole(newCertificate(t)))
	golden.RequireEqual(t, []byte(out))
	v, err := sh.Look(t.Context(), "classics")
	if err != nil || !v.Finished {
		t.Fatalf("not finished: %v", err)
	}
	if w, _ := v.State.Said(federation.Platform, "rollout.message", ""); w.Value != "Dear all,\n\n..\n." {
		t.Errorf("message %q", w.Value)
	}
	for _, e := range m.events["classics"] {
		for _, c := range e.Claims {
			if c.Fact == "oidc.client_secret" && (c.Value != "" || !c.Withheld) {
				t.Errorf("the secret was kept: %+v", c)
			}
		}
	}
}

// What was answered before the input ended stays, wherever it ends, and going on
// from there leads to the same place.
func TestCutAnywhere(t *testing.T) {
	pem := newCertificate(t)
	script := whole(pem)
	lines := strings.SplitAfter(script, "\n")
	m, sh := begun(t)
	talked(t, Deps{Shelf: sh}, script)
	full := m.events["classics"]
	last := 0
	for n := range lines {
		m, sh := begun(t)
		out := talked(t, Deps{Shelf: sh}, strings.Join(lines[:n], ""))
		got := m.events["classics"]
		if len(got) < last || len(got) > last+1 {
			t.Fatalf("after %d lines %d events, before %d\n%s", n, len(got), last, out)
		}
		last = len(got)
		if n < len(lines) { // the input may end within a line as well
			m, sh := begun(t)
			talked(t, Deps{Shelf: sh}, strings.Join(lines[:n], "")+lines[n][:len(lines[n])/2])
			if len(m.events["classics"]) != last {
				t.Fatalf("half of line %d was an answer", n+1)
			}
		}
		for i, e := range got {
			if e.Kind != full[i].Kind || e.Step != full[i].Step || len(e.Claims) != len(full[i].Claims) {
				t.Fatalf("after %d lines event %d is %+v, of the whole it is %+v", n, i, e, full[i])
			}
		}
		if whole := strings.TrimSuffix(script, "\n"); n < strings.Count(whole, "\n")+1 && !strings.Contains(out, "The input has ended. Everything that was answered is saved.") {
			t.Fatalf("the end is not said after %d lines:\n%s", n, out)
		}
	}
	if last < 12 {
		t.Errorf("only %d events", last)
	}
}

// Every other question may be the last as well: nothing panics, nothing is asked
// of nobody, and the end is no error.
func TestEndAtEveryQuestion(t *testing.T) {
	for name, script := range map[string]string{
		"new":      "n\nhub\ndir\nSecond\n",
		"broken":   "l\nAADSTS50105\nmore\n.\n\n",
		"gate":     "1\ng 5\nHello\n.\ny\nbecause\n",
		"skip":     "1\ng 1\n\n\n\n\nk\nbecause\n",
		"waive":    "1\nhttp://dir.example/x\nw value-not-https\nbecause\n2026-04-01\n",
		"commands": "1\n?\no\nf\nu\nn\np\ng 6\n\n1\n",
		"trouble":  "1\nhttps://dir.example/mine\n\n2\n",
	} {
		lines := strings.SplitAfter(script, "\n")
		lines = lines[:len(lines)-1]
		for n := range lines {
			for _, rest := range []string{"", lines[n][:len(lines[n])/2], strings.TrimSuffix(lines[n], "\n")} {
				m, sh := begun(t)
				if name == "trouble" {
					m.refuse = 1
					m.sneak = func() { m.refuse = 0; tell(t, shelf(t, m, "berta"), "https://dir.example/hers"); m.refuse = 1 }
				}
				out := talked(t, Deps{Shelf: sh, Explain: strings.ToUpper}, strings.Join(lines[:n], "")+rest)
				has(t, out, "The input has ended. Everything that was answered is saved.")
				if strings.TrimSpace(rest) != "" && !strings.Contains(out, "not submitted") && (name != "broken" || !strings.Contains(out, strings.ToUpper(rest))) {
					t.Errorf("%s, %d lines and %q: the unended line is not spoken of:\n%s", name, n, rest, out)
				}
			}
		}
	}
}

// A line that nobody ended is a draft, offered next time, and never an answer.
func TestDraft(t *testing.T) {
	m, sh := begun(t)
	out := talked(t, Deps{Shelf: sh, Federation: "Classics"}, "https://dir.example/iss")
	has(t, out, "It is kept as a draft.")
	if len(m.events["classics"]) != 1 {
		t.Error("it was submitted")
	}
	out = talked(t, Deps{Shelf: sh, Federation: "classics"}, "d\nb\n")
	has(t, out, "Typed before and not submitted: https://dir.example/iss", "Now: https://dir.example/iss")
	if v, _ := sh.Look(t.Context(), "classics"); v.State.Last != 2 {
		t.Error("d did not submit the draft")
	}
	if len(m.drafts["classicsanna"]) != 0 {
		t.Errorf("the draft is still there: %v", m.drafts)
	}
	half := strings.Join(strings.SplitAfter(newCertificate(t), "\n")[:3], "")
	out = talked(t, Deps{Shelf: sh, Federation: "classics", Step: "app"}, "\n\n"+half)
	has(t, out, "It is kept as a draft.")
	if got := m.drafts["classicsanna"]["dir/app"]["idp.certificate"]; got != half {
		t.Errorf("the draft is %q", got)
	}
}

// No secret is kept, whole or half, nor repeated aloud.
func TestSecret(t *testing.T) {
	const key = "-----BEGIN PRIVATE KEY-----\nMIIsecretsecret\n-----END PRIVATE KEY-----\n"
	for name, script := range map[string]string{
		"as a certificate":  "\n\n" + key + "s\n",
		"as a value":        key + "s\n",
		"half":              "\n\n-----BEGIN PRIVATE KEY-----\nMIIsecretsecret\n",
		"half, no line end": "\n\n-----BEGIN PRIVATE KEY-----\nMIIsecretsecret",
		"half as a value":   "-----BEGIN PRIVATE KEY-----\nMIIsecretsecret",
		"where it belongs":  "\n\n\nMIIsecretsecret\n",
		"not submitted":     "\n\n\nMIIsecretsecret",
	} {
		t.Run(name, func(t *testing.T) {
			m, sh := begun(t)
			out := talked(t, Deps{Shelf: sh, Federation: "classics"}, script)
			if strings.Contains(out, "secretsecret") {
				t.Errorf("said aloud:\n%s", out)
			}
			if len(m.kept) > 0 || len(m.drafts["classicsanna"]) > 0 {
				t.Errorf("kept %v, drafts %v", m.kept, m.drafts)
			}
			for _, e := range m.events["classics"] {
				for _, c := range e.Claims {
					if c.Value != "" {
						t.Errorf("claimed %+v", c)
					}
				}
			}
		})
	}
	_, sh := begun(t)
	out := talked(t, Deps{Shelf: sh, Federation: "classics"}, "\n\n"+key)
	has(t, out, "Not taken: this is a private key; it was not kept.", "error[pki-private-key]")
	if strings.Count(out, "Question 3 of 4") != 2 {
		t.Errorf("not asked again:\n%s", out)
	}
}

// A command letter with a backslash in front is an answer, and a backslash alone
// takes one back.
func TestLiteral(t *testing.T) {
	_, sh := begun(t)
	said := func() (string, bool) {
		v, _ := sh.Look(t.Context(), "classics")
		w, ok := v.State.Said(federation.IdP, "idp.entity_id", "")
		return w.Value, ok
	}
	talked(t, Deps{Shelf: sh, Federation: "classics"}, "\\n\n")
	if got, _ := said(); got != "n" {
		t.Errorf("said %q", got)
	}
	talked(t, Deps{Shelf: sh, Federation: "classics", Step: "app"}, "\\\n")
	if got, ok := said(); ok {
		t.Errorf("still says %q", got)
	}
}

// Steps are reached by every name they have.
func TestCommands(t *testing.T) {
	_, sh := begun(t)
	out := talked(t, Deps{Shelf: sh, Federation: "classics"},
		"?\nn\np\ng 3\ng everybody\ng hub/mails\ng nowhere\ng\nf\no\ng 1\nv 1\nv 9\nb\nhttps://dir.example/x\nu\nu\ns\n")
	golden.RequireEqual(t, []byte(out))
}

func TestGate(t *testing.T) {
	m, sh := begun(t)
	out := talked(t, Deps{Shelf: sh, Federation: "classics", Step: "everybody"}, "\ny\n\ny\nthe go-live cannot wait\ns\n")
	has(t, out, "This gate is shut:", "Why is the gate passed all the same?")
	e := m.events["classics"]
	if len(e) != 2 || e[1].Override != "the go-live cannot wait" {
		t.Errorf("%+v", e)
	}
}

// A full disk loses nothing: it is tried again, or kept as a draft.
func TestNotSaved(t *testing.T) {
	m, sh := begun(t)
	m.refuse = 2
	out := talked(t, Deps{Shelf: sh, Federation: "classics"}, "https://dir.example/x\n\n\ns\n")
	has(t, out, "Not saved: the disk is full.", "Nothing was changed. Enter tries again")
	if len(m.events["classics"]) != 2 {
		t.Errorf("not tried again:\n%s", out)
	}
	m, sh = begun(t)
	m.refuse = 1
	read := files(map[string]string{"a.pem": newCertificate(t)})
	talked(t, Deps{Shelf: sh, Federation: "classics", ReadFile: read}, "\n\na.pem\ns\n")
	out = talked(t, Deps{Shelf: sh, Federation: "classics", ReadFile: read}, "\n\nd\nb\ns\n")
	has(t, out, "Typed before and not submitted: a.pem", "Now: 1 certificate")
	for name, way := range map[string]string{"leave": "s\n", "end": "", "back": "b\n"} {
		m, sh = begun(t)
		m.refuse = 1
		talked(t, Deps{Shelf: sh, Federation: "classics"}, "https://dir.example/x\n"+way)
		if got := m.drafts["classicsanna"]["dir/app"]["idp.entity_id"]; got != "https://dir.example/x" {
			t.Errorf("%s: the draft is %q", name, got)
		}
	}
}

func TestWaive(t *testing.T) {
	_, sh := begun(t)
	out := talked(t, Deps{Shelf: sh, Federation: "classics"}, "http://dir.example/x\nw\nw value-not-http\nw value-not-https\nthe lab has no TLS\nsoon\n2020-01-01\n2026-04-01\nf\ns\n")
	has(t, out, "did you mean value-not-https?", `"soon" is no day`, "a last day that lies ahead", "Accepted up to 1 April 2026.", "No findings.")
	v, _ := sh.Look(t.Context(), "classics")
	if w := v.State.Waivers(); len(w) != 1 || w[0].Reason != "the lab has no TLS" {
		t.Errorf("%+v", w)
	}
}

// Two admins answer the same at once: both values are said, and one is chosen.
func TestClash(t *testing.T) {
	for choice, want := range map[string]string{"1": "https://dir.example/hers", "2": "https://dir.example/mine"} {
		m, sh := begun(t)
		m.sneak = func() { tell(t, shelf(t, m, "berta"), "https://dir.example/hers") }
		out := talked(t, Deps{Shelf: sh, Federation: "classics"}, "https://dir.example/mine\n"+choice+"\ns\n")
		has(t, out, "Meanwhile: berta answered at step 1, Create the application on 2 March 2026, 09:30 UTC. Directory Identifier: https://dir.example/hers.",
			"Yours: https://dir.example/mine", "1 keeps theirs, 2 puts yours in its place. Enter keeps theirs:")
		v, _ := sh.Look(t.Context(), "classics")
		if w, _ := v.State.Said(federation.IdP, "idp.entity_id", ""); w.Value != want {
			t.Errorf("%s: %q", choice, w.Value)
		}
		if strings.Count(out, "Meanwhile") != 1 {
			t.Errorf("said twice:\n%s", out)
		}
	}
}

// What another admin did is said before the next question.
func TestOthers(t *testing.T) {
	m, sh := begun(t)
	in, feed := io.Pipe()
	var out strings.Builder
	ended := make(chan error)
	go func() { ended <- Run(t.Context(), Deps{In: in, Out: &out, Shelf: sh, Federation: "classics"}) }()
	io.WriteString(feed, "?\n") // the pipe has no room: it was read, and the question stands
	tell(t, shelf(t, m, "berta"), "https://dir.example/hers")
	io.WriteString(feed, "?\n")
	io.WriteString(feed, "s\n")
	feed.Close()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	has(t, out.String(), "Meanwhile: berta answered at step 1", "Now: https://dir.example/hers")
}

// An interrupt ends a read that nothing else would.
func TestInterrupt(t *testing.T) {
	m, sh := begun(t)
	ctx, stop := context.WithCancel(t.Context())
	in, feed := io.Pipe()
	defer feed.Close()
	var out strings.Builder
	ended := make(chan error)
	go func() { ended <- Run(ctx, Deps{In: in, Out: &out, Shelf: sh, Federation: "classics"}) }()
	io.WriteString(feed, "https://dir.example/x\n")
	io.WriteString(feed, "") // a write waits for its reader: the line was taken
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	has(t, out.String(), "Interrupted. Everything that was answered is saved.")
	if n := len(m.events["classics"]); n != 2 {
		t.Errorf("%d events", n)
	}
}

func TestNew(t *testing.T) {
	_, sh := begun(t)
	out := talked(t, Deps{Shelf: sh, Explain: func(s string) string { return "explained " + s }, Judge: func(_ string, b []byte) string { return "judged" }},
		"?\nnonsense\nl\n?\nAADSTS50105: no\n.\n"+response("x", 300)+"\n\nn\nhub\nb\n1\ndir\nClassics\n?\nSecond One\ns\n")
	golden.RequireEqual(t, []byte(out))
	if _, err := sh.Find(t.Context(), "second-one"); err != nil {
		t.Error(err)
	}
}

func TestRole(t *testing.T) {
	_, sh := begun(t)
	out := talked(t, Deps{Shelf: sh, Federation: "classics", Role: federation.IdPAdmin}, "\n\n\n\ny\n")
	has(t, out, "You are the IdP admin.", "Step 3 of 5")
	if strings.Contains(out, "Step 2 of 5") {
		t.Errorf("not passed over:\n%s", out)
	}
	out = talked(t, Deps{Shelf: sh, Federation: "classics", Role: federation.PlatformAdmin, Step: "4"}, "\n\n\n\n\np\n")
	has(t, out, "This is the end of the plan. Not settled:", "To hand over to the IdP admin: federate handoff classics --to idp-admin -o FILE",
		"Enter goes to step 2, Create the authenticator")
}

func TestNoInput(t *testing.T) {
	_, sh := begun(t)
	has(t, talked(t, Deps{Shelf: sh, NoInput: true}, "n\n"), "1. Classics.")
	has(t, talked(t, Deps{Shelf: sh, NoInput: true, Federation: "classics"}, "n\n"), "1. Create the application: open, IdP admin")
}

// A value of somebody else cannot speak to the terminal.
func TestHarmless(t *testing.T) {
	m, sh := begun(t)
	tell(t, shelf(t, m, "ber\x1b[2Jta"), "https://dir.example/\x1b]0;x\x07\u202e")
	has(t, talked(t, Deps{Shelf: sh, Federation: "classics", Step: "app"}, "s\n"), `<U+001B>]0;x<U+0007><U+202E>`)
}

func tell(t testing.TB, sh *steps.Shelf, issuer string) {
	t.Helper()
	s, err := sh.Open(t.Context(), "classics")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Do(steps.Answer{Step: "dir/app", Facts: []steps.Told{{Fact: "idp.entity_id", Value: issuer}}}).Wait(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func has(t testing.TB, out string, want ...string) {
	t.Helper()
	for _, s := range want {
		if !strings.Contains(out, s) {
			t.Errorf("not said: %s\nin\n%s", s, out)
		}
	}
}

var _ record.Store = (*memory)(nil)
