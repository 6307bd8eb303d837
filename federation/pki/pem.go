package pki

import (
	"bytes"
	"slices"
	"strings"

	"federate/federation"
)

// HasPrivateKey reports whether text is a private JSON web key, or a PEM private key
// with its content stands anywhere in it, whatever else the document is. The words
// alone do not count: many web pages contain them in scripts.
func HasPrivateKey(text []byte) bool {
	if fromJWK(text) != nil {
		return true
	}
	if !bytes.Contains(text, []byte("PRIVATE")) {
		return false
	}
	const enough, mostStart = 40, 64 << 10
	return slices.ContainsFunc(armour(string(text)), func(b block) bool {
		if !strings.HasSuffix(b.label, "PRIVATE KEY") {
			return false
		}
		body := withoutHeaders(b.body)
		clean := tidy(body[:min(len(body), mostStart)])
		return len(clean) >= enough && strings.IndexFunc(clean[:enough], func(r rune) bool { return !isBase64(r) }) < 0
	})
}

// fromPEM reads blocks. The structure inside one counts for more than its label.
func fromPEM(raw []byte, text string, blocks []block, mended []string) *Bundle {
	b := &Bundle{Form: FormPEM, Mended: mended}
	var found []federation.Kind
	line, counted := 1, 0
	for i := range blocks {
		bl := &blocks[i]
		kind, key := kindOf(bl.label), sortOf(bl.label)
		der, err := decode(bl.body)
		if shape, what := shapeOf(der); err == nil && shape != "" && kind != federation.KindSSHKey {
			kind = shape
			if what != "" {
				key = what
			}
		}
		found = append(found, kind)
		if bl.from <= len(text) { // it is not where the text was URL-encoded
			line += strings.Count(text[counted:bl.from], "\n")
			counted = bl.from
		}
		switch {
		case kind == federation.KindPrivateKey, kind == federation.KindSSHKey && strings.HasSuffix(bl.label, "PRIVATE KEY"):
			b.Private, b.Key = true, key
		case kind == federation.KindPublicKey, kind == federation.KindSSHKey:
			b.Key = key
		case kind != federation.KindCertificate && kind != federation.KindPKCS7:
		case err != nil:
			b.fault(Fault{Line: line, Reason: err.Error()})
		default:
			b.add(kind, der, line)
		}
	}
	b.Kind = foremost(found)
	if b.Private {
		b.Certificates, b.Malformed = nil, nil
	}
	if b.Kind == federation.KindPrivateKey || b.Kind == federation.KindSSHKey {
		return b
	}
	b.Mended = append(b.Mended, damage(text, blocks)...)
	if len(b.Mended) == 0 && !strict(raw, len(blocks)) {
		b.Mended = append(b.Mended, "strict readers would not have taken it")
	}
	if len(b.Mended) > 0 && b.Form == FormPEM {
		b.Form = FormRepaired
	}
	return b
}

// sortOf is a key's label in words.
func sortOf(label string) string {
	return strings.NewReplacer("OPENSSH", "OpenSSH", "ENCRYPTED", "encrypted", "PRIVATE KEY", "private key", "PUBLIC KEY",
		"public key").Replace(label)
}

// foremost is the kind of a document that holds blocks of several kinds.
func foremost(found []federation.Kind) federation.Kind {
	for _, k := range []federation.Kind{federation.KindPrivateKey, federation.KindSSHKey, federation.KindPKCS12, federation.KindCertificate,
		federation.KindPKCS7, federation.KindCSR} {
		if slices.Contains(found, k) {
			return k
		}
	}
	return found[0]
}
