package rehearse

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/federation/har"
)

// A tape is what the stand-in saw of one login, in the order it travelled: the
// recording that a browser would have made (HTTP Archive 1.2). It is judged as any
// recording is, and can be kept.
type tape []travelled

// travelled is one request with its answer, and when that was.
type travelled struct {
	at time.Time
	har.Entry
}

// trip is a request of a browser for address, with the form that it posted, and what
// it was answered: a redirect where to is an address, else a page.
func trip(at time.Time, method, address string, form url.Values, to, page string) travelled {
	t := travelled{at, har.Entry{Started: at.UTC().Format(time.RFC3339Nano), Timings: map[string]float64{"send": 0, "wait": 0, "receive": 0},
		Request: har.Request{Method: method, URL: address, HTTPVersion: "HTTP/1.1", Headers: []har.Pair{{Name: "Sec-Fetch-Dest", Value: "document"}},
			Query: []har.Pair{}, Cookies: []har.Cookie{}, HeadersSize: -1, BodySize: -1},
		Response: har.Response{HTTPVersion: "HTTP/1.1", Headers: []har.Pair{}, Cookies: []har.Cookie{}, HeadersSize: -1, BodySize: -1}}}
	if strings.HasSuffix(strings.SplitN(address, "?", 2)[0], "/login") { // where somebody begins
		t.Request.Headers = append(t.Request.Headers, har.Pair{Name: "Sec-Fetch-User", Value: "?1"})
	}
	if form != nil {
		t.Request.Post = &har.Post{Mime: "application/x-www-form-urlencoded", Text: form.Encode()}
	}
	if to != "" {
		t.Response.Status, t.Response.StatusText, t.Response.Redirect = http.StatusSeeOther, http.StatusText(http.StatusSeeOther), to
		t.Response.Headers = append(t.Response.Headers, har.Pair{Name: "Location", Value: to})
	} else {
		t.Response.Status, t.Response.StatusText = http.StatusOK, http.StatusText(http.StatusOK)
		t.Response.Content = har.Content{Size: float64(len(page)), Mime: "text/html", Text: page}
	}
	return t
}

// har writes t down.
func (t tape) har() []byte {
	var file struct {
		Log struct {
			Version string `json:"version"`
			Creator struct {
				Name    string `json:"name"`
				Version string `json:"version"`
			} `json:"creator"`
			Entries []har.Entry `json:"entries"`
		} `json:"log"`
	}
	file.Log.Version, file.Log.Creator.Name, file.Log.Creator.Version = "1.2", "federate rehearse", "1"
	file.Log.Entries = []har.Entry{}
	for _, x := range t {
		file.Log.Entries = append(file.Log.Entries, x.Entry)
	}
	raw, err := json.MarshalIndent(file, "", " ")
	if err != nil {
		panic(err) // these are texts, numbers and times
	}
	return raw
}

// secrets are the parameters whose values open something and prove nothing.
var secrets = []string{"code", "client_secret", "access_token", "refresh_token", "code_verifier", "client_assertion"}

// masked is t without what opens something. The messages themselves stay whole, so
// that they can be judged again.
func (t tape) masked() tape {
	out := slices.Clone(t)
	for i := range out {
		r := &out[i].Request
		r.URL = maskedAddress(r.URL)
		if r.Post != nil {
			p := *r.Post
			if form, err := url.ParseQuery(p.Text); err == nil {
				p.Text = maskedForm(form).Encode()
			}
			r.Post = &p
		}
		to := &out[i].Response
		to.Redirect = maskedAddress(to.Redirect)
		to.Headers = slices.Clone(to.Headers)
		for j, h := range to.Headers {
			if strings.EqualFold(h.Name, "Location") {
				to.Headers[j].Value = maskedAddress(h.Value)
			}
		}
	}
	return out
}

func maskedAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.RawQuery == "" {
		return address
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil || !slices.ContainsFunc(secrets, q.Has) {
		return address // a signature covers the query as it was written
	}
	u.RawQuery = maskedForm(q).Encode()
	return u.String()
}

func maskedForm(q url.Values) url.Values {
	for _, name := range secrets {
		if q.Get(name) != "" {
			q.Set(name, federation.LeftOut)
		}
	}
	return q
}

// called is what a recording says of claims.
func called(claims []federation.Claim) (out []har.Called) {
	for _, c := range claims {
		if c.Value != "" {
			out = append(out, har.Called{Side: string(c.Side), Fact: string(c.Fact), Value: c.Value})
		}
	}
	return out
}

// Recording is logins as a browser would have recorded them, one after the other,
// without what opens something.
func Recording(all []Login) []byte {
	var t tape
	for _, l := range all {
		t = append(t, l.tape.masked()...)
	}
	return t.har()
}
