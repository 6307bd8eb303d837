#!/bin/sh
# Makes the fixtures beside it with openssl 3. What it writes is committed: keys
# are new at every run, so run it only to add a fixture, and add that one alone.
# Every judgement is made at 2026-06-01T12:00:00Z, which each setup.json says.
set -eu
cd "$(dirname "$0")"
here=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/ca.cnf" <<'CNF'
[ca]
default_ca = it
[it]
database = $ENV::WORK/index
serial = $ENV::WORK/serial
new_certs_dir = $ENV::WORK
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
[plain]
basicConstraints = CA:TRUE
[server]
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth,clientAuth
subjectAltName = DNS:login.example,DNS:www.login.example
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
CNF
export WORK="$work"
: > "$work/index"
echo 1001 > "$work/serial"

key() { # key NAME KIND: writes NAME.key
	case $2 in
	rsa*) openssl genrsa -out "$work/$1.key" "${2#rsa}" ;;
	ed25519) openssl genpkey -algorithm ed25519 -out "$work/$1.key" ;;
	*) openssl ecparam -name "$2" -genkey -noout -out "$work/$1.key" ;;
	esac 2> /dev/null
}

cert() { # cert NAME FROM TO EXTENSIONS [openssl ca options]: self-signed, of NAME.key
	n=$1 from=$2 to=$3 ext=$4
	shift 4
	openssl req -new -config "$work/ca.cnf" -key "$work/$n.key" -subj "/CN=$n" -out "$work/$n.csr"
	if [ $# -eq 0 ]; then set -- -md sha256; fi
	case "$*" in *-cert*) ;; *) set -- -selfsign -keyfile "$work/$n.key" "$@" ;; esac
	openssl ca -batch -notext -config "$work/ca.cnf" -extensions "$ext" -startdate "$from" -enddate "$to" \
		-in "$work/$n.csr" -out "$work/$n.pem" "$@" 2> /dev/null
}

put() { # put FROM CODE/NAME [EXPECT]
	mkdir -p "$here/${2%/*}"
	cp "$work/$1" "$here/$2"
	setup "${2%/*}" "${3:-}"
}

setup() { # setup CODE [EXPECT]
	if [ -n "${2:-}" ]; then
		printf '{"now": "2026-06-01T12:00:00Z", "expect": %s}\n' "$2" > "$here/$1/setup.json"
	elif [ ! -e "$here/$1/setup.json" ]; then
		printf '{"now": "2026-06-01T12:00:00Z"}\n' > "$here/$1/setup.json"
	fi
}

# The certificate that everything else is measured against: as Entra ID makes it.
key entra rsa2048
cert entra 20250901000000Z 20280901000000Z leaf
openssl x509 -in "$work/entra.pem" -outform der -out "$work/entra.der"
grep -v -e ----- "$work/entra.pem" > "$work/entra.b64"
cp "$work/entra.pem" "$here/entra.pem"

# What is not a certificate.
openssl pkcs8 -topk8 -nocrypt -in "$work/entra.key" -out "$work/pkcs8.key"
openssl rsa -traditional -in "$work/entra.key" -out "$work/pkcs1.key" 2> /dev/null
openssl pkcs8 -topk8 -passout pass:federate -in "$work/entra.key" -out "$work/encrypted.key"
openssl rsa -traditional -aes128 -passout pass:federate -in "$work/entra.key" -out "$work/legacy.key" 2> /dev/null
openssl rsa -in "$work/entra.key" -outform der -out "$work/pkcs8.der" 2> /dev/null
key ec prime256v1
cat "$work/entra.pem" "$work/pkcs8.key" > "$work/both.pem"
ssh-keygen -q -t ed25519 -N '' -C fixture -f "$work/id"
put pkcs8.key pki-private-key/bad-pkcs8.pem
put pkcs1.key pki-private-key/bad-pkcs1.pem
put encrypted.key pki-private-key/bad-encrypted.pem
put legacy.key pki-private-key/bad-legacy.pem
put pkcs8.der pki-private-key/bad.der
put ec.key pki-private-key/bad-ec.pem
put both.pem pki-private-key/bad-with-certificate.pem
put id pki-private-key/bad-openssh
put entra.pem pki-private-key/good.pem

openssl x509 -in "$work/entra.pem" -pubkey -noout > "$work/entra.pub"
openssl rsa -pubin -in "$work/entra.pub" -RSAPublicKey_out -out "$work/pkcs1.pub" 2> /dev/null
put entra.pub pki-public-key/bad.pem
put pkcs1.pub pki-public-key/bad-pkcs1.pem
put entra.pem pki-public-key/good.pem

put entra.csr pki-csr/bad.csr
put entra.pem pki-csr/good.pem

openssl pkcs12 -export -inkey "$work/entra.key" -in "$work/entra.pem" -passout pass:federate -out "$work/entra.pfx"
put entra.pfx pki-pkcs12/bad.pfx
put entra.pem pki-pkcs12/good.pem

put id.pub pki-ssh-key/bad.pub
put entra.pem pki-ssh-key/good.pem

cat > "$work/login.html" <<'HTML'
<!DOCTYPE html>
<html><head><title>Sign in to your account</title></head>
<body><form action="/login" method="post"><input name="user"><input name="password" type="password"></form></body></html>
HTML
put login.html pki-html-page/bad.cer
put entra.pem pki-html-page/good.cer

# How it is written.
head -c 700 "$work/entra.pem" > "$work/cut.pem"
sed 3d "$work/entra.pem" > "$work/line-lost.pem"
sed 's/^MIID*/MIIC#/' "$work/entra.pem" > "$work/stray.pem"
put cut.pem pki-malformed/bad-cut-off.pem
put line-lost.pem pki-malformed/bad-line-lost.pem
put stray.pem pki-malformed/bad-stray.pem
put entra.pem pki-malformed/good.pem

tr '\n' ' ' < "$work/entra.pem" > "$work/spaces.pem"
awk '{printf "%s\\n", $0}' "$work/entra.pem" > "$work/escaped.pem"
{ printf '\377\376'; iconv -t utf-16le "$work/entra.pem"; } > "$work/utf16.pem"
{ echo "subject=CN = entra"; cat "$work/entra.pem"; } > "$work/above.pem"
sed 's/-----BEGIN CERTIFICATE-----/—–BEGIN CERTIFICATE—–/' "$work/entra.pem" > "$work/dashes.pem"
grep -v -e -----END "$work/entra.pem" > "$work/no-end.pem"
sed 's/$/\r/' "$work/entra.pem" > "$work/crlf.pem"
for f in spaces escaped utf16 above dashes no-end; do put $f.pem pki-repaired/bad-$f.pem; done
put entra.pem pki-repaired/good.pem
put crlf.pem pki-repaired/good-crlf.pem
put entra.der pki-repaired/good.der
put entra.b64 pki-repaired/good.b64

# Chains.
key Root rsa2048
cert Root 20200101000000Z 20300101000000Z authority
key signer rsa2048
cert signer 20250901000000Z 20280901000000Z leaf -cert "$work/Root.pem" -keyfile "$work/Root.key"
cat "$work/signer.pem" "$work/Root.pem" > "$work/chain.pem"
cat "$work/Root.pem" "$work/signer.pem" > "$work/upside-down.pem"
cat "$work/entra.pem" "$work/signer.pem" > "$work/two.pem"
openssl crl2pkcs7 -nocrl -certfile "$work/chain.pem" -out "$work/chain.p7b"
openssl crl2pkcs7 -nocrl -certfile "$work/chain.pem" -outform der -out "$work/chain.p7c"
# With lengths that are indefinite, as Windows and whatever streams writes it.
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=throwaway -keyout "$work/stream.key" -out "$work/stream.pem" 2>/dev/null
echo content | openssl cms -sign -stream -nodetach -nocerts -certfile "$work/chain.pem" -signer "$work/stream.pem" -inkey "$work/stream.key" -outform DER -out "$work/stream.p7b"
put stream.p7b pki-several-certificates/bad-stream.p7b
put chain.pem pki-several-certificates/bad-chain.pem
put upside-down.pem pki-several-certificates/bad-upside-down.pem
put two.pem pki-several-certificates/bad-two.pem
put chain.p7b pki-several-certificates/bad.p7b
put chain.p7c pki-several-certificates/bad-der.p7c
put entra.pem pki-several-certificates/good.pem
cat "$work/entra.pem" "$work/entra.pem" > "$work/twice.pem"
cat "$work/chain.pem" "$work/signer.pem" > "$work/in-chain.pem"
put twice.pem pki-certificate-twice/bad.pem
put in-chain.pem pki-certificate-twice/bad-in-chain.pem '{"certificate.count": 5}'
put two.pem pki-certificate-twice/good.pem

only='{"certificate.forms": ["pem"]}'
put entra.der pki-not-pem/bad.cer "$only"
put entra.b64 pki-not-pem/bad.txt "$only"
openssl crl2pkcs7 -nocrl -certfile "$work/entra.pem" -out "$work/entra.p7b"
put entra.p7b pki-not-pem/bad.p7b "$only"
put entra.pem pki-not-pem/good.pem "$only"

# Dates.
one() { # one NAME CODE/FILE FROM TO
	key "$1" rsa2048
	cert "$1" "$3" "$4" leaf
	put "$1.pem" "$2"
}
one expired pki-expired/bad.pem 20230601000000Z 20260531235959Z
put entra.pem pki-expired/good.pem
one tomorrow pki-not-yet-valid/bad.pem 20260602000000Z 20290602000000Z
put entra.pem pki-not-yet-valid/good.pem
one in-2-hours pki-expires-within-7-days/bad-hours.pem 20230608000000Z 20260601140000Z
one in-7-days pki-expires-within-7-days/bad.pem 20230608000000Z 20260608120000Z
put entra.pem pki-expires-within-7-days/good.pem
one in-8-days pki-expires-within-30-days/bad-8.pem 20230609000000Z 20260609120000Z
one in-30-days pki-expires-within-30-days/bad.pem 20230701000000Z 20260701120000Z
put entra.pem pki-expires-within-30-days/good.pem
one in-31-days pki-expires-within-60-days/bad-31.pem 20230702000000Z 20260702120000Z
one in-60-days pki-expires-within-60-days/bad.pem 20230731000000Z 20260731120000Z
put entra.pem pki-expires-within-60-days/good.pem
one in-61-days pki-expires-within-60-days/good-61.pem 20230801000000Z 20260801120000Z
one twenty-years pki-validity-too-long/bad.pem 20200101000000Z 20400101000000Z
one ten-years pki-validity-too-long/good.pem 20200101000000Z 20300101000000Z
cat "$work/entra.pem" "$work/expired.pem" > "$work/spare.pem"
cat "$work/entra.pem" "$work/signer.pem" > "$work/fresh.pem"
five='{"certificate.count": 5}'
put spare.pem pki-spare-expired/bad.pem "$five"
put fresh.pem pki-spare-expired/good.pem "$five"

# What it is made of.
odd() { # odd NAME KEY CODE/FILE EXTENSIONS [openssl ca options]
	odd=$1 kind=$2 place=$3 exts=$4
	shift 4
	key "$odd" "$kind"
	cert "$odd" 20250901000000Z 20280901000000Z "$exts" "$@"
	put "$odd.pem" "$place"
}
odd rsa-1024 rsa1024 pki-weak-key/bad.pem leaf
put entra.pem pki-weak-key/good.pem
odd rsa-3072 rsa3072 pki-weak-key/good-3072.pem leaf
odd p-224 secp224r1 pki-weak-curve/bad-p224.pem leaf
odd p-192 prime192v1 pki-weak-curve/bad-p192.pem leaf
odd k-256 secp256k1 pki-weak-curve/bad-secp256k1.pem leaf
odd p-256 prime256v1 pki-weak-curve/good.pem leaf
odd ed25519 ed25519 pki-key-type/bad.pem leaf -md null
put p-256.pem pki-key-type/good.pem
put entra.pem pki-key-type/good-rsa.pem
odd sha-1 rsa2048 pki-sha1-signature/bad.pem leaf -md sha1
put entra.pem pki-sha1-signature/good.pem
put Root.pem pki-ca-certificate/bad.pem
key login.example rsa2048
cert login.example 20260301000000Z 20270301000000Z server -cert "$work/Root.pem" -keyfile "$work/Root.key"
put login.example.pem pki-web-server/bad.pem
put entra.pem pki-web-server/good.pem
key Issuing rsa2048
cert Issuing 20250901000000Z 20280901000000Z plain -cert "$work/Root.pem" -keyfile "$work/Root.key"
put Issuing.pem pki-ca-certificate/bad-intermediate.pem
odd self-signed rsa2048 pki-ca-certificate/good-openssl.pem plain
put entra.pem pki-ca-certificate/good.pem

# What OpenSSL reads and stricter programs refuse: one way to be refused each.
# (openssl ca takes no negative serial number, and req no first day: it is judged in 2027.)
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=negative -set_serial -81985529216486895 -days 700 \
	-config "$work/ca.cnf" -extensions leaf -keyout "$work/negative.key" -out "$work/negative.pem" 2> /dev/null
mkdir -p "$here/pki-unusual"
printf '{"now": "2027-06-01T12:00:00Z"}\n' > "$here/pki-unusual/setup.json"
put negative.pem pki-unusual/bad.pem
put entra.pem pki-unusual/good.pem
openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out "$work/pss.key" 2> /dev/null
cert pss 20250901000000Z 20280901000000Z leaf
put pss.pem pki-key-type/bad-pss.pem
openssl genpkey -algorithm ed448 -out "$work/ed448.key"
cert ed448 20250901000000Z 20280901000000Z leaf -md null
put ed448.pem pki-key-type/bad-ed448.pem
openssl ecparam -name prime256v1 -param_enc explicit -genkey -noout -out "$work/explicit.key"
cert explicit 20250901000000Z 20280901000000Z leaf
put explicit.pem pki-unusual/bad-explicit.pem

# The next certificate is published before its time, beside the one of today.
cat "$work/entra.pem" "$work/tomorrow.pem" > "$work/next.pem"
cat "$work/tomorrow.pem" "$work/entra.pem" > "$work/next-first.pem"
put next.pem pki-not-yet-valid/good-next.pem "$five"
put next-first.pem pki-not-yet-valid/good-next-first.pem "$five"
