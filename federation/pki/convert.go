package pki

import (
	"crypto/x509"
	"encoding/base64"
	"fmt"

	"federate/federation"
)

// Forms are the forms that [Convert] writes.
func Forms() []string { return []string{FormPEM, FormDER, FormBase64} }

// Convert writes c as a console takes it: "pem" (RFC 7468: 64 columns, LF),
// "der", or "base64" (the DER in one line, without BEGIN and END, as in an
// X509Certificate element). The extension has its dot. Another form is an error.
func Convert(c *x509.Certificate, form string) (data []byte, extension string, err error) {
	switch form {
	case FormPEM:
		return []byte(PEM(c)), ".pem", nil
	case FormDER:
		return c.Raw, ".cer", nil
	case FormBase64:
		return []byte(base64.StdEncoding.EncodeToString(c.Raw) + "\n"), ".txt", nil
	}
	return nil, "", fmt.Errorf("there is no certificate form %q%s", form, federation.DidYouMean(form, Forms()))
}
