package oidc

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/pki"
)

// mostDescribed is how many claims of a token, or keys of a set, are described.
const mostDescribed = 100

// Describe says whose login t is, for whom and until when, each claim, and which key
// signed. Marked is what the platform tells the person by. The signature, and tokens
// that stand in claims, are not said.
func (t *Token) Describe(d *federation.Dossier) []federation.Read {
	var r federation.Reads
	if t.Encrypted {
		r.Say("Token", "encrypted").Note = "only who has the key can read it"
		return r.All
	}
	if !t.Readable() {
		return nil
	}
	instant := func(label string, v Value) *federation.Read {
		if when, ok := v.NumericDate(); ok {
			return r.Moment(label, when, d.Now)
		}
		return r.Told(label, v.Text)
	}
	instant("Issued (iat)", t.IssuedAt)
	instant("Not before (nbf)", t.NotBefore)
	instant("Expires (exp)", t.Expires)
	r.Told("Issuer (iss)", t.Issuer.Text)
	for _, aud := range t.Audience[:min(len(t.Audience), mostDescribed)] {
		r.Told("Audience (aud)", aud.Text).Main = true
	}
	r.Told("Authorized party (azp)", t.AuthorizedParty.Text)
	identity := cmp.Or(d.Expect.IdentityClaim.Value, "sub")
	x := r.Told("Subject (sub)", t.Subject.Text)
	x.Used = identity == "sub"
	x.Main = x.Used
	r.Told("Nonce", t.Nonce.Text)
	for i, name := range t.Names() {
		if i == mostDescribed {
			r.Say("Claims", fmt.Sprintf("%d more", len(t.Names())-i))
			break
		}
		if slices.Contains([]string{"iss", "sub", "aud", "azp", "nonce", "exp", "nbf", "iat"}, name) {
			continue
		}
		x := r.Told("Claim "+name, claimed(name, t.root.members[name])...)
		x.Used = name == identity
		x.Main = x.Used
	}
	r.Told("Algorithm (alg)", t.Algorithm.Text)
	r.Told("Key ID (kid)", t.KeyID.Text)
	t.signer(&r, d)
	return r.All
}

// signer says which key of the key set made the signature, as far as that can be told.
func (t *Token) signer(r *federation.Reads, d *federation.Dossier) {
	_, known := federation.Doc[*KeySet](d, federation.KindKeySet)
	signer := t.Testimony(d).Signer
	switch {
	case signer != "":
		r.Say("Signer", signer).Main = true
	case t.Decoded:
		r.Say("Signer", "not known").Note = "the token is here without its signature"
	case !known:
		r.Say("Signer", "not known").Note = "there is no key set to verify it with"
	default:
		r.Say("Signer", "no key of the key set")
	}
}

// claimed is the value of a claim in words: of what has parts it says which. A token in
// a claim is left out, as [Token.Redacted] does.
func claimed(name string, n *node) (out []string) {
	switch {
	case n == nil || n.kind == isNull:
		return []string{"null"}
	case strings.HasSuffix(name, "_token") || strings.HasSuffix(name, "Token"):
		return []string{"left out"}
	case n.kind == isList && len(n.items) > 0:
		for _, item := range n.items {
			out = append(out, claimed(name, item)...)
		}
		return out
	case n.kind == isObject:
		return []string{"with " + listed(n.names[:min(len(n.names), mostDescribed)])}
	case n.Text == "":
		return []string{"(empty)"}
	}
	return []string{n.Text}
}

// Describe says who the issuer is, where its endpoints are, and what it offers.
func (d *Discovery) Describe(*federation.Dossier) []federation.Read {
	var r federation.Reads
	for _, v := range d.says() {
		x := r.Say(strings.TrimPrefix(v.Path, "/"), v.Text)
		x.Used, x.Main = true, v.fact == factIssuer || v.fact == factKeySet || v.fact == factAuthorization
	}
	r.Say("id_token_signing_alg_values_supported", strings.Join(texts(d.Algorithms), ", "))
	r.Say("token_endpoint_auth_methods_supported", strings.Join(texts(d.AuthMethods), ", "))
	r.Say("subject_types_supported", strings.Join(texts(d.SubjectTypes), ", "))
	return r.All
}

// Describe says which keys s holds, those that sign marked, and both thumbprints of a
// certificate that stands beside a key.
func (s *KeySet) Describe(d *federation.Dossier) []federation.Read {
	var r federation.Reads
	for i, k := range s.Keys[:min(len(s.Keys), mostDescribed)] {
		if len(s.Keys) > 1 {
			r.About = fmt.Sprintf("key %d of %d", i+1, len(s.Keys))
		}
		x := r.Say("kid", cmp.Or(k.ID.Text, "(none)"))
		x.Main, x.Used = i < 3, k.signs()
		r.Say("Key", k.kind())
		r.Say("use", k.Use.Text)
		r.Say("alg", k.Algorithm.Text)
		switch {
		case k.Symmetric || k.Private:
			r.Say("Secret", "it holds more than a public key").Main = true
		case k.Wrong != "":
			r.Say("Because", k.Wrong)
		}
		if k.Certificate != nil {
			r.Say("SHA-1", pki.SHA1(k.Certificate))
			r.Say("SHA-256", pki.SHA256(k.Certificate))
			r.Moment("Valid until", k.Certificate.NotAfter, d.Now)
		}
	}
	return r.All
}

// Describe says who asks for which login, and where the answer is to go. Of what is
// secret or names a person it says that it was there.
func (q *Request) Describe(*federation.Dossier) []federation.Read {
	var r federation.Reads
	if !q.Readable() {
		return nil
	}
	r.Say("Address", q.Address.Text)
	for _, name := range []string{"client_id", "redirect_uri", "response_type", "response_mode", "scope", "nonce"} {
		value := q.Parameter(name).Text
		if value == federation.LeftOut {
			value = "there"
		}
		x := r.Told(name, value)
		x.Main = name == "client_id" || name == "redirect_uri"
	}
	for _, name := range []string{"state", "login_hint", "code_challenge", "request", "request_uri"} {
		if q.Parameter(name).Present() {
			r.Say(name, "there")
		}
	}
	return r.All
}

// Describe says how the login ended, and of a code or a token that it was there.
func (c *Callback) Describe(*federation.Dossier) []federation.Read {
	var r federation.Reads
	if !c.Readable() {
		return nil
	}
	r.Say("Address", c.Address.Text)
	r.Told("error", c.Error.Text).Main = true
	r.Told("error_description", firstLine(c.Description.Text)).Main = true
	r.Told("iss", c.Issuer.Text)
	for _, x := range []struct {
		name  string
		there bool
	}{{"code", c.Code}, {"state", c.State}, {"token", c.Token}} {
		if x.there {
			r.Say(x.name, "there")
		}
	}
	return r.All
}

// Describe says what the token endpoint answered.
func (e *TokenError) Describe(*federation.Dossier) []federation.Read {
	var r federation.Reads
	r.Told("error", e.Error.Text).Main = true
	r.Told("error_description", firstLine(e.Description.Text)).Main = true
	return r.All
}
