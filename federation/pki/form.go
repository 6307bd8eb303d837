package pki

import (
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

// holders are the kinds of documents that hold certificates.
var holders = []federation.Kind{federation.KindCertificate, federation.KindPKCS7}

// forms are the checks of how a certificate was written.
func forms() []federation.Check {
	return []federation.Check{malformed(), repaired(), severalCertificates(), twice(), formNotTaken()}
}

func malformed() federation.Check {
	r := federation.Rule{
		Code:     "pki-malformed",
		Severity: federation.Error,
		Title:    "The certificate cannot be read",
		Remedy:   `Download the certificate, labelled {{idp "idp.certificate"}}, again and hand over the whole file, from BEGIN CERTIFICATE to END CERTIFICATE`,
		Role:     federation.IdPAdmin,
		Source:   rfc(5280, "4.1"),
		Uncapped: true,
	}
	unread := func(c federation.Claim) bool {
		if !c.Stated() {
			return false
		}
		_, err := Certificate(c.Value)
		return err != nil
	}
	return federation.Check{Rule: r,
		Applies: func(d *federation.Dossier) bool { return len(d.Claims(fact)) > 0 || received(holders...)(d) },
		Run: func(d *federation.Dossier) (out []federation.Finding) {
			for _, a := range current(d, holders...) {
				for _, f := range bundle(a).Malformed {
					s := about(a)
					s.Line = f.Line
					out = append(out, r.At(s, "it cannot be read as a certificate: %s", f.Reason))
				}
			}
			for _, c := range d.Claims(fact) {
				if unread(c) {
					out = append(out, r.At(c.Subject(), "the value given is no certificate in PEM"))
				}
			}
			return out
		}}
}

func repaired() federation.Check {
	r := federation.Rule{
		Code:     "pki-repaired",
		Severity: federation.Note,
		Title:    "The certificate was damaged and has been mended",
		Remedy:   `Upload the clean copy that this program writes, not the text as it was handed over`,
		Role:     federation.PlatformAdmin,
		Source:   rfc(7468, "2"),
	}
	return onHanded(r, holders, func(j *check.Judgement, a federation.Artifact) {
		if b := bundle(a); len(b.Mended) > 0 && len(b.Certificates) > 0 {
			j.About(about(a), "%s", strings.Join(b.Mended, "; "))
		}
	})
}

func severalCertificates() federation.Check {
	r := federation.Rule{
		Code:     "pki-several-certificates",
		Severity: federation.Note,
		Title:    "More certificates than the platform keeps",
		Remedy:   `Hand over only the certificate that signs today as {{platform "idp.certificate"}}; leave out the chain that issued it`,
		Role:     federation.PlatformAdmin,
		Source:   federation.Source{Document: "saml-metadata-2.0-os", Section: "2.4.1.1"},
	}
	return onHanded(r, holders, func(j *check.Judgement, a federation.Artifact) {
		most := 1
		if e := j.Expect.CertificateCount; e.Set {
			most = e.Value
		}
		b := bundle(a)
		if n := len(distinct(b.Certificates)); n > most {
			f := j.About(about(a), "it holds %d certificates, and %s is taken for the signing one", n, name(b.Leaves()[0]))
			f.Want, f.Got = fmt.Sprintf("at most %d", most), fmt.Sprint(n)
			check.Rests(f, j.Expect.CertificateCount)
		}
	})
}

func formNotTaken() federation.Check {
	r := federation.Rule{
		Code:     "pki-not-pem",
		Severity: federation.Warning,
		Title:    "The file's form is not one that the platform takes",
		Remedy:   `Convert the certificate with this program before you upload it as {{platform "idp.certificate"}}, or download it from {{name "idp"}} in the wanted form`,
		Role:     federation.PlatformAdmin,
		Source:   nice,
	}
	return check.Only(func(d *federation.Dossier) bool { return d.Expect.CertificateForms.Set },
		onHanded(r, holders, func(j *check.Judgement, a federation.Artifact) {
			e, b := j.Expect.CertificateForms, bundle(a)
			switch {
			case len(b.Certificates) == 0, b.Form == "", b.Form == FormRepaired, slices.Contains(e.Value, b.Form):
				return
			}
			f := j.About(about(a), "%s is given a file in %s", j.Words.Name(federation.Platform), formWords[b.Form])
			f.Want, f.Got = strings.Join(e.Value, " or "), b.Form
			check.Rests(f, e)
		}))
}

var formWords = map[string]string{
	FormPEM:    "PEM, which is text between BEGIN and END lines",
	FormDER:    "DER, which is binary",
	FormBase64: "bare base64, without BEGIN and END lines",
	FormPKCS7:  "PKCS#7, which wraps certificates once more",
}
