package generate

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"io/fs"
	"slices"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"

	"federate/federation"
	"federate/steps"
)

// The facts that policies of Azure AD B2C are made of.
const (
	b2cTenant  federation.Fact = "azure-ad-b2c.tenant"
	b2cPack    federation.Fact = "azure-ad-b2c.starter_pack"
	b2cBase    federation.Fact = "azure-ad-b2c.base_policy"
	b2cJourney federation.Fact = "azure-ad-b2c.journey"
	b2cStep    federation.Fact = "azure-ad-b2c.send_step"
	b2cKey     federation.Fact = "azure-ad-b2c.policy_key"
	b2cPolicy  federation.Fact = "azure-ad-b2c.policy_id"
	b2cIssuer  federation.Fact = "idp.entity_id"
	b2cSubject federation.Fact = "saml.name_id_source"
)

// sends is the number of the step SendClaims in each starter pack (Azure AD B2C
// documentation: Register a SAML application).
var sends = map[string]string{"LocalAccounts": "4", "SocialAccounts": "6", "SocialAndLocalAccounts": "7", "SocialAndLocalAccountsWithMfa": "9"}

// A policies is what the templates of Azure AD B2C are filled with.
type policies struct {
	Name, Federation, Platform      string
	Tenant, Domain                  string
	Base, IssuerPolicy, Policy      string
	Issuer, Session, IssuerURI, Key string
	Algorithm, Journey, Step        string
	Subject, Format                 string
	Claims                          []string
	StartsHere, Unencrypted         bool
	EntityID, ACS                   string
}

// b2c makes custom policies. They are layers of their own, above what the tenant
// has: Azure AD B2C lets policies stand on one another ten deep, and nothing
// that other applications use is touched.
func b2c(snapshot *steps.Snapshot, tree fs.FS) []Artifact {
	v := values{snapshot}
	if v.Pair.IdP.ID != "azure-ad-b2c" || v.Pair.Protocol != "saml" {
		return nil
	}
	const portal = "Azure portal › Azure AD B2C › Identity Experience Framework › Upload custom policy"
	issuer := []federation.Fact{b2cTenant, b2cPolicy, b2cIssuer, b2cKey}
	party := []federation.Fact{b2cTenant, b2cPolicy, b2cPack, b2cSubject}
	if v.word(b2cStep) != "" {
		party[2] = b2cStep
	}
	optional := func(needs []federation.Fact, more ...federation.Fact) []federation.Fact {
		return slices.Concat(needs, slices.DeleteFunc(more, func(f federation.Fact) bool { return v.word(f) == "" }))
	}
	policy := func(a Artifact, needs []federation.Fact, source, name string) Artifact {
		a.Role, a.File, a.Needs, a.Waits = federation.IdPAdmin, source, needs, v.waits(needs...)
		if p := v.policies(); p.Policy != "" {
			a.File = strings.NewReplacer("@issuer", p.IssuerPolicy, "@policy", p.Policy).Replace(name)
		}
		a.Files = func() ([]File, error) {
			if err := v.sound(needs...); err != nil {
				return nil, err
			}
			p := v.policies()
			body, err := fill(tree, "templates/b2c/"+source, p)
			if err != nil {
				return nil, err
			}
			return []File{{strings.NewReplacer("@issuer", p.IssuerPolicy, "@policy", p.Policy).Replace(name), body}}, nil
		}
		return a
	}
	return []Artifact{
		policy(Artifact{ID: "b2c-issuer-policy", Title: "Policy that issues SAML", Goes: portal + ", first",
			For: "The SAML issuer with its name, its keys and its session, as a layer of its own on top of your policies."},
			optional(issuer, b2cBase), "issuer.xml", "@issuer.xml"),
		policy(Artifact{ID: "b2c-relying-party-policy", Title: "Policy of the platform", Goes: portal + ", after the issuer policy",
			For: "What the platform gets: SAML, the claims and the NameID. It turns the last step of the journey to the SAML issuer."},
			optional(party, b2cJourney), "relying-party.xml", "@policy.xml"),
		policy(Artifact{ID: "b2c-guide", Title: "What goes where", Goes: "Beside you, while you work in the portal",
			For: "The order of the uploads, the values of the registration, and what the files leave out on purpose."},
			slices.Concat(issuer, party[2:]), "guide.txt", "b2c-guide.txt"),
	}
}

func (v values) policies() policies {
	p := policies{
		Name: v.State.Name, Federation: v.State.ID, Platform: v.Pair.Words.Name(federation.Platform),
		Tenant: v.word(b2cTenant), Base: v.or(b2cBase, "B2C_1A_TrustFrameworkExtensions"), Policy: v.word(b2cPolicy),
		Issuer: "Saml2AssertionIssuer", Session: "SM-Saml-issuer", IssuerURI: v.word(b2cIssuer), Key: v.word(b2cKey),
		Algorithm: "Sha256", Journey: v.or(b2cJourney, "SignUpOrSignIn"), Step: v.or(b2cStep, sends[v.word(b2cPack)]),
		Subject: v.word(b2cSubject), Unencrypted: v.Pair.Expect.Encryption.Value == federation.EncryptionNone,
		StartsHere: slices.Contains(v.Pair.Expect.Starts.Value, federation.StartIdP),
		EntityID:   v.or("sp.entity_id", "(not known yet)"), ACS: v.or("sp.acs_url", "(not known yet)"),
	}
	p.Domain, p.IssuerPolicy = p.Tenant+".onmicrosoft.com", p.Policy+"_issuer"
	p.Claims = []string{"displayName", "givenName", "surname", "email", "objectId"}
	if !slices.Contains(p.Claims, p.Subject) {
		p.Claims = append(p.Claims, p.Subject)
	}
	p.Format = formats[v.format(p.Subject)]
	return p
}

// formats are the NameID formats of saml-core-2.0-os 8.3 by their last words.
var formats = map[string]string{
	"emailAddress": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
	"unspecified":  "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
	"persistent":   "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
	"transient":    "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",

	"WindowsDomainQualifiedName": "urn:oasis:names:tc:SAML:1.1:nameid-format:WindowsDomainQualifiedName",
}

// format is what was chosen, else what the platform takes, else what suits the
// claim.
func (v values) format(subject string) string {
	suits := "persistent"
	if subject == "email" {
		suits = "emailAddress"
	}
	if e := v.Pair.Expect.NameIDFormats.Value; len(e) > 0 && !slices.Contains(e, suits) {
		suits = e[0]
	}
	return cmp.Or(v.word("saml.name_id_format"), suits)
}

// fill renders the template at path. xml makes any text fit for an element or an
// attribute, comment for a comment.
func fill(tree fs.FS, path string, data any) ([]byte, error) {
	text, err := fs.ReadFile(tree, path)
	if err != nil {
		return nil, err
	}
	t, err := template.New(path).Option("missingkey=error").Funcs(template.FuncMap{
		"xml": func(s string) (string, error) {
			var b bytes.Buffer
			err := xml.EscapeText(&b, []byte(s))
			return b.String(), err
		},
		"comment": comment,
	}).Parse(string(text))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// comment is s as it may stand in an XML comment.
func comment(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s)
	return strings.ReplaceAll(s, "--", "—")
}
