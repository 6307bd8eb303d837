package redact

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/xml"
	"io"
	"slices"
	"strings"
)

// asTheyAre are the attributes of SAML, metadata and XML signatures that say how a login
// is done, and the IDs of messages.
var asTheyAre = strings.Fields(`
ID Id Version IssueInstant InResponseTo NotBefore NotOnOrAfter AuthnInstant SessionNotOnOrAfter Format NameFormat Name
FriendlyName Method Algorithm Type Value Binding ProtocolBinding IsPassive ForceAuthn AllowCreate Comparison
AssertionConsumerServiceIndex AttributeConsumingServiceIndex index isDefault isRequired use type validUntil
cacheDuration protocolSupportEnumeration AuthnRequestsSigned WantAssertionsSigned WantAuthnRequestsSigned
NameQualifier SPNameQualifier ProviderName ProviderID entityID Consent lang contactType URI PrefixList Count
ProxyCount Loc Reason OriginalIssuer`)

// addresses are those that hold one.
var addresses = []string{"Destination", "Recipient", "AssertionConsumerServiceURL", "Location", "ResponseLocation"}

// spoken are the elements whose text says for whom and by whom.
var spoken = strings.Fields(`
Issuer Audience AuthnContextClassRef AuthnContextDeclRef NameIDFormat AttributeProfile RequesterID X509Certificate
Modulus Exponent OrganizationURL AdditionalMetadataLocation`)

// proofs are the elements that would let a reader try what was left out.
var proofs = []string{"DigestValue", "SignatureValue", "CipherValue"}

// xml is a SAML message or metadata with its structure. It is read and written piece by
// piece, so that prefixes, order and line breaks stay.
func (r *Redactor) xml(raw []byte) ([]byte, error) {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var out bytes.Buffer
	var open []string
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return out.Bytes(), nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			open = append(open, t.Name.Local)
			out.WriteString("<" + qualified(t.Name))
			for _, a := range t.Attr {
				out.WriteString(" " + qualified(a.Name) + `="`)
				_ = xml.EscapeText(&out, []byte(r.attribute(t.Name.Local, a))) // a Buffer does not fail
				out.WriteByte('"')
			}
			out.WriteByte('>')
		case xml.EndElement:
			open = open[:max(len(open)-1, 0)]
			out.WriteString("</" + qualified(t.Name) + ">")
		case xml.CharData:
			_, _ = escapes.WriteString(&out, r.text(open, string(t))) // nor here
		case xml.Comment:
			out.WriteString("<!--redacted-->") // that there is one may be the fault
		case xml.Directive:
			out.WriteString("<!redacted>")
		}
	}
}

// escapes are those of text: its line ends stay as they are.
var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")

func qualified(n xml.Name) string {
	if n.Space != "" {
		return n.Space + ":" + n.Local
	}
	return n.Local
}

func (r *Redactor) attribute(element string, a xml.Attr) string {
	switch name := a.Name.Local; {
	case a.Name.Space == "xmlns" || name == "xmlns" && a.Name.Space == "", a.Name.Space == "xsi" && name == "schemaLocation":
		return a.Value
	case slices.Contains(addresses, name):
		return r.address(a.Value)
	case slices.Contains(asTheyAre, name) && !strings.Contains(a.Value, "@"):
		return a.Value
	default:
		return r.value(a.Value)
	}
}

// text is what stands in the innermost of the elements that are open.
func (r *Redactor) text(open []string, text string) string {
	if strings.TrimSpace(text) == "" {
		return text
	}
	in := ""
	if len(open) > 0 {
		in = open[len(open)-1]
	}
	switch {
	case slices.Contains(proofs, in):
		r.Values++
		return "redacted"
	case slices.Contains(spoken, in) && !strings.Contains(text, "@"):
		return text
	case in == "StatusMessage":
		return r.lines(text)
	case in == "NameID" || in == "AttributeValue":
		return r.person(text)
	}
	return r.value(text)
}

// encoded is a SAML message as a field or a parameter carries it, packed as it was.
func (r *Redactor) encoded(value string) string {
	data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(value), ""))
	if err != nil {
		return r.value(value)
	}
	packed := false
	if !bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")) {
		const most = 4 << 20
		if data, err = io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(data)), most)); err != nil {
			return r.value(value)
		}
		packed = true
	}
	copied, err := r.xml(data)
	if err != nil {
		return r.value(value)
	}
	if packed {
		var b bytes.Buffer
		w, _ := flate.NewWriter(&b, flate.BestCompression) // the level is one
		_, _ = w.Write(copied)                             // a Buffer does not fail
		_ = w.Close()
		copied = b.Bytes()
	}
	return base64.StdEncoding.EncodeToString(copied)
}
