package oidc

import (
	"slices"
	"strings"

	"federate/federation"
)

// A Discovery is a discovery document (openid-connect-discovery-1_0 3).
type Discovery struct {
	Document
	Issuer                Value
	AuthorizationEndpoint Value
	TokenEndpoint         Value
	JWKSURI               Value
	UserinfoEndpoint      Value
	RevocationEndpoint    Value
	EndSessionEndpoint    Value

	Algorithms   []Value // id_token_signing_alg_values_supported
	AuthMethods  []Value // token_endpoint_auth_methods_supported
	SubjectTypes []Value

	saysAlgorithms, saysMethods, saysSubjects bool
}

// ReadDiscovery reads a discovery document. What keeps it from being read is in
// Document.Malformed and becomes a finding.
func ReadDiscovery(raw []byte) *Discovery {
	d := &Discovery{Document: parse(raw, "")}
	if !d.Readable() {
		return d
	}
	text := func(name string) Value { return d.text(d.root, name) }
	d.Issuer, d.AuthorizationEndpoint, d.TokenEndpoint, d.JWKSURI = text("issuer"), text("authorization_endpoint"),
		text("token_endpoint"), text("jwks_uri")
	d.UserinfoEndpoint, d.RevocationEndpoint, d.EndSessionEndpoint = text("userinfo_endpoint"), text("revocation_endpoint"),
		text("end_session_endpoint")
	d.Algorithms, d.saysAlgorithms = d.list(d.root, "id_token_signing_alg_values_supported")
	d.AuthMethods, d.saysMethods = d.list(d.root, "token_endpoint_auth_methods_supported")
	d.SubjectTypes, d.saysSubjects = d.list(d.root, "subject_types_supported")
	return d
}

// says pairs each fact with what the document says about it.
func (d *Discovery) says() []federationValue {
	return []federationValue{
		{factIssuer, d.Issuer}, {factAuthorization, d.AuthorizationEndpoint}, {factToken, d.TokenEndpoint}, {factKeySet, d.JWKSURI},
		{factUserinfo, d.UserinfoEndpoint}, {factRevocation, d.RevocationEndpoint}, {factEndSession, d.EndSessionEndpoint},
	}
}

type federationValue struct {
	fact federation.Fact
	Value
}

// Claims are the facts that the document states, for the identity provider. A
// template states nothing.
func (d *Discovery) Claims() (out []federation.Claim) {
	for _, v := range d.says() {
		if v.Text != "" && !template(v.Text) {
			out = append(out, federation.Claim{Side: federation.IdP, Fact: v.fact, Value: v.Text,
				From: federation.Origin{Artifact: federation.KindDiscovery, Path: v.Path, Line: v.Line}})
		}
	}
	return out
}

// Revisions are the endpoints that only one of d and old, an older document, names.
// Those that both name are facts.
func (d *Discovery) Revisions(old any) (out []federation.Revision) {
	from, ok := old.(*Discovery)
	if !ok || !d.Readable() || !from.Readable() || from.Issuer.Text != d.Issuer.Text {
		return nil
	}
	was := from.says()
	for i, is := range d.says() {
		if (was[i].Text == "") != (is.Text == "") {
			out = append(out, federation.Revision{What: string(is.fact), Was: was[i].Text, Is: is.Text})
		}
	}
	return out
}

// Offers reports whether value is what d says of fact with the tenant called by its
// other name.
func (d *Discovery) Offers(fact federation.Fact, value string) bool {
	return slices.ContainsFunc(d.says(), func(v federationValue) bool { return v.fact == fact && otherName(v.Text, value) })
}

// template reports whether an address still has to be filled in.
func template(address string) bool { return strings.Contains(address, "{") }

// methods are the ways in which a client may authenticate. A document that
// lists none means the default (openid-connect-discovery-1_0 3).
func (d *Discovery) methods() []string {
	if !d.saysMethods {
		return []string{"client_secret_basic"}
	}
	return texts(d.AuthMethods)
}
