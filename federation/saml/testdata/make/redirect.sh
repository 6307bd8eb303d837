#!/bin/sh
# Makes the messages that are signed beside themselves, in an address
# (saml-bindings-2.0-os 3.4.4.1): run it in the folder of package saml. openssl
# makes every signature. Keys are made afresh and thrown away; their certificates
# stay.
set -eu
cd testdata
keys=$(mktemp -d)
trap 'rm -rf "$keys"' EXIT
cat > "$keys/ca.cnf" <<'END'
[ca]
default_ca = it
[it]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = dn
[dn]
[leaf]
keyUsage = digitalSignature
END
# key NAME OPTION...: a key, and a certificate that is good around the clock of
# the fixtures; openssl ca alone sets both dates.
key() {
  name=$1
  shift
  ( cd "$keys"
    : > index
    echo 1001 > serial
    openssl req -new -config ca.cnf "$@" -nodes -subj "/CN=redirect $name" -keyout "$name.key" -out "$name.csr"
    openssl ca -batch -notext -selfsign -config ca.cnf -extensions leaf -keyfile "$name.key" \
      -startdate 20260101000000Z -enddate 20290101000000Z -in "$name.csr" -out "$name.pem" ) 2> "$keys/said" || { cat "$keys/said" >&2; exit 1; }
}
for who in sp other idp; do key $who -newkey rsa:2048; done
key ec -newkey ec -pkeyopt ec_paramgen_curve:P-256

sha1=http://www.w3.org/2000/09/xmldsig#rsa-sha1
sha256=http://www.w3.org/2001/04/xmldsig-more#rsa-sha256
ecdsa=http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256

escape() { sed -e 's/%/%25/g' -e 's/+/%2B/g' -e 's,/,%2F,g' -e 's/=/%3D/g' -e 's/:/%3A/g' -e 's/#/%23/g'; }
# What gzip puts around DEFLATE is ten bytes before it and eight behind.
deflate() { gzip -9nc | tail -c +11 | head -c -8; }
packed() { deflate | base64 -w0 | escape; }

# signed FIELD KEY ALGORITHM DIGEST [RELAYSTATE]: the message on the standard
# input as an address with a signature.
signed() {
  query="$1=$(packed)${5:+&RelayState=$(printf %s "$5" | escape)}&SigAlg=$(printf %s "$3" | escape)"
  signature=$(printf %s "$query" | openssl dgst "-$4" -sign "$keys/$2.key" -binary | base64 -w0 | escape)
  printf 'https://login.microsoftonline.com/0f8fad5b-d9cb-469f-a165-70867728950e/saml2?%s&Signature=%s\n' "$query" "$signature"
}

certificate() { grep -v -- ----- "$keys/$1.pem" | tr -d '\n'; }

# The platform's metadata with its keys.
keyed() {
  sed -e 's/AuthnRequestsSigned="false"/AuthnRequestsSigned="true"/' \
    -e "s#<NameIDFormat>#$(for k in "$@"; do printf '<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig\\#"><X509Data><X509Certificate>%s</X509Certificate></X509Data></KeyInfo></KeyDescriptor>' "$(certificate "$k")"; done)&#" documents/sp.xml
}
keyed sp ec > documents/sp-signing.xml
cp "$keys/idp.pem" redirect-idp.pem

request() { cat documents/request.xml; }
# The response without the signature in it.
response() { tr -d '\n' < documents/response.xml | sed -e 's#<ds:Signature .*</ds:Signature>##'; }

code=saml-request-signature-broken
mkdir -p $code
request | signed SAMLRequest sp $sha256 sha256 state > $code/good.query
request | signed SAMLRequest sp $sha256 sha256 | sed 's/%2B/%2b/g; s/%2F/%2f/g; s/%3D/%3d/g; s/%3A/%3a/g' > $code/good-escapes.query
request | signed SAMLRequest ec $ecdsa sha256 > $code/good-ecdsa.query
request | signed SAMLRequest other $sha256 sha256 > $code/bad.query
request | signed SAMLRequest sp $sha256 sha256 state | sed 's/RelayState=state/RelayState=other/' > $code/bad-relay-state.query
echo '{"documents": ["documents/sp-signing.xml", "documents/idp-signed-requests.xml"]}' > $code/setup.json

code=saml-request-signature-algorithm
mkdir -p $code
request | signed SAMLRequest sp $sha1 sha1 > $code/bad.query
request | signed SAMLRequest sp $sha256 sha256 > $code/good.query
echo '{"documents": ["documents/sp-signing.xml", "documents/idp-signed-requests.xml"]}' > $code/setup.json

request | signed SAMLRequest sp $sha256 sha256 > saml-request-unsigned/good-address.query
request | signed SAMLRequest sp $sha256 sha256 > saml-request-signed/bad-address.query

code=saml-response-redirect
mkdir -p $code redirect
response | signed SAMLResponse idp $sha256 sha256 > $code/bad.query
cp documents/response.xml $code/good.xml
response | signed SAMLResponse other $sha256 sha256 > redirect/broken.query
response | signed SAMLResponse idp $sha1 sha1 > redirect/sha1.query
response | signed SAMLResponse idp $sha256 sha256 | sed 's/&SigAlg.*//' > redirect/unsigned.query
echo '{"facts": {"idp.certificate#redirect": "@redirect-idp.pem"}}' > $code/setup.json
