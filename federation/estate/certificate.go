package estate

import (
	"cmp"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/federation/certificate"
)

// The planning values of a renewal: when it is put on the list and when it is
// begun (Implementing CXone Central Authentication Federation with Azure AD B2C),
// how long the new certificate lies beside the old one before the switch
// (Implementing Unified Authentication Strategies for Single Sign-On Across
// Multi-Vendor Estates), and how far apart two ends should be.
const (
	planAhead  = 90 * 24 * time.Hour
	beginAhead = 30 * 24 * time.Hour
	overlap    = 72 * time.Hour
	apart      = 14 * 24 * time.Hour
)

// A Renewal is one certificate that has to be replaced.
type Renewal struct {
	Member  string // id
	Name    string
	Subject string
	Digest  string // SHA-256, hexadecimal
	Ends    time.Time
	Begin   time.Time // 30 days ahead
	Upload  time.Time // the last day to lay the new one beside the old one; zero where the platform keeps one
	Keeps   int       // certificates that the platform keeps; zero: unknown
}

// Renewals are the certificates of all members in the order in which they end.
func Renewals(d *federation.Dossier) (out []Renewal) {
	for _, m := range d.Members {
		for _, c := range held(m) {
			r := Renewal{Member: m.Value(FactID), Name: name(m), Subject: c.Subject.String(), Digest: digest(c), Ends: c.NotAfter.UTC(),
				Begin: c.NotAfter.UTC().Add(-beginAhead), Keeps: m.Expect.CertificateCount.Value}
			if r.Keeps > 1 {
				r.Upload = r.Ends.Add(-overlap)
			}
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b Renewal) int { return cmp.Or(a.Ends.Compare(b.Ends), strings.Compare(a.Member, b.Member)) })
	return out
}

// How says how r is done.
func (r Renewal) How() string {
	switch {
	case !r.Upload.IsZero():
		return "lay the new one beside it by " + r.Upload.Format(day)
	case r.Keeps == 1:
		return "no overlap: a quiet hour, both admins"
	}
	return "nobody says whether two fit: plan a quiet hour"
}

// held are the certificates that the identity provider says it signs with for m.
func held(m *federation.Dossier) (out []*x509.Certificate) {
	for _, claim := range m.Claims("idp.certificate") {
		if claim.Side != federation.IdP {
			continue
		}
		if c, err := certificate.FromPEM(claim.Value); err == nil && !slices.ContainsFunc(out, c.Equal) {
			out = append(out, c)
		}
	}
	return out
}

func digest(c *x509.Certificate) string { return fmt.Sprintf("%X", sha256.Sum256(c.Raw)) }

// ownCertificates reports whether the identity providers of a and b make a certificate
// for each application. Others sign for everybody with one.
func ownCertificates(a, b *federation.Dossier) bool {
	return a.Expect.OwnCertificate.Value && b.Expect.OwnCertificate.Value
}

// certificates are the checks of the certificate calendar.
func certificates() []check {
	entraCert := federation.Source{Document: "Microsoft Entra documentation: Manage certificates for federated single sign-on",
		URL: "https://learn.microsoft.com/entra/identity/enterprise-apps/tutorial-manage-certificates-for-federated-single-sign-on"}
	same := rule("same-certificate", federation.Warning, federation.Likely, federation.IdPAdmin, entraCert,
		"Two applications sign with one certificate",
		"Create a certificate for each application, so that one can be renewed without the other")
	shared := rule("certificate-shared", federation.Note, federation.Unverified, federation.Either, multiVendor,
		"One certificate signs for several platforms",
		"Plan its renewal for all platforms in one window: they all change at once")
	together := rule("certificates-end-together", federation.Warning, federation.Unverified, federation.IdPAdmin, entraCert,
		"Two certificates end within a fortnight",
		"Renew one of them now, so that both platforms are not changed in the same weeks")
	single := rule("certificate-no-overlap", federation.Note, federation.Likely, federation.Either, multiVendor,
		"A renewal without an overlap comes up",
		"Agree on a quiet hour in which both admins are there, and keep a local administrator logged in")
	type compare func(a, b *federation.Dossier, x, y *x509.Certificate) (f federation.Finding, found bool)
	both := func(look compare) func(*federation.Dossier) []federation.Finding {
		return couples(func(a, b *federation.Dossier) (out []federation.Finding) {
			for _, x := range held(a) {
				for _, y := range held(b) {
					if f, ok := look(a, b, x, y); ok {
						out = append(out, f)
					}
				}
			}
			return out
		})
	}
	needs := where(saml, "idp.certificate")
	return []check{
		{rule: same, pairs: true, needs: needs,
			run: both(func(a, b *federation.Dossier, x, y *x509.Certificate) (federation.Finding, bool) {
				return same.At(at(b, "idp.certificate"),
						"%s and %s cannot be renewed one after the other", name(a), name(b)).Saw(digest(x)),
					x.Equal(y) && ownCertificates(a, b)
			})},
		{rule: shared, pairs: true, needs: needs,
			run: both(func(a, b *federation.Dossier, x, y *x509.Certificate) (federation.Finding, bool) {
				return shared.At(at(b, "idp.certificate"), "%s and %s hold the same", name(a), name(b)).Saw(digest(x)),
					x.Equal(y) && !ownCertificates(a, b)
			})},
		{rule: together, pairs: true, needs: needs,
			run: both(func(a, b *federation.Dossier, x, y *x509.Certificate) (federation.Finding, bool) {
				between := x.NotAfter.Sub(y.NotAfter).Abs()
				return together.At(at(b, "idp.certificate"),
						"that of %s ends on %s and that of %s on %s", name(a), x.NotAfter.UTC().Format(day), name(b),
						y.NotAfter.UTC().Format(day)),
					!x.Equal(y) && between < apart
			})},
		{rule: single, needs: needs, run: each(func(d, m *federation.Dossier) (out []federation.Finding) {
			count := m.Expect.CertificateCount
			for _, c := range held(m) {
				if count.Set && count.Value == 1 && len(held(m)) == 1 && c.NotAfter.After(d.Now) && c.NotAfter.Sub(d.Now) < planAhead {
					out = append(out, count.Cite(single).At(at(m, "idp.certificate"),
						"%s keeps one certificate, and this one ends on %s", name(m), c.NotAfter.UTC().Format(day)).Saw(digest(c)))
				}
			}
			return out
		})},
	}
}
