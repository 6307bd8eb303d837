package catalog

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"federate/federation"
	"federate/federation/b2c"
	"federate/federation/capture"
	"federate/federation/capture/fiddler"
	"federate/federation/capture/trace"
	"federate/federation/oidc"
	"federate/federation/pki"
	"federate/federation/saml"
	"federate/federation/vocabulary"
)

// Recognise reads anything an admin can paste; see [federation.Knowledge]. What
// is secret comes back without its bytes, and a token without its signature.
func Recognise(raw []byte) (federation.Artifact, error) {
	if len(raw) <= capture.Most && trace.Sniff(raw) { // its log need not be the first in it
		if t, err := trace.Read(bytes.NewReader(raw)); err == nil {
			return recording(t), nil
		}
	}
	if saved, ok, err := fiddler.HAR(raw); ok || err != nil {
		return taped(saved, err)
	}
	c, err := capture.Unwrap(raw)
	if err != nil {
		return federation.Artifact{Kind: c.Kind}, err
	}
	if c.Kind == federation.KindUnknown && len(c.Inner) < mostOfPage && len(readPage(c.Inner).Codes) > 0 {
		c.Kind = federation.KindErrorPage // the text of one, without its mark-up
	}
	a := federation.Artifact{Kind: c.Kind, Raw: c.Inner}
	if c.SignedQuery != nil { // the message is in it
		a.Raw, a.Redacted = saml.RedactRelayState(c.SignedQuery)
		if c.Address != "" {
			a.Raw = append([]byte(c.Address+"?"), a.Raw...)
		}
	}
	switch c.Kind {
	case federation.KindErrorPage:
		a.Doc = readPage(c.Inner)
	case federation.KindUnknown:
		a.Seems = c.Seems()
	case federation.KindSAMLResponse:
		r := saml.ReadResponse(c.Inner)
		r.Redirect = saml.ReadRedirectSignature(c.SignedQuery)
		a.Doc, a.Issued, a.ID, a.Answers = r, r.Issued(), r.ID.Text, r.InResponseTo.Text
	case federation.KindSAMLRequest:
		r := saml.ReadRequest(c.Inner)
		r.Redirect, r.Address = saml.ReadRedirectSignature(c.SignedQuery), c.Address
		a.Doc, a.Issued, a.ID = r, r.Issued(), r.ID.Text
	case federation.KindIdPMetadata, federation.KindSPMetadata:
		m := saml.ReadMetadata(c.Inner)
		a.Doc, a.Claims = m, m.Claims()
	case federation.KindB2CPolicy:
		p := b2c.Read(c.Inner)
		a.Doc, a.Key = p, p.Key() // several policies make one federation
	case federation.KindDiscovery:
		d := oidc.ReadDiscovery(c.Inner)
		a.Doc, a.Claims = d, d.Claims()
	case federation.KindKeySet:
		s := oidc.ReadKeySet(c.Inner)
		if a.Doc = s; s.Secret() {
			a.Raw = nil
		}
	case federation.KindIDToken:
		t := oidc.ReadToken(c.Inner)
		t.Beside(raw)
		a.Doc, a.Issued = t, t.Issued()
		a.Raw, a.Redacted = t.Redacted(), !t.Decoded || t.Masked
	case federation.KindOIDCRequest:
		a.Doc = oidc.ReadRequest(c.Inner)
		a.Raw, a.Redacted = oidc.RedactRequest(c.Inner)
	case federation.KindOIDCCallback:
		a.Doc = oidc.ReadCallback(c.Inner)
	case federation.KindClientSecret:
		a.Doc = oidc.Secret{}
	case federation.KindOIDCError:
		a.Doc = oidc.ReadTokenError(c.Inner)
	default:
		if c.Bundle != nil {
			a.Doc, a.Claims = c.Bundle, c.Bundle.Claims(digest(c.Inner))
		}
	}
	if slices.ContainsFunc(vocabulary.Kinds(), func(k federation.KindTerm) bool { return k.Kind == c.Kind && k.Secret }) {
		a.Raw, a.Claims = nil, nil
	}
	if a.Raw != nil {
		a.Digest = digest(a.Raw)
	}
	return a, nil
}

func digest(raw []byte) string {
	sum := sha256.Sum256(raw)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// mostOfPage is the size up to which a text may be that of an error page, in bytes.
const mostOfPage = 256 << 10

// readPage reads an error page in whatever encoding it was saved.
func readPage(raw []byte) *trace.Page {
	text, _ := pki.Text(raw)
	return trace.ReadPage(text)
}

// sniffed is how much of a document tells whether it is a recording, in bytes.
const sniffed = 4 << 10

// Stream reads a recording, or metadata about many parties, of any size; see
// [federation.Knowledge].
func Stream(r *bufio.Reader) (a federation.Artifact, ok bool, err error) {
	head, _ := r.Peek(sniffed) // fewer bytes are enough, or nothing is
	if saml.IsAggregate(head) {
		a, err = gathered(r)
		return a, true, err
	}
	if fiddler.Sniff(head) {
		a, err = sessions(r)
		return a, true, err
	}
	if !trace.Sniff(head) {
		return a, false, nil
	}
	t, err := trace.Read(r)
	switch {
	case errors.Is(err, trace.ErrNotTrace):
		return federation.Artifact{Kind: federation.KindUnknown}, true, nil
	case err != nil:
		return a, true, err
	}
	return recording(t), true, nil
}

// sessions is what Fiddler saved, which is held to be read.
func sessions(r io.Reader) (federation.Artifact, error) {
	raw, err := io.ReadAll(io.LimitReader(r, fiddler.Most+1))
	if err != nil {
		return federation.Artifact{}, err
	}
	if saved, ok, err := fiddler.HAR(raw); ok || err != nil {
		return taped(saved, err)
	}
	return Recognise(raw)
}

// taped is a recording that something else than a browser made.
func taped(har []byte, err error) (federation.Artifact, error) {
	if err != nil {
		return federation.Artifact{Kind: federation.KindUnknown}, err
	}
	t, err := trace.Read(bytes.NewReader(har))
	if err != nil {
		return federation.Artifact{Kind: federation.KindUnknown}, err
	}
	return recording(t), nil
}

// gathered is metadata about several parties. What is too large to be held is
// read as it streams by, and nothing of it is kept.
func gathered(r io.Reader) (federation.Artifact, error) {
	raw, err := io.ReadAll(io.LimitReader(r, capture.Most+1))
	switch {
	case err != nil:
		return federation.Artifact{}, err
	case len(raw) <= capture.Most:
		return Recognise(raw)
	}
	m, kind, ok, err := saml.StreamMetadata(io.MultiReader(bytes.NewReader(raw), r))
	if err != nil || !ok {
		return federation.Artifact{Kind: federation.KindUnknown}, err
	}
	return federation.Artifact{Kind: kind, Doc: m}, nil
}

// recording is t as a document: nothing of it is kept but its messages, and of an ID
// token not the signature.
func recording(t *trace.Trace) federation.Artifact {
	a := federation.Artifact{Kind: t.Kind, Doc: t, Issued: t.Issued()}
	add := func(m trace.Message, kind federation.Kind, raw []byte) {
		if raw == nil {
			return
		}
		part, err := Recognise(raw)
		if err != nil || part.Kind != kind {
			return
		}
		part.Key, part.Received = fmt.Sprintf("step %d", m.Step), m.At
		if part.Received.IsZero() { // SAML-tracer tells no time
			part.Received = m.Issued
		}
		part.StandIn = m.StandIn
		a.Parts = append(a.Parts, part)
	}
	for _, m := range t.Messages() {
		raw := m.Inner
		if m.SignedQuery != nil {
			raw = m.SignedQuery
		}
		add(m, m.Kind, raw)
		add(m, federation.KindIDToken, m.Token)
	}
	return a
}
