package fetch

import (
	"compress/gzip"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"
)

// site is a server with one document and everything that can go wrong.
func site(t *testing.T, secure bool) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/doc", func(w http.ResponseWriter, r *http.Request) {
		for _, h := range []string{"Cookie", "Referer", "Authorization"} {
			if v := r.Header.Get(h); v != "" {
				t.Errorf("%s: %s was sent", h, v)
			}
		}
		fmt.Fprint(w, "<xml/>")
	})
	mux.HandleFunc("/hop/{n}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		to := map[string]string{"1": "/doc", "2": "/hop/1", "3": "/hop/2", "4": "/hop/3"}[r.PathValue("n")]
		http.Redirect(w, r, to, http.StatusFound)
	})
	mux.HandleFunc("/to", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Query().Get("u"), http.StatusFound)
	})
	mux.HandleFunc("/large/{n}", func(w http.ResponseWriter, r *http.Request) {
		n := Limit
		if r.PathValue("n") == "over" {
			n++
		}
		fmt.Fprint(w, strings.Repeat("x", n))
	})
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		fmt.Fprint(z, strings.Repeat("x", 8*Limit))
		_ = z.Close()
	})
	mux.HandleFunc("/stalls", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "<x")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("/breaks", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		fmt.Fprint(w, "<x")
	})
	s := httptest.NewUnstartedServer(mux)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	if secure {
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(s.Close)
	return s
}

func trusting(s *httptest.Server) *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return pool
}

func TestGet(t *testing.T) {
	s := site(t, true)
	f := New(Options{Loopback: true, Roots: trusting(s)})
	for path, want := range map[string]int{"/doc": 6, "/doc?q=1": 6, "/hop/1": 6, "/hop/3": 6, "/large/full": Limit} {
		raw, err := f.Get(t.Context(), s.URL+path)
		if err != nil || len(raw) != want {
			t.Errorf("%s: %d bytes, %v; want %d", path, len(raw), err, want)
		}
	}
	open := site(t, false)
	if raw, err := f.Get(t.Context(), open.URL+"/doc"); err != nil || string(raw) != "<xml/>" {
		t.Errorf("this machine without TLS: %q, %v", raw, err)
	}
}

func TestRefusals(t *testing.T) {
	s, open := site(t, true), site(t, false)
	closed := httptest.NewServer(nil)
	closed.Close()
	port := s.URL[strings.LastIndex(s.URL, ":"):]
	local := Options{Loopback: true, Roots: trusting(s)}
	for name, c := range map[string]struct {
		opts    Options
		address string
		want    string
	}{
		"no address":             {local, "https://[", "is no address"},
		"a name":                 {local, "sp.example", "only addresses that begin with https://"},
		"no server":              {local, "https:///doc", "names no server"},
		"a file":                 {local, "file:///etc/passwd", "only addresses that begin with https://"},
		"without TLS":            {Options{}, open.URL + "/doc", "only addresses that begin with https://"},
		"a password":             {local, "https://anna:secret@127.0.0.1/", "holds a user name or a password"},
		"this machine":           {Options{Roots: local.Roots}, s.URL + "/doc", "the server is this machine (127.0.0.1)"},
		"this machine, by name":  {Options{Roots: local.Roots, Private: true}, "https://localhost" + port + "/doc", "the server is this machine ("},
		"this machine, as IPv6":  {Options{Roots: local.Roots}, "https://[::ffff:127.0.0.1]" + port + "/doc", "the server is this machine (127.0.0.1)"},
		"a private network":      {local, "https://10.0.0.1/doc", "in a private network (10.0.0.1), which only --private reaches"},
		"a cloud's own address":  {Options{Loopback: true, Private: true}, "https://169.254.169.254/", "(169.254.169.254) is not one of the public network"},
		"elsewhere without TLS":  {Options{Loopback: true, Private: true}, "http://10.0.0.1/", "only that is asked without TLS"},
		"not trusted":            {Options{Loopback: true}, s.URL + "/doc", "certificate is not trusted: x509:"},
		"not there":              {local, s.URL + "/none", "the server answered 404 Not Found"},
		"nobody listens":         {local, closed.URL, "no connection to the server: "},
		"too large":              {local, s.URL + "/large/over", "the answer is larger than 1 MiB"},
		"too large, unpacked":    {local, s.URL + "/bomb", "the answer is larger than 1 MiB"},
		"broken off":             {local, s.URL + "/breaks", "the answer broke off"},
		"too many redirects":     {local, s.URL + "/hop/4", "redirects more than 3 times"},
		"redirected off TLS":     {local, s.URL + "/to?u=" + open.URL + "/doc", "which is not protected by TLS"},
		"redirected to a file":   {local, s.URL + "/to?u=file:///etc/passwd", "redirects to file:///etc/passwd: only addresses"},
		"redirected inwards":     {local, s.URL + "/to?u=https://192.168.1.1/", "in a private network (192.168.1.1)"},
		"redirected to metadata": {local, s.URL + "/to?u=https://169.254.169.254/", "is not one of the public network"},
		"too slow":               {Options{Loopback: true, Roots: local.Roots, Timeout: 50 * time.Millisecond}, s.URL + "/stalls", "no complete answer within 50ms"},
	} {
		t.Run(name, func(t *testing.T) {
			raw, err := New(c.opts).Get(t.Context(), c.address)
			if err == nil || raw != nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, %v; want %q", raw, err, c.want)
			}
		})
	}
}

func TestSecretsOfAnAddressStayOut(t *testing.T) {
	s := site(t, true)
	_, err := New(Options{Loopback: true, Roots: trusting(s)}).Get(t.Context(), s.URL+"/none?token=hush")
	if err == nil || strings.Contains(err.Error(), "hush") || !strings.Contains(err.Error(), s.URL+"/none") {
		t.Errorf("got %v", err)
	}
	for _, address := range []string{"https://anna:hush@sp.example/", "https://anna:hush@[", "https://sp.example:x/?k=hush"} {
		_, err = New(Options{}).Get(t.Context(), address)
		if err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("got %v", err)
		}
	}
}

func TestCancelled(t *testing.T) {
	s := site(t, true)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := New(Options{Loopback: true, Roots: trusting(s)}).Get(ctx, s.URL+"/doc"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestGuard(t *testing.T) {
	const (
		public  = "public"
		private = "private"
		machine = "machine"
		never   = "never"
	)
	for address, kind := range map[string]string{
		"8.8.8.8": public, "172.15.0.1": public, "172.32.0.1": public, "100.63.0.1": public, "2606:4700::1": public, "64:ff9b::808:808": public,
		"10.1.2.3": private, "172.16.0.1": private, "192.168.0.1": private, "100.64.0.1": private, "fd00::1": private,
		"::ffff:10.0.0.1": private, "64:ff9b::a00:1": private, "2002:c0a8:101::1": private,
		"127.0.0.1": machine, "127.9.9.9": machine, "::1": machine, "::ffff:127.0.0.1": machine, "64:ff9b::7f00:1": machine,
		"0.0.0.0": never, "::": never, "169.254.1.1": never, "fe80::1": never, "fe80::1%eth0": never, "224.0.0.1": never, "ff02::1": never,
		"255.255.255.255": never, "240.0.0.1": never, "198.18.0.1": never, "192.0.2.1": never, "2001:db8::1": never, "::7f00:1": never,
		"2002:a9fe:a9fe::1": never,
	} {
		a := netip.MustParseAddr(address)
		for _, g := range []guard{{}, {private: true}, {loopback: true}, {private: true, loopback: true}, {loopback: true, local: true}, {local: true}} {
			want := !g.local && (kind == public || kind == private && g.private) || kind == machine && g.loopback
			if err := g.judge(a); (err == nil) != want {
				t.Errorf("%s, %+v: %v", address, g, err)
			}
		}
	}
}

// A proxy of the system is the way out. What it is asked for is judged as far as that
// can be told here, and the proxy itself may be anywhere.
func TestProxy(t *testing.T) {
	s := site(t, true)
	asked := ""
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.Method + " " + r.Host
		to, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Error(err)
			return
		}
		from, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		fmt.Fprint(from, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(to, from); _ = to.Close() }()
		_, _ = io.Copy(from, to)
		_ = from.Close()
	}))
	defer proxy.Close()
	names := map[string]string{"example.com": "8.8.8.8", "inside.example.com": "10.1.2.3"}
	o := Options{Roots: trusting(s), Proxy: func(r *http.Request) (*url.URL, error) {
		if r.URL.Hostname() == "direct.example.com" {
			return nil, nil
		}
		return url.Parse(proxy.URL)
	}, Lookup: func(_ context.Context, host string) ([]netip.Addr, error) {
		if a, ok := names[host]; ok {
			return []netip.Addr{netip.MustParseAddr(a)}, nil
		}
		return nil, errors.New("only the proxy knows")
	}}
	raw, err := New(o).Get(t.Context(), "https://example.com/doc")
	if err != nil || string(raw) != "<xml/>" || asked != "CONNECT example.com:443" {
		t.Errorf("by the proxy: %q, %v, asked for %q", raw, err, asked)
	}
	for address, want := range map[string]string{"https://inside.example.com/doc": "in a private network (10.1.2.3), which only --private reaches",
		"https://127.0.0.1/doc": "is this machine", "https://169.254.169.254/": "is not one of the public network",
		"https://example.com/to?u=https://10.0.0.1/": "in a private network (10.0.0.1)"} {
		if raw, err := New(o).Get(t.Context(), address); raw != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q, %v; want %q", address, raw, err, want)
		}
	}
	o.Private = true
	asked = ""
	_, _ = New(o).Get(t.Context(), "https://inside.example.com/doc")
	if asked != "CONNECT inside.example.com:443" {
		t.Errorf("with --private the proxy was asked for %q", asked)
	}
	o.Proxy = func(*http.Request) (*url.URL, error) { return nil, errors.New("not a way") }
	if _, err := New(o).Get(t.Context(), "https://example.com/doc"); err == nil || !strings.Contains(err.Error(), "proxy setting") {
		t.Errorf("a wrong setting: %v", err)
	}
}
