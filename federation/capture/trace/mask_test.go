package trace_test

import (
	"bytes"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"federate/federation"
)

// canary is part of every secret that is planted.
const canary = "CanaryBird"

// walk calls each for every text that can be reached from v, exported or not.
func walk(v reflect.Value, path string, seen map[uintptr]bool, each func(path, text string)) {
	switch v.Kind() {
	case reflect.String:
		each(path, v.String())
	case reflect.Pointer:
		if !v.IsNil() && !seen[v.Pointer()] {
			seen[v.Pointer()] = true
			walk(v.Elem(), path, seen, each)
		}
	case reflect.Interface:
		if !v.IsNil() {
			walk(v.Elem(), path, seen, each)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			walk(v.Field(i), path+"."+v.Type().Field(i).Name, seen, each)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			var b []byte
			for i := range v.Len() {
				b = append(b, byte(v.Index(i).Uint()))
			}
			each(path, string(b))
			return
		}
		for i := range v.Len() {
			walk(v.Index(i), fmt.Sprintf("%s[%d]", path, i), seen, each)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			walk(k, path+".key", seen, each)
			walk(v.MapIndex(k), path+".value", seen, each)
		}
	}
}

// planted is a recording with a secret wherever one can be.
func planted() *recording {
	r := record()
	token := "eyJhbGciOiJub25lIn0." + canary + ".sig"
	authorization := []string{"Authorization: Bearer " + token, "X-Api-Key: " + canary, "Referer: https://idp.example/?t=" + canary}
	r.login(login{relay: canary + "Relay", back: canary + "Other"})
	r.oidc("The user " + canary + " declined")
	r.add(hop{method: "POST", url: "https://user:" + canary + "@login.idp.example/a;jsessionid=" + canary + "/" + token + "/b?password=" + canary + "&" + canary + "&" + canary + strings.Repeat("x", 40) + "=1#access_token=" + canary,
		status: 302, to: "https://auth.platform.example/cb?code=" + canary + "&state=" + canary + "#id_token=" + token, headers: authorization,
		form: url.Values{"password": {canary}, "passwd": {canary}, "client_secret": {canary}}, cookie: "sid=" + canary + "; other=" + canary,
		set: []string{"sid=" + canary + "; Path=/; Domain=idp.example", "x=" + canary + "\ny=" + canary}})
	r.add(hop{url: "https://auth.platform.example/cb?code=" + canary + "&state=" + canary, status: 302, to: "/home#" + canary, cookie: "sid=" + canary})
	r.add(hop{method: "POST", url: "https://auth.platform.example/form", status: 200, form: url.Values{"id_token": {token}, "state": {canary}, "code": {canary}},
		body: autoPost("https://x.example/", url.Values{"id_token": {token}, "state": {canary}})})
	r.add(hop{method: "POST", url: "https://login.idp.example/token", status: 400, kind: "xhr", mime: "application/json",
		form: url.Values{"grant_type": {"authorization_code"}, "code": {canary}, "client_secret": {canary}},
		body: `{"error":"invalid_grant","error_description":"AADSTS54005: ` + canary + `","id_token_hint":"` + token + `"}`})
	r.add(hop{method: "POST", url: "https://login.idp.example/token", status: 200, kind: "xhr", mime: "application/json", body: `{"id_token":"` + token + `","access_token":"` + canary + `"}`})
	r.add(hop{url: "https://login.idp.example/error", status: 500, body: strings.Replace(errorPage, "Sorry", canary, 1)})
	r.add(hop{method: "POST", url: "https://auth.platform.example/saml/acs", status: 200, form: url.Values{"SAMLResponse": {canary}, "RelayState": {canary}}})
	r.add(hop{url: "https://login.idp.example/x?client_id=" + canary + "&response_type=code&state=" + canary + "&nonce=" + canary + "&login_hint=" + canary, status: 200})
	return r
}

// No secret is left in a trace, in what is drawn of it or in what is found in it.
func TestMasked(t *testing.T) {
	for tool, raw := range map[string][]byte{"har": planted().har(), "tracer": planted().tracer()} {
		if n := bytes.Count(raw, []byte(canary)); n < 30 {
			t.Fatalf("only %d secrets were planted", n)
		}
		tr := read(t, raw)
		if len(tr.Steps) < 13 {
			t.Fatalf("%s: only %d steps", tool, len(tr.Steps))
		}
		places := 0
		walk(reflect.ValueOf(tr), "Trace", map[uintptr]bool{}, func(path, text string) {
			places++
			if strings.HasSuffix(path, ".relay") && strings.Trim(text, "\x00") != "" {
				t.Errorf("%s: %s still stands for a secret", tool, path)
			}
			if strings.Contains(text, canary) || strings.Contains(strings.ToLower(text), strings.ToLower(canary)) {
				t.Errorf("%s: %s holds %q", tool, path, text)
			}
		})
		if places < 150 {
			t.Errorf("only %d places were looked at", places)
		}
		var out strings.Builder
		for _, width := range []int{60, 80, 120} {
			out.WriteString(strings.Join(tr.Draw(width), "\n") + strings.Join(tr.DrawASCII(width), "\n"))
		}
		r := judge(tr, federation.Expect{})
		fmt.Fprintf(&out, "%+v %+v %+v", r, tr.Messages(), tr)
		if len(r.Findings) == 0 {
			t.Error("nothing was found")
		}
		if i := strings.Index(out.String(), canary); i >= 0 {
			t.Errorf("%s: shown: %s", tool, out.String()[max(0, i-80):i+len(canary)])
		}
	}
}

// Only SAML messages keep their bytes.
func TestInner(t *testing.T) {
	tr := read(t, planted().har())
	kinds := map[federation.Kind]int{}
	for _, m := range tr.Messages() {
		kinds[m.Kind]++
		isSAML := m.Kind == federation.KindSAMLRequest || m.Kind == federation.KindSAMLResponse
		if !isSAML && m.Inner != nil {
			t.Errorf("%s keeps %q", m.Kind, m.Inner)
		}
		if isSAML && m.Inner != nil && (m.ID == "" || m.Issued.IsZero() || m.At.IsZero()) {
			t.Errorf("%+v", m)
		}
	}
	for _, k := range []federation.Kind{federation.KindSAMLRequest, federation.KindSAMLResponse, federation.KindOIDCRequest, federation.KindOIDCCallback, federation.KindOIDCError, federation.KindErrorPage} {
		if kinds[k] == 0 {
			t.Errorf("no %s among %v", k, kinds)
		}
	}
}
