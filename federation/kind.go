package federation

// A Kind names a sort of document: "idp-metadata", "saml-response".
type Kind string

// The kinds of documents that are told apart. The vocabulary says more of each.
const (
	KindUnknown Kind = "unknown"
	KindHTML    Kind = "html"
	KindUsers   Kind = "users"

	KindCertificate Kind = "certificate"
	KindPKCS7       Kind = "pkcs7"
	KindCSR         Kind = "csr"
	KindPublicKey   Kind = "public-key"
	KindPrivateKey  Kind = "private-key"
	KindPKCS12      Kind = "pkcs12"
	KindSSHKey      Kind = "ssh-key"

	KindIdPMetadata  Kind = "idp-metadata"
	KindSPMetadata   Kind = "sp-metadata"
	KindSAMLRequest  Kind = "saml-request"
	KindSAMLResponse Kind = "saml-response"
	KindB2CPolicy    Kind = "b2c-policy"

	KindDiscovery    Kind = "oidc-discovery"
	KindKeySet       Kind = "jwks"
	KindIDToken      Kind = "id-token"
	KindOIDCRequest  Kind = "oidc-request"
	KindOIDCCallback Kind = "oidc-callback"
	KindOIDCError    Kind = "oidc-error"
	KindClientSecret Kind = "client-secret"

	KindHAR       Kind = "har"
	KindSAMLTrace Kind = "saml-trace"
	KindErrorPage Kind = "error-page"
)
