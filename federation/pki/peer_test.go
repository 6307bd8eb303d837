package pki_test

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/federation/conformance"
	"federate/federation/pki"
)

// A wish is a certificate for openssl to make.
type wish struct {
	key       []string // of openssl genpkey
	digest    string
	from      time.Duration // from now
	years     int
	authority bool
	want      []string // our codes
}

var wishes = map[string]wish{
	"RSA 1024":      {key: []string{"RSA", "-pkeyopt", "rsa_keygen_bits:1024"}, want: []string{"pki-weak-key"}},
	"RSA 2048":      {key: []string{"RSA", "-pkeyopt", "rsa_keygen_bits:2048"}},
	"RSA 4096":      {key: []string{"RSA", "-pkeyopt", "rsa_keygen_bits:4096"}},
	"P-256":         {key: []string{"EC", "-pkeyopt", "ec_paramgen_curve:P-256"}},
	"P-384":         {key: []string{"EC", "-pkeyopt", "ec_paramgen_curve:P-384"}, digest: "sha384"},
	"SHA-1":         {digest: "sha1", want: []string{"pki-sha1-signature"}},
	"SHA-1, EC":     {key: []string{"EC", "-pkeyopt", "ec_paramgen_curve:P-256"}, digest: "sha1", want: []string{"pki-sha1-signature"}},
	"CA:TRUE":       {authority: true, want: []string{"pki-ca-certificate"}},
	"expired":       {from: -2 * 366 * 24 * time.Hour, years: 1, want: []string{"pki-expired"}},
	"not yet valid": {from: 30 * 24 * time.Hour, want: []string{"pki-not-yet-valid"}},
	"long":          {years: 90, want: []string{"pki-validity-too-long"}},
}

// openssl runs it and returns what it says, standard error included.
func openssl(t *testing.T, args ...string) (string, error) {
	t.Helper()
	out, err := exec.Command("openssl", args...).CombinedOutput()
	if _, refused := err.(*exec.ExitError); err != nil && !refused {
		t.Fatal(err)
	}
	return string(out), err
}

func must(t *testing.T, args ...string) string {
	t.Helper()
	out, err := openssl(t, args...)
	if err != nil {
		t.Fatalf("openssl %q: %v\n%s", args, err, out)
	}
	return out
}

// make lets openssl issue w, and returns the path of its PEM.
func (w wish) make(t *testing.T, now time.Time) string {
	t.Helper()
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	constraints, usage := "critical,CA:FALSE", "critical,digitalSignature"
	if w.authority {
		constraints, usage = "critical,CA:TRUE", "critical,keyCertSign,cRLSign"
	}
	config := fmt.Sprintf("[ca]\ndefault_ca=own\n[own]\ndatabase=%s\nnew_certs_dir=%s\nrand_serial=yes\npolicy=any\nx509_extensions=ext\n"+
		"[any]\ncountryName=optional\norganizationName=optional\ncommonName=supplied\n[ext]\nbasicConstraints=%s\nkeyUsage=%s\n",
		in("index"), dir, constraints, usage)
	for name, text := range map[string]string{"index": "", "index.attr": "unique_subject=no\n", "config": config} {
		if err := os.WriteFile(in(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if w.key == nil {
		w.key = wishes["RSA 2048"].key
	}
	if w.digest == "" {
		w.digest = "sha256"
	}
	if w.years == 0 {
		w.years = 2
	}
	from := now.Add(w.from - time.Hour).UTC()
	const form = "20060102150405Z"
	must(t, append([]string{"genpkey", "-out", in("key"), "-algorithm"}, w.key...)...)
	must(t, "req", "-new", "-key", in("key"), "-out", in("csr"), "-subj", "/C=IE/O=Contoso, Contact Centre/CN=login.contoso.example")
	must(t, "ca", "-batch", "-notext", "-selfsign", "-config", in("config"), "-keyfile", in("key"), "-md", w.digest, "-in", in("csr"), "-out", in("pem"),
		"-startdate", from.Format(form), "-enddate", from.AddDate(w.years, 0, 0).Format(form))
	return in("pem")
}

var bits = regexp.MustCompile(`Public-Key: \((\d+) bit\)`)

// What openssl makes we read as openssl does, we judge its dates alike, and
// what we convert openssl reads back.
func TestPeerOpenSSL(t *testing.T) {
	if os.Getenv("FEDERATE_PEERS") == "" {
		t.Skip("FEDERATE_PEERS is not set")
	}
	now := time.Now().UTC().Truncate(time.Second)
	for name, w := range wishes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := w.make(t, now)
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			b, ok := pki.Read(raw)
			if !ok || len(b.Certificates) != 1 || b.Form != pki.FormPEM {
				t.Fatalf("read as %+v", b)
			}
			c := b.Certificates[0]
			theirs := reading(t, file)
			for _, x := range [][2]string{
				{"subject", c.Subject.String()}, {"serial", fmt.Sprintf("%X", c.SerialNumber.Bytes())},
				{"notBefore", c.NotBefore.UTC().Format("2006-01-02 15:04:05Z")}, {"notAfter", c.NotAfter.UTC().Format("2006-01-02 15:04:05Z")},
				{"sha1 Fingerprint", pki.SHA1(c)}, {"sha256 Fingerprint", pki.SHA256(c)}, {"bits", fmt.Sprint(size(c))},
			} {
				if theirs[x[0]] != x[1] {
					t.Errorf("%s: openssl reads %q, we %q", x[0], theirs[x[0]], x[1])
				}
			}

			r := federation.Examine(receive(t, conformance.Case{Now: now}, raw), pki.Checks())
			ours := codes(r)
			if !slices.Equal(ours, w.want) {
				t.Errorf("found %v, want %v", ours, w.want)
			}
			said, refused := openssl(t, "verify", "-partial_chain", "-attime", fmt.Sprint(now.Unix()), "-CAfile", file, file)
			for code, words := range map[string]string{"pki-expired": "certificate has expired", "pki-not-yet-valid": "certificate is not yet valid"} {
				if slices.Contains(ours, code) != strings.Contains(said, words) {
					t.Errorf("%s: found %v; openssl verify says %s", code, ours, said)
				}
			}
			if dates := slices.Contains(ours, "pki-expired") || slices.Contains(ours, "pki-not-yet-valid"); dates != (refused != nil) {
				t.Errorf("found %v; openssl verify: %v, %s", ours, refused, said)
			}
			converted(t, c)
		})
	}
}

// reading is what openssl says of a certificate, by its own names.
func reading(t *testing.T, file string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, args := range [][]string{{"-subject", "-serial", "-dates", "-fingerprint", "-sha1"}, {"-fingerprint", "-sha256"}} {
		said := must(t, append([]string{"x509", "-in", file, "-noout", "-nameopt", "RFC2253", "-dateopt", "iso_8601"}, args...)...)
		for line := range strings.Lines(said) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
			if strings.HasSuffix(key, "Fingerprint") {
				key, value = strings.ToLower(strings.TrimSuffix(key, " Fingerprint"))+" Fingerprint", strings.ReplaceAll(value, ":", "")
			}
			out[key] = value
		}
	}
	if m := bits.FindStringSubmatch(must(t, "x509", "-in", file, "-noout", "-text")); m != nil {
		out["bits"] = m[1]
	}
	return out
}

func size(c *x509.Certificate) int {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return k.N.BitLen()
	case *ecdsa.PublicKey:
		return k.Params().BitSize
	}
	return 0
}

// converted has openssl read each form that we write.
func converted(t *testing.T, c *x509.Certificate) {
	t.Helper()
	for _, form := range pki.Forms() {
		data, extension, err := pki.Convert(c, form)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "converted"+extension)
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		inform := "PEM"
		switch form {
		case pki.FormDER:
			inform = "DER"
		case pki.FormBase64:
			der := file + ".der"
			must(t, "base64", "-d", "-A", "-in", file, "-out", der)
			file, inform = der, "DER"
		}
		said := must(t, "x509", "-inform", inform, "-in", file, "-noout", "-fingerprint", "-sha256")
		if got := strings.ReplaceAll(strings.TrimSpace(said), ":", ""); !strings.HasSuffix(got, "="+pki.SHA256(c)) {
			t.Errorf("%s: openssl reads back %s", form, got)
		}
	}
}
