//go:build linux

package command_test

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// Another site's page frames the stand-ins, posts to them, reads them, and takes their
// address for its own, in a browser. It is shown nothing, and nobody is signed in.
func TestPeerRehearsalHostile(t *testing.T) {
	peers(t)
	r := rehearse(t, program(t), free(t), "--platform", "cxone", "--protocol", "saml", "--with-idp")
	plain := fmt.Sprintf("http://localhost:%d", r.port)
	v := newVisitor(t)
	taken := r.signedIn(t, v) // what the intruder has seen of a login that was taken
	result := v.posts(t, r.at("/acs"), taken)
	if l := r.next(t); !l.Accepted {
		t.Fatalf("the login before is no sound one: %+v", l)
	}
	forged := url.Values{"SAMLResponse": {strings.Repeat("PHNhbWxwOlJlc3BvbnNlLz4K", 20)}}
	evil := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, map[string]string{
			"/frames": framing(r.at("/"), plain+"/", r.at("/login"), r.idp("/start"), result.Address),
			"/replay": posting(r.at("/acs"), taken), "/forged": posting(r.at("/acs"), forged),
			"/sign-in": posting(r.idp("/sign-in"), r.asked(t, v)), "/sign-in-plain": posting(plain+"/idp/sign-in", r.asked(t, v)),
		}[req.URL.Path])
	}))
	defer evil.Close()
	_, port, _ := strings.Cut(strings.TrimPrefix(evil.URL, "http://"), ":")
	other, near := "http://evil.test:"+port, "http://localhost:"+port
	reading := func(address string) []string {
		return []string{"run", fmt.Sprintf("fetch(%q).then((r) => r.text(), () => 'not read')", address)}
	}
	seen := browse(t, []scene{
		{Steps: [][]string{{"goto", other + "/frames"}}},
		{Steps: [][]string{{"goto", near + "/frames"}}},
		{Steps: [][]string{{"goto", other + "/replay"}, {"click", "button"}, {"wait", "Not taken"}}},
		{Steps: [][]string{{"goto", other + "/forged"}, {"click", "button"}, {"wait", "is no SAML response"}}},
		{Steps: [][]string{{"goto", other + "/sign-in"}, {"click", "button"}, {"wait", "Another site sent this"}}},
		{Steps: [][]string{{"goto", near + "/sign-in-plain"}, {"click", "button"}, {"wait", "Another site sent this"}}},
		{Steps: [][]string{{"goto", other + "/"}, reading(result.Address)}},
		{Steps: [][]string{{"goto", near + "/"}, reading(plain + "/")}},
		{Steps: [][]string{{"goto", fmt.Sprintf("http://evil.test:%d/", r.port)}, {"wait", "for this machine alone"}}},
		{Steps: [][]string{{"goto", fmt.Sprintf("https://evil.test:%d/metadata", r.port)}, {"wait", "for this machine alone"}}},
	})
	for i, s := range seen {
		if s.Failed != "" {
			t.Errorf("scene %d: %s\n%s: %s", i, s.Failed, s.URL, s.Text)
		}
		for _, f := range s.Frames {
			if f.URL != "chrome-error://chromewebdata/" {
				t.Errorf("scene %d: a frame shows %s: %.100s", i, f.URL, f.Text)
			}
		}
		if i < 2 && len(s.Frames) != 5 {
			t.Errorf("scene %d: %d frames", i, len(s.Frames))
		}
		if s.Ran != "undefined" && s.Ran != "null" && i >= 6 && i < 8 && s.Ran != "not read" {
			t.Errorf("scene %d: another site read %.100s", i, s.Ran)
		}
	}
	r.end()
	for l := range r.logins {
		if l.Accepted {
			t.Errorf("login %d of another site is taken: %+v", l.Login, l)
		}
	}
}

// signedIn is the form with the response of a login that was answered and not delivered.
func (r *rehearsing) signedIn(t *testing.T, v *visitor) url.Values {
	t.Helper()
	_, fields, found := postedBy(t, v.posts(t, r.idp("/sign-in"), r.asked(t, v)).Body, nil)
	if !found {
		t.Fatal("the stand-in identity provider does not answer")
	}
	return fields
}

// asked is the form by which somebody signs in.
func (r *rehearsing) asked(t *testing.T, v *visitor) url.Values {
	answer, err := v.Get(r.idp("/start"))
	if err != nil {
		t.Error(err)
		return nil
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	_, fields, found := postedBy(t, string(raw), nil)
	if err != nil || !found {
		t.Errorf("the stand-in identity provider does not ask who it is: %v", err)
	}
	return fields
}

// posts sends a form, and shows what comes of it.
func (v *visitor) posts(t *testing.T, address string, form url.Values) visited {
	t.Helper()
	answer, err := v.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if to, err := answer.Location(); err == nil {
		return v.open(t, to.String(), nil)
	}
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return visited{answer.StatusCode, address, string(raw)}
}

// framing is a page that shows others in frames.
func framing(addresses ...string) string {
	page := "<!doctype html><title>prizes</title>"
	for _, a := range addresses {
		page += `<iframe src="` + html.EscapeString(a) + `"></iframe>`
	}
	return page
}

// posting is a page with a form that leads to address.
func posting(address string, form url.Values) string {
	page := `<!doctype html><title>prizes</title><form method="post" action="` + html.EscapeString(address) + `">`
	for name := range form {
		page += `<input type="hidden" name="` + name + `" value="` + html.EscapeString(form.Get(name)) + `">`
	}
	return page + `<button>Win</button></form>`
}
