package saml

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/federation/capture"
	"federate/federation/conformance"
	"federate/federation/pki"
)

// A setup is what a folder of fixtures assumes. It is laid over the one of
// testdata; a fact that is null is not known.
type setup struct {
	Now       time.Time          `json:"now"` // else the message's own time
	Kind      federation.Kind    `json:"kind"`
	Facts     map[string]*string `json:"facts"`     // "[side/]fact[#key]": value, or @file in testdata
	Attempt   string             `json:"attempt"`   // the login that was to be tested
	Documents []string           `json:"documents"` // that are there already, in testdata
	Expect    struct {
		Bindings   []string               `json:"saml.request_bindings"`
		Starts     []federation.Start     `json:"saml.starts"`
		Signs      *bool                  `json:"saml.requests_signed"`
		Count      *int                   `json:"certificate.count"`
		Signed     []federation.Signed    `json:"saml.signed"`
		Encryption *federation.Encryption `json:"saml.encryption"`
		Formats    []string               `json:"saml.name_id_formats"`
		Attributes []federation.Attribute `json:"saml.attributes"`
		Context    *string                `json:"saml.requested_authn_context"`
		Tolerance  *time.Duration         `json:"saml.clock_tolerance"`
		Exact      *bool                  `json:"saml.name_id_exact"`
		Second     *federation.When       `json:"saml.second_address"`
	} `json:"expect"`
}

func vocabulary() *federation.Vocabulary {
	const platform, idp = federation.Platform, federation.IdP
	return federation.NewVocabulary([]federation.Term{
		{Fact: factIssuer, Owner: idp}, {Fact: factSSO, Owner: idp}, {Fact: factCertificate, Owner: idp, Many: true, Same: pki.Same},
		{Fact: factEntityID, Owner: platform, Title: "the platform's entity ID"}, {Fact: factACS, Owner: platform}, {Fact: factContext, Owner: platform},
		{Fact: factSigned, Owner: idp}, {Fact: factAlgorithm, Owner: idp}, {Fact: factEncryption, Owner: idp}, {Fact: factFormat, Owner: idp},
		{Fact: factRequest, Owner: platform, Many: true}, {Fact: factNameID, Owner: idp, Many: true}, {Fact: factExternal, Owner: platform, Many: true},
	}, []federation.KindTerm{{Kind: KindResponse, Message: true}, {Kind: KindRequest, Message: true}, {Kind: KindIdPMetadata}, {Kind: KindSPMetadata}})
}

func (s *setup) load(t testing.TB, name string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		return
	}
	if err == nil {
		err = json.Unmarshal(text, s)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// dossier is the case around a fixture: the setups, and the fixture in it.
func dossier(t testing.TB, file string) *federation.Dossier {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := setup{Facts: map[string]*string{}}
	document := filepath.Ext(file) != ".json" // .query: as it stands in an address
	if document {
		s.load(t, "testdata/setup.json")
	}
	s.load(t, filepath.Join(filepath.Dir(file), "setup.json"))
	if !document {
		s.load(t, file)
	}
	d := s.dossier(t)
	for _, name := range s.Documents {
		with := s
		with.Kind = ""
		with.receive(d, read(t, filepath.Join("testdata", name)))
	}
	if document {
		s.receive(d, text)
	}
	return d
}

func (s *setup) dossier(t testing.TB) *federation.Dossier {
	t.Helper()
	words := vocabulary()
	d := &federation.Dossier{Now: s.Now, Attempt: s.Attempt, Terms: words, Words: federation.Words{Terms: words}}
	for name, value := range s.Facts {
		if value == nil {
			continue
		}
		c := federation.Claim{Value: *value}
		if file, ok := strings.CutPrefix(*value, "@"); ok {
			text, err := os.ReadFile(filepath.Join("testdata", file))
			if err != nil {
				t.Fatal(err)
			}
			c.Value = string(text)
		}
		side, fact, ok := strings.Cut(name, "/")
		if !ok {
			side, fact = "", name
		}
		fact, c.Key, _ = strings.Cut(fact, "#")
		c.Fact, c.Side = federation.Fact(fact), federation.Side(side)
		if err := words.CheckFact(c.Fact); err != nil {
			t.Fatal(err)
		}
		if side == "" {
			c.Side = d.Owner(c.Fact)
		}
		d.Hear(c)
	}
	e := &s.Expect
	d.Expect.Signed = federation.Expected[[]federation.Signed]{Value: e.Signed, Set: e.Signed != nil}
	d.Expect.NameIDFormats = federation.Expected[[]string]{Value: e.Formats, Set: e.Formats != nil}
	d.Expect.Attributes = federation.Expected[[]federation.Attribute]{Value: e.Attributes, Set: e.Attributes != nil}
	d.Expect.RequestBindings = federation.Expected[[]string]{Value: e.Bindings, Set: e.Bindings != nil}
	d.Expect.Starts = federation.Expected[[]federation.Start]{Value: e.Starts, Set: e.Starts != nil}
	if e.Signs != nil {
		d.Expect.SignsRequests = federation.Expected[bool]{Value: *e.Signs, Set: true}
	}
	if e.Count != nil {
		d.Expect.CertificateCount = federation.Expected[int]{Value: *e.Count, Set: true}
	}
	if e.Encryption != nil {
		d.Expect.Encryption = federation.Expected[federation.Encryption]{Value: *e.Encryption, Set: true}
	}
	if e.Context != nil {
		d.Expect.AuthnContext = federation.Expected[string]{Value: *e.Context, Set: true}
	}
	if e.Exact != nil {
		d.Expect.ExactNameID = federation.Expected[bool]{Value: *e.Exact, Set: true}
	}
	if e.Second != nil {
		d.Expect.SecondAddress = federation.Expected[federation.When]{Value: *e.Second, Set: true}
	}
	if e.Tolerance != nil {
		d.Expect.ClockTolerance = federation.Expected[time.Duration]{Value: *e.Tolerance, Set: true}
	}
	return d
}

func (s *setup) receive(d *federation.Dossier, text []byte) {
	var query *Query
	var address string
	if c, err := capture.Unwrap(text); err == nil && (c.Query != nil || c.Address != "") {
		text, query, address = c.Inner, ReadQuery(c.Query), c.Address
	}
	a := federation.Artifact{Kind: s.Kind, Raw: text}
	if a.Kind == "" {
		a.Kind = KindResponse
		for mark, kind := range map[string]federation.Kind{":AuthnRequest ": KindRequest, "IDPSSODescriptor ": KindIdPMetadata, "SPSSODescriptor ": KindSPMetadata} {
			if strings.Contains(string(text), mark) {
				a.Kind = kind
			}
		}
	}
	switch a.Kind {
	case KindResponse:
		r := ReadResponse(text)
		r.Query = query
		a.Doc, a.Issued = r, r.Issued()
	case KindRequest:
		r := ReadRequest(text)
		r.Query, r.Address = query, address
		a.Doc, a.Issued = r, r.Issued()
	default:
		m := ReadMetadata(text)
		a.Doc, a.Claims = m, m.Claims()
	}
	if d.Now.IsZero() {
		d.Now = a.Issued
	}
	d.Receive(a)
}

// Every code has a bad fixture that fires exactly it, and a good one that
// passes and is silent.
func TestFixtures(t *testing.T) {
	for _, c := range Checks() {
		code := c.Rule.Code
		t.Run(string(code), func(t *testing.T) {
			bad, _ := filepath.Glob(filepath.Join("testdata", string(code), "bad*"))
			good, _ := filepath.Glob(filepath.Join("testdata", string(code), "good*"))
			if len(bad) == 0 || len(good) == 0 {
				t.Fatal("no bad or no good fixture")
			}
			for _, file := range bad {
				r := federation.Examine(dossier(t, file), Checks())
				if got := conformance.Found(r); !slices.Equal(got, []federation.Code{code}) {
					t.Errorf("%s fires %v", file, got)
					for _, f := range r.Findings {
						t.Logf("%s: %s (%s) want %q got %q", f.Code, f.Detail, f.Subject.Path, f.Want, f.Got)
					}
				}
			}
			for _, file := range good {
				r := federation.Examine(dossier(t, file), Checks())
				if len(r.Findings) > 0 || !slices.Contains(r.Passed, code) {
					t.Errorf("%s fires %v; passed: %v", file, conformance.Found(r), slices.Contains(r.Passed, code))
					for _, f := range r.Findings {
						t.Logf("%s: %s (%s) want %q got %q", f.Code, f.Detail, f.Subject.Path, f.Want, f.Got)
					}
				}
			}
		})
	}
	folders, _ := filepath.Glob("testdata/saml-*")
	for _, f := range folders {
		if !slices.ContainsFunc(Checks(), func(c federation.Check) bool { return string(c.Rule.Code) == filepath.Base(f) }) {
			t.Errorf("%s is of no check", f)
		}
	}
}

// What sound identity providers send is silent, whichever part they sign, and
// its signatures are trusted.
func TestSound(t *testing.T) {
	files, _ := filepath.Glob("testdata/sound/*/*.xml")
	if len(files) < 12 {
		t.Fatalf("only %d sound responses", len(files))
	}
	for _, file := range files {
		d := dossier(t, file)
		r := federation.Examine(d, Checks())
		for _, f := range append(r.Findings, mutedOf(r)...) {
			t.Errorf("%s: %s: %s", file, f.Code, f.Detail)
		}
		doc, _ := federation.Doc[*Response](d, KindResponse)
		for _, v := range doc.view(d).verdicts {
			if v.outcome != trusted {
				t.Errorf("%s: %s: %v %v", file, v.Here.Path, v.outcome, v.err)
			}
		}
	}
}

func mutedOf(r federation.Report) (out []federation.Finding) {
	for _, m := range r.Muted {
		out = append(out, m.Finding)
	}
	return out
}
