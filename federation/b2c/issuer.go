package b2c

import (
	"slices"
	"strconv"
	"strings"

	"federate/federation"
)

// protocols are the words of the schema's ProtocolName.
var protocols = []string{"None", "OAuth1", "OAuth2", "SAML2", "OpenIdConnect", "WsFed", "WsTrust", "UProve11", "Proprietary"}

// algorithms are the words of XmlSignatureAlgorithm.
var algorithms = []string{"Sha256", "Sha384", "Sha512", "Sha1"}

const (
	codeProtocolWord federation.Code = "b2c-protocol-word"
	codeTokenFormat  federation.Code = "b2c-token-format"
)

// issuerChecks judge the technical profile that makes the SAML response.
func issuerChecks() []federation.Check {
	return []federation.Check{
		on(federation.Rule{Code: codeProtocolWord, Severity: federation.Error, Title: "There is no protocol of this name",
			Remedy: "Set the protocol to a word that the schema knows; for SAML it is SAML2", Source: schema("ProtocolName"),
		}, func(j *judgement, p *Policy) {
			for _, t := range p.everyProfile() {
				if t.Protocol.Present() && !slices.Contains(protocols, t.Protocol.Text) {
					j.at(t.Protocol, factPolicy, "guides say SAML or SAML2TokenIssuer here, and the schema knows neither")
				}
			}
		}),
		onIssuers(federation.Rule{Code: "b2c-issuer-protocol", Severity: federation.Error, Title: "The SAML issuer has another protocol",
			Remedy: "Set the protocol of the issuer's profile to SAML2", Source: issuerPage("Protocol"), Confidence: federation.Likely,
			Because: []federation.Code{codeProtocolWord},
		}, func(j *judgement, t *Profile) {
			if name := t.Protocol.Text; name != "SAML2" && name != "None" {
				j.at(t.Protocol.OrAt(t.Here), factPolicy, "%s is to issue SAML; its protocol is SAML2, or None in older examples", t.name()).Want = "SAML2"
			}
		}),
		onIssuers(federation.Rule{Code: codeTokenFormat, Severity: federation.Error, Title: "The issuer makes tokens of another format",
			Remedy: "Set OutputTokenFormat of the issuer's profile to SAML2", Source: issuerPage("Protocol"),
		}, func(j *judgement, t *Profile) {
			if t.OutputTokenFormat.Word() != "SAML2" {
				j.at(t.OutputTokenFormat.OrAt(t.Here), factPolicy, "%s has the name or the keys of a SAML issuer, and its format is another",
					t.name()).Want = "SAML2"
			}
		}),
		onIssuers(federation.Rule{Code: "b2c-issuer-uri-missing", Severity: federation.Warning, Title: "The policy does not say its issuer",
			Remedy: "Add the metadata item IssuerUri with exactly the issuer that {{name \"platform\"}} is to see",
			Source: issuerPage("Metadata"), Confidence: federation.Likely,
		}, func(j *judgement, t *Profile) {
			if t.Item("IssuerUri").Word() == "" {
				j.at(t.Item("IssuerUri").OrAt(t.Here), factIssuer,
					"%s leaves the issuer to Azure AD B2C, so nobody has agreed on it", t.name())
			}
		}),
		needs(on(federation.Rule{Code: "b2c-issuer-uri", Severity: federation.Error,
			Title:  "IssuerUri is not the issuer that was agreed on",
			Remedy: "Set IssuerUri to exactly the wanted value and upload the policy again; where the policy is right, correct {{idp \"idp.entity_id\"}}",
			Source: issuerPage("Metadata"), Confidence: federation.Likely, Because: []federation.Code{codeTemplate},
		}, func(j *judgement, p *Policy) {
			said := p.issuerURIs()
			want := j.Value(factIssuer)
			if slices.ContainsFunc(said, func(v Value) bool { return v.Text == want }) {
				return // it has several issuers, and one of them is this federation's
			}
			for _, v := range said {
				j.at(v, factIssuer, "the response will carry this name, and %s was told another", j.Words.Name(federation.Platform)).Want = want
			}
		}), factIssuer),
		onIssuers(federation.Rule{Code: "b2c-not-before-skew", Severity: federation.Error,
			Title:  "The skew is not between 0 and 3600 seconds",
			Remedy: "Set TokenNotBeforeSkewInSeconds to a number from 0 to 3600, such as 60; it counts into the past",
			Source: issuerPage("Metadata"),
		}, func(j *judgement, t *Profile) {
			v := t.Item("TokenNotBeforeSkewInSeconds")
			if n, err := strconv.Atoi(v.Word()); v.Present() && (err != nil || n < 0 || n > 3600) {
				j.at(v, factPolicy, "one minute into the past is 60, without a sign")
			}
		}),
		onIssuers(federation.Rule{Code: "b2c-token-lifetime", Severity: federation.Error, Title: "The lifetime is not a number of seconds",
			Remedy: "Set TokenLifeTimeInSeconds to a number of seconds, such as 300", Source: issuerPage("Metadata"),
		}, func(j *judgement, t *Profile) {
			v := t.Item("TokenLifeTimeInSeconds")
			if n, err := strconv.Atoi(v.Word()); v.Present() && (err != nil || n < 1) {
				j.at(v, factPolicy, "an assertion is good for 300 seconds if nothing else is said")
			}
		}),
		on(federation.Rule{Code: "b2c-signature-algorithm-word", Severity: federation.Error,
			Title:  "There is no signature algorithm of this name",
			Remedy: "Set XmlSignatureAlgorithm to Sha256", Source: issuerPage("Metadata"),
		}, func(j *judgement, p *Policy) {
			for _, v := range p.algorithms() {
				if !slices.ContainsFunc(algorithms, func(a string) bool { return strings.EqualFold(a, v.Word()) }) {
					j.at(v, factAlgorithm, "Azure AD B2C knows %s", strings.Join(algorithms, ", "))
				}
			}
		}),
		on(federation.Rule{Code: "b2c-signature-algorithm-sha1", Severity: federation.Warning, Title: "The policy signs with SHA-1",
			Remedy: "Set XmlSignatureAlgorithm to Sha256, in the issuer's profile and in the relying party's",
			Source: issuerPage("Metadata"),
		}, func(j *judgement, p *Policy) {
			for _, v := range p.algorithms() {
				if strings.EqualFold(v.Word(), "Sha1") {
					j.at(v, factAlgorithm, "SHA-1 is broken, and platforms begin to refuse it")
				}
			}
		}),
		onIssuers(federation.Rule{Code: "b2c-session-profile", Severity: federation.Warning, Title: "The issuer has no SAML session",
			Remedy:     "Add UseTechnicalProfileForSessionManagement with a profile whose handler is SamlSSOSessionProvider, such as SM-Saml-issuer",
			Source:     page("Single sign-on session providers", "custom-policy-reference-sso", "SamlSSOSessionProvider"),
			Confidence: federation.Likely,
		}, func(j *judgement, t *Profile) {
			if !t.Session.Present() && !t.Include.Present() {
				j.at(t.Here, factPolicy, "%s does not say how the session with the platform is kept, which sign-out needs", t.name())
				return
			}
			for _, p := range j.files {
				if s := p.profile(t.Session); s != nil && s.Handler.Present() &&
					!strings.Contains(s.Handler.Text, "SamlSSOSessionProvider") {
					j.at(s.Handler, factPolicy, "%s leads to %s, which keeps another kind of session", t.name(), s.name())
				}
			}
		}),
		on(federation.Rule{Code: "b2c-relay-state-setting", Severity: federation.Warning, Title: "There is no setting for the relay state",
			Remedy: "Remove it; where people land on the wrong page, check the reply address and the account of the person instead",
			Source: issuerPage("Metadata"),
		}, func(j *judgement, p *Policy) {
			for _, t := range p.everyProfile() {
				for _, v := range t.words() {
					if relayState(v.Text) {
						j.at(v, factPolicy,
							"one guide tells of a setting that preserves the relay state; Azure AD B2C returns it by itself and has none")
					}
				}
			}
		}),
	}
}

func relayState(s string) bool {
	plain := strings.ToLower(strings.NewReplacer(" ", "", "-", "", "_", "").Replace(s))
	return strings.Contains(plain, "relaystate")
}

func (t *Profile) name() string { return "the profile “" + t.ID.Text + "”" }

// words are the names of a profile's settings and keys.
func (t *Profile) words() (out []Value) {
	for _, i := range t.Metadata {
		out = append(out, i.Key)
	}
	for _, k := range t.Keys {
		out = append(out, k.ID)
	}
	return out
}

func (p *Policy) everyProfile() []*Profile {
	out := slices.Clone(p.Profiles)
	if p.RelyingParty != nil && p.RelyingParty.Profile != nil {
		out = append(out, p.RelyingParty.Profile)
	}
	return out
}

// profile is the profile of that ID which p defines or changes.
func (p *Policy) profile(id Value) *Profile {
	for _, t := range p.Profiles {
		if id.Present() && t.ID.Text == id.Text {
			return t
		}
	}
	return nil
}

// issuerURIs are the issuers that p names, in changes to a profile too.
func (p *Policy) issuerURIs() (out []Value) {
	for _, t := range p.Profiles {
		if v := t.Item("IssuerUri"); t.issues() && v.Word() != "" {
			out = append(out, v)
		}
	}
	return out
}

// algorithms are the signature algorithms in p: of its SAML issuers, and of its
// relying party. Both places are documented.
func (p *Policy) algorithms() (out []Value) {
	for _, t := range p.everyProfile() {
		party := p.RelyingParty != nil && t == p.RelyingParty.Profile
		if v := t.Item("XmlSignatureAlgorithm"); v.Present() && (party || t.issues()) {
			out = append(out, v)
		}
	}
	return out
}
