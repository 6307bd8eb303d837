package issue_test

import (
	"bytes"
	"compress/flate"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"federate/steps/rehearse/issue"
)

// TestRedirect unpacks an address as saml-bindings-2.0-os 3.4.4.1 says, and verifies
// what is beside the message.
func TestRedirect(t *testing.T) {
	const xml = `<a b="ä &amp; ö"/>`
	address, err := issue.Redirect("https://idp.example/sso?tenant=1", "SAMLRequest", []byte(xml), "back & there", keys()[2])
	if err != nil {
		t.Fatal(err)
	}
	query, ok := strings.CutPrefix(address, "https://idp.example/sso?tenant=1&")
	if !ok {
		t.Fatalf("the address became %s", address)
	}
	q, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := base64.StdEncoding.DecodeString(q.Get("SAMLRequest"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed))); err != nil || string(got) != xml {
		t.Errorf("%q, %v", got, err)
	}
	if q.Get("RelayState") != "back & there" {
		t.Errorf("the relay state became %q", q.Get("RelayState"))
	}
	octets, _, _ := strings.Cut(query, "&Signature=")
	sum := sha256.Sum256([]byte(octets))
	signature, err := base64.StdEncoding.DecodeString(q.Get("Signature"))
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(keys()[2].Certificate())
	if err != nil {
		t.Fatal(err)
	}
	if err := rsa.VerifyPKCS1v15(cert.PublicKey.(*rsa.PublicKey), crypto.SHA256, sum[:], signature); err != nil {
		t.Error(err)
	}
	bare, err := issue.Redirect("https://idp.example/sso", "SAMLResponse", []byte(xml), "", nil)
	if err != nil || strings.Contains(bare, "Sig") || strings.Contains(bare, "RelayState") || !strings.Contains(bare, "?SAMLResponse=") {
		t.Errorf("without a key and a relay state: %s, %v", bare, err)
	}
}

// TestIDToken has the token verified by go-jose, with the key set that is published.
func TestIDToken(t *testing.T) {
	for _, b := range benches(t) {
		if b.protocol != "oidc" {
			continue
		}
		x := b.exchange()
		text, err := x.IDToken()
		if err != nil {
			t.Fatal(err)
		}
		published, err := x.KeySet()
		if err != nil {
			t.Fatal(err)
		}
		var set jose.JSONWebKeySet
		if err := json.Unmarshal(published, &set); err != nil {
			t.Fatal(err)
		}
		token, err := jwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.RS256})
		if err != nil {
			t.Fatal(err)
		}
		var who jwt.Claims
		var more struct {
			Nonce string `json:"nonce"`
			Email string `json:"email"`
		}
		if err := token.Claims(set.Key(token.Headers[0].KeyID)[0], &who, &more); err != nil {
			t.Fatal(err)
		}
		if err := who.ValidateWithLeeway(jwt.Expected{Issuer: x.IdP.Issuer, AnyAudience: jwt.Audience{x.Platform.ClientID}, Time: at},
			0); err != nil {
			t.Error(err)
		}
		if more.Nonce != x.Nonce || more.Email != x.Person.Email {
			t.Errorf("the token says %+v", more)
		}
		info, err := x.UserInfo()
		var person struct{ Sub, Email string }
		if err != nil || json.Unmarshal(info, &person) != nil || person.Sub != who.Subject || person.Email != x.Person.Email {
			t.Errorf("userinfo is about another person: %s, %v", info, err)
		}
		return
	}
	t.Error("no platform speaks OpenID Connect")
}

// TestKey wants that a key is known by its certificate, which says what it was asked to.
func TestKey(t *testing.T) {
	k := keys()[0]
	c, err := x509.ParseCertificate(k.Certificate())
	if err != nil {
		t.Fatal(err)
	}
	if c.Subject.CommonName != "Stand-in identity provider" || !c.NotAfter.Equal(at.AddDate(2, 0,
		0)) || c.PublicKey.(*rsa.PublicKey).Size() != 256 {
		t.Errorf("%v until %v", c.Subject, c.NotAfter)
	}
	if k.ID() == keys()[1].ID() {
		t.Error("two keys have one ID")
	}
}

// TestNothingRandom wants that two logins of the same randomness are the same, so that
// whoever brings it decides.
func TestNothingRandom(t *testing.T) {
	b := newBench(t, "generic", "generic-idp", "saml", nil)
	one, err := b.exchange().Response()
	if err != nil {
		t.Fatal(err)
	}
	two, err := b.exchange().Response()
	if err != nil || !bytes.Equal(one, two) {
		t.Errorf("they differ, %v", err)
	}
	x := b.exchange()
	x.Rand = strings.NewReader("")
	if _, err := x.Response(); err == nil {
		t.Error("a response without randomness")
	}
}

// TestNoKey wants an error where an identity provider has nothing to sign with.
func TestNoKey(t *testing.T) {
	x := newBench(t, "generic", "generic-idp", "saml", nil).exchange()
	x.IdP.Key = nil
	for name, make := range map[string]func() ([]byte, error){"response": x.Response, "token": x.TokenAnswer, "key set": x.KeySet} {
		if out, err := make(); err == nil {
			t.Errorf("%s: %.80s", name, out)
		}
	}
	if _, err := x.IdPMetadata(); err != nil {
		t.Errorf("its metadata names no key: %v", err)
	}
}

// TestLogout wants that both messages of a logout say who leaves, from where, and what
// is answered.
func TestLogout(t *testing.T) {
	x := newBench(t, "generic", "generic-idp", "saml", nil).exchange()
	leaves, id, err := x.LogoutRequest()
	if err != nil {
		t.Fatal(err)
	}
	left, err := x.LogoutResponse(id)
	if err != nil {
		t.Fatal(err)
	}
	granted, err := x.PlatformLogoutResponse("_theirs")
	if err != nil {
		t.Fatal(err)
	}
	for text, parts := range map[string][]string{
		string(granted): {`InResponseTo="_theirs"`, `Destination="` + x.IdP.SLO + `"`, ">" + x.Platform.EntityID + "<", "status:Success"},
		string(leaves):  {`ID="` + id + `"`, `Destination="` + x.IdP.SLO + `"`, ">" + x.Platform.EntityID + "<", ">" + x.Person.NameID + "<"},
		string(left):    {`InResponseTo="` + id + `"`, `Destination="` + x.Platform.SLO + `"`, ">" + x.IdP.EntityID + "<", "status:Success"},
	} {
		for _, part := range parts {
			if !strings.Contains(text, part) {
				t.Errorf("%s is not in %s", part, text)
			}
		}
		if strings.Contains(text, "Signature") {
			t.Error("what is redirected is signed inside")
		}
	}
}

// TestRequest wants what the two bindings ask for, and how (saml-core-2.0-os 3.4.1).
func TestRequest(t *testing.T) {
	b := newBench(t, "generic", "generic-idp", "saml", nil)
	for name, c := range map[string]struct {
		change    func(*issue.Exchange)
		has, lack string
	}{
		"any name":       {func(*issue.Exchange) {}, `AllowCreate="true"`, "Format="},
		"a passing name": {func(x *issue.Exchange) { x.Platform.Format = "transient" }, "nameid-format:transient", "AllowCreate"},
		"no context":     {func(*issue.Exchange) {}, "NameIDPolicy", "RequestedAuthnContext"},
		"posted and signed": {func(x *issue.Exchange) { x.Platform.Key, x.Binding = keys()[2], issue.Posting },
			"<ds:SignatureValue>", "RelayState"},
		"redirected and signed": {func(x *issue.Exchange) { x.Platform.Key = keys()[2] }, `ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"`, "Signature"},
	} {
		x := b.exchange()
		c.change(&x)
		text, id, err := x.AuthnRequest()
		if err != nil || !strings.Contains(string(text), c.has) || strings.Contains(string(text), c.lack) || !strings.Contains(string(text), `ID="`+id+`"`) {
			t.Errorf("%s: %s, %v", name, text, err)
		}
	}
	address, _, err := b.exchange().RequestAddress()
	if err != nil || !strings.HasPrefix(address, "https://idp.contoso.example/saml/sso?SAMLRequest=") || !strings.HasSuffix(address, "&RelayState=where-she-was") {
		t.Errorf("%s, %v", address, err)
	}
}

// TestSaid wants in each message what no check here asks for and others do.
func TestSaid(t *testing.T) {
	b := newBench(t, "generic", "generic-idp", "saml", nil)
	text := func(make func() ([]byte, error)) string {
		out, err := make()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	x := b.exchange()
	x.Person.NameID = "agent7"
	length, _ := issue.Find("saml-signature-key-length")
	bare := b.drilled(t, length)
	signs := b.exchange()
	signs.Platform.Key = keys()[2]
	address, err := x.AuthorizationRequest()
	if err != nil {
		t.Fatal(err)
	}
	callback, err := x.Callback()
	if err != nil {
		t.Fatal(err)
	}
	certificate := base64.StdEncoding.EncodeToString(keys()[0].Certificate())
	token, err := x.IDToken()
	if err != nil {
		t.Fatal(err)
	}
	claims, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ text, has, lack string }{
		"groups":              {text(x.Response), `Name="groups"`, "agents, "},
		"a name, no address":  {text(x.Response), "nameid-format:unspecified", "emailAddress"},
		"a bare signature":    {text(bare.Response), "SignatureValue", "KeyInfo"},
		"signed requests":     {text(signs.SPMetadata), `AuthnRequestsSigned="true"`, `AuthnRequestsSigned="false"`},
		"no signed requests":  {text(x.SPMetadata), "AssertionConsumerService", "AuthnRequestsSigned"},
		"the challenge":       {address, "code_challenge_method=S256", "plain"},
		"the answering party": {callback.Get("iss"), x.IdP.Issuer, "?"},
		"the certificate":     {text(x.KeySet), certificate, `"d"`},
		"when she logged in":  {string(claims), `"auth_time":1795856400`, "1970"},
		"a verified address":  {string(claims), `"email_verified":true`, "false"},
	} {
		if !strings.Contains(c.text, c.has) || strings.Contains(c.text, c.lack) {
			t.Errorf("%s: %.900s", name, c.text)
		}
	}
}
