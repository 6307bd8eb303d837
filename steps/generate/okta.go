package generate

import (
	"fmt"
	"strconv"
	"strings"

	"federate/federation"
)

// The facts that Okta's settings are made of.
const (
	oktaOrg        federation.Fact = "okta.org"
	oktaName       federation.Fact = "okta.application_name"
	oktaOthers     federation.Fact = "okta.other_sso_urls"
	oktaStatements federation.Fact = "okta.attribute_statements"
	nameFormat     federation.Fact = "saml.name_id_format"
)

// An oktaApp is the body of POST /api/v1/apps for SAML 2.0 (Okta Management API:
// Applications).
type oktaApp struct {
	Label       string       `json:"label"`
	SignOnMode  string       `json:"signOnMode"`
	Credentials oktaUserName `json:"credentials"`
	Settings    struct {
		SignOn oktaSignOn `json:"signOn"`
	} `json:"settings"`
}

type oktaUserName struct {
	Template struct {
		Template string `json:"template"`
		Type     string `json:"type"`
	} `json:"userNameTemplate"`
}

type oktaSignOn struct {
	DefaultRelayState string          `json:"defaultRelayState"`
	ACS               string          `json:"ssoAcsUrl"`
	Issuer            string          `json:"idpIssuer"`
	Audience          string          `json:"audience"`
	Recipient         string          `json:"recipient"`
	Destination       string          `json:"destination"`
	NameID            string          `json:"subjectNameIdTemplate"`
	Format            string          `json:"subjectNameIdFormat"`
	ResponseSigned    bool            `json:"responseSigned"`
	AssertionSigned   bool            `json:"assertionSigned"`
	Signature         string          `json:"signatureAlgorithm"`
	Digest            string          `json:"digestAlgorithm"`
	ForceAuthn        bool            `json:"honorForceAuthn"`
	AuthnContext      string          `json:"authnContextClassRef"`
	Compressed        bool            `json:"requestCompressed"`
	Several           bool            `json:"allowMultipleAcsEndpoints"`
	Others            []oktaEndpoint  `json:"acsEndpoints"`
	Statements        []oktaStatement `json:"attributeStatements"`
}

type oktaEndpoint struct {
	URL   string `json:"url"`
	Index int    `json:"index"`
}

type oktaStatement struct {
	Type      string   `json:"type"`
	Name      string   `json:"name"`
	Namespace string   `json:"namespace"`
	Values    []string `json:"values"`
}

// okta makes the body of Okta's own API.
func okta(v values) []Artifact {
	if v.Pair.IdP.ID != "okta" || v.Pair.Protocol != "saml" {
		return nil
	}
	at := "Okta Management API: POST /api/v1/apps, by an administrator's token"
	if org := v.word(oktaOrg); org != "" {
		at = "Okta Management API: POST " + note(org) + "/api/v1/apps, by an administrator's token"
	}
	needs, more := v.oktaFacts()
	return []Artifact{v.single(Artifact{ID: "okta-saml-application", Title: "App integration in Okta", Role: federation.IdPAdmin, Goes: at,
		For: "The whole SAML app: addresses, NameID, what is signed, attributes. Nobody is assigned by it."},
		"okta-saml-application.json", needs, more, func() ([]byte, error) {
			app, err := v.oktaApp()
			if err != nil {
				return nil, err
			}
			return indented(app)
		})}
}

func (v values) oktaFacts() (needs, more []federation.Fact) {
	needs = append([]federation.Fact{oktaName, spEntity, spACS, nameSource, nameFormat}, v.unsigned()...)
	if v.wants("OrganizationName") {
		needs = append(needs, genesysOrg)
	}
	return needs, []federation.Fact{spRelay, oktaOrg, oktaOthers, oktaStatements}
}

// nameIDs are Okta's expressions for the choices of Application username: of the
// NameID, of the user name, and of an attribute with the same value.
var nameIDs = map[string]struct{ subject, user, attribute string }{
	"okta username": {"${user.userName}", "${source.login}", "user.login"},
	"email":         {"${user.email}", "${source.email}", "user.email"},
}

func (v values) oktaApp() (app oktaApp, err error) {
	source := strings.ToLower(v.word(nameSource))
	name, ok := nameIDs[source]
	if !ok {
		return app, fmt.Errorf("%s is %q: only Okta username and Email can be made into a file", v.call(nameSource), v.word(nameSource))
	}
	format, ok := formats[v.word(nameFormat)]
	if !ok {
		return app, fmt.Errorf("%s is %q, which Okta does not offer", v.call(nameFormat), v.word(nameFormat))
	}
	app.Label, app.SignOnMode = v.word(oktaName), "SAML_2_0"
	app.Credentials.Template.Template, app.Credentials.Template.Type = name.user, "BUILT_IN"
	part := v.signed()
	s := oktaSignOn{
		DefaultRelayState: v.word(spRelay), ACS: v.word(spACS), Recipient: v.word(spACS), Destination: v.word(spACS), Audience: v.word(spEntity),
		Issuer: "http://www.okta.com/${org.externalKey}", NameID: name.subject, Format: format,
		ResponseSigned: part == "message" || part == "both", AssertionSigned: part == "assertion" || part == "both",
		Signature: "RSA_SHA256", Digest: "SHA256", ForceAuthn: true,
		AuthnContext: "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
	}
	if s.Others, err = v.oktaOthers(); err != nil {
		return app, err
	}
	s.Several = len(s.Others) > 0
	s.Statements = []oktaStatement{}
	add := func(attribute, value string) {
		s.Statements = append(s.Statements, oktaStatement{"EXPRESSION", attribute, "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified", []string{value}})
	}
	told := map[string]bool{}
	for _, line := range lines(v.word(oktaStatements)) {
		f := strings.Fields(line)
		if len(f) < 2 {
			return app, fmt.Errorf("%s: %q is not a name and its value", v.call(oktaStatements), line)
		}
		told[f[0]] = true
		add(f[0], strings.TrimSpace(strings.TrimPrefix(line, f[0])))
	}
	for _, a := range v.Pair.Expect.Attributes.Value {
		switch {
		case told[a.Name]:
		case a.Name == "OrganizationName":
			add(a.Name, literal(v.word(genesysOrg)))
		case a.Name == "email":
			add(a.Name, name.attribute)
		case !a.Optional:
			return app, fmt.Errorf("%s: no value yet for %s, which %s wants", v.call(oktaStatements), a.Name, v.Pair.Words.Name(federation.Platform))
		}
	}
	app.Settings.SignOn = s
	return app, nil
}

// literal is s as a string of Okta's expression language.
func literal(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// oktaOthers reads one address and its index a line.
func (v values) oktaOthers() ([]oktaEndpoint, error) {
	out := []oktaEndpoint{}
	for _, line := range lines(v.word(oktaOthers)) {
		f := strings.Fields(line)
		if len(f) != 2 {
			return nil, fmt.Errorf("%s: %q is not an address and its index", v.call(oktaOthers), line)
		}
		n, err := strconv.Atoi(f[1])
		if err != nil || n < 0 {
			return nil, fmt.Errorf("%s: %q is no index", v.call(oktaOthers), f[1])
		}
		out = append(out, oktaEndpoint{f[0], n})
	}
	return out, nil
}

// lines are the lines of s that hold anything, without the space around them.
func lines(s string) (out []string) {
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}
