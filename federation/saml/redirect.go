package saml

import (
	"crypto/x509"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

// spKeys are the certificates by which the platform's metadata says that it signs.
func spKeys(d *federation.Dossier) []*x509.Certificate {
	if m, ok := federation.Doc[*Metadata](d, federation.KindSPMetadata); ok && len(m.Entities) == 1 && m.Entities[0].SP != nil {
		return signers(m.Entities[0].SP.Keys)
	}
	return nil
}

// signed reports whether a request is signed, inside the document or beside it.
func (r *Request) signed() bool { return r.Signature.Present() || r.Redirect != nil }

// judgeable reports whether the signature of a request can be verified at all.
func (r *Request) judgeable() bool {
	if r.Redirect != nil {
		return r.Redirect.supported() && !r.Redirect.redacted
	}
	return r.within != nil && r.within.judgeable()
}

// signedAt is where the signature of a request stands.
func (r *Request) signedAt() Value {
	if r.Redirect != nil {
		return Value{Path: "parameter Signature", Line: 1}
	}
	return r.Signature
}

// algorithm is how a request was signed.
func (r *Request) algorithm() Value {
	switch {
	case r.Redirect != nil:
		return r.Redirect.Algorithm
	case r.within != nil:
		return r.within.Algorithm
	}
	return Value{}
}

// requestSignatureChecks judge the signature of a request, wherever it stands.
func requestSignatureChecks() []federation.Check {
	const platform = federation.Platform
	held := onRequest(federation.Rule{Code: "saml-request-signature-broken", Severity: federation.Error,
		Title:  "The request does not verify with the platform's key",
		Remedy: "Export the metadata of {{name \"platform\"}} again and load its certificate into {{name \"idp\"}}; if it is the same one, capture the request again, as it stands in the address",
		Role:   federation.Either, Source: federation.Source{Document: "saml-bindings-2.0-os", Section: "3.4.4.1"},
		Because: check.Codes("saml-request-signature-damaged"),
	}, nil, func(d *federation.Dossier, r *Request) bool {
		m, ok := federation.Doc[*Metadata](d, federation.KindSPMetadata)
		return r.Readable() && r.judgeable() && (!ok || m.Readable() && len(spKeys(d)) > 0)
	}, func(j *check.Judgement, r *Request) {
		keys := spKeys(j.Dossier)
		holds := true
		switch {
		case len(keys) == 0:
		case r.Redirect != nil:
			holds = r.Redirect.judge(keys) == trusted
		case r.within != nil:
			holds = r.within.judge(keys[:min(len(keys), r.tries())]).outcome == trusted
		}
		if !holds {
			j.At(r.signedAt(), platform, "",
				"A signed request has to verify with a certificate of the platform's metadata and this one does not: either it was changed, or another key made it")
		}
	})
	held.Kinds = append(held.Kinds, federation.KindSPMetadata)
	return []federation.Check{
		onRequest(federation.Rule{Code: "saml-request-signature-damaged", Severity: federation.Error,
			Title:  "The request was changed after it was signed",
			Remedy: "Capture the request again, unchanged; if it is broken again, look for a proxy or a plug-in that rewrites it",
			Role:   federation.Either,
			Source: federation.Source{Document: "xmldsig-core1", Section: "3.2"},
		}, nil, func(_ *federation.Dossier, r *Request) bool {
			return r.Readable() && r.within != nil && r.within.judgeable() && len(r.within.Certificates) > 0
		}, func(j *check.Judgement, r *Request) {
			if r.within.judge(nil).outcome == broken {
				j.At(r.within.Here, platform, "",
					"The signature of the request has to verify with its own certificate and does not: what was signed has changed since")
			}
		}),
		held,
		onRequest(federation.Rule{Code: "saml-request-signature-algorithm", Severity: federation.Warning,
			Title:  "The signature of the request is weak",
			Remedy: "Set the signature algorithm of requests in {{name \"platform\"}} to rsa-sha256", Role: federation.PlatformAdmin,
			Source: federation.Source{Document: "NIST SP 800-131A Rev. 2", Section: "3"},
		}, nil, func(_ *federation.Dossier, r *Request) bool { return r.Readable() && r.signed() }, func(j *check.Judgement, r *Request) {
			if name := short(r.algorithm().Text); weak(name) {
				j.At(r.algorithm(), platform, "", "Signatures should be made over SHA-256 and the request was signed with %s", last(name)).Got = last(name)
			}
		}),
	}
}

// weak reports whether an algorithm uses SHA-1 or MD5, with any kind of key.
func weak(name string) bool {
	return slices.ContainsFunc([]string{"sha1", "md5"}, func(s string) bool { return strings.HasSuffix(name, "-"+s) })
}

// redirectChecks judge whether a response travelled in an address.
func redirectChecks() []federation.Check {
	return []federation.Check{
		onResponse(federation.Rule{Code: "saml-response-redirect", Severity: federation.Error,
			Title:  "The response came in an address and not in a form",
			Remedy: "Set the binding by which {{name \"idp\"}} answers to HTTP-POST", Role: federation.IdPAdmin, Source: profiles("4.1.2"),
		}, nil, nil, func(j *check.Judgement, r *Response, _ *view) {
			if r.Redirect != nil {
				f := j.At(Value{Path: "parameter SAMLResponse", Line: 1}, federation.IdP, "",
					"A response has to be posted by a form, as it grows too long for an address, and this one came by redirect")
				f.Want, f.Got = "HTTP-POST", "HTTP-Redirect"
			}
		}),
	}
}
