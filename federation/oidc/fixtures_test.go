package oidc_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"federate/federation"
	"federate/federation/capture"
	"federate/federation/conformance"
	"federate/federation/oidc"
	"federate/federation/vocabulary"
)

// checks are those of this package and those that any value has to stand.
func checks() []federation.Check { return slices.Concat(federation.ValueChecks(), oidc.Checks()) }

// recognise is what the catalogue does with what was pasted.
func recognise(t testing.TB, raw []byte) federation.Artifact {
	t.Helper()
	c, err := capture.Unwrap(raw)
	if err != nil {
		t.Fatal(err)
	}
	a := understand(c.Kind, c.Inner)
	if t, ok := a.Doc.(*oidc.Token); ok {
		t.Beside(raw)
	}
	return a
}

func understand(kind federation.Kind, text []byte) federation.Artifact {
	a := federation.Artifact{Kind: kind}
	switch kind {
	case federation.KindDiscovery:
		d := oidc.ReadDiscovery(text)
		a.Doc, a.Claims = d, d.Claims()
	case federation.KindKeySet:
		a.Doc = oidc.ReadKeySet(text)
	case federation.KindIDToken:
		d := oidc.ReadToken(text)
		a.Doc, a.Issued = d, d.Issued()
	case federation.KindOIDCRequest:
		a.Doc = oidc.ReadRequest(text)
	case federation.KindOIDCCallback:
		a.Doc = oidc.ReadCallback(text)
	case federation.KindClientSecret:
		a.Doc = oidc.Secret{}
	case federation.KindOIDCError:
		a.Doc = oidc.ReadTokenError(text)
	}
	return a
}

// june is the clock where neither setup nor message has one.
var june = time.Date(2027, 6, 1, 12, 0, 0, 0, time.UTC)

// standing is what c says, with its documents.
func standing(t testing.TB, c conformance.Case) *federation.Dossier {
	t.Helper()
	d := c.Dossier(t, vocabulary.New())
	if d.Now.IsZero() {
		d.Now = june
	}
	for _, name := range c.Documents {
		d.Receive(recognise(t, conformance.Read(t, c.Path(name))))
	}
	return d
}

// copied is d with claims and documents of its own.
func copied(d *federation.Dossier) *federation.Dossier {
	c := &federation.Dossier{Now: d.Now, Terms: d.Terms, Expect: d.Expect, Words: d.Words, Final: d.Final}
	for _, a := range d.Artifacts() {
		c.Receive(a)
	}
	for _, said := range d.All() {
		c.Hear(said)
	}
	return c
}

// judge is the whole verdict about one fixture.
func judge(t testing.TB, file string) federation.Report {
	t.Helper()
	c, whole := conformance.ReadCase(t, "testdata", file)
	d := standing(t, c)
	var attempts []*federation.Dossier
	if !whole {
		a := recognise(t, conformance.Read(t, file))
		if k, ok := d.Terms.Kind(a.Kind); !ok {
			t.Fatalf("%s: recognised as %q", file, a.Kind)
		} else if k.Message {
			then := copied(d)
			if a.Received = a.Issued; c.Now.IsZero() && !a.Issued.IsZero() {
				then.Now = a.Moment()
			}
			then.Receive(a)
			attempts = append(attempts, then)
		} else {
			d.Receive(a)
		}
	}
	return conformance.Judge(d, attempts, checks())
}

func TestFixtures(t *testing.T) {
	conformance.Walk{Checks: oidc.Checks(), Judge: func(t testing.TB, _, file string) federation.Report { return judge(t, file) },
		// an error that is none comes as tokens, and what has not the form of a secret is none: another kind of document
		Enough: func(c federation.Check, passed, _ int) bool {
			return passed > 0 || slices.Equal(c.Kinds, []federation.Kind{federation.KindOIDCError}) || slices.Equal(c.Kinds, []federation.Kind{federation.KindClientSecret})
		}}.Run(t)
}

// What sound products say and send is silent, and their signatures are proven.
func TestSound(t *testing.T) {
	files := conformance.Glob(t, "testdata/sound/*/*")
	if len(files) < 60 {
		t.Fatalf("only %d sound documents", len(files))
	}
	for _, file := range files {
		r := judge(t, file)
		if len(r.Findings)+len(r.Muted) > 0 {
			t.Errorf("%s fires %v and mutes %v", file, conformance.Found(r), r.Muted)
		}
		if filepath.Ext(file) == ".jwt" && !slices.Contains(r.Passed, "oidc-token-signature-broken") {
			t.Errorf("%s: its signature was not looked at", file)
		}
	}
}
