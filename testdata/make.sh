#!/bin/sh
# Makes the fixtures beside it with openssl 3 and xmlsec1: the certificate of an
# identity provider and what it signs for one login. What it writes is
# committed; the key is made anew each time and thrown away.
set -eu
cd "$(dirname "$0")/fixtures"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

issuer=https://sts.windows.net/aaaabbbb-0000-cccc-1111-dddd2222eeee/
entity=https://cxone.niceincontact.com/sp/4711
acs=https://cxone.niceincontact.com/sso/saml/acs

cat > "$work/ca.cnf" <<CNF
[ca]
default_ca = here
[here]
dir = $work
database = $work/index.txt
new_certs_dir = $work
serial = $work/serial
default_md = sha256
policy = any
[any]
commonName = supplied
[req]
distinguished_name = name
prompt = no
[name]
CN = Microsoft Azure Federated SSO Certificate
[none]
CNF
: > "$work/index.txt"
echo 01 > "$work/serial"
openssl genrsa -out "$work/key.pem" 2048 2> /dev/null
openssl req -new -config "$work/ca.cnf" -key "$work/key.pem" -out "$work/csr.pem"
openssl ca -batch -notext -config "$work/ca.cnf" -extensions none -selfsign -keyfile "$work/key.pem" \
	-startdate 20260101000000Z -enddate 20290101000000Z -in "$work/csr.pem" -out certificate.cer 2> /dev/null
openssl x509 -in certificate.cer -outform der -out certificate-der.cer

# response NAME AUDIENCE IN-RESPONSE-TO
response() {
	attribute=
	[ -z "$3" ] || attribute=" InResponseTo=\"$3\""
	cat > "$work/$1.xml" <<XML
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_$1" Version="2.0" IssueInstant="2026-03-02T09:00:00Z" Destination="$acs"$attribute><Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">$issuer</Issuer><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><ds:Reference URI="#_$1"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo><ds:X509Data/></ds:KeyInfo></ds:Signature><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a$1" IssueInstant="2026-03-02T09:00:00Z" Version="2.0"><Issuer>$issuer</Issuer><Subject><NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">jane.doe@classics.example</NameID><SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData$attribute NotOnOrAfter="2026-03-02T10:00:00Z" Recipient="$acs"/></SubjectConfirmation></Subject><Conditions NotBefore="2026-03-02T08:55:00Z" NotOnOrAfter="2026-03-02T10:00:00Z"><AudienceRestriction><Audience>$2</Audience></AudienceRestriction></Conditions><AuthnStatement AuthnInstant="2026-03-02T08:59:00Z"><AuthnContext><AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef></AuthnContext></AuthnStatement></Assertion></samlp:Response>
XML
	xmlsec1 --sign --id-attr:ID urn:oasis:names:tc:SAML:2.0:protocol:Response \
		--privkey-pem "$work/key.pem,certificate.cer" --output "$work/$1.signed" "$work/$1.xml"
	base64 -w 0 "$work/$1.signed" > "$1.b64"
}

response idp-initiated "$entity" ""
response sp-initiated "$entity" _request-1
response slash "$entity/" _request-1
