package catalog_test

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/catalog"
)

// TestARecordedTokenIsJudged: the ID token of a recorded login is judged like one that is
// handed in by itself, whether the browser posted it or a script of the page got it
// from the token endpoint; and its signature is not kept.
func TestARecordedTokenIsJudged(t *testing.T) {
	raw, err := os.ReadFile("../oidc/testdata/oidc-token-audience-mismatch/good.jwt")
	if err != nil {
		t.Fatal(err)
	}
	token := strings.TrimSpace(string(raw))
	const client, callback = "00001111-aaaa-2222-bbbb-3333cccc4444", "https://app.example/callback"
	ask := "https://login.example/authorize?client_id=" + client + "&response_type=code&scope=openid&state=s&redirect_uri=" + url.QueryEscape(callback)
	recorded := func(address, form, body string) []byte {
		first := map[string]any{"startedDateTime": "2027-06-01T12:00:00Z", "request": map[string]any{"method": "GET", "url": "https://app.example/login"},
			"response": map[string]any{"status": 302, "redirectURL": ask}}
		second := map[string]any{"startedDateTime": "2027-06-01T12:00:09Z", "_resourceType": "xhr",
			"request":  map[string]any{"method": "POST", "url": address, "postData": map[string]any{"text": form}},
			"response": map[string]any{"status": 200, "content": map[string]any{"mimeType": "application/json", "text": body}}}
		har, err := json.Marshal(map[string]any{"log": map[string]any{"entries": []any{first, second}}})
		if err != nil {
			t.Fatal(err)
		}
		return har
	}
	for name, har := range map[string][]byte{
		"posted": recorded(callback, "state=s&id_token="+token, ""),
		"of the token endpoint": recorded("https://login.example/token", "grant_type=authorization_code&code=c&client_id="+client,
			`{"token_type":"Bearer","access_token":"s3cret","id_token":"`+token+`"}`),
	} {
		a, err := catalog.Recognise(har)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(a.Parts, func(p federation.Artifact) bool { return p.Kind == federation.KindIDToken })
		if i < 0 {
			t.Errorf("%s: no token among %d messages", name, len(a.Parts))
			continue
		}
		part := a.Parts[i]
		if signature := token[strings.LastIndexByte(token, '.')+1:]; part.Key != "step 2" || part.Raw == nil || bytes.Contains(part.Raw, []byte(signature)) {
			t.Errorf("%s: %s keeps %s", name, part.Key, part.Raw)
		}
		for asked, want := range map[string]bool{client: false, "another": true} {
			d := &federation.Dossier{Now: part.Moment(), Terms: catalog.Knowledge().Terms}
			d.Hear(federation.Claim{Side: federation.Platform, Fact: "oidc.client_id", Value: asked})
			d.Hear(federation.Claim{Side: federation.IdP, Fact: "oidc.client_id", Value: asked})
			d.Receive(part)
			found := slices.ContainsFunc(federation.Examine(d, catalog.Knowledge().Checks).Findings,
				func(f federation.Finding) bool { return f.Code == "oidc-token-audience-mismatch" })
			if found != want {
				t.Errorf("%s, asked by %s: %v", name, asked, found)
			}
		}
	}
}
