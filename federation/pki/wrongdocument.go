package pki

import (
	"cmp"

	"federate/federation"
	"federate/federation/check"
)

// pasted are the checks of documents other than the one asked for.
func pasted() []federation.Check {
	wrong := func(r federation.Rule, detail string, kinds ...federation.Kind) federation.Check {
		r.Severity, r.Role = federation.Error, federation.IdPAdmin
		return onHanded(r, kinds, func(j *check.Judgement, a federation.Artifact) {
			if key := bundle(a).Key; key != "" {
				j.About(about(a), "%s: %s", detail, key)
			} else {
				j.About(about(a), "%s", detail)
			}
		})
	}
	return []federation.Check{
		privateKey(),
		wrong(federation.Rule{
			Code:   "pki-public-key",
			Title:  "A bare public key in place of a certificate",
			Remedy: `Download the signing certificate itself, labelled {{idp "idp.certificate"}}; its file starts with BEGIN CERTIFICATE`,
			Source: rfc(7468, "5"),
		}, "this is a public key without the certificate around it", federation.KindPublicKey),
		wrong(federation.Rule{
			Code:   "pki-csr",
			Title:  "A certificate request in place of a certificate",
			Remedy: `Have the request signed, or download the finished certificate, labelled {{idp "idp.certificate"}}; its file starts with BEGIN CERTIFICATE`,
			Source: rfc(2986, "3"),
		}, "this asks an authority for a certificate and is none itself", federation.KindCSR),
		wrong(federation.Rule{
			Code:     "pki-pkcs12",
			Title:    "A PKCS#12 file in place of a certificate",
			Remedy:   `Export the certificate alone, without its private key, as PEM; keep the PKCS#12 file (.pfx, .p12) where only the identity provider reads it`,
			Source:   rfc(7292, "4"),
			Uncapped: true,
		}, "such a file normally carries the private key as well; it was not opened and not kept", federation.KindPKCS12),
		sshKey(),
		wrong(federation.Rule{
			Code:   "pki-html-page",
			Title:  "A web page in place of the file",
			Remedy: `Sign in to the console, download the certificate, labelled {{idp "idp.certificate"}}, or the metadata again, and open the file in a text editor before handing it over`,
			Source: section(nice, "Create and Configure an Azure Application with SAML 2.0"),
		}, "this is a web page, as it is saved when a download link has expired or asks for a login", federation.KindHTML),
	}
}

// privateKey still fires after a better document: the key was shown.
func privateKey() federation.Check {
	r := federation.Rule{
		Code:     "pki-private-key",
		Severity: federation.Error,
		Title:    "A private key was handed over",
		Remedy:   `Generate a new key pair in {{name "idp"}}, make its certificate the active one, and hand over that certificate alone; delete every copy of this key`,
		Role:     federation.IdPAdmin,
		Source:   federation.Source{Document: "NIST SP 800-57 Part 1 Rev. 5", Section: "8.3.5", URL: nist57.URL},
		Uncapped: true,
	}
	private := func(a federation.Artifact) bool { return a.Kind == federation.KindPrivateKey || bundle(a).Private }
	return federation.Check{Rule: r,
		Applies: received(federation.KindPrivateKey, federation.KindSSHKey),
		Run: func(d *federation.Dossier) (out []federation.Finding) {
			for _, a := range d.Artifacts() {
				if private(a) {
					out = append(out, r.At(about(a), "this is a secret (%s); nothing of it was kept, but whoever has it can forge logins",
						cmp.Or(bundle(a).Key, "private key")))
				}
			}
			return out
		}}
}

func sshKey() federation.Check {
	r := federation.Rule{
		Code:     "pki-ssh-key",
		Severity: federation.Error,
		Title:    "An SSH key in place of a certificate",
		Remedy:   `Download the signing certificate, labelled {{idp "idp.certificate"}}; SSH keys have no part in single sign-on`,
		Role:     federation.IdPAdmin,
		Source:   rfc(4253, "6.6"),
	}
	return onHanded(r, []federation.Kind{federation.KindSSHKey}, func(j *check.Judgement, a federation.Artifact) {
		if b := bundle(a); !b.Private {
			j.About(about(a), "this belongs to the secure shell and is no certificate: %s", cmp.Or(b.Key, "SSH key"))
		}
	})
}
