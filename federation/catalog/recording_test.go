package catalog_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/federation/catalog"
	"federate/federation/har"
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

// TestFiddlerIsARecording: what Fiddler saved of a login is judged as what a browser
// recorded of it, from its archive and from its text, held or read as it streams by.
func TestFiddlerIsARecording(t *testing.T) {
	for _, name := range []string{"capture-idp-error/bad.har", "capture-loop/bad.har", "capture-access-denied/bad.har", "capture-cookie-lost/good.har"} {
		raw, err := os.ReadFile("../capture/trace/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		want := found(t, raw, nil)
		archive, text := fiddled(t, raw)
		for kind, saved := range map[string][]byte{"archive": archive, "text": text} {
			if got := found(t, saved, nil); !slices.Equal(got, want) {
				t.Errorf("%s, %s: %v, and of the browser %v", name, kind, got, want)
			}
			if got := found(t, nil, saved); !slices.Equal(got, want) {
				t.Errorf("%s, %s, streamed: %v, and of the browser %v", name, kind, got, want)
			}
		}
	}
}

// found are the codes of the recording's own findings, held or streamed.
func found(t *testing.T, held, streamed []byte) (out []federation.Code) {
	t.Helper()
	know := catalog.Knowledge()
	a, err := know.Recognise(held)
	if streamed != nil {
		a, _, err = know.Stream(bufio.NewReaderSize(bytes.NewReader(streamed), 1<<16))
	}
	if err != nil || a.Kind != federation.KindHAR {
		t.Fatalf("%s, %v", a.Kind, err)
	}
	d := &federation.Dossier{Now: a.Moment(), Terms: know.Terms}
	d.Receive(a)
	for _, f := range federation.Examine(d, know.Checks).Findings {
		out = append(out, f.Code)
	}
	return out
}

// fiddled is a browser's recording as Fiddler saves it.
func fiddled(t *testing.T, raw []byte) (archive, text []byte) {
	t.Helper()
	var file struct {
		Log struct{ Entries []har.Entry }
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	var b, plain bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name string, text string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, e := range file.Log.Entries {
		if strings.HasPrefix(e.Request.URL, "data:") {
			continue // no proxy sees it
		}
		lines := func(first string, headers []har.Pair, mime, body string) string {
			out := first + "\r\n"
			for _, h := range headers {
				out += h.Name + ": " + h.Value + "\r\n"
			}
			return out + "Content-Type: " + mime + "\r\n\r\n" + body
		}
		var posted har.Post
		if e.Request.Post != nil {
			posted = *e.Request.Post
		}
		request := lines(e.Request.Method+" "+e.Request.URL+" HTTP/1.1", e.Request.Headers, posted.Mime, posted.Text)
		response := lines(fmt.Sprintf("HTTP/1.1 %.0f Status", e.Response.Status), e.Response.Headers, e.Response.Content.Mime, e.Response.Content.Text)
		put(fmt.Sprintf("raw/%d_c.txt", i+1), request)
		put(fmt.Sprintf("raw/%d_s.txt", i+1), response)
		begun, err := time.Parse(time.RFC3339Nano, e.Started)
		if err != nil {
			t.Fatal(err)
		}
		put(fmt.Sprintf("raw/%d_m.xml", i+1), fmt.Sprintf(`<Session><SessionTimers ClientBeginRequest="%s" ClientDoneResponse="%s" /></Session>`,
			e.Started, begun.Add(time.Duration(e.Time)*time.Millisecond).Format(time.RFC3339Nano)))
		plain.WriteString(request + "\r\n\r\n" + response + "\r\n\r\n" + strings.Repeat("-", 66) + "\r\n\r\n")
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), plain.Bytes()
}
