package saml

import (
	"fmt"
	"slices"

	"federate/federation"
	"federate/federation/check"
	"federate/federation/document"

	"github.com/beevik/etree"
)

// A flaw is a reason why a signature cannot be verified, or is not accepted.
type flaw struct {
	Value
	want string
	says string
	mild bool // platforms that check the schema refuse it, others do not
}

// flaws are those of the signature of a whole document, a request or metadata: the
// ones that the rules for responses name one by one (saml-core-2.0-os 5.4).
func (s *Signature) flaws() (out []flaw) {
	say := func(v Value, format string, args ...any) {
		out = append(out, flaw{Value: v.OrAt(s.Here).With(v.Text), says: fmt.Sprintf(format, args...)})
	}
	switch {
	case len(s.References) != 1:
		say(s.Here, "A signature has to have one reference and this one has %d", len(s.References))
	case !s.covers():
		say(s.References[0].URI, "A signature has to name the element it stands in and this one names another")
		out[len(out)-1].want = "#" + id(s.el.Parent())
	}
	if !known(algorithms, s.Algorithm.Text) {
		say(s.Algorithm, "Signatures are made with RSA or ECDSA over SHA-2 and this one with another algorithm, so it was not judged")
	}
	if !slices.Contains(canonicalizations, s.Canonicalization.Text) {
		say(s.Canonicalization, "A signature names a canonical form that is known and this one names another, so it was not judged")
	}
	for _, ref := range s.References {
		if !known(digests, ref.Digest.Text) {
			say(ref.Digest, "Digests are SHA-1 or SHA-2 and this one is another, so the signature was not judged")
		}
		for _, t := range ref.Transforms {
			if foreign(t) {
				say(t, "SAML allows two kinds of transforms and the signature names another")
			}
		}
	}
	if !s.AfterIssuer {
		say(s.Here, "The schema puts the signature first, or right after the issuer, and it stands elsewhere")
		out[len(out)-1].mild = true
	}
	return out
}

// signatureShapeChecks judge the form of the signatures of requests and of metadata,
// as signatureChecks do for responses.
func signatureShapeChecks() []federation.Check {
	rule := func(code federation.Code, title, remedy string, role federation.Role) federation.Rule {
		return federation.Rule{Code: code, Severity: federation.Error, Title: title, Remedy: remedy, Role: role, Source: core("5.4")}
	}
	again := func(side federation.Side) string {
		return fmt.Sprintf("Download the metadata again from {{name %q}} and hand over the file as it is; if it is the same, report it to its maker",
			side)
	}
	of := func(kind federation.Kind, side federation.Side, r federation.Rule) federation.Check {
		c := onMetadata(kind, r, func(j *check.Judgement, m *Metadata) {
			for _, s := range m.Signatures {
				flawed(j, s, &m.Document, side)
			}
			if m.unjudged.Path != "" {
				f := j.At(m.unjudged, side, "",
					"The metadata is too large for all of its signatures to be judged, and whether this one holds was not looked at")
				f.Severity, f.Remedy = federation.Note,
					"Hand over the document of the one party that is meant, where its maker publishes one"
			}
		})
		return check.Only(func(d *federation.Dossier) bool {
			m, ok := federation.Doc[*Metadata](d, kind)
			return !ok || m.Readable() && (len(m.Signatures) > 0 || m.unjudged.Path != "")
		}, c)
	}
	request := onRequest(rule("saml-request-signature-form", "The signature of the request cannot be judged",
		"Report the request to the maker of {{name \"platform\"}}, or find out who changed it on the way", federation.PlatformAdmin), nil,
		func(_ *federation.Dossier, r *Request) bool { return r.Readable() && r.signed() }, func(j *check.Judgement, r *Request) {
			if r.within != nil {
				flawed(j, r.within, &r.Document, federation.Platform)
			}
			if r.Redirect != nil && !r.Redirect.supported() {
				f := j.At(r.Redirect.Algorithm.OrAt(r.signedAt()), federation.Platform, "",
					"SigAlg has to name RSA or ECDSA over SHA-2 and names another algorithm, so the signature was not judged")
				f.Got = r.Redirect.Algorithm.Text
			}
		})
	return []federation.Check{
		request,
		of(federation.KindIdPMetadata, federation.IdP,
			rule("saml-metadata-signature-form",
				"The signature of the metadata cannot be judged", again(federation.IdP), federation.IdPAdmin)),
		of(federation.KindSPMetadata, federation.Platform,
			rule("saml-sp-metadata-signature-form",
				"The signature of SP metadata cannot be judged", again(federation.Platform), federation.PlatformAdmin)),
	}
}

// flawed reports the flaws of s, which stands in d.
func flawed(j *check.Judgement, s *Signature, d *Document, side federation.Side) {
	for _, w := range s.flaws() {
		f := j.At(w.Value, side, "", "%s", w.says)
		f.Want, f.Got = w.want, w.Text
		if w.mild {
			f.Severity = federation.Warning
		}
	}
	own, n := id(s.el.Parent()), 0
	if own == "" {
		return
	}
	document.Walk(d.Root, func(el *etree.Element) {
		if id(el) == own {
			n++
		}
	})
	if n > 1 {
		j.At(s.Here, side, "", "Every ID has to be unique, and the one that is signed was given to %d elements", n).Got = own
	}
}

// supported reports whether the algorithm can be verified here.
func (q *RedirectSignature) supported() bool { return known(algorithms, q.Algorithm.Text) }
