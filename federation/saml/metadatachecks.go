package saml

import (
	"errors"
	"strings"

	"federate/federation"
	"federate/federation/certificate"
	"federate/federation/check"
)

// manyKeys is a number of signing certificates that the metadata of a whole Entra ID
// tenant has, and that of one application has not.
const manyKeys = 4

// metadataChecks judge the metadata of an identity provider.
func metadataChecks() []federation.Check {
	const idp = federation.IdP
	export := "Export the metadata of this application again from {{name \"idp\"}}"
	return []federation.Check{
		unreadableMetadata(federation.KindIdPMetadata, "saml-metadata-malformed", "The metadata is not readable", export),
		onMetadata(federation.KindIdPMetadata, federation.Rule{Code: "saml-metadata-several-entities", Severity: federation.Error,
			Title:  "The metadata describes several parties",
			Remedy: "Copy {{idp \"idp.entity_id\"}} of the one that is meant and hand the file over again, or export the metadata of that one alone",
			Role:   federation.IdPAdmin, Source: metadata("2.3.1"),
		}, func(j *check.Judgement, m *Metadata) {
			if n := len(m.Entities); n != 1 {
				j.At(m.Start(), idp, factIssuer, "A federation has one identity provider and the document describes %d", n).Got = m.names()
			}
		}),
		onEntity(federation.KindIdPMetadata, federation.Rule{Code: "saml-metadata-wrong-side", Severity: federation.Error,
			Title:  "The metadata is not an identity provider's",
			Remedy: "Export the metadata of {{name \"idp\"}}, not that of {{name \"platform\"}}", Role: federation.IdPAdmin,
			Source: metadata("2.4.3"),
		}, func(j *check.Judgement, _ *Metadata, e *Entity) {
			if e.IdP == nil && e.SP != nil {
				j.At(e.Here, idp, "", "The metadata of an identity provider is needed and this is a service provider's")
			} else if e.IdP == nil {
				j.At(e.Here, idp, "", "The metadata of an identity provider is needed and this describes no SAML 2.0 party")
			}
		}),
		anonymous(federation.KindIdPMetadata, federation.Rule{Code: "saml-metadata-no-entity-id", Severity: federation.Error,
			Title:  "The metadata does not say whose it is",
			Remedy: export, Role: federation.IdPAdmin, Source: metadata("2.3.2")}, idp, factIssuer),
		onIdP(federation.Rule{Code: "saml-metadata-no-signing-key", Severity: federation.Error,
			Title:  "The metadata has no signing certificate",
			Remedy: "Create a signing certificate in {{name \"idp\"}}, then export the metadata again", Role: federation.IdPAdmin,
			Source:  metadata("2.4.1.1"),
			Because: check.Codes("saml-metadata-certificate-unreadable"),
		}, func(j *check.Judgement, _ *Metadata, e *Entity) {
			if len(signing(e.IdP.Keys)) == 0 {
				j.At(e.IdP.Here, idp, factCertificate, "A platform needs the signing certificate and the metadata has none that signs")
			}
		}),
		onIdP(federation.Rule{Code: "saml-metadata-certificate-unreadable", Severity: federation.Error,
			Title:  "A certificate in the metadata is unreadable",
			Remedy: export, Role: federation.IdPAdmin, Source: metadata("2.4.1.1"),
		}, func(j *check.Judgement, _ *Metadata, e *Entity) {
			for _, k := range e.IdP.Keys {
				for _, c := range k.Certificates {
					if c.X509 == nil {
						f := j.At(c.Value, idp, factCertificate,
							"A certificate is needed and what the metadata has cannot be read as one: %s", certificate.Reason(c.Wrong))
						if errors.Is(c.Wrong, errChained) {
							f.Remedy = "Let {{name \"idp\"}} publish the certificate that signs alone, without the chain that issued it"
						}
					}
				}
			}
		}),
		onIdP(federation.Rule{Code: "saml-metadata-no-endpoint", Severity: federation.Error, Title: "The metadata has no sign-in address",
			Remedy: export, Role: federation.IdPAdmin, Source: metadata("2.4.3"),
		}, func(j *check.Judgement, _ *Metadata, e *Entity) {
			if at, ok := e.IdP.SignIn(); !ok || at.Location.Text == "" {
				j.At(e.IdP.Here, idp, factSSO, "A platform needs the sign-in address and the metadata has none")
			}
		}),
		expired(federation.KindIdPMetadata, federation.Rule{Code: "saml-metadata-expired", Severity: federation.Error,
			Title:  "The metadata has expired",
			Remedy: export, Role: federation.IdPAdmin, Source: metadata("2.3.2"),
		}, idp),
		onIdP(federation.Rule{Code: "saml-metadata-tenant-wide", Severity: federation.Warning, Title: "The metadata is a whole tenant's",
			Remedy: "Export the metadata of the application: its address ends in ?appid= and the application's ID",
			Role:   federation.IdPAdmin,
			Source: federation.Source{Document: "Microsoft identity platform: Federation metadata",
				Section: "Federation metadata endpoints"}, Confidence: federation.Likely,
		}, func(j *check.Judgement, _ *Metadata, e *Entity) {
			switch n := len(signing(e.IdP.Keys)); {
			case strings.Contains(strings.ToLower(e.ID.Text), "{tenantid}"):
				j.At(e.ID, idp, factIssuer, "The entity ID of one tenant is needed and the metadata has the pattern for all of them").Got = e.ID.Text
			case n >= manyKeys && strings.HasPrefix(e.ID.Text, "https://sts.windows.net/"):
				j.At(e.IdP.Here, idp, factCertificate,
					"An application signs with its own certificate and the metadata has the %d of the tenant", n)
			}
		}),
	}
}

// spMetadataChecks judge the metadata of a platform.
func spMetadataChecks() []federation.Check {
	const platform = federation.Platform
	export := "Export the metadata again from {{name \"platform\"}}"
	return []federation.Check{
		unreadableMetadata(federation.KindSPMetadata, "saml-sp-metadata-malformed", "The platform's metadata is not readable", export),
		onEntity(federation.KindSPMetadata, federation.Rule{Code: "saml-sp-metadata-wrong-side", Severity: federation.Error,
			Title:  "The metadata is not a service provider's",
			Remedy: "Export the metadata of {{name \"platform\"}}, not that of {{name \"idp\"}}", Role: federation.PlatformAdmin,
			Source: metadata("2.4.4"),
		}, func(j *check.Judgement, _ *Metadata, e *Entity) {
			if e.SP == nil {
				j.At(e.Here, platform, "", "The metadata of a service provider is needed and this describes none")
			}
		}),
		anonymous(federation.KindSPMetadata, federation.Rule{Code: "saml-sp-metadata-no-entity-id", Severity: federation.Error,
			Title:  "The platform's metadata does not say whose it is",
			Remedy: export, Role: federation.PlatformAdmin, Source: metadata("2.3.2")}, platform, factEntityID),
		onEntity(federation.KindSPMetadata, federation.Rule{Code: "saml-sp-metadata-certificate-unreadable", Severity: federation.Error,
			Title:  "A certificate in the platform's metadata is unreadable",
			Remedy: export, Role: federation.PlatformAdmin, Source: metadata("2.4.1.1"),
		}, func(j *check.Judgement, _ *Metadata, e *Entity) {
			if e.SP == nil {
				return
			}
			for _, k := range e.SP.Keys {
				for _, c := range k.Certificates {
					if c.X509 == nil {
						j.At(c.Value, platform, "", "A certificate is needed and what the metadata has cannot be read as one: %s",
							certificate.Reason(c.Wrong))
					}
				}
			}
		}),
		onEntity(federation.KindSPMetadata, federation.Rule{Code: "saml-sp-metadata-no-endpoint", Severity: federation.Error,
			Title:  "The platform's metadata has no address for POST",
			Remedy: export, Role: federation.PlatformAdmin, Source: metadata("2.4.4"),
		}, func(j *check.Judgement, _ *Metadata, e *Entity) {
			if e.SP == nil {
				return
			}
			if at, ok := e.SP.Consumer(); !ok || at.Location.Text == "" {
				j.At(e.SP.Here, platform, factACS, "The identity provider needs an address to post to and the metadata has none")
			}
		}),
		expired(federation.KindSPMetadata, federation.Rule{Code: "saml-sp-metadata-expired", Severity: federation.Error,
			Title:  "The platform's metadata has expired",
			Remedy: export, Role: federation.PlatformAdmin, Source: metadata("2.3.2"),
		}, platform),
	}
}

// expired returns the check that metadata is still valid.
func expired(kind federation.Kind, rule federation.Rule, side federation.Side) federation.Check {
	return onMetadata(kind, rule, func(j *check.Judgement, m *Metadata) {
		for _, v := range m.untils() {
			if _, over := j.Late(v.DateTime()); over {
				j.At(v, side, "", "It is %s now and the metadata was valid until before that", federation.Stamp(j.Now)).Got = v.Text
				return
			}
		}
	})
}

// anonymous returns the check that a party has an entity ID.
func anonymous(kind federation.Kind, rule federation.Rule, side federation.Side, fact federation.Fact) federation.Check {
	return onEntity(kind, rule, func(j *check.Judgement, _ *Metadata, e *Entity) {
		if strings.TrimSpace(e.ID.Text) == "" {
			j.At(e.ID.OrAt(e.Here), side, fact,
				"Every party names itself by an entityID and this one has none, so nobody can tell its messages")
		}
	})
}

// untils are the ends of validity, outermost first.
func (m *Metadata) untils() []Value {
	out := []Value{m.ValidUntil}
	for _, e := range m.Entities {
		out = append(out, e.ValidUntil)
		if e.IdP != nil {
			out = append(out, e.IdP.ValidUntil)
		}
		if e.SP != nil {
			out = append(out, e.SP.ValidUntil)
		}
	}
	return out
}

func unreadableMetadata(kind federation.Kind, code federation.Code, title, remedy string) federation.Check {
	return check.On(kind, federation.Rule{Code: code, Severity: federation.Error, Title: title, Remedy: remedy,
		Role: federation.Either, Source: metadata("2.3"), Uncapped: true,
	}, nil, check.Always, func(j *check.Judgement, m *Metadata) {
		if !m.Readable() {
			j.At(Value{Line: m.Line}, "", "", "The metadata cannot be read: %s", m.Malformed)
		}
	})
}
