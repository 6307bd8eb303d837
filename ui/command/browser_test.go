//go:build linux

package command_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"text/template"
	"time"

	"federate/federation"
	"federate/steps/view"
)

// A stage is where a browser logs in: SimpleSAMLphp as the identity provider,
// mod_auth_mellon and mod_shib as service providers, all of one machine.
type stage struct {
	Dir         string
	Port        int
	User        string // that Apache runs as; empty: whoever runs the test
	Modules     []string
	Certificate string // of the identity provider, in one line
	Entity      string // that the service providers ask
	Metadata    string // of it; empty: of SimpleSAMLphp
	Issuer      string // that mod_auth_openidc asks; empty: nobody
}

// The service providers, by the page that each protects.
var providers = []struct{ name, entity, acs, logout string }{
	{"mellon", "https://mellon.contact.test:%d/mellon/metadata", "https://mellon.contact.test:%d/mellon/postResponse",
		"https://mellon.contact.test:%d/mellon/logout?ReturnTo=https%3A%2F%2Fmellon.contact.test%3A%d%2Flogged-out.html"},
	{"shib", "https://shib.contact.test/entity", "https://shib.contact.test:%d/Shibboleth.sso/SAML2/POST", "https://shib.contact.test:%d/Shibboleth.sso/Logout"},
}

// A sound login of products that people run, recorded by a real browser, is
// clean; and it is not, once another certificate is trusted.
func TestPeerBrowser(t *testing.T) {
	if os.Getenv("FEDERATE_PEERS") == "" {
		t.Skip("FEDERATE_PEERS is not set")
	}
	s := raise(t)
	bin := program(t)
	t.Run("metadata", func(t *testing.T) { s.documents(t, bin) })
	for _, sp := range providers {
		t.Run(sp.name, func(t *testing.T) {
			t.Parallel()
			har := filepath.Join(s.Dir, sp.name+".har")
			s.login(t, fmt.Sprintf("https://%s.contact.test:%d/secret/", sp.name, s.Port), har)
			facts := []string{"idp.entity_id=https://idp.company.test/entity", "sp.entity_id=" + s.at(sp.entity), "sp.acs_url=" + s.at(sp.acs)}
			v := checked(t, bin, har, append(facts, "idp.certificate=@"+filepath.Join(s.Dir, "idp.pem"))...)
			// mod_auth_mellon asks for a transient NameID and takes any.
			if slices.ContainsFunc(v.Findings, func(f view.Finding) bool { return f.Severity > federation.Note }) {
				t.Errorf("a sound login has findings: %+v", v.Findings)
			}
			if !slices.Contains(v.Passed, "saml-signature-untrusted-key") {
				t.Errorf("the signature was not judged: passed %v", v.Passed)
			}
			twice := filepath.Join(s.Dir, sp.name+"-twice.har")
			s.login(t, fmt.Sprintf("https://%s.contact.test:%d/secret/", sp.name, s.Port), twice, s.at(sp.logout))
			v = checked(t, bin, twice, append(facts, "idp.certificate=@"+filepath.Join(s.Dir, "idp.pem"))...)
			if slices.ContainsFunc(v.Findings, func(f view.Finding) bool { return f.Severity > federation.Note }) || v.logins() != 2 {
				t.Errorf("%d logins, with a mistyped password before and a logout between, have findings: %+v", v.logins(), v.Findings)
			}
			v = checked(t, bin, har, append(facts, "idp.certificate=@"+filepath.Join(s.Dir, "sp.pem"))...)
			if !slices.ContainsFunc(v.Findings, func(f view.Finding) bool { return f.Severity == federation.Error }) {
				t.Errorf("a login signed by somebody else is no error: %+v", v.Findings)
			}
		})
	}
}

// What the three publish about themselves is sound.
func (s stage) documents(t *testing.T, bin string) {
	local := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // made for this run
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, fmt.Sprintf("127.0.0.1:%d", s.Port))
		}}
	for name, path := range map[string]string{"idp.company": "/simplesaml/saml2/idp/metadata.php", "mellon.contact": "/mellon/metadata", "shib.contact": "/Shibboleth.sso/Metadata"} {
		r, err := (&http.Client{Transport: local}).Get(fmt.Sprintf("https://%s.test:%d%s", name, s.Port, path))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || r.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %v: %.300s", name, r.Status, err, raw)
		}
		file := filepath.Join(s.Dir, name+".xml")
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if v := checked(t, bin, file); len(v.Findings) > 0 || len(v.Passed) == 0 {
			t.Errorf("%s: %d checks passed, and %+v", name, len(v.Passed), v.Findings)
		}
	}
}

// A judged is what check --json prints.
type judged struct {
	Findings []view.Finding
	Passed   []federation.Code
	Inputs   []struct {
		Parts []struct{ Kind federation.Kind }
	}
}

// logins is how many responses the recordings brought.
func (v judged) logins() (n int) {
	for _, d := range v.Inputs {
		for _, p := range d.Parts {
			if p.Kind == federation.KindSAMLResponse {
				n++
			}
		}
	}
	return n
}

// checked runs check over a recording.
func checked(t *testing.T, bin, har string, facts ...string) (v judged) {
	t.Helper()
	args := []string{har}
	for _, f := range facts {
		args = append(args, "--fact", f)
	}
	return check(t, bin, args...)
}

// check runs check.
func check(t *testing.T, bin string, args ...string) (v judged) {
	t.Helper()
	c := exec.Command(bin, append([]string{"check", "--json"}, args...)...)
	var talk bytes.Buffer
	c.Stderr = &talk
	out, _ := c.Output() // findings are no success
	if err := json.Unmarshal(out, &v); err != nil {
		t.Fatalf("check %v: %v\n%s\n%.500s", args, err, talk.Bytes(), out)
	}
	return v
}

func (s stage) at(address string) string {
	return strings.ReplaceAll(address, "%d", fmt.Sprint(s.Port))
}

// login lets a browser log in at address and keep a recording; with logout, an address,
// after a mistyped password, and a second time after it logged out there.
func (s stage) login(t *testing.T, address, har string, logout ...string) {
	t.Helper()
	c := exec.Command("node", append([]string{"testdata/browser/login.js", address, har}, logout...)...)
	packages, _ := filepath.Abs("../../.ci/peers/node_modules")
	c.Env = append(os.Environ(), "NODE_PATH="+packages)
	if out, err := c.CombinedOutput(); err != nil {
		for _, log := range []string{"apache.log", "shibd.log", "var/simplesamlphp.log"} {
			raw, _ := os.ReadFile(filepath.Join(s.Dir, log))
			t.Logf("%s: %s", log, raw[max(0, len(raw)-3000):])
		}
		t.Fatalf("the browser: %v\n%s", err, out)
	}
}

// raise starts everything that a login passes, and takes it down after the test.
func raise(t *testing.T) stage {
	t.Helper()
	return stage{Entity: "https://idp.company.test/entity"}.raise(t)
}

func (s stage) raise(t *testing.T) stage {
	t.Helper()
	s.Dir, s.Port = t.TempDir(), free(t)
	if os.Getuid() == 0 {
		s.User = "www-data"
		if _, err := user.Lookup(s.User); err != nil {
			t.Fatal(err)
		}
		open(t, s.Dir)
	}
	for _, m := range []string{"mpm_prefork", "authn_core", "authz_core", "authz_user", "mime", "dir", "alias", "env", "ssl", "socache_shmcb", "auth_mellon"} {
		s.Modules = append(s.Modules, m+"_module /usr/lib/apache2/modules/mod_"+m+".so")
	}
	if s.Issuer != "" {
		s.Modules = append(s.Modules, "auth_openidc_module /usr/lib/apache2/modules/mod_auth_openidc.so")
	}
	s.Modules = append(s.Modules, "mod_shib /usr/lib/apache2/modules/mod_shib.so", "php_module "+php(t))
	for _, name := range []string{"tls", "idp", "sp"} {
		ran(t, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "400", "-subj", "/CN="+name+".test",
			"-keyout", filepath.Join(s.Dir, name+".key"), "-out", filepath.Join(s.Dir, name+".pem"))
		if err := os.Chmod(filepath.Join(s.Dir, name+".key"), 0o644); err != nil { // of one run, for the user of Apache
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(filepath.Join(s.Dir, "idp.pem"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(raw)
	s.Certificate = base64.StdEncoding.EncodeToString(block.Bytes)
	for _, name := range []string{"apache.conf", "config.php", "authsources.php", "saml20-idp-hosted.php", "saml20-sp-remote.php", "idp.xml", "shibboleth2.xml", "shibd.logger"} {
		s.write(t, name)
	}
	if s.Metadata != "" {
		if err := os.WriteFile(filepath.Join(s.Dir, "idp.xml"), []byte(s.Metadata), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{"site/secret", "var"} {
		if err := os.MkdirAll(filepath.Join(s.Dir, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Join(s.Dir, "var"), 0o777); err != nil {
		t.Fatal(err)
	}
	for page, text := range map[string]string{"secret/index.html": "you are in", "logged-out.html": "you are logged out"} {
		if err := os.WriteFile(filepath.Join(s.Dir, "site", page), []byte("<!doctype html><title>secret</title><p>"+text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	start(t, "shibd", "-F", "-f", "-c", filepath.Join(s.Dir, "shibboleth2.xml"), "-p", filepath.Join(s.Dir, "shibd.pid"))
	start(t, "apache2", "-DFOREGROUND", "-f", filepath.Join(s.Dir, "apache.conf"))
	s.awaitPort(t)
	return s
}

// write fills in a template of testdata/browser, for the users of all servers.
func (s stage) write(t *testing.T, name string) {
	t.Helper()
	text, err := template.ParseFiles(filepath.Join("testdata/browser", name))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := text.Execute(&out, s); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.Dir, name), out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// awaitPort returns once Apache answers.
func (s stage) awaitPort(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", s.Port)); err == nil {
			c.Close()
			return
		}
	}
	log, _ := os.ReadFile(filepath.Join(s.Dir, "apache.log"))
	t.Fatalf("Apache does not answer: %s", log)
}

// start runs a server until the test is over.
func start(t *testing.T, name string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		name = "/usr/sbin/" + name
	}
	c := exec.Command(name, args...)
	var talk bytes.Buffer
	c.Stdout, c.Stderr = &talk, &talk
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Apache ends its whole group
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(os.Interrupt)
		ended := make(chan struct{})
		go func() { _ = c.Wait(); close(ended) }()
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			_ = c.Process.Kill()
			<-ended
		}
		if t.Failed() && talk.Len() > 0 {
			t.Logf("%s: %.3000s", name, talk.Bytes())
		}
	})
}

// ran runs a command that must end well.
func ran(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// open lets other users pass through the folders of a test down to dir.
func open(t *testing.T, dir string) {
	t.Helper()
	for ; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

// free is a port that nobody listens at.
func free(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// php is Apache's module, whatever its version is.
func php(t *testing.T) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/apache2/modules/libphp*.so")
	if len(found) == 0 {
		t.Fatal("Apache has no module for PHP")
	}
	return found[len(found)-1]
}
