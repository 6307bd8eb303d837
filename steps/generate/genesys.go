package generate

import (
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"strconv"

	"federate/federation"
)

// The facts that Genesys Cloud's settings are made of.
const (
	genesysRegion   federation.Fact = "genesys-cloud.region"
	genesysProvider federation.Fact = "genesys-cloud.provider_name"
	genesysSLO      federation.Fact = "genesys-cloud.idp_slo_url"
	genesysBinding  federation.Fact = "genesys-cloud.slo_binding"
	genesysIdle     federation.Fact = "genesys-cloud.idle_seconds"
	idpIssuer       federation.Fact = "idp.entity_id"
	idpSSO          federation.Fact = "idp.sso_url"
	idpCertificate  federation.Fact = "idp.certificate"
)

// genesysTabs are the providers that Genesys Cloud knows by name: the last part
// of the path of its API, and of the resource of its Terraform provider.
var genesysTabs = map[string]string{"entra": "adfs", "adfs": "adfs", "okta": "okta", "pingone": "ping", "pingfederate": "ping", "google-workspace": "gsuite"}

// A genesysBody is the body of PUT /api/v2/identityproviders/{tab} (Genesys Cloud
// Platform API: Identity Provider).
type genesysBody struct {
	Name         string   `json:"name"`
	Disabled     bool     `json:"disabled"`
	Issuer       string   `json:"issuerURI"`
	Target       string   `json:"ssoTargetURI"`
	SLO          string   `json:"sloURI,omitempty"`
	SLOBinding   string   `json:"sloBinding,omitempty"`
	EntityID     string   `json:"relyingPartyIdentifier"`
	Certificates []string `json:"certificates"`
	Format       string   `json:"nameIdentifierFormat,omitempty"` // of the generic provider
}

// tab is the provider of this identity provider.
func (v values) tab() string {
	if t, ok := genesysTabs[v.Pair.IdP.ID]; ok {
		return t
	}
	return "generic"
}

func (v values) genesysFacts() (needs, more []federation.Fact) {
	needs = []federation.Fact{genesysProvider, idpIssuer, idpSSO, spEntity, idpCertificate}
	if v.tab() == "generic" {
		needs = append(needs, nameFormat)
	}
	return needs, []federation.Fact{genesysSLO, genesysBinding}
}

// genesys makes the bodies of Genesys Cloud's own API.
func genesys(v values) []Artifact {
	if v.Pair.Platform.ID != "genesys-cloud" {
		return nil
	}
	host := "https://api.REGION"
	if r := v.word(genesysRegion); r != "" {
		host = "https://api." + note(r)
	}
	needs, more := v.genesysFacts()
	return []Artifact{
		v.single(Artifact{ID: "genesys-provider", Title: "Single sign-on provider in Genesys Cloud", Role: federation.PlatformAdmin,
			For:  "Issuer, address, certificate and entity ID of the provider. It takes the place of a provider of the same kind; logging in with a password goes on working.",
			Goes: "Genesys Cloud Platform API: PUT " + host + "/api/v2/identityproviders/" + v.tab() + ", with the right sso:provider:edit"},
			"genesys-provider.json", needs, append(more, genesysRegion), func() ([]byte, error) {
				body, err := v.genesysBody()
				if err != nil {
					return nil, err
				}
				return indented(body)
			}),
		v.single(Artifact{ID: "genesys-idle-timeout", Title: "Automatic inactivity timeout of Genesys Cloud", Role: federation.PlatformAdmin,
			For:  "Ends a session after so long without activity, for the whole organisation.",
			Goes: "Genesys Cloud Platform API: PUT " + host + "/api/v2/tokens/timeout"},
			"genesys-idle-timeout.json", []federation.Fact{genesysIdle}, []federation.Fact{genesysRegion}, func() ([]byte, error) {
				n, err := v.idle(genesysIdle)
				if err != nil {
					return nil, err
				}
				return indented(struct {
					On      bool `json:"enableIdleTokenTimeout"`
					Seconds int  `json:"idleTokenTimeoutSeconds"`
				}{true, n})
			}),
	}
}

func (v values) genesysBody() (b genesysBody, err error) {
	b = genesysBody{Name: v.word(genesysProvider), Issuer: v.word(idpIssuer), Target: v.word(idpSSO), EntityID: v.word(spEntity), SLO: v.word(genesysSLO)}
	if b.SLO != "" {
		b.SLOBinding = v.or(genesysBinding, "HTTP Redirect")
	}
	if v.tab() == "generic" {
		b.Format = formats[v.word(nameFormat)]
	}
	b.Certificates, err = v.certificates()
	return b, err
}

// certificates are all signing certificates that the identity provider is known
// to have, the first one first, as base64 of their DER form. Genesys Cloud takes
// five.
func (v values) certificates() (out []string, err error) {
	for _, w := range v.State.Words(v.State.Last) {
		if w.Fact != idpCertificate || w.Side != federation.IdP || w.Planted {
			continue
		}
		block, _ := pem.Decode([]byte(w.Value))
		if block == nil || block.Type != "CERTIFICATE" {
			return nil, fmt.Errorf("%s is no certificate in PEM form", v.call(idpCertificate))
		}
		c := base64.StdEncoding.EncodeToString(block.Bytes)
		if w.Key == "" {
			out = append([]string{c}, out...)
		} else {
			out = append(out, c)
		}
	}
	if most := v.Pair.Expect.CertificateCount; most.Set && len(out) > most.Value {
		return nil, fmt.Errorf("there are %d certificates, and %s keeps %d: take the oldest away", len(out), v.Pair.Words.Name(federation.Platform), most.Value)
	}
	return out, nil
}

// The shortest and the longest time without activity that either platform takes,
// in seconds.
const (
	leastIdle = 300
	mostIdle  = 28800
)

// idle is fact f as a number of seconds that the platform takes.
func (v values) idle(f federation.Fact) (int, error) {
	n, err := strconv.Atoi(v.word(f))
	if err != nil || n < leastIdle || n > mostIdle {
		return 0, fmt.Errorf("%s is %q: it takes a number of seconds from %d to %d", v.call(f), v.word(f), leastIdle, mostIdle)
	}
	return n, nil
}
