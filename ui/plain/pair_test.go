package plain

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"

	"federate/assets"
	"federate/federation"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
)

// The values of a tenant that does not exist.
const (
	tenant = "aaaabbbb-0000-cccc-1111-dddd2222eeee"
	issuer = "https://sts.windows.net/" + tenant + "/"
	entity = "https://cxone.niceincontact.com/sp/00000000"
	acs    = "https://cxone.niceincontact.com/sso/saml/acs"
	pilot  = "jane.doe@classics.example"
)

// signer is an identity provider of the test's own.
type signer struct {
	key *rsa.PrivateKey
	der []byte
}

func newSigner(t testing.TB) signer {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "Microsoft Azure Federated SSO Certificate"},
		NotBefore: today.AddDate(0, -1, 0), NotAfter: today.AddDate(3, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	return signer{k, der}
}

func (s signer) pem() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.der}))
}

// response is a response in base64 whose message is signed.
func (s signer) response(t testing.TB, audience, inResponseTo string) string {
	t.Helper()
	at := func(d time.Duration) string { return today.Add(d).Format("2006-01-02T15:04:05.000Z") }
	doc := etree.NewDocument()
	if err := doc.ReadFromString(fmt.Sprintf(`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r" Version="2.0" IssueInstant="%[1]s" Destination="%[2]s"%[8]s>`+
		`<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">%[3]s</Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>`+
		`<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a" IssueInstant="%[1]s" Version="2.0"><Issuer>%[3]s</Issuer>`+
		`<Subject><NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">%[4]s</NameID><SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">`+
		`<SubjectConfirmationData NotOnOrAfter="%[6]s" Recipient="%[2]s"%[8]s/></SubjectConfirmation></Subject>`+
		`<Conditions NotBefore="%[5]s" NotOnOrAfter="%[6]s"><AudienceRestriction><Audience>%[7]s</Audience></AudienceRestriction></Conditions>`+
		`<AuthnStatement AuthnInstant="%[1]s" SessionIndex="_a"><AuthnContext><AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef></AuthnContext></AuthnStatement></Assertion></samlp:Response>`,
		at(-time.Minute), acs, issuer, pilot, at(-6*time.Minute), at(time.Hour), audience, inResponseTo)); err != nil {
		t.Fatal(err)
	}
	ctx, err := dsig.NewSigningContext(s.key, [][]byte{s.der})
	if err != nil {
		t.Fatal(err)
	}
	ctx.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	sig, err := ctx.ConstructSignature(doc.Root(), true)
	if err != nil {
		t.Fatal(err)
	}
	doc.Root().InsertChildAt(1, sig)
	raw, err := doc.WriteToBytes()
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(raw)
}

// An admin reads what was said and answers the last question.
type admin struct {
	heard  *strings.Builder
	answer func(step, question, prompt string) string
	rest   string
}

var (
	stepLine     = regexp.MustCompile(`(?m)^Step \d+ of \d+, (.*?) State:`)
	questionLine = regexp.MustCompile(`(?m)^Question \d+ of \d+: (.*)$`)
)

func (a *admin) Read(p []byte) (int, error) {
	if a.rest == "" {
		last := func(re *regexp.Regexp) string {
			if m := re.FindAllStringSubmatch(a.heard.String(), -1); m != nil {
				return m[len(m)-1][1]
			}
			return ""
		}
		lines := strings.Split(strings.TrimRight(a.heard.String(), "\n"), "\n")
		a.rest = a.answer(last(stepLine), last(questionLine), lines[len(lines)-1])
		if a.rest == "" {
			return 0, io.EOF
		}
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

// TestPair walks the real CXone with the real Entra ID to the end, as an admin
// does who answers each question by its label.
func TestPair(t *testing.T) {
	know := catalog.Knowledge()
	l, err := playbook.Load(know.Terms, assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	m := newMemory()
	sh := &steps.Shelf{Store: m, Library: l, Know: know, Actor: "anna", Now: func() time.Time { return today }}
	if _, err := sh.Create(t.Context(), record.Opening{Name: "Classics", Platform: "cxone", IdP: "entra", Protocol: "saml"}); err != nil {
		t.Fatal(err)
	}
	s := newSigner(t)
	good := map[string]string{
		"idp.sso_url": "https://login.microsoftonline.com/" + tenant + "/saml2", "idp.entity_id": issuer, "sp.entity_id": entity, "sp.acs_url": acs,
		"cxone.authenticator_name": "Company login", "user.external_identity": pilot, "idp.certificate": s.pem(),
		"rollout.window": "Sunday", "rollout.message": "Dear all,\n.", "rollout.way_back": "Anna turns it back.\n.", "rollout.local_admin": "admin.local", "rollout.local_login": "2026-11-20", "rollout.tried_roles": "agent jane",
		"entra.notification_addresses": "sso-team@classics.example", "rollout.refused_user": "john.roe@classics.example",
		"saml.signed": "message", "saml.signature_algorithm": "rsa-sha256", "saml.encryption": "none", "saml.name_id_format": "emailAddress",
	}
	var out strings.Builder
	asked, wrongOnce := 0, false
	answer := func(step, question, prompt string) string {
		if asked++; asked > 200 {
			return ""
		}
		v, err := sh.Look(t.Context(), "classics")
		if err != nil {
			return ""
		}
		switch {
		case strings.HasPrefix(prompt, "Done in the console?"):
			return "y\n"
		case !strings.Contains(prompt, "leaves it open"), question == "":
			return "\n"
		}
		for _, st := range v.Plan {
			for _, f := range st.Fields {
				if federation.Stopped(unmarked(st.Title)) != step || federation.Stopped(unmarked(v.Label(st, f))) != question {
					continue
				}
				if f.Fact != "" {
					return strings.TrimSuffix(good[string(f.Fact)], "\n") + "\n"
				}
				switch {
				case f.Key == "idp-initiated" && !wrongOnce:
					wrongOnce = true
					return s.response(t, entity+"/", "") + "\nb\n" + s.response(t, entity, "") + "\n"
				case f.Key == "sp-initiated":
					return s.response(t, entity, ` InResponseTo="_q"`) + "\n"
				case len(f.Accepts) > 0 && f.Accepts[0] == "certificate":
					return s.pem()
				}
			}
		}
		return "\n"
	}
	if err := Run(t.Context(), Deps{In: &admin{heard: &out, answer: answer}, Out: &out, Shelf: sh, Federation: "classics"}); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	v, err := sh.Look(t.Context(), "classics")
	if err != nil {
		t.Fatal(err)
	}
	has(t, out.String(), "error[saml-audience-mismatch]", "difference: a slash too many at the end", "No longer found: saml-audience-mismatch",
		"Finished: every step is settled", "The last day of the signing certificate is 2 March 2029")
	for _, st := range v.Plan {
		if at := v.Status[st.Ref()]; !at.Settled() {
			t.Errorf("%s is %s: %v", st.Ref(), at.State, at.Why)
		}
	}
	for _, f := range v.Report.Findings {
		if f.Severity == federation.Error {
			t.Errorf("%s: %s", f.Code, f.Detail)
		}
	}
	if strings.Contains(out.String(), "{{") || strings.Contains(out.String(), "**") {
		t.Error("a template or a mark was said")
	}
	if t.Failed() || testing.Verbose() {
		t.Log(out.String())
	}
}
