//go:build linux

package command_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"federate/federation"
	"federate/steps/view"
)

// peers skips a test that needs programs which nobody here wrote.
func peers(t *testing.T) {
	t.Helper()
	if os.Getenv("FEDERATE_PEERS") == "" {
		t.Skip("FEDERATE_PEERS is not set")
	}
}

// A rehearsing is the program as it stands in for a platform.
type rehearsing struct {
	port   int
	logins chan rehearsed
	end    func()
}

// A rehearsed login is a line of rehearse --json.
type rehearsed struct {
	Login    int
	Start    federation.Start
	Accepted bool
	Refused  string
	Subject  string
	Findings []view.Finding
	Waiting  json.RawMessage
	Took     float64 `json:"took_ms"`
}

// rehearse starts the program at port and returns once it listens.
func rehearse(t *testing.T, bin string, port int, args ...string) *rehearsing {
	t.Helper()
	c := exec.Command(bin, append([]string{"rehearse", "--json", "--dir", t.TempDir(), "--listen", fmt.Sprintf("127.0.0.1:%d", port)}, args...)...)
	var talk bytes.Buffer
	c.Stderr = &talk
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	r := &rehearsing{port: port, logins: make(chan rehearsed, 1000)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer close(r.logins)
		for lines := bufio.NewReader(out); ; {
			line, err := lines.ReadBytes('\n')
			var l rehearsed
			if json.Unmarshal(line, &l) == nil {
				r.logins <- l
			}
			if err != nil {
				return
			}
		}
	}()
	r.end = sync.OnceFunc(func() {
		_ = c.Process.Signal(os.Interrupt)
		<-ended
		_ = c.Wait() // a login that was refused is no success
	})
	t.Cleanup(func() {
		r.end()
		if t.Failed() {
			t.Logf("federate rehearse: %.2000s", talk.Bytes())
		}
	})
	answers(t, port)
	return r
}

// answers returns once somebody listens at port.
func answers(t *testing.T, port int) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			c.Close()
			return
		}
	}
	t.Fatalf("nobody listens at port %d", port)
}

// next is the login that is told of next.
func (r *rehearsing) next(t *testing.T) rehearsed {
	t.Helper()
	select {
	case l, ok := <-r.logins:
		if ok {
			return l
		}
		t.Fatal("the rehearsal is over, and no login was told of")
	case <-time.After(20 * time.Second):
		t.Fatal("no login was told of")
	}
	return rehearsed{}
}

func (r *rehearsing) at(path string) string {
	return fmt.Sprintf("https://localhost:%d%s", r.port, path)
}

// idp is an address of the stand-in identity provider.
func (r *rehearsing) idp(path string) string {
	return fmt.Sprintf("https://127.0.0.1:%d/idp%s", r.port, path)
}

// clean wants that a login would have been let in, with nothing to warn of.
func (l rehearsed) clean(t *testing.T, subject string) {
	t.Helper()
	if !l.Accepted || l.Refused != "" || l.Subject != subject {
		t.Errorf("login %d is of %q: accepted %v, refused %q, waiting for %s", l.Login, l.Subject, l.Accepted, l.Refused, l.Waiting)
	}
	for _, f := range l.Findings {
		if f.Severity >= federation.Warning {
			t.Errorf("a sound login has the finding %s: %s; want %q, got %q", f.Code, f.Detail, f.Want, f.Got)
		}
	}
}

// codes are those of what is worse than severity or as bad, sorted.
func codes(all []view.Finding, severity federation.Severity) (out []federation.Code) {
	for _, f := range all {
		if f.Severity >= severity && !slices.Contains(out, f.Code) {
			out = append(out, f.Code)
		}
	}
	slices.Sort(out)
	return out
}

// A visitor is a browser without a screen: it keeps cookies, goes where it is sent,
// sends the forms that send themselves, and fills in those that it knows the answers to.
type visitor struct{ http.Client }

func newVisitor(t *testing.T) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{http.Client{Jar: jar, Timeout: 20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // made for this run
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				if host, port, _ := net.SplitHostPort(address); strings.HasSuffix(host, ".test") {
					address = "127.0.0.1:" + port
				}
				return new(net.Dialer).DialContext(ctx, network, address)
			}}}}
	t.Cleanup(v.CloseIdleConnections)
	return v
}

// A visited page is where a visitor came to.
type visited struct {
	Status  int
	Address string
	Body    string
}

// open goes to address and on, with answers to what forms ask for on the way.
func (v *visitor) open(t *testing.T, address string, answers url.Values) visited {
	t.Helper()
	at, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	method, form := http.MethodGet, url.Values{}
	for range 30 {
		r, err := http.NewRequestWithContext(t.Context(), method, at.String(), strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept", "text/html")
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		answer, err := v.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if to := answer.Header.Get("Location"); to != "" {
			if at, err = at.Parse(to); err != nil {
				t.Fatal(err)
			}
			method, form = http.MethodGet, url.Values{}
			continue
		}
		to, fields, found := postedBy(t, string(raw), answers)
		if !found {
			return visited{answer.StatusCode, at.String(), string(raw)}
		}
		if at, err = at.Parse(to); err != nil {
			t.Fatal(err)
		}
		method, form = http.MethodPost, fields
	}
	t.Fatalf("%s leads on and on", address)
	return visited{}
}

// postedBy is the first form of a page that is posted, as it would be sent.
func postedBy(t *testing.T, page string, answers url.Values) (to string, fields url.Values, found bool) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	attr := func(n *html.Node, name string) string {
		for _, a := range n.Attr {
			if a.Key == name {
				return a.Val
			}
		}
		return ""
	}
	for form := range root.Descendants() {
		if form.Data != "form" || !strings.EqualFold(attr(form, "method"), http.MethodPost) {
			continue
		}
		fields = url.Values{}
		for n := range form.Descendants() {
			name := attr(n, "name")
			if name == "" || n.Data != "input" && n.Data != "select" {
				continue
			}
			fields.Set(name, attr(n, "value"))
			if answers.Has(name) {
				fields.Set(name, answers.Get(name))
			}
		}
		return attr(form, "action"), fields, true
	}
	return "", nil, false
}

// fetched keeps what is served at address as a file.
func (v *visitor) fetched(t *testing.T, address string) (file string) {
	t.Helper()
	p := v.open(t, address, nil)
	if p.Status != http.StatusOK {
		t.Fatalf("%s: %d: %.300s", address, p.Status, p.Body)
	}
	file = filepath.Join(t.TempDir(), "fetched")
	if err := os.WriteFile(file, []byte(p.Body), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}
