package saml

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"federate/federation"
)

// leads is where address leads, without its parameters and in a normal form (RFC
// 3986 6.2.2.1, 6.2.3).
func leads(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if port, ok := map[string]string{"https": ":443", "http": ":80"}[scheme]; ok {
		host = strings.TrimSuffix(host, port)
	}
	return scheme + "://" + host + cmp.Or(u.EscapedPath(), "/")
}

// answerTo is where r wants its answer: the address it names, or the one that
// the platform's metadata has under the index it names.
func (r *Request) answerTo(d *federation.Dossier) Value {
	if r.ACS.Present() || r.ACSIndex.Text == "" {
		return r.ACS
	}
	if m, ok := federation.Doc[*Metadata](d, federation.KindSPMetadata); ok && len(m.Entities) == 1 && m.Entities[0].SP != nil {
		for _, e := range m.Entities[0].SP.ACS {
			if e.Index.Text == r.ACSIndex.Text {
				return r.ACSIndex.With(e.Location.Text)
			}
		}
	}
	return Value{}
}

// described reports whether the identity provider's metadata has address as one
// for logins: it may have another for each binding.
func described(d *federation.Dossier, address string) bool {
	e := describedIdP(d)
	return e != nil && slices.ContainsFunc(e.IdP.SSO, func(s Endpoint) bool { return s.Location.Text == address })
}

// describedIdP is the one identity provider that metadata describes; nil where
// there is none.
func describedIdP(d *federation.Dossier) *Entity {
	if m, ok := federation.Doc[*Metadata](d, federation.KindIdPMetadata); ok && len(m.Entities) == 1 && m.Entities[0].IdP != nil {
		return m.Entities[0]
	}
	return nil
}
