package saml

import (
	"federate/federation"
	"federate/federation/check"
)

// requestSigningChecks judge whether login requests are signed as the identity
// provider's metadata wants them to be.
func requestSigningChecks() []federation.Check {
	wants := func(d *federation.Dossier) (v Value) {
		if e := describedIdP(d); e != nil {
			v = e.IdP.WantAuthnRequestsSigned
		}
		return v
	}
	signs := func(d *federation.Dossier) (v Value) {
		if m, ok := federation.Doc[*Metadata](d, federation.KindSPMetadata); ok && len(m.Entities) == 1 && m.Entities[0].SP != nil {
			v = m.Entities[0].SP.AuthnRequestsSigned
		}
		return v
	}
	const platform = federation.Platform
	return []federation.Check{
		onIdP(federation.Rule{Code: "saml-metadata-request-signing", Severity: federation.Error,
			Title:  "The platform does not sign the requests it should",
			Remedy: "Switch on signed requests in {{name \"platform\"}}, or switch off in {{name \"idp\"}} that they have to be signed",
			Role:   federation.Either, Source: metadata("2.4.3"),
		}, func(j *check.Judgement, _ *Metadata, e *Entity) {
			want, does, known := wants(j.Dossier), signs(j.Dossier), j.Expect.SignsRequests
			if want.True() && !does.Present() && known.Set && !known.Value {
				f := j.At(want, federation.IdP, "",
					"%s demands signed login requests and %s does not sign them", j.Words.Name(federation.IdP), j.Words.Name(platform))
				f.Got = "WantAuthnRequestsSigned=" + want.Text
				check.Rests(f, known)
			}
			if want.True() && does.False() {
				j.At(want, federation.IdP, "", "%s demands signed login requests and the metadata of %s says that it does not sign them",
					j.Words.Name(federation.IdP), j.Words.Name(platform)).Got = "WantAuthnRequestsSigned=" + want.Text + ", AuthnRequestsSigned=" + does.Text
			}
		}),
		onRequest(federation.Rule{Code: "saml-request-unsigned", Severity: federation.Warning,
			Title:  "The request should be signed and seems not to be",
			Remedy: "Switch on signed requests in {{name \"platform\"}}, or switch off in {{name \"idp\"}} that they have to be signed",
			Role:   federation.PlatformAdmin, Source: metadata("2.4.3"),
		}, nil, func(d *federation.Dossier, r *Request) bool { return r.Readable() && wants(d).True() },
			func(j *check.Judgement, r *Request) {
				if !r.signed() && !signs(j.Dossier).True() {
					j.At(r.here(Value{}), platform, "",
						"%s demands signed login requests and this one has no signature; where it travelled in an address, look there for Signature=",
						j.Words.Name(federation.IdP))
				}
			}),
		onRequest(federation.Rule{Code: "saml-request-signed", Severity: federation.Note,
			Title:  "The request is signed and nobody asked for it",
			Remedy: "Load the certificate of {{name \"platform\"}} into {{name \"idp\"}} if requests are to be checked, or switch off signed requests",
			Role:   federation.Either, Source: metadata("2.4.3"),
		}, nil, func(d *federation.Dossier, r *Request) bool { return r.Readable() && wants(d).False() },
			func(j *check.Judgement, r *Request) {
				if r.signed() {
					j.At(r.signedAt(), platform, "",
						"%s asks for no signed requests and this one is signed: it has to know the certificate or ignore the signature",
						j.Words.Name(federation.IdP))
				}
			}),
	}
}
