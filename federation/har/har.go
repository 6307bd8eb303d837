// Package har is what a recording of a browser says of one request (HTTP Archive 1.2): the
// members that matter to a login, for whoever writes one.
package har

import "encoding/json"

// A Pair is a header, a field or a cookie of a recording. Old exports of SAML-tracer
// write it as a list of two.
type Pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// UnmarshalJSON reads both.
func (p *Pair) UnmarshalJSON(raw []byte) error {
	var two []string
	if json.Unmarshal(raw, &two) == nil {
		two = append(two, "", "")
		p.Name, p.Value = two[0], two[1]
		return nil
	}
	type plain Pair
	return json.Unmarshal(raw, (*plain)(p))
}

// A Cookie is a cookie with what a browser was told to do with it.
type Cookie struct {
	Name     string `json:"name"`
	Value    string `json:"value"`
	Path     string `json:"path,omitempty"`
	Domain   string `json:"domain,omitempty"`
	Expires  string `json:"expires,omitempty"`
	HTTPOnly bool   `json:"httpOnly,omitempty"`
	Secure   bool   `json:"secure,omitempty"`
	SameSite string `json:"sameSite,omitempty"`
}

// An Entry is a request with its answer.
type Entry struct {
	Started   string             `json:"startedDateTime"`
	Time      float64            `json:"time"`
	Resource  string             `json:"_resourceType,omitempty"`
	Server    string             `json:"serverIPAddress,omitempty"`
	FromCache string             `json:"_fromCache,omitempty"`
	Request   Request            `json:"request"`
	Response  Response           `json:"response"`
	Cache     struct{}           `json:"cache"`
	Timings   map[string]float64 `json:"timings"`
	StandIn   []Called           `json:"_standIn,omitempty"`
}

// Called is what a party to a login was called by whoever stood in for it.
type Called struct {
	Side  string `json:"side"`
	Fact  string `json:"fact"`
	Value string `json:"value"`
}

// A Request is what a browser sent.
type Request struct {
	Method      string   `json:"method"`
	URL         string   `json:"url"`
	HTTPVersion string   `json:"httpVersion"`
	Headers     []Pair   `json:"headers"`
	Query       []Pair   `json:"queryString"`
	Cookies     []Cookie `json:"cookies"`
	Post        *Post    `json:"postData,omitempty"`
	HeadersSize float64  `json:"headersSize"`
	BodySize    float64  `json:"bodySize"`
}

// A Post is what a request carried.
type Post struct {
	Mime   string `json:"mimeType"`
	Text   string `json:"text"`
	Params []Pair `json:"params,omitempty"`
}

// A Response is what a browser got.
type Response struct {
	Status      float64  `json:"status"`
	StatusText  string   `json:"statusText"`
	HTTPVersion string   `json:"httpVersion"`
	Headers     []Pair   `json:"headers"`
	Cookies     []Cookie `json:"cookies"`
	Content     Content  `json:"content"`
	Redirect    string   `json:"redirectURL"`
	HeadersSize float64  `json:"headersSize"`
	BodySize    float64  `json:"bodySize"`
}

// A Content is the body of a response.
type Content struct {
	Size     float64 `json:"size"`
	Mime     string  `json:"mimeType"`
	Text     string  `json:"text,omitempty"`
	Encoding string  `json:"encoding,omitempty"`
}
