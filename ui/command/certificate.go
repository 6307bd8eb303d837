package command

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"federate/federation/pki"
	"federate/steps"
)

// writeCertificate puts a certificate into folder dir, in the first of forms. A
// file that is there and says something else is left as it is.
func (a *app) writeCertificate(dir string, forms []string, f found) error {
	form := pki.FormPEM
	if len(forms) > 0 {
		form = forms[0]
	}
	c, err := pki.Certificate(f.pem)
	if err != nil {
		return &InputError{fmt.Errorf("%s: %w", f.path, err)}
	}
	data, extension, err := pki.Convert(c, form)
	if err != nil {
		return err
	}
	base := strings.TrimSuffix(filepath.Base(f.path), filepath.Ext(f.path))
	if f.path == "-" || strings.Contains(f.path, "://") {
		base = "certificate"
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return &steps.NotSavedError{Err: err}
	}
	for n := 1; ; n++ {
		path := filepath.Join(dir, base+extension)
		if n > 1 {
			path = filepath.Join(dir, fmt.Sprintf("%s-%d%s", base, n, extension))
		}
		old, err := os.ReadFile(path)
		if err == nil && !bytes.Equal(old, data) {
			continue
		}
		if err != nil {
			if err := writeFile(path, data); err != nil {
				return err
			}
		}
		a.say("%s: written as %s to %s", f.path, form, path)
		return nil
	}
}
