// Package saml judges SAML 2.0 documents: responses, login requests and metadata.
//
// Reading never fails, because a document is evidence however bad it is: what is
// wrong with it is noted, and the rest is read as far as possible. A value is what a
// correct parser reads. What a type such as [Response] holds is what the text says,
// signed or not; checks use only what a trusted signature covers, where there is
// one. Signatures are verified by goxmldsig, after the checks have explained what
// could be wrong with them. Every fault is reported at once, each with the console
// that mends it.
package saml

import (
	"federate/federation"
)

// The facts that SAML documents are measured against.
const (
	factIssuer      federation.Fact = "idp.entity_id"
	factSSO         federation.Fact = "idp.sso_url"
	factCertificate federation.Fact = "idp.certificate"
	factEntityID    federation.Fact = "sp.entity_id"
	factACS         federation.Fact = "sp.acs_url"
	factContext     federation.Fact = "sp.requested_authn_context"
	factSigned      federation.Fact = "saml.signed"
	factAlgorithm   federation.Fact = "saml.signature_algorithm"
	factEncryption  federation.Fact = "saml.encryption"
	factFormat      federation.Fact = "saml.name_id_format"

	factDecryptionKey federation.Fact = "saml.decryption_key"
	factWhole         federation.Fact = "saml.whole_message"
	factNameID        federation.Fact = "user.name_id"
	factRequest       federation.Fact = "request.id"
	factExternal      federation.Fact = "user.external_identity"
)

// The namespaces of SAML 2.0 and of XML signatures.
const (
	nsAssertion = "urn:oasis:names:tc:SAML:2.0:assertion"
	nsProtocol  = "urn:oasis:names:tc:SAML:2.0:protocol"
	nsMetadata  = "urn:oasis:names:tc:SAML:2.0:metadata"
	nsSignature = "http://www.w3.org/2000/09/xmldsig#"
)

const (
	methodBearer  = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
	statusSuccess = "urn:oasis:names:tc:SAML:2.0:status:Success"
	bindingPost   = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
	bindingGet    = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
)

// The standards that the rules cite.
func core(section string) federation.Source {
	return federation.Source{Document: "saml-core-2.0-os", Section: section}
}

func profiles(section string) federation.Source {
	return federation.Source{Document: "saml-profiles-2.0-os", Section: section}
}

func bindings(section string) federation.Source {
	return federation.Source{Document: "saml-bindings-2.0-os", Section: section}
}

func metadata(section string) federation.Source {
	return federation.Source{Document: "saml-metadata-2.0-os", Section: section}
}

// Checks returns the checks of this package, in the order they read best.
func Checks() []federation.Check {
	var all []federation.Check
	for _, group := range [][]federation.Check{
		shapeChecks(), signatureChecks(), vouchingChecks(), keyChecks(), strengthChecks(), addresseeChecks(), startChecks(),
		subjectChecks(), confirmationChecks(), nameChecks(), attributeChecks(), timeChecks(),
		requestChecks(), askedChecks(), requestTimeChecks(), requestSigningChecks(), requestSignatureChecks(), signatureShapeChecks(),
		redirectChecks(), metadataChecks(), metadataKeyChecks(), spMetadataChecks(), spKeyChecks(), agreementChecks(),
		tenantChecks(), optionChecks(),
	} {
		all = append(all, group...)
	}
	return federation.Of("saml", all)
}
