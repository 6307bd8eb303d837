package generate

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"
	"unicode"

	"federate/federation"
)

// The facts that commands for Microsoft Entra ID are made of.
const (
	entraName   federation.Fact = "entra.application_name"
	entraApp    federation.Fact = "entra.application_id"
	entraTenant federation.Fact = "entra.tenant_id"
	entraNotify federation.Fact = "entra.notification_addresses"
	nameSource  federation.Fact = "saml.name_id_source"
	spEntity    federation.Fact = "sp.entity_id"
	spACS       federation.Fact = "sp.acs_url"
	spRelay     federation.Fact = "sp.relay_state"
	oidcClient  federation.Fact = "oidc.client_id"
	oidcIn      federation.Fact = "oidc.redirect_uri"
	oidcOut     federation.Fact = "oidc.post_logout_redirect_uri"
	oidcExpires federation.Fact = "oidc.client_secret_expires"
	genesysOrg  federation.Fact = "genesys-cloud.short_name"
)

// secretLife is how long a secret lasts where nobody chose: half a year, which
// leaves a reminder its time.
const secretLife = 180 * 24 * time.Hour

// object is a JSON object whose members come in the order of their names.
type object = map[string]any

// An enterprise is what the templates of Microsoft Entra ID are filled with.
type enterprise struct {
	Name, Federation, Platform     string
	Application, ID, Tenant, Pilot string
	Source, Option, Expires        string
	ByHand                         []string

	// Bodies for Microsoft Graph.
	Create, Certificate, Settings, Issuance, Claims any
	SAML, Web, Registration, Password               any
}

// Filter is the name of the application as a filter of OData compares it.
func (e enterprise) Filter() string {
	return "displayName eq '" + strings.ReplaceAll(e.Application, "'", "''") + "'"
}

// entra makes commands for Microsoft Graph: they run where the Azure CLI is, and
// may run again. The application is made before the platform knows its own
// addresses, and gets them in a second file: no stand-in is ever written.
func entra(v values, tree fs.FS) []Artifact {
	if v.Pair.IdP.ID != "entra" {
		return nil
	}
	const shellAt = "A shell with the Azure CLI, after az login: bash FILE"
	script := func(id, title, what, template string, needs, more []federation.Fact) Artifact {
		a := Artifact{ID: id, Title: title, For: what, Goes: shellAt, Role: federation.IdPAdmin}
		return v.single(a, id+".sh", needs, append(more, entraTenant), func() ([]byte, error) {
			e, err := v.enterprise()
			if err != nil {
				return nil, err
			}
			return render(tree, e, "templates/entra/"+template, "templates/entra/parts.sh")
		})
	}
	facts := func(f ...federation.Fact) []federation.Fact { return f }
	if v.Pair.Protocol == "oidc" {
		return []Artifact{
			script("entra-oidc-application", "Registration in Microsoft Entra", "Creates the app registration, lets it send the e-mail claim, and lets in only who is assigned: the pilot.",
				"oidc-application.sh", facts(entraName), facts(oidcClient, "user.name_id")),
			script("entra-oidc-addresses", "Redirect URIs in Microsoft Entra", "Enters the addresses that the platform shows, in the place of whatever is there.",
				"oidc-addresses.sh", facts(oidcClient, oidcIn), facts(oidcOut)),
			script("entra-oidc-secret", "Client secret", "Adds a client secret and writes it into a file that you alone can read. It is shown nowhere.",
				"oidc-secret.sh", facts(oidcClient), facts(oidcExpires)),
		}
	}
	out := []Artifact{
		script("entra-saml-application", "Enterprise application in Microsoft Entra", "Creates the application, chooses SAML, makes its signing certificate and lets in only who is assigned: the pilot.",
			"saml-application.sh", facts(entraName), facts(entraApp, entraNotify, nameSource, "user.name_id")),
		script("entra-saml-addresses", "Addresses of the platform in Microsoft Entra", "Enters identifier, reply URL and relay state as the platform shows them, in the place of whatever is there.",
			"saml-addresses.sh", facts(entraApp, spEntity, spACS), facts(spRelay)),
		script("entra-saml-signing", "Signing option in Microsoft Entra", "Sets which part of the response is signed, and by which algorithm.",
			"saml-signing.sh", append(facts(entraApp), v.unsigned()...), nil),
	}
	claims := facts(entraApp, nameSource)
	if v.wants("OrganizationName") {
		claims = append(claims, genesysOrg)
	}
	return append(out, script("entra-saml-claims", "Claims in Microsoft Entra", "Sets the attribute that becomes the NameID, and the attributes that the platform wants. From then on the portal's own claims page counts no more.",
		"saml-claims.sh", claims, nil))
}

// wants reports whether the platform demands attribute name in the assertion.
func (v values) wants(name string) bool {
	return slices.ContainsFunc(v.Pair.Expect.Attributes.Value, func(a federation.Attribute) bool { return a.Name == name })
}

func (v values) enterprise() (enterprise, error) {
	e := enterprise{
		Name: v.State.Name, Federation: v.State.ID, Platform: v.Pair.Words.Name(federation.Platform),
		Application: v.word(entraName), ID: v.word(entraApp), Tenant: v.word(entraTenant), Pilot: v.word("user.name_id"),
		Source: v.word(nameSource),
	}
	if v.Pair.Protocol == "oidc" {
		e.ID = v.word(oidcClient)
		return e, v.registration(&e)
	}
	if e.Source != "user.userprincipalname" {
		e.Pilot = "" // only that NameID is also the name of the account
	}
	e.Create = object{"displayName": e.Application}
	e.Certificate = object{"displayName": "CN=" + commonName(e.Application)}
	settings := object{"preferredSingleSignOnMode": "saml", "appRoleAssignmentRequired": true}
	if a := addresses(v.word(entraNotify)); len(a) > 0 {
		settings["notificationEmailAddresses"] = a
	}
	e.Settings = settings
	e.SAML = object{"identifierUris": []string{v.word(spEntity)}, "web": object{"redirectUris": []string{v.word(spACS)}}}
	e.Web = object{"preferredSingleSignOnMode": "saml"}
	if r := v.word(spRelay); r != "" {
		e.Web = object{"preferredSingleSignOnMode": "saml", "samlSingleSignOnSettings": object{"relayState": r}}
	}
	e.Option = v.Pair.Words.Option(federation.IdP, "saml.signed", v.signed())
	if part := map[string]string{"message": "ResponseOnly", "assertion": "TokenOnly", "both": "ResponseAndToken"}[v.signed()]; part != "" {
		d, err := compact(object{"TokenIssuancePolicy": object{"Version": 1, "SamlTokenVersion": "2.0", "TokenResponseSigningPolicy": part,
			"SigningAlgorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"}})
		if err != nil {
			return e, err
		}
		e.Issuance = object{"displayName": "Signing: " + e.Federation, "definition": []string{d}}
	}
	return e, v.claims(&e)
}

// claims fills the policy of claims. The names of sources and claims are those of
// Microsoft identity platform: Claims customization reference.
func (v values) claims(e *enterprise) error {
	if e.Source == "" {
		return nil
	}
	id, ok := strings.CutPrefix(strings.ToLower(e.Source), "user.")
	if !ok || !slices.Contains(nameSources, id) {
		return fmt.Errorf("%s is %q: a policy takes user.%s as the source of the NameID", v.call(nameSource), e.Source, strings.Join(nameSources[:5], ", user."))
	}
	schema := []object{{"Source": "user", "ID": id, "SamlClaimType": "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"}}
	for _, a := range v.Pair.Expect.Attributes.Value {
		switch a.Name {
		case "OrganizationName":
			schema = append(schema, object{"Value": v.word(genesysOrg), "SamlClaimType": a.Name})
		case "email": // the same source as the NameID: two would let in two people
			schema = append(schema, object{"Source": "user", "ID": id, "SamlClaimType": a.Name})
		default:
			e.ByHand = append(e.ByHand, "Attribute "+a.Name+": nobody has said yet which source it takes.")
		}
	}
	d, err := compact(object{"ClaimsMappingPolicy": object{"Version": 1, "IncludeBasicClaimSet": "true", "ClaimsSchema": schema}})
	if err != nil {
		return err
	}
	e.Claims = object{"displayName": "Claims: " + e.Federation, "isOrganizationDefault": false, "definition": []string{d}}
	return nil
}

// nameSources are what a policy may take the NameID from.
var nameSources = append([]string{"userprincipalname", "mail", "onpremisessamaccountname", "employeeid", "telephonenumber"}, extensions()...)

func extensions() (out []string) {
	for i := range 15 {
		out = append(out, fmt.Sprintf("extensionattribute%d", i+1))
	}
	return out
}

func (v values) registration(e *enterprise) error {
	uris := []string{}
	for _, f := range []federation.Fact{oidcIn, oidcOut} {
		if u := v.word(f); u != "" {
			uris = append(uris, u)
		}
	}
	e.Web = object{"web": object{"redirectUris": uris}}
	e.Registration = object{"displayName": e.Application, "signInAudience": "AzureADMyOrg"}
	e.Claims = object{"optionalClaims": object{"idToken": []object{{"name": "email", "essential": false, "additionalProperties": []string{}}}}}
	e.Settings = object{"appRoleAssignmentRequired": true}
	until, err := time.Parse(time.DateOnly, v.word(oidcExpires))
	if err != nil || !until.After(v.Now) {
		until = v.Now.Add(secretLife)
	}
	e.Expires = until.UTC().Format(time.DateOnly)
	e.Password = object{"passwordCredential": object{"displayName": note(e.Platform), "endDateTime": e.Expires + "T00:00:00Z"}}
	return nil
}

// commonName is what of name may stand in a common name without being quoted
// (RFC 4514, 2.4).
func commonName(name string) string {
	name = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '.':
			return r
		}
		return ' '
	}, name)), " ")
	if name == "" || strings.HasSuffix(name, "SSO") {
		return cmp.Or(name, "SSO")
	}
	return name + " SSO"
}

// addresses splits what was pasted as one or several mail addresses.
func addresses(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) })
}
