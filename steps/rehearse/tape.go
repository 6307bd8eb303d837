package rehearse

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"federate/federation"
)

// A tape is what the stand-in saw of one login, in the order it travelled: the
// recording that a browser would have made (HTTP Archive 1.2). It is judged as any
// recording is, and can be kept.
type tape []travelled

// travelled is one request with its answer.
type travelled struct {
	At       time.Time  `json:"startedDateTime"`
	Took     float64    `json:"time"` // milliseconds
	Request  asked      `json:"request"`
	Response answered   `json:"response"`
	Cache    struct{}   `json:"cache"`
	Timings  harTimings `json:"timings"`
}

type harTimings struct {
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}

type asked struct {
	Method      string   `json:"method"`
	URL         string   `json:"url"`
	HTTPVersion string   `json:"httpVersion"`
	Cookies     []pair   `json:"cookies"`
	Headers     []pair   `json:"headers"`
	QueryString []pair   `json:"queryString"`
	HeadersSize int      `json:"headersSize"`
	BodySize    int      `json:"bodySize"`
	PostData    *carried `json:"postData,omitempty"`
}

type carried struct {
	MimeType string `json:"mimeType"`
	Text     string `json:"text"`
}

type answered struct {
	Status      int     `json:"status"`
	StatusText  string  `json:"statusText"`
	HTTPVersion string  `json:"httpVersion"`
	Cookies     []pair  `json:"cookies"`
	Headers     []pair  `json:"headers"`
	Content     content `json:"content"`
	RedirectURL string  `json:"redirectURL"`
	HeadersSize int     `json:"headersSize"`
	BodySize    int     `json:"bodySize"`
}

type content struct {
	Size     int    `json:"size"`
	MimeType string `json:"mimeType"`
	Text     string `json:"text,omitempty"`
}

type pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// trip is a request of a browser for address, with the form that it posted, and what
// it was answered: a redirect where to is an address, else a page.
func trip(at time.Time, method, address string, form url.Values, to, page string) travelled {
	t := travelled{At: at.UTC(),
		Request: asked{Method: method, URL: address, HTTPVersion: "HTTP/1.1", Cookies: []pair{}, HeadersSize: -1, BodySize: -1,
			Headers: []pair{{"Sec-Fetch-Dest", "document"}}, QueryString: []pair{}},
		Response: answered{HTTPVersion: "HTTP/1.1", Cookies: []pair{}, Headers: []pair{}, HeadersSize: -1, BodySize: -1}}
	if strings.HasSuffix(strings.SplitN(address, "?", 2)[0], "/login") { // where somebody begins
		t.Request.Headers = append(t.Request.Headers, pair{"Sec-Fetch-User", "?1"})
	}
	if form != nil {
		t.Request.PostData = &carried{"application/x-www-form-urlencoded", form.Encode()}
	}
	if to != "" {
		t.Response.Status, t.Response.RedirectURL = http.StatusSeeOther, to
		t.Response.Headers = append(t.Response.Headers, pair{"Location", to})
	} else {
		t.Response.Status = http.StatusOK
		t.Response.Content = content{len(page), "text/html", page}
	}
	t.Response.StatusText = http.StatusText(t.Response.Status)
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
			Entries tape `json:"entries"`
		} `json:"log"`
	}
	file.Log.Version, file.Log.Creator.Name, file.Log.Creator.Version = "1.2", "federate rehearse", "1"
	file.Log.Entries = t
	if file.Log.Entries == nil {
		file.Log.Entries = tape{}
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
		if r.PostData != nil {
			p := *r.PostData
			if form, err := url.ParseQuery(p.Text); err == nil {
				p.Text = maskedForm(form).Encode()
			}
			r.PostData = &p
		}
		to := &out[i].Response
		to.RedirectURL = maskedAddress(to.RedirectURL)
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

// Recording is logins as a browser would have recorded them, one after the other,
// without what opens something.
func Recording(all []Login) []byte {
	var t tape
	for _, l := range all {
		t = append(t, l.tape.masked()...)
	}
	return t.har()
}
