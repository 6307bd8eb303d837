package redact_test

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"federate/federation/redact"
)

// Everything that is planted has this in it, in whatever spelling.
const planted = "plant"

// response is a SAML response that names somebody in every place where one can.
const response = `<?xml version="1.0"?><!-- Plantcomment --><samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" InResponseTo="_q1" Version="2.0" IssueInstant="2026-11-20T10:00:00Z" Destination="https://sp.example.com/acs?user=plantquery">` +
	`<saml:Issuer>https://idp.example.com/</saml:Issuer><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>` +
	`<ds:Reference URI="#_r1"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>cGxhbnRkaWdlc3Q=</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue>cGxhbnRzaWduYXR1cmU=</ds:SignatureValue><ds:KeyInfo><ds:KeyName>plant.key</ds:KeyName><ds:X509Data><ds:X509Certificate>MIIC</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>` +
	`<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"/></samlp:StatusCode><samlp:StatusMessage>AADSTS50105: The user plant.status@contoso.example is not assigned to the application, says Plantadmin</samlp:StatusMessage></samlp:Status>` +
	`<saml:Assertion ID="_a1" Version="2.0" IssueInstant="2026-11-20T10:00:00Z"><saml:Issuer>https://idp.example.com/</saml:Issuer><saml:Subject><saml:NameID SPProvidedID="plant-provided" Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">Plant.Name@contoso.example</saml:NameID>` +
	`<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData Recipient="https://sp.example.com/acs" NotOnOrAfter="2026-11-20T10:05:00Z" InResponseTo="_q1" Address="10.9.8.7"/></saml:SubjectConfirmation></saml:Subject>` +
	`<saml:Conditions NotBefore="2026-11-20T09:59:00Z"><saml:AudienceRestriction><saml:Audience>https://sp.example.com/</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="2026-11-20T10:00:00Z" SessionIndex="_plantsession"><saml:SubjectLocality Address="plant-host"/><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
	`<saml:AttributeStatement><saml:Attribute Name="surname"><saml:AttributeValue>Plantsurname</saml:AttributeValue></saml:Attribute><saml:Attribute Name="groups"><saml:AttributeValue>plant-group</saml:AttributeValue><saml:AttributeValue><saml:NameID>plant-inner</saml:NameID></saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>`

// request is one that travels in an address.
const request = `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_q1" Version="2.0" IssueInstant="2026-11-20T09:59:50Z" AssertionConsumerServiceURL="https://sp.example.com/acs"><saml:Issuer>https://sp.example.com/</saml:Issuer><saml:Subject><saml:NameID>plant-wanted</saml:NameID></saml:Subject></samlp:AuthnRequest>`

func encode(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

func deflated(text string) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestCompression)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return url.QueryEscape(encode(b.String()))
}

// token is one that lets whoever holds it log in as somebody.
func token() string {
	part := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	return part(`{"alg":"RS256","kid":"key-1","typ":"JWT"}`) + "." +
		part(`{"iss":"https://idp.example.com/","aud":"client-1","exp":1795600000,"iat":1795596400,"sub":"plant-sub","email":"Plant.Name@contoso.example","name":"Ann Plantname","oid":"plant-oid","nonce":"plantnonce","employee":471100815,"address":{"street":"Plant Street 1"},"groups":["plant-group"]}`) + "." + part("plantsignature")
}

// har is a recording with something planted wherever a browser writes something.
func har() string {
	quoted := func(s string) string { return fmt.Sprintf("%q", s) }
	page := `<html><head><title>Sign in, Ann Plantname</title><script>var x = {"user":"plant.script@contoso.example","correlationId":"9f0c2a4e-1111-2222-3333-444455556666","sFT":"plant-flow-token"}; // AADSTS50105</script></head>` +
		`<body><h1>Hello Ann Plantname</h1><p>The user plant.text@contoso.example is not assigned</p><form method="post" action="https://sp.example.com/acs"><input type="hidden" name="SAMLResponse" value="` + html.EscapeString(encode(response)) + `"/><input name="RelayState" value="plant-relay"/><input type="password" name="passwd" value="plantpassword"/></form></body></html>`
	entry := func(at, method, address, sent, post, status, got, content string) string {
		return `{"startedDateTime":"` + at + `","time":120.5,"_initiator":{"url":"https://x.example/plantinitiator"},"request":{"method":"` + method + `","url":` + quoted(address) +
			`,"httpVersion":"HTTP/2","headers":[` + sent + `],"queryString":[{"name":"login_hint","value":"plant.hint@contoso.example"}],"cookies":[{"name":"sid","value":"plantcookie"}],"headersSize":-1,"bodySize":0` + post +
			`},"response":{"status":` + status + `,"statusText":"Found Plantstatus","httpVersion":"HTTP/2","headers":[` + got + `],"cookies":[{"name":"sid","value":"plantset","path":"/","httpOnly":true}],"content":` + content + `,"redirectURL":"","headersSize":-1,"bodySize":-1},"cache":{},"timings":{"wait":12.5},"comment":"plantcomment","_standIn":[{"side":"platform","fact":"sp.acs_url","value":"https://localhost:7443/acs?user=plantstandin"},{"side":"plantside","fact":"user.external_identity","value":"plant.called@contoso.example"}]}`
	}
	header := func(name, value string) string { return `{"name":` + quoted(name) + `,"value":` + quoted(value) + `}` }
	entries := []string{
		entry("2026-11-20T09:59:49Z", "GET", "https://plantuser:plantpass@sp.example.com/users/Plant.Name%40contoso.example/plantsurname/start?login_hint=plant.hint%40contoso.example&client_id=client-1#access_token=plantaccess&state=plantstate",
			header("Cookie", "sid=plantcookie; theme=plantdark")+","+header("Authorization", "Bearer plantbearer")+","+header("Referer", "https://portal.example/?u=plantreferer")+","+header("User-Agent", "Mozilla/5.0")+","+header("X-Plain", "plantheader"), "", "302",
			header("Location", "https://idp.example.com/sso?SAMLRequest="+deflated(request)+"&RelayState=plant-relay&SigAlg=http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23rsa-sha256&Signature=cGxhbnQ%3D")+","+header("Set-Cookie", "sid=plantset; Path=/; Secure; HttpOnly; SameSite=Lax")+","+header("x-ms-request-id", "0f3e5b1c-aaaa-bbbb-cccc-ddddeeee0001"), `{"size":0,"mimeType":""}`),
		entry("2026-11-20T09:59:52Z", "POST", "https://idp.example.com/login", header("Content-Type", "application/x-www-form-urlencoded"),
			`,"postData":{"mimeType":"application/x-www-form-urlencoded","text":`+quoted("username=plant.typed%40contoso.example&password=plantpassword&otp=plant123456")+`,"params":[{"name":"username","value":"plant.typed@contoso.example"},{"name":"password","value":"plantpassword"}]}`, "200",
			header("Content-Type", "text/html; charset=utf-8"), `{"size":4000,"mimeType":"text/html","text":`+quoted(page)+`}`),
		entry("2026-11-20T09:59:55Z", "POST", "https://sp.example.com/acs", header("Content-Type", "application/x-www-form-urlencoded"),
			`,"postData":{"mimeType":"application/x-www-form-urlencoded","text":`+quoted("SAMLResponse="+url.QueryEscape(encode(response))+"&RelayState=plant-relay")+`}`, "500",
			header("Content-Type", "text/html"), `{"size":400,"mimeType":"text/html","encoding":"base64","text":"`+encode("<html><head><title>Access denied</title></head><body>No account for Plant.Name@contoso.example</body></html>")+`"}`),
		entry("2026-11-20T09:59:57Z", "POST", "https://idp.example.com/token", "", `,"postData":{"mimeType":"application/x-www-form-urlencoded","text":`+quoted("grant_type=authorization_code&code=plantcode&client_secret=plantsecret&client_id=client-1")+`}`, "400", header("Content-Type", "application/json"),
			`{"size":400,"mimeType":"application/json","text":`+quoted(`{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided for plant-app","trace_id":"7d1c9b10-0000-1111-2222-333344445555","error_codes":[7000215],"user":"plant-json","id_token":"`+token()+`"}`)+`}`),
		entry("2026-11-20T09:59:58Z", "GET", "https://sp.example.com/api/me", "", "", "200", header("Content-Type", "application/json"), `{"size":40,"mimeType":"application/json","text":"{\"name\":\"Plantjson\",\"phone\":471100815}"}`),
	}
	return `{"log":{"version":"1.2","creator":{"name":"WebInspector","version":"537.36","comment":"plantcreator"},"pages":[{"title":"Plant title","id":"page_1"}],"entries":[` + strings.Join(entries, ",") + `]}}`
}

// tracer is the same login as SAML-tracer exports it.
func tracer() string {
	return `{"requests":[{"method":"GET","url":"https://idp.example.com/sso?SAMLRequest=` + deflated(request) + `","responseStatus":200,"requestHeaders":[{"name":"Cookie","value":"sid=plantcookie"}],"responseHeaders":[["Set-Cookie","sid=plantset"]],"saml":` + fmt.Sprintf("%q", request) + `},` +
		`{"method":"POST","url":"https://sp.example.com/acs","responseStatus":302,"requestHeaders":[],"responseHeaders":[{"name":"Location","value":"/home/plant.name"}],"post":[["SAMLResponse","` + encode(response) + `"],["RelayState","plantrelay"]],"saml":` + fmt.Sprintf("%q", response) + `,"note":"plantnote"}],"timestamp":"plant"}`
}

// layers are text and whatever is packed in it, as deep as it goes.
func layers(text string, depth int) (out []string) {
	out = append(out, text)
	if depth == 0 {
		return out
	}
	if plain, err := url.QueryUnescape(text); err == nil && plain != text {
		out = append(out, layers(plain, depth-1)...)
	}
	if plain := html.UnescapeString(text); plain != text {
		out = append(out, layers(plain, depth-1)...)
	}
	for _, piece := range regexp.MustCompile(`[A-Za-z0-9+/_-]{8,}={0,2}`).FindAllString(text, -1) {
		for _, alphabet := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.RawURLEncoding} {
			raw, err := alphabet.DecodeString(piece)
			if err != nil {
				continue
			}
			out = append(out, string(raw))
			if inner, err := io.ReadAll(flate.NewReader(bytes.NewReader(raw))); err == nil && len(inner) > 0 {
				out = append(out, layers(string(inner), depth-1)...)
			} else if bytes.HasPrefix(raw, []byte("<")) {
				out = append(out, layers(string(raw), depth-1)...)
			}
		}
	}
	return out
}

func clean(t *testing.T, name, copied string) {
	t.Helper()
	for _, layer := range layers(copied, 4) {
		if at := strings.Index(strings.ToLower(layer), planted); at >= 0 {
			t.Errorf("%s: it survives: …%s…", name, layer[max(0, at-80):min(len(layer), at+60)])
			return
		}
		for _, secret := range []string{"471100815", "10.9.8.7"} {
			if strings.Contains(layer, secret) {
				t.Errorf("%s: %s survives", name, secret)
			}
		}
	}
}

func recording(t *testing.T, level redact.Level, text string) (string, *redact.Redactor) {
	t.Helper()
	r := redact.New(level, []byte("a key"))
	var b bytes.Buffer
	if whole, err := r.Recording(&b, strings.NewReader(text)); err != nil || !whole {
		t.Fatalf("whole %v, %v", whole, err)
	}
	return b.String(), r
}

func document(t *testing.T, level redact.Level, text string) string {
	t.Helper()
	out, err := redact.New(level, []byte("a key")).Document([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// Nothing that names somebody, lets somebody in, or could be tried out survives, however
// it is packed.
func TestNothingSurvives(t *testing.T) {
	for _, level := range []redact.Level{redact.Hash, redact.Mask} {
		for name, text := range map[string]string{"har": har(), "tracer": tracer()} {
			copied, _ := recording(t, level, text)
			clean(t, string(level)+" "+name, copied)
		}
		for name, text := range map[string]string{
			"response": response, "response in base64": encode(response), "form": "SAMLResponse=" + url.QueryEscape(encode(response)) + "&RelayState=plantrelay",
			"signed address": "https://idp.example.com/sso?SAMLRequest=" + deflated(request) + "&RelayState=plant&SigAlg=http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23rsa-sha256&Signature=cGxhbnQ%3D",
			"token":          token(), "callback": "https://sp.example.com/cb#id_token=" + token() + "&state=plantstate",
			"request":  "https://login.example.com/authorize?client_id=client-1&response_type=code&redirect_uri=https%3A%2F%2Fsp.example.com%2Fcb&login_hint=plant%40contoso.example&state=plantstate&nonce=plantnonce",
			"refusal":  `{"error":"invalid_client","error_description":"AADSTS7000215: no secret of plant-app"}`,
			"error":    "https://sp.example.com/cb?error=access_denied&error_description=The+user+plant+declined&state=plantstate&plantbare",
			"text":     "Sorry, but we’re having trouble signing you in.\nAADSTS50105: The signed in user 'plant@contoso.example' is not assigned to a role for the application 'plantapp'.\nCorrelation Id: 9f0c2a4e-1111-2222-3333-444455556666",
			"metadata": `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com/"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso"/></md:IDPSSODescriptor><md:ContactPerson contactType="technical"><md:GivenName>Ann Plantname</md:GivenName><md:EmailAddress>mailto:plant@contoso.example</md:EmailAddress></md:ContactPerson></md:EntityDescriptor>`,
		} {
			clean(t, string(level)+" "+name, document(t, level, text))
		}
	}
}

// What a vendor needs stays.
func TestStructureStays(t *testing.T) {
	copied, r := recording(t, redact.Hash, har())
	all := strings.Join(layers(copied, 4), "\n")
	for _, want := range []string{
		"2026-11-20T09:59:49Z", `"status":500`, `"time":120.5`, "https://sp.example.com/acs", "client_id=client-1", "grant_type=authorization_code", "x-ms-request-id",
		`ID="_r1"`, `InResponseTo="_q1"`, `ID="_q1"`, `IssueInstant="2026-11-20T10:00:00Z"`, "https://idp.example.com/</saml:Issuer>", "https://sp.example.com/</saml:Audience>", "xmldsig-more#rsa-sha256",
		`Name="surname"`, "nameid-format:emailAddress", "status:AuthnFailed", "AADSTS50105: The user … is not assigned to the application, …", "urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "MIIC",
		"Mozilla/5.0", "SameSite=Lax", "Bearer redacted", "AADSTS7000215", "invalid_client", "<title>Access denied</title>", "WebInspector", `method=\"post\" action=\"https://sp.example.com/acs\"`, "sid=redacted", `"wait":12.5`,
	} {
		if !strings.Contains(all, want) {
			t.Errorf("%s is gone", want)
		}
	}
	var ids []string
	for _, id := range r.IDs {
		ids = append(ids, id.Name+" "+id.Value+" "+id.Host)
	}
	for _, want := range []string{"x-ms-request-id 0f3e5b1c-aaaa-bbbb-cccc-ddddeeee0001 sp.example.com", "correlationId 9f0c2a4e-1111-2222-3333-444455556666 idp.example.com", "trace_id 7d1c9b10-0000-1111-2222-333344445555 idp.example.com"} {
		if !strings.Contains(strings.Join(ids, "\n"), want) {
			t.Errorf("%s is not told: %q", want, ids)
		}
	}
}

// A message in an address stays one, signed or not.
func TestAddresses(t *testing.T) {
	const to = "https://idp.example.com/sso?"
	for query, want := range map[string]string{
		"SAMLRequest=" + deflated(request): "<samlp:AuthnRequest",
		"SAMLRequest=" + deflated(request) + "&SigAlg=http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23rsa-sha256&Signature=cGxhbnQ%3D": to + "SAMLRequest=",
	} {
		copied := document(t, redact.Hash, to+query)
		if !strings.HasPrefix(copied, want) || !strings.Contains(strings.Join(layers(copied, 3), "\n"), `ID="_q1"`) {
			t.Errorf("%s", copied)
		}
	}
}

// The same value is the same word in one copy, and another in the next.
func TestEqualValuesAreEqual(t *testing.T) {
	name := regexp.MustCompile(`redacted-[0-9a-f]{12}@redacted\.invalid</saml:NameID>`)
	one, again := document(t, redact.Hash, response), document(t, redact.Hash, response)
	if name.FindString(one) == "" || one != again {
		t.Errorf("%s", one)
	}
	other, err := redact.New(redact.Hash, []byte("another key")).Document([]byte(response))
	if err != nil || name.FindString(string(other)) == name.FindString(one) {
		t.Error("two copies can be laid beside each other")
	}
	if masked := document(t, redact.Mask, response); !strings.Contains(masked, ">redacted@redacted.invalid</saml:NameID>") {
		t.Errorf("%s", masked)
	}
	if twice := document(t, redact.Hash, one); twice != one {
		t.Errorf("a copy of a copy is another: %s", twice)
	}
}

// A recording that ends in the middle is copied as far as it goes, and what is none of
// all these is not copied at all.
func TestWhatCannotBeCopied(t *testing.T) {
	var b bytes.Buffer
	r := redact.New(redact.Hash, nil)
	if whole, err := r.Recording(&b, strings.NewReader(har()[:len(har())/2])); err != nil || whole || !strings.HasSuffix(b.String(), "]}}") {
		t.Errorf("whole %v, %v: %s", whole, err, b.String())
	}
	for _, text := range []string{"", "plain text of somebody", "\x89PNG\r\n", `{"some":"thing"}`, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"} {
		if out, err := redact.New(redact.Hash, nil).Document([]byte(text)); err == nil {
			t.Errorf("%q became %q", text, out)
		}
	}
}
