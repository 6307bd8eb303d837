package redact

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"federate/federation/capture"
	"federate/federation/har"
	"federate/federation/lazy"
)

// entry copies one request of a HAR file.
func (c *copier) entry() error {
	var e har.Entry
	if err := c.decode(&e); err != nil {
		return err
	}
	q, a := &e.Request, &e.Response
	for _, s := range []*string{&e.Started, &e.Resource, &e.Server, &e.FromCache, &q.Method, &q.HTTPVersion, &a.HTTPVersion, &a.Content.Mime} {
		*s = term(*s)
	}
	if q.Post != nil {
		q.Post.Mime = term(q.Post.Mime)
	}
	at, _ := time.Parse(time.RFC3339Nano, e.Started)
	c.meet(q.URL, at)
	q.URL, q.Query = c.address(q.URL), nil
	if _, query, ok := strings.Cut(q.URL, "?"); ok {
		query, _, _ = strings.Cut(query, "#")
		for p := range strings.SplitSeq(query, "&") {
			name, value, _ := strings.Cut(p, "=")
			q.Query = append(q.Query, har.Pair{Name: name, Value: value})
		}
	}
	c.headers(q.Headers)
	c.jar(q.Cookies)
	if p := q.Post; p != nil {
		c.params(p.Params)
		p.Text = c.posted(p.Mime, p.Text)
	}
	c.headers(a.Headers)
	c.jar(a.Cookies)
	if a.StatusText = c.sentence(a.StatusText); a.Redirect != "" {
		a.Redirect = c.address(a.Redirect)
	}
	a.Content = c.content(a.Content)
	e.StandIn = slices.DeleteFunc(e.StandIn, func(x har.Called) bool { return !slices.Contains(called, x.Fact) })
	for i := range e.StandIn {
		e.StandIn[i].Side, e.StandIn[i].Value = "platform", c.address(e.StandIn[i].Value)
	}
	if q.Headers == nil {
		q.Headers = []har.Pair{}
	}
	c.next()
	c.json(e)
	return c.err
}

// called are the addresses that a stand-in for a platform has in a recording.
var called = []string{"sp.entity_id", "sp.acs_url", "sp.login_url", "oidc.redirect_uri", "oidc.post_logout_redirect_uri"}

// term is a word of HTTP as it stands: a method, a media type, a time. Anything else is
// none.
func term(s string) string {
	if !terms().MatchString(s) {
		return ""
	}
	return s
}

var terms = lazy.Regexp(`^[A-Za-z0-9/.:;=+*_" -]{0,100}$`)

// meet notes whose answer is read now.
func (c *copier) meet(address string, at time.Time) {
	rest, ok := strings.CutPrefix(address, "https://")
	if !ok {
		rest = strings.TrimPrefix(address, "http://")
	}
	c.host, _, _ = strings.Cut(rest, "/")
	c.host, _, _ = strings.Cut(c.host, "?")
	if _, host, user := strings.Cut(c.host, "@"); user {
		c.host = host
	}
	c.at = at
}

// decode reads a request. A member of another type than it should have is left out.
func (c *copier) decode(v any) error {
	err := c.dec.Decode(v)
	if _, wrong := err.(*json.UnmarshalTypeError); wrong {
		return nil
	}
	return err
}

func (c *copier) params(ps []har.Pair) {
	for i := range ps {
		ps[i].Value = c.param(ps[i].Name, ps[i].Value)
	}
}

func (c *copier) headers(hs []har.Pair) {
	for i := range hs {
		hs[i].Value = c.header(hs[i].Name, hs[i].Value)
	}
}

func (c *copier) jar(cs []har.Cookie) {
	for i := range cs {
		cs[i].Name, cs[i].Value, cs[i].Path = c.cookieName(cs[i].Name), c.Redactor.value(cs[i].Value), c.path(cs[i].Path)
	}
}

// posted is the body of a request.
func (c *copier) posted(mime, text string) string {
	switch start := strings.TrimSpace(text); {
	case start == "":
		return ""
	case strings.HasPrefix(start, "{"):
		return c.answer([]byte(start))
	case strings.HasPrefix(start, "<"), strings.HasPrefix(start, "--"), strings.HasPrefix(start, "["):
		return ""
	case strings.Contains(mime, "urlencoded"), mime == "", strings.Contains(start, "="):
		return c.query(start)
	}
	return ""
}

// content is the body of an answer: a page or a refusal, and nothing of all others.
func (c *copier) content(in har.Content) har.Content {
	text, mime := in.Text, strings.ToLower(in.Mime)
	in.Text = ""
	if in.Encoding == "base64" {
		plain, err := base64.StdEncoding.DecodeString(text)
		if in.Encoding = ""; err != nil {
			return in
		}
		text = string(plain)
	}
	in.Encoding = ""
	switch {
	case strings.Contains(mime, "html"), mime == "" && strings.HasPrefix(strings.TrimSpace(text), "<"):
		if text != "" {
			in.Text = c.page([]byte(text))
		}
	case strings.Contains(mime, "json"):
		in.Text = c.answer([]byte(text))
	case strings.Contains(mime, "text/plain") && len(capture.Codes([]byte(text), 1)) > 0:
		in.Text = c.lines(text)
	}
	return in
}

// A tracerRequest is what a copy holds of a request as SAML-tracer exports it.
type tracerRequest struct {
	Method   string     `json:"method"`
	URL      string     `json:"url"`
	Status   float64    `json:"responseStatus"`
	Said     string     `json:"responseStatusText,omitempty"`
	Protocol string     `json:"protocol,omitempty"`
	Sent     []har.Pair `json:"requestHeaders"`
	Got      []har.Pair `json:"responseHeaders"`
	Get      []har.Pair `json:"get,omitempty"`
	Post     []har.Pair `json:"post,omitempty"`
	SAML     string     `json:"saml,omitempty"`
}

// tracer copies one of them.
func (c *copier) tracer() error {
	var e tracerRequest
	if err := c.decode(&e); err != nil {
		return err
	}
	e.Method, e.Protocol = term(e.Method), term(e.Protocol)
	c.meet(e.URL, time.Time{})
	e.URL, e.Said = c.address(e.URL), c.sentence(e.Said)
	c.headers(e.Sent)
	c.headers(e.Got)
	c.params(e.Get)
	c.params(e.Post)
	if e.SAML != "" {
		copied, err := c.xml([]byte(e.SAML))
		if err != nil {
			copied = []byte(c.Redactor.value(e.SAML))
		}
		e.SAML = string(copied)
	}
	c.next()
	c.json(e)
	return c.err
}
