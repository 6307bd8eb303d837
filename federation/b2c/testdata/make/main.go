//go:build ignore

// Command make writes the fixtures beside it out of two sound policies: run it in
// the folder of package b2c with
//
//	go run ./testdata/make/main.go
package main

import (
	"log"
	"path/filepath"
	"strings"

	"federate/federation/conformance"
)

const head = `<?xml version="1.0" encoding="utf-8"?>
<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" PolicySchemaVersion="0.3.0.0" TenantId="contoso.onmicrosoft.com" PolicyId="@ID" PublicPolicyUri="http://contoso.onmicrosoft.com/@ID">
`

const issuer = head + `  <BasePolicy>
    <TenantId>contoso.onmicrosoft.com</TenantId>
    <PolicyId>B2C_1A_TrustFrameworkLocalization</PolicyId>
  </BasePolicy>
  <ClaimsProviders>
    <ClaimsProvider>
      <DisplayName>SAML issuer</DisplayName>
      <TechnicalProfiles>
        <TechnicalProfile Id="Saml2AssertionIssuer">
          <DisplayName>Issuer</DisplayName>
          <Protocol Name="SAML2" />
          <OutputTokenFormat>SAML2</OutputTokenFormat>
          <Metadata>
            <Item Key="IssuerUri">https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1A_agents</Item>
            <Item Key="TokenNotBeforeSkewInSeconds">60</Item>
            <Item Key="TokenLifeTimeInSeconds">300</Item>
            <Item Key="XmlSignatureAlgorithm">Sha256</Item>
          </Metadata>
          <CryptographicKeys>
            <Key Id="SamlAssertionSigning" StorageReferenceId="B2C_1A_SamlIdpCert" />
            <Key Id="SamlMessageSigning" StorageReferenceId="B2C_1A_SamlIdpCert" />
          </CryptographicKeys>
          <UseTechnicalProfileForSessionManagement ReferenceId="SM-Saml-issuer" />
        </TechnicalProfile>
        <TechnicalProfile Id="SM-Saml-issuer">
          <DisplayName>Session</DisplayName>
          <Protocol Name="Proprietary" Handler="Web.TPEngine.SSO.SamlSSOSessionProvider, Web.TPEngine, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null" />
        </TechnicalProfile>
      </TechnicalProfiles>
    </ClaimsProvider>
  </ClaimsProviders>
</TrustFrameworkPolicy>
`

const party = head + `  <BasePolicy>
    <TenantId>contoso.onmicrosoft.com</TenantId>
    <PolicyId>B2C_1A_TrustFrameworkExtensions</PolicyId>
  </BasePolicy>
  <UserJourneys>
    <UserJourney Id="SignUpOrSignIn">
      <OrchestrationSteps>
        <OrchestrationStep Order="7" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="Saml2AssertionIssuer" />
      </OrchestrationSteps>
    </UserJourney>
  </UserJourneys>
  <RelyingParty>
    <DefaultUserJourney ReferenceId="SignUpOrSignIn" />
    <TechnicalProfile Id="PolicyProfile">
      <DisplayName>PolicyProfile</DisplayName>
      <Protocol Name="SAML2" />
      <Metadata>
        <Item Key="IdpInitiatedProfileEnabled">true</Item>
      </Metadata>
      <OutputClaims>
        <OutputClaim ClaimTypeReferenceId="displayName" />
        <OutputClaim ClaimTypeReferenceId="email" />
        <OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="sub" />
      </OutputClaims>
      <SubjectNamingInfo ClaimType="email" Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress" />
    </TechnicalProfile>
  </RelyingParty>
</TrustFrameworkPolicy>
`

// whole is a policy that stands on no other: both of the above, and a journey.
var whole = edit(party,
	between(party, "  <BasePolicy>", "  <UserJourneys>"), strings.TrimSuffix(between(issuer, "  <ClaimsProviders>", "</TrustFrameworkPolicy>"), ""),
	`        <OrchestrationStep Order="7"`, `        <OrchestrationStep Order="1" Type="CombinedSignInAndSignUp" ContentDefinitionReferenceId="api.signuporsignin" />
        <OrchestrationStep Order="2" Type="ClaimsExchange" />
        <OrchestrationStep Order="3"`)

func between(s, from, to string) string {
	_, rest, _ := strings.Cut(s, from)
	body, _, ok := strings.Cut(rest, to)
	if !ok {
		log.Fatalf("there is no %s after %s", to, from)
	}
	return from + body
}

// edit replaces pairs; each must be there.
func edit(s string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(s, pairs[i]) {
			log.Fatalf("there is no %s", pairs[i])
		}
		s = strings.Replace(s, pairs[i], pairs[i+1], 1)
	}
	return s
}

// cut removes everything from the first text up to the second.
func cut(s, from, to string) string { return edit(s, between(s, from, to), "") }

func write(path string, content any) {
	if err := conformance.Write(path, content); err != nil {
		log.Fatal(err)
	}
}

func save(code, name, text string) {
	id := "B2C_1A_agents"
	if strings.Contains(text, "<ClaimsProviders>") && !strings.Contains(text, "<RelyingParty>") {
		id = "B2C_1A_TrustFrameworkExtensions"
	}
	write(filepath.Join("testdata", code, name+".xml"), strings.ReplaceAll(text, "@ID", id))
}

// flow is whole with the profiles that its steps run: the first asks the person and gives
// the account's ID, by which the second reads the account.
var flow = edit(whole,
	`      </TechnicalProfiles>`, `        <TechnicalProfile Id="SelfAsserted-Agents">
          <DisplayName>Sign in</DisplayName>
          <Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.SelfAssertedAttributeProvider, Web.TPEngine, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null" />
          <InputClaims>
            <InputClaim ClaimTypeReferenceId="signInName" />
          </InputClaims>
          <OutputClaims>
            <OutputClaim ClaimTypeReferenceId="signInName" Required="true" />
            `+given+`
          `+asked+`
        </TechnicalProfile>
        <TechnicalProfile Id="AAD-Common">
          <DisplayName>Directory</DisplayName>
          <Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.AzureActiveDirectoryProvider, Web.TPEngine, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null" />
        </TechnicalProfile>
        <TechnicalProfile Id="AAD-ReadAgent">
          <InputClaims>
            <InputClaim ClaimTypeReferenceId="objectId" Required="true" />
          </InputClaims>
          <OutputClaims>
            <OutputClaim ClaimTypeReferenceId="ObjectId" />
            <OutputClaim ClaimTypeReferenceId="displayName" />
            <OutputClaim ClaimTypeReferenceId="email" PartnerClaimType="signInNames.emailAddress" />
            <!-- after -->
          </OutputClaims>
          <IncludeTechnicalProfile ReferenceId="AAD-Common" />
        </TechnicalProfile>
        <!-- beside -->
      </TechnicalProfiles>`,
	`Type="CombinedSignInAndSignUp" ContentDefinitionReferenceId="api.signuporsignin" />`, `Type="CombinedSignInAndSignUp" ContentDefinitionReferenceId="api.signuporsignin">
          <ClaimsExchanges>
            <ClaimsExchange Id="AgentExchange" TechnicalProfileReferenceId="SelfAsserted-Agents" />
          </ClaimsExchanges>
        </OrchestrationStep>`,
	`Order="2" Type="ClaimsExchange" />`, `Order="2" Type="ClaimsExchange">
          <ClaimsExchanges>
            <ClaimsExchange Id="ReadExchange" TechnicalProfileReferenceId="AAD-ReadAgent" />
          </ClaimsExchanges>
        </OrchestrationStep>`)

type object map[string]any

func setup(code string, o object) { write(filepath.Join("testdata", code, "setup.json"), o) }

const (
	fileIssuer = "good-issuer"
	fileParty  = "good-party"
	asked      = "</OutputClaims> <!-- of the page -->"
	given      = `<OutputClaim ClaimTypeReferenceId="objectId" />`
	protocol   = `<Protocol Name="SAML2" />`
	send       = `CpimIssuerTechnicalProfileReferenceId="Saml2AssertionIssuer"`
	jwt        = `CpimIssuerTechnicalProfileReferenceId="JwtIssuer"`
	override   = `        <OrchestrationStep Order="7" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="Saml2AssertionIssuer" />` + "\n"
)

func main() {
	setup("", object{"facts": object{"idp.entity_id": "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1A_agents"}})
	heads()
	issuers()
	journeys()
	parties()
}

func heads() {
	good := func(code string) { save(code, fileParty, party); save(code, fileIssuer, issuer) }
	good("b2c-malformed")
	save("b2c-malformed", "bad-cut", party[:len(party)-120])
	save("b2c-malformed", "bad-twice", edit(party, `<DefaultUserJourney `, `<DefaultUserJourney ReferenceId="a" `))
	save("b2c-malformed", "bad-nesting", edit(party, "</OutputClaims>", "</OutputClaim>"))

	good("b2c-template-left")
	save("b2c-template-left", "bad-tenant", strings.ReplaceAll(party, "contoso.", "yourtenant."))
	save("b2c-template-left", "bad-settings", strings.ReplaceAll(party, "contoso.onmicrosoft.com", "{Settings:Tenant}"))
	save("b2c-template-left", "bad-issuer", edit(issuer, "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1A_agents", "https://issuerUriMyAppExpects"))

	good("b2c-schema-version")
	save("b2c-schema-version", "bad", edit(party, "0.3.0.0", "0.4.0.0"))

	good("b2c-tenant-id")
	save("b2c-tenant-id", "bad-hyphen", strings.ReplaceAll(party, "contoso.", "contoso-b2c."))
	save("b2c-tenant-id", "bad-missing", edit(party, `TenantId="contoso.onmicrosoft.com" `, ""))

	good("b2c-policy-id")
	save("b2c-policy-id", "bad-flow", strings.ReplaceAll(party, "@ID", "B2C_1_agents"))
	save("b2c-policy-id", "bad-bare", strings.ReplaceAll(party, "@ID", "signup_signin_saml"))

	good("b2c-policy-uri")
	save("b2c-policy-uri", "good-capitals", edit(party, "http://contoso.onmicrosoft.com/@ID", "http://contoso.onmicrosoft.com/b2c_1a_AGENTS"))
	save("b2c-policy-uri", "bad", edit(party, "http://contoso.onmicrosoft.com/@ID", "http://contoso.onmicrosoft.com/B2C_1A_signup_signin"))
	save("b2c-policy-uri", "bad-tenant", edit(party, "http://contoso.onmicrosoft.com/@ID", "http://fabrikam.onmicrosoft.com/@ID"))
}

func issuers() {
	good := func(code string) { save(code, fileIssuer, issuer) }
	item := func(name, value string) (string, string) {
		rest := between(issuer, `<Item Key="`+name+`">`, "</Item>")
		return rest, `<Item Key="` + name + `">` + value
	}
	bad := func(code, name, text string) { good(code); save(code, name, text) }

	bad("b2c-protocol-word", "bad-guide", edit(issuer, protocol, `<Protocol Name="SAML2TokenIssuer" />`))
	save("b2c-protocol-word", "bad-party", edit(party, protocol, `<Protocol Name="SAML" />`))
	bad("b2c-issuer-protocol", "bad", edit(issuer, protocol, `<Protocol Name="OpenIdConnect" />`))
	save("b2c-issuer-protocol", "bad-missing", edit(issuer, protocol, ""))
	save("b2c-issuer-protocol", "good-none", edit(issuer, protocol, `<Protocol Name="None" />`))
	bad("b2c-token-format", "bad", edit(issuer, "<OutputTokenFormat>SAML2<", "<OutputTokenFormat>JWT<"))
	save("b2c-token-format", "bad-missing", edit(issuer, "<OutputTokenFormat>SAML2</OutputTokenFormat>", ""))
	bad("b2c-issuer-uri-missing", "bad", cut(issuer, `<Item Key="IssuerUri">`, `<Item Key="TokenNot`))
	save("b2c-issuer-uri-missing", "good-change", edit(issuer, protocol, "", "<OutputTokenFormat>SAML2</OutputTokenFormat>", "", between(issuer, "<Metadata>", "<CryptographicKeys>"), ""))
	bad("b2c-issuer-uri", "bad-slash", edit(issuer, "/B2C_1A_agents<", "/B2C_1A_agents/<"))
	save("b2c-issuer-uri", "bad-other", edit(issuer, "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1A_agents", "urn:contoso:agents"))
	second := edit(between(issuer, `        <TechnicalProfile Id="Saml2AssertionIssuer">`, `        <TechnicalProfile Id="SM-`), "Saml2AssertionIssuer", "Saml2ShopIssuer", "B2C_1A_agents<", "B2C_1A_shop<")
	save("b2c-issuer-uri", "good-two-issuers", edit(issuer, `        <TechnicalProfile Id="SM-`, second+`        <TechnicalProfile Id="SM-`))

	from, to := item("TokenNotBeforeSkewInSeconds", "-60")
	bad("b2c-not-before-skew", "bad-sign", edit(issuer, from, to))
	_, to = item("TokenNotBeforeSkewInSeconds", "3601")
	save("b2c-not-before-skew", "bad-large", edit(issuer, from, to))
	_, to = item("TokenNotBeforeSkewInSeconds", "3600")
	save("b2c-not-before-skew", "good-edge", edit(issuer, from, to))
	from, to = item("TokenLifeTimeInSeconds", "5 minutes")
	bad("b2c-token-lifetime", "bad", edit(issuer, from, to))
	from, to = item("XmlSignatureAlgorithm", "rsa-sha256")
	bad("b2c-signature-algorithm-word", "bad", edit(issuer, from, to))
	_, to = item("XmlSignatureAlgorithm", "sha512")
	save("b2c-signature-algorithm-word", "good-small", edit(issuer, from, to))
	_, to = item("XmlSignatureAlgorithm", "Sha1")
	bad("b2c-signature-algorithm-sha1", "bad", edit(issuer, from, to))
	save("b2c-signature-algorithm-sha1", "bad-party", edit(party, "<Metadata>", `<Metadata><Item Key="XmlSignatureAlgorithm">Sha1</Item>`))

	bad("b2c-session-profile", "bad-missing", edit(issuer, `<UseTechnicalProfileForSessionManagement ReferenceId="SM-Saml-issuer" />`, ""))
	save("b2c-session-profile", "bad-handler", edit(issuer, "Web.TPEngine.SSO.SamlSSOSessionProvider", "Web.TPEngine.SSO.NoopSSOSessionProvider"))
	bad("b2c-relay-state-setting", "bad", edit(issuer, "<Metadata>", `<Metadata><Item Key="Preserve Relay State">true</Item>`))
	save("b2c-relay-state-setting", "bad-key", edit(issuer, "<CryptographicKeys>", `<CryptographicKeys><Key Id="RelayState" StorageReferenceId="B2C_1A_SamlIdpCert" />`))

	key := func(use string) string {
		return `<Key Id="` + use + `" StorageReferenceId="B2C_1A_SamlIdpCert" />`
	}
	bad("b2c-signing-key-missing", "bad", edit(issuer, key("SamlAssertionSigning"), "", key("SamlMessageSigning"), key("MetadataSigning")))
	save("b2c-signing-key-missing", "good-message", edit(issuer, key("SamlAssertionSigning"), ""))
	save("b2c-signing-key-missing", "good-assertion", edit(issuer, key("SamlMessageSigning"), ""))
	bad("b2c-signed-part-key", "bad", edit(issuer, key("SamlMessageSigning"), ""))
	save("b2c-signed-part-key", "good-message", edit(issuer, key("SamlAssertionSigning"), ""))
	setup("b2c-signed-part-key", object{"expect": object{"saml.signed": []string{"message"}}})
	bad("b2c-key-container", "bad", edit(issuer, "B2C_1A_SamlIdpCert", "SamlIdpCert"))
	save("b2c-key-container", "bad-missing", edit(issuer, ` StorageReferenceId="B2C_1A_SamlIdpCert"`, ""))
}

func journeys() {
	good := func(code string) { save(code, fileParty, party); save(code, "good-whole", whole) }
	bad := func(code, name, text string) { good(code); save(code, name, text) }

	bad("b2c-journey-missing", "bad", edit(whole, `ReferenceId="SignUpOrSignIn"`, `ReferenceId="SignIn"`))
	save("b2c-journey-missing", "good-beneath", edit(cut(party, "  <UserJourneys>", "  <RelyingParty>"), `ReferenceId="SignUpOrSignIn"`, `ReferenceId="AgentsSAML"`))
	const first = "b2c-journey-first-step"
	setup(first, object{"documents": []string{first + "/base.xml"}})
	save(first, "base", edit(cut(whole, "  <RelyingParty>", "</TrustFrameworkPolicy>"), "@ID\" PublicPolicyUri", "B2C_1A_TrustFrameworkExtensions\" PublicPolicyUri"))
	save(first, "bad", edit(party, `UserJourney Id="SignUpOrSignIn"`, `UserJourney Id="AgentsSAML"`, `ReferenceId="SignUpOrSignIn"`, `ReferenceId="AgentsSAML"`))
	save(first, "good", edit(party, `Order="7"`, `Order="3"`))
	exchanges := `        <OrchestrationStep Order="2" Type="ClaimsExchange">
          <ClaimsExchanges>
            <ClaimsExchange Id="AgentsExchange" TechnicalProfileReferenceId="Agents-OIDC" />
            <ClaimsExchange Id="LocalExchange" TechnicalProfileReferenceId="LocalAccount" />
          </ClaimsExchanges>
        </OrchestrationStep>`
	const second = `        <OrchestrationStep Order="2" Type="ClaimsExchange" />`
	const without = "b2c-exchanges-without-selection"
	bad(without, "bad", edit(whole, second, exchanges, `Order="1" Type="CombinedSignInAndSignUp"`, `Order="1" Type="ClaimsExchange"`))
	save(without, "good-selection", edit(whole, second, exchanges))
	save("b2c-step-order", "good-whole", whole)
	save("b2c-step-order", "bad-twice", edit(whole, `Order="2"`, `Order="1"`))
	save("b2c-step-order", "bad-gap", edit(whole, `Order="2"`, `Order="4"`, `Order="3"`, `Order="5"`))
	setup("b2c-step-order", object{"documents": []string{first + "/base.xml"}})
	save("b2c-step-order", "good-above", edit(party, `Order="7"`, `Order="3"`))
	save("b2c-step-order", "bad-above", party)
	const input, output = "b2c-input-claim-missing", "b2c-output-claim-missing"
	for _, code := range []string{input, output} {
		good(code)
		save(code, "good-flow", flow)
		save(code, "good-resolver", edit(flow, given, "", `"objectId" Required="true"`, `"objectId" Required="true" DefaultValue="{OIDC:LoginHint}"`))
		save(code, "good-optional", edit(flow, given, "", `"objectId" Required="true"`, `"objectId"`))
		save(code, "good-validated", edit(flow, given, "", asked, asked+`
          <ValidationTechnicalProfiles>
            <ValidationTechnicalProfile ReferenceId="login-Agents" />
          </ValidationTechnicalProfiles>`, "<!-- beside -->", `<TechnicalProfile Id="login-Agents">
          <DisplayName>Sign in</DisplayName>
          <Protocol Name="OpenIdConnect" />
          <OutputClaims>
            `+given+`
          </OutputClaims>
        </TechnicalProfile>`))
		save(code, "good-transformed", edit(flow, given, "", asked, asked+`
          <OutputClaimsTransformations>
            <OutputClaimsTransformation ReferenceId="CreateObjectId" />
          </OutputClaimsTransformations>`, "  <ClaimsProviders>", `  <BuildingBlocks>
    <ClaimsTransformations>
      <ClaimsTransformation Id="CreateObjectId" TransformationMethod="CopyClaim">
        <OutputClaims>
          <OutputClaim ClaimTypeReferenceId="objectId" TransformationClaimType="outputClaim" />
        </OutputClaims>
      </ClaimsTransformation>
    </ClaimsTransformations>
  </BuildingBlocks>
  <ClaimsProviders>`))
		save(code, "good-within", edit(flow, given, "", `Order="1" Type="CombinedSignInAndSignUp"`, `Order="1" Type="InvokeSubJourney"`))
	}
	save(input, "bad", edit(flow, given, ""))
	save(input, "bad-later", edit(flow, given, "", "<!-- after -->", given))
	save(output, "bad", edit(flow, `<OutputClaim ClaimTypeReferenceId="email" PartnerClaimType="signInNames.emailAddress" />`, ""))
	save(output, "good-default", edit(flow, `<OutputClaim ClaimTypeReferenceId="email" PartnerClaimType="signInNames.emailAddress" />`, "",
		`<OutputClaim ClaimTypeReferenceId="email" />`, `<OutputClaim ClaimTypeReferenceId="email" DefaultValue="" />`))
	save("b2c-step-order", "bad-word", edit(whole, `Order="2"`, `Order="two"`))
	bad("b2c-send-claims-missing", "bad", edit(whole, between(whole, `        <OrchestrationStep Order="3"`, "      </OrchestrationSteps>"), ""))
	bad("b2c-send-claims-not-changed", "bad", edit(party, override, ""))
	bad("b2c-send-claims-issuer", "bad-jwt", edit(party, send, jwt))
	save("b2c-send-claims-issuer", "bad-unknown", edit(whole, send, `CpimIssuerTechnicalProfileReferenceId="SAML2TokenIssuer"`))
	save("b2c-send-claims-issuer", "bad-none", edit(party, send, ""))
	save("b2c-send-claims-issuer", "good-own-name", edit(party, send, `CpimIssuerTechnicalProfileReferenceId="AgentsIssuer"`))
}

func parties() {
	good := func(code string) { save(code, fileParty, party); save(code, "good-whole", whole) }
	bad := func(code, name, text string) { good(code); save(code, name, text) }

	bad("b2c-relying-party-protocol", "bad", edit(party, protocol, `<Protocol Name="OpenIdConnect" />`))
	save("b2c-relying-party-protocol", "bad-missing", edit(party, protocol, ""))
	web := edit(party, protocol, `<Protocol Name="OpenIdConnect" />`, override, "", between(party, "<SubjectNamingInfo", "    </TechnicalProfile>"), `<SubjectNamingInfo ClaimType="sub" />`+"\n")
	save("b2c-relying-party-protocol", "good-web", web)
	bad("b2c-subject-missing", "bad", edit(party, between(party, "<SubjectNamingInfo", "    </TechnicalProfile>"), ""))
	bad("b2c-subject-claim", "bad", edit(party, `<SubjectNamingInfo ClaimType="email"`, `<SubjectNamingInfo ClaimType="signInName"`))
	save("b2c-subject-claim", "bad-inner-name", edit(party, `<SubjectNamingInfo ClaimType="email"`, `<SubjectNamingInfo ClaimType="objectId"`))
	save("b2c-subject-claim", "good-partner", edit(party, `<SubjectNamingInfo ClaimType="email"`, `<SubjectNamingInfo ClaimType="sub"`))

	setting := func(name, value string) string {
		return edit(party, "<Metadata>", `<Metadata><Item Key="`+name+`">`+value+`</Item>`)
	}
	bad("b2c-relying-party-partner", "bad", setting("PartnerEntity", "https://sp.example/metadata"))
	bad("b2c-response-unsigned", "bad", setting("WantsSignedResponses", "false"))
	save("b2c-response-unsigned", "good-true", setting("WantsSignedResponses", "true"))
	setup("b2c-response-unsigned", object{"expect": object{"saml.signed": []string{"message"}}})
	bad("b2c-encrypted-assertions", "bad", setting("WantsEncryptedAssertions", "true"))
	save("b2c-encrypted-assertions", "good-false", setting("WantsEncryptedAssertions", "false"))
	setup("b2c-encrypted-assertions", object{"expect": object{"saml.encryption": "none"}})
	bad("b2c-idp-initiated-off", "bad", edit(party, ">true</Item>", ">false</Item>"))
	save("b2c-idp-initiated-off", "bad-missing", edit(party, between(party, "      <Metadata>", "      <OutputClaims>"), ""))
	setup("b2c-idp-initiated-off", object{"expect": object{"saml.starts": []string{"idp-initiated", "sp-initiated"}}})
}
