package assets_test

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"federate/assets"
	"federate/federation"
	"federate/federation/catalog"
	"federate/federation/estate"
	"federate/federation/identity"
	"federate/federation/vocabulary"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
)

func library(t *testing.T) *playbook.Library {
	t.Helper()
	l, err := playbook.Load(vocabulary.New(), assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func all(l *playbook.Library) []playbook.Playbook {
	return slices.Concat(l.Playbooks(federation.Platform), l.Playbooks(federation.IdP))
}

// known is every code that a check or a demand has.
func known(l *playbook.Library) map[federation.Code]bool {
	codes := map[federation.Code]bool{}
	for _, c := range catalog.Checks() {
		codes[c.Rule.Code] = true
	}
	for _, pb := range all(l) {
		for _, d := range pb.Demands {
			codes[d.Code] = true
		}
	}
	for _, r := range slices.Concat(estate.Rules(), identity.Rules()) {
		codes[r.Code] = true
	}
	return codes
}

// Every demand lets its good values pass, finds its bad ones, and is a
// consequence only of codes that exist.
func TestDemands(t *testing.T) {
	l := library(t)
	codes := known(l)
	for _, pb := range all(l) {
		for _, d := range pb.Demands {
			if !strings.HasPrefix(string(d.Code), pb.ID+"-") {
				t.Errorf("%s: the code must start with %s-", d.Code, pb.ID)
			}
			if n := utf8.RuneCountInString(d.Title); n > 60 {
				t.Errorf("%s: the title has %d characters", d.Code, n)
			}
			if len(d.Good) == 0 || len(d.Bad) == 0 {
				t.Errorf("%s: needs good and bad samples", d.Code)
			}
			for _, c := range d.Because {
				if !codes[c] {
					t.Errorf("%s: because of %s, which is no code", d.Code, c)
				}
			}
			c, err := d.Check()
			if err != nil {
				t.Fatal(err)
			}
			side := d.Side
			if term, _ := l.Terms().Term(d.Fact); side == "" {
				side = term.Owner
			}
			finds := func(v string) bool {
				ds := &federation.Dossier{Terms: l.Terms(), Final: d.Stage == playbook.Final}
				ds.Hear(federation.Claim{Side: side, Fact: d.Fact, Value: v})
				if d.SameAs != "" { // the first good sample is what the other fact says
					ds.Hear(federation.Claim{Side: ds.Owner(d.SameAs), Fact: d.SameAs, Value: d.Good[0]})
				}
				return len(federation.Examine(ds, []federation.Check{c}).Findings) > 0
			}
			for _, v := range d.Good {
				if finds(v) {
					t.Errorf("%s: finds the good value %q", d.Code, v)
				}
			}
			for _, v := range d.Bad {
				if !finds(v) {
					t.Errorf("%s: does not find %q", d.Code, v)
				}
			}
		}
	}
}

type said struct {
	side  federation.Side
	fact  federation.Fact
	value string
}

const (
	tenant   = "aaaabbbb-0000-cccc-1111-dddd2222eeee"
	app      = "00001111-aaaa-2222-bbbb-3333cccc4444"
	onMS     = "https://login.microsoftonline.com/"
	platform = federation.Platform
	idp      = federation.IdP
)

// right is a federation of CXone and Entra without a fault.
var right = []said{
	{idp, "entra.application_name", "Contact centre"}, {idp, "entra.tenant_id", tenant}, {idp, "entra.application_id", app},
	{idp, "idp.sso_url", onMS + tenant + "/saml2"}, {platform, "idp.sso_url", onMS + tenant + "/saml2"},
	{idp, "idp.entity_id", "https://sts.windows.net/" + tenant + "/"},
	{idp, "idp.metadata_url", onMS + tenant + "/federationmetadata/2007-06/federationmetadata.xml?appid=" + app},
	{platform, "sp.entity_id", "https://cxone.niceincontact.com/sp/00000000"}, {idp, "sp.entity_id", "https://cxone.niceincontact.com/sp/00000000"},
	{platform, "sp.acs_url", "https://cxone.niceincontact.com/sso/saml/acs"}, {idp, "sp.acs_url", "https://cxone.niceincontact.com/sso/saml/acs"},
	{platform, "sp.relay_state", "eyJjbGllbnRJZCI6IjAwMDAxMTExLWFhYWEtMjIyMi1iYmJiLTMzMzNjY2NjNDQ0NCJ9"},
	{platform, "sp.requested_authn_context", ""},
	{platform, "cxone.authenticator_name", "Entra SSO"}, {platform, "cxone.authenticator_description", "Federation with Entra ID"},
	{platform, "user.external_identity", "jane.doe@classics.example"}, {idp, "user.name_id", "jane.doe@classics.example"},
	{idp, "saml.signed", "message"}, {idp, "saml.signature_algorithm", "rsa-sha256"}, {idp, "saml.encryption", "none"},
	{idp, "saml.name_id_format", "emailAddress"}, {idp, "saml.name_id_source", "user.userprincipalname"},
	{idp, "entra.notification_addresses", "sso@classics.example, ops@classics.example"},
}

// Right values are silent, and one wrong value is one finding that tells the
// cause. The other side copied by confirming, so its word is left out.
func TestOneWrongValueIsOneFinding(t *testing.T) {
	l := library(t)
	pair, err := l.Pair("cxone", "entra", "saml", "", catalog.Checks())
	if err != nil {
		t.Fatal(err)
	}
	judge := func(all []said) (codes []federation.Code) {
		d := &federation.Dossier{Now: time.Unix(1.8e9, 0), Terms: l.Terms(), Expect: pair.Expect, Words: pair.Words, Final: true}
		for _, s := range all {
			d.Hear(federation.Claim{Side: s.side, Fact: s.fact, Value: s.value})
		}
		for _, f := range federation.Examine(d, pair.Checks).Findings {
			codes = append(codes, f.Code)
		}
		return codes
	}
	if codes := judge(right); len(codes) > 0 {
		t.Fatalf("right values are found: %v", codes)
	}
	for _, c := range []struct {
		said
		want federation.Code
	}{
		{said{idp, "entra.tenant_id", "contoso.onmicrosoft.com"}, "entra-tenant-id"},
		{said{idp, "entra.application_id", "Contact centre"}, "entra-application-id"},
		{said{idp, "sp.acs_url", "https://need_to_change"}, "value-placeholder"},
		{said{idp, "sp.entity_id", "https://cxone.niceincontact.com/sp/00000000/"}, "entra-identifier-slash"},
		{said{platform, "sp.entity_id", "cxone"}, "entra-identifier-not-uri"},
		{said{platform, "sp.acs_url", "http://cxone.niceincontact.com/acs"}, "value-not-https"},
		{said{platform, "sp.acs_url", "ftp://cxone.niceincontact.com/acs"}, "entra-reply-url-scheme"},
		{said{platform, "sp.acs_url", "cxone.niceincontact.com/acs"}, "value-not-a-url"},
		{said{platform, "sp.acs_url", "https://cxone.niceincontact.com/acs "}, "value-white-space"},
		{said{platform, "sp.acs_url", "https://cxone.niceincontact.com/acs(1)"}, "entra-reply-url-character"},
		{said{platform, "sp.acs_url", "https://cxone.niceincontact.com/*"}, "entra-reply-url-wildcard"},
		{said{platform, "sp.acs_url", "https://cxone.niceincontact.com"}, "entra-reply-url-no-path"},
		{said{platform, "sp.acs_url", "https://cxone.niceincontact.com/" + strings.Repeat("a", 256)}, "entra-reply-url-length"},
		{said{platform, "sp.acs_url", "https://login.mypurecloud.com/saml"}, "cxone-assertion-url-host"},
		{said{platform, "sp.acs_url", "https://login.nice-incontact.com/saml/acs"}, "cxone-assertion-url-from-guide"},
		{said{platform, "idp.sso_url", "https://sts.windows.net/" + tenant + "/"}, "saml-sso-url-not-sign-in"},
		{said{idp, "idp.sso_url", onMS + "common/saml2"}, "entra-login-url-common"},
		{said{idp, "idp.sso_url", onMS + tenant + "/saml2/"}, "entra-login-url"},
		{said{idp, "idp.entity_id", "https://sts.windows.net/" + tenant}, "entra-issuer-slash"},
		{said{idp, "idp.entity_id", onMS + tenant + "/"}, "entra-issuer"},
		{said{idp, "idp.metadata_url", onMS + "common/saml2"}, "entra-metadata-url"},
		{said{idp, "idp.metadata_url", onMS + tenant + "/federationmetadata/2007-06/federationmetadata.xml"}, "entra-metadata-url-no-appid"},
		{said{platform, "sp.requested_authn_context", "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"}, "entra-authn-context"},
		{said{idp, "saml.name_id_format", "transient"}, "entra-name-id-format"},
		{said{idp, "saml.signed", "assertion"}, "saml-signing-option"},
		{said{idp, "saml.encryption", "encrypted"}, "saml-encryption-option"},
		{said{idp, "entra.notification_addresses", "the service desk"}, "entra-notification-addresses"},
		{said{platform, "cxone.authenticator_name", " Entra SSO"}, "value-white-space"},
		{said{platform, "cxone.authenticator_description", "see https://intranet.example/sso"}, "cxone-description-plain"},
		{said{platform, "sp.relay_state", `{"clientId":"x"}`}, "cxone-relay-state-base64"},
		{said{platform, "user.external_identity", "Jane.Doe@classics.example"}, "saml-identity-mismatch"},
	} {
		one := slices.DeleteFunc(slices.Clone(right), func(s said) bool { return s.fact == c.fact })
		if got := judge(append(one, c.said)); !slices.Equal(got, []federation.Code{c.want}) {
			t.Errorf("%s/%s=%.60q finds %v, want %s", c.side, c.fact, c.value, got, c.want)
		}
	}
}

// The documented order gives every fact before it is taken, and so do all pairs
// that no document describes.
func TestEveryTakerFollowsItsGiver(t *testing.T) {
	l := library(t)
	for _, p := range l.Playbooks(platform) {
		for _, i := range l.Playbooks(idp) {
			for _, protocol := range p.Protocols {
				if !slices.Contains(i.Protocols, protocol) {
					continue
				}
				pair, err := l.Pair(p.ID, i.ID, protocol, "", nil)
				if err != nil {
					t.Error(err)
					continue
				}
				given := map[federation.Fact]bool{}
				var planted []federation.Fact
				plan := steps.NewPair(pair).Plan(&record.State{ID: "acme"})
				for _, s := range plan {
					for _, f := range s.Takes {
						if !given[f] {
							t.Errorf("%s with %s by %s: %s takes %s, which nobody gave before", p.ID, i.ID, protocol, s.Ref(), f)
						}
						planted = slices.DeleteFunc(planted, func(o federation.Fact) bool { return o == f && s.Side == idp })
					}
					for _, f := range s.Gives {
						given[f] = true
					}
					for _, f := range s.Plants {
						if !given[f] { // what is known is entered itself
							planted = append(planted, f)
						}
					}
				}
				if len(planted) > 0 {
					t.Errorf("%s with %s by %s: no step replaces the placeholders of %v", p.ID, i.ID, protocol, planted)
				}
			}
		}
	}
}

// products are the words that only one side's own playbook may say.
var products = map[string]*regexp.Regexp{
	"cxone":            regexp.MustCompile(`(?i)cxone|\bNICE\b|niceincontact`),
	"genesys-cloud":    regexp.MustCompile(`(?i)genesys|purecloud`),
	"cisco-ids":        regexp.MustCompile(`(?i)cisco|\buccx\b`),
	"entra":            regexp.MustCompile(`(?i)entra\b|azure|microsoft`),
	"azure-ad-b2c":     regexp.MustCompile(`(?i)\bb2c\b`),
	"okta":             regexp.MustCompile(`(?i)okta`),
	"pingone":          regexp.MustCompile(`(?i)pingone`),
	"pingfederate":     regexp.MustCompile(`(?i)pingfederate`),
	"forgerock":        regexp.MustCompile(`(?i)forgerock|pingam`),
	"adfs":             regexp.MustCompile(`(?i)\bad ?fs\b`),
	"google-workspace": regexp.MustCompile(`(?i)google`),
	"keycloak":         regexp.MustCompile(`(?i)keycloak`),
	"onelogin":         regexp.MustCompile(`(?i)onelogin`),
	"jumpcloud":        regexp.MustCompile(`(?i)jumpcloud`),
	"auth0":            regexp.MustCompile(`(?i)auth0`),
	"salesforce":       regexp.MustCompile(`(?i)salesforce`),
	"duo":              regexp.MustCompile(`\bDuo\b`),
	"cyberark":         regexp.MustCompile(`(?i)cyberark|idaptive`),
	"ibm-verify":       regexp.MustCompile(`\bIBM\b`),
	"oracle-iam":       regexp.MustCompile(`(?i)oracle`),
}

// kin are products that carry the name of another one of their makers.
var kin = map[string]string{"azure-ad-b2c": "entra"}

// A side names no product of another side, and every text keeps the manners of
// the house: no shouting, no begging, short lines that fit a small terminal.
func TestTexts(t *testing.T) {
	l := library(t)
	pair, err := l.Pair("cxone", "entra", "saml", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	st := &record.State{ID: "acme"}
	for _, pb := range all(l) {
		for _, s := range pb.Steps {
			texts := append([]string{s.Title, s.Why}, s.Do...)
			for _, c := range s.Cautions {
				texts = append(texts, c.Text)
			}
			for _, e := range s.Enter {
				texts = append(texts, e.Note, e.Label)
			}
			for _, f := range s.Fields {
				texts = append(texts, f.Help, f.Label)
			}
			for _, text := range texts {
				own := strings.ReplaceAll(text, "IS_IdP_OKTA", "")                     // a property of Cisco IdS, whatever it is called
				own = strings.ReplaceAll(own, "discovery addresses of Salesforce", "") // a limit that CXone states itself
				for id, words := range products {
					if id != pb.ID && kin[pb.ID] != id && words.MatchString(own) {
						t.Errorf("%s names another product: %s", s.Ref(), text)
					}
				}
				plain := regexp.MustCompile(`\{\{.*?\}\}|`+"`[^`]*`").ReplaceAllString(text, "")
				if strings.Contains(plain, "!") || regexp.MustCompile(`(?i)\bplease\b`).MatchString(plain) {
					t.Errorf("%s shouts or begs: %s", s.Ref(), text)
				}
				if strings.Contains(steps.NewPair(pair).Say(s, st, text), "{{") {
					t.Errorf("%s does not render: %s", s.Ref(), text)
				}
			}
			if len(s.Do) == 0 || len(s.Do) > 8 {
				t.Errorf("%s has %d actions; it needs one to eight", s.Ref(), len(s.Do))
			}
			for _, do := range s.Do {
				if n := utf8.RuneCountInString(steps.NewPair(pair).Say(s, st, do)); n > 120 {
					t.Errorf("%s: an action has %d characters: %s", s.Ref(), n, do)
				}
			}
			if n := utf8.RuneCountInString(steps.NewPair(pair).Say(s, st, s.Title)); n > 52 {
				t.Errorf("%s: the title has %d characters", s.Ref(), n)
			}
		}
	}
}

// Every page is about a code that exists, has no heading of the first rank (the
// page has one), and lines that fit.
func TestPages(t *testing.T) {
	codes := known(library(t))
	pages, err := fs.Glob(assets.FS, "codes/*.md")
	if err != nil || len(pages) < 25 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for _, page := range pages {
		if code := federation.Code(strings.TrimSuffix(path.Base(page), ".md")); !codes[code] && !documents[code] {
			t.Errorf("%s: there is no such code", page)
		}
		b, err := fs.ReadFile(assets.FS, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(b), "\n") {
			if strings.HasPrefix(line, "# ") || utf8.RuneCountInString(line) > 80 || regexp.MustCompile(`(?i)\bplease\b`).MatchString(line) {
				t.Errorf("%s: %s", page, line)
			}
		}
	}
}

// documents are codes that a reader of documents reports, and no listed check.
var documents = map[federation.Code]bool{"saml-doctype": true}
