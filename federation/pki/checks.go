package pki

import (
	"crypto/x509"
	"fmt"
	"slices"
	"strconv"

	"federate/federation"
	"federate/federation/check"
)

// Checks returns every check of this package. Only SAML hands over certificates.
func Checks() []federation.Check {
	return federation.Of("saml", slices.Concat(pasted(), forms(), dates(), strength()))
}

// The sources that several rules rest on.
var (
	nist57 = federation.Source{Document: "NIST SP 800-57 Part 1 Rev. 5", Section: "5.6.3",
		URL: "https://doi.org/10.6028/NIST.SP.800-57pt1r5"}
	entra = federation.Source{Document: "Microsoft: Tutorial: Manage federation certificates",
		URL: "https://learn.microsoft.com/entra/identity/enterprise-apps/tutorial-manage-certificates-for-federated-single-sign-on"}
	nice = federation.Source{Document: "NICE CXone Mpower help: Manage Federation with Azure",
		Section: "Set Up a Login Authenticator with SAML 2.0 in CXone Mpower"}
)

func rfc(number int, section string) federation.Source {
	return federation.Source{Document: fmt.Sprintf("RFC %d", number), Section: section,
		URL: fmt.Sprintf("https://www.rfc-editor.org/rfc/rfc%d#section-%s", number, section)}
}

func section(s federation.Source, name string) federation.Source { s.Section = name; return s }

// received reports whether a document of one of kinds is there.
func received(kinds ...federation.Kind) func(*federation.Dossier) bool {
	return func(d *federation.Dossier) bool {
		return slices.ContainsFunc(d.Artifacts(), func(a federation.Artifact) bool { return slices.Contains(kinds, a.Kind) })
	}
}

// current are the documents of one of kinds that no better one has followed: once
// the right one was handed over, the wrong one no longer matters.
func current(d *federation.Dossier, kinds ...federation.Kind) (out []federation.Artifact) {
	for i, a := range d.Artifacts() {
		later := d.Artifacts()[i+1:]
		if slices.Contains(kinds, a.Kind) && !slices.ContainsFunc(later, states) {
			out = append(out, a)
		}
	}
	return out
}

// states reports whether a says anything about the certificate.
func states(a federation.Artifact) bool {
	return slices.ContainsFunc(a.Claims, func(c federation.Claim) bool { return c.Fact == fact })
}

// onHanded returns a check of every current document of one of kinds.
func onHanded(r federation.Rule, kinds []federation.Kind, run func(*check.Judgement, federation.Artifact)) federation.Check {
	return federation.Check{Rule: r, Applies: received(kinds...), Run: func(d *federation.Dossier) []federation.Finding {
		return check.Judge(d, r, "", func(j *check.Judgement) {
			for _, a := range current(d, kinds...) {
				run(j, a)
			}
		})
	}}
}

// about is the subject of a finding about a document that should have been a
// certificate.
func about(a federation.Artifact) federation.Subject {
	return federation.Subject{Side: federation.IdP, Fact: fact, Artifact: a.Kind}
}

// bundle is what was read of a; never nil.
func bundle(a federation.Artifact) *Bundle {
	if b, ok := a.Doc.(*Bundle); ok && b != nil {
		return b
	}
	return &Bundle{Kind: a.Kind}
}

// A stated is one claim of a certificate, parsed.
type stated struct {
	claim federation.Claim
	cert  *x509.Certificate
	spare bool // one of several, and not the first of its side
}

// certificates are those that a side stated itself. One that the owner states too is
// judged there.
func certificates(d *federation.Dossier) []stated {
	return federation.Once(d, "pki certificates", func() []stated { return parsed(d) })
}

func parsed(d *federation.Dossier) (out []stated) {
	claims := d.Claims(fact)
	for _, c := range claims {
		if !c.Own() || c.Withheld {
			continue
		}
		cert, err := Certificate(c.Value)
		if err != nil || slices.ContainsFunc(out, func(s stated) bool { return s.cert.Equal(cert) }) {
			continue
		}
		first := slices.ContainsFunc(claims, func(o federation.Claim) bool { return o.Side == c.Side && o.Key == "" })
		out = append(out, stated{c, cert, c.Key != "" && first})
	}
	return out
}

// each is a check of every stated certificate.
func each(r federation.Rule, judge func(d *federation.Dossier, s stated) (detail, got string, broken bool)) federation.Check {
	return federation.Check{Rule: r, Facts: []federation.Fact{fact}, Run: func(d *federation.Dossier) (out []federation.Finding) {
		for _, s := range certificates(d) {
			if detail, got, broken := judge(d, s); broken {
				out = append(out, r.At(s.claim.Subject(), "%s", detail).Saw(got))
			}
		}
		return out
	}}
}

// name is what people know c by, in quotation marks.
func name(c *x509.Certificate) string {
	if c.Subject.CommonName != "" {
		return strconv.Quote(c.Subject.CommonName)
	}
	if s := c.Subject.String(); s != "" {
		return strconv.Quote(s)
	}
	return "the certificate"
}
