// Package fetch gets a document, metadata or a key set, from the address that an
// admin gave.
//
// A pasted address is not trusted: it may lead, at once or by a redirect, to a machine
// that only the admin's network should reach, or to an answer without end. So an
// address is judged where it is dialled, after the name was looked up, and everything
// has a limit. Nothing that identifies a person is sent, and nothing is kept between
// two calls.
package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// The limits of one Get, where Options does not say otherwise.
const (
	Timeout      = 8 * time.Second // for all of it: names, redirects, body
	Limit        = 1 << 20         // bytes of the answer, unpacked
	MaxRedirects = 3
)

// Options are what a Fetcher may do. The zero value is the careful one.
type Options struct {
	Private  bool           // also addresses of private networks, where an identity provider of one's own may be
	Loopback bool           // also this machine, and there without TLS
	Roots    *x509.CertPool // whom to trust; nil: whom the system trusts

	// Proxy is the way out that the system names for a request, as
	// http.ProxyFromEnvironment does; nil: none. What a proxy dials is judged by the
	// name, and by the address where the name can be looked up here.
	Proxy func(*http.Request) (*url.URL, error)
	// Lookup is what a name means here; nil: what the system says.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)

	Timeout time.Duration // zero: Timeout
	Limit   int64         // bytes; zero: Limit
}

// A Fetcher gets documents over HTTPS. It may be used by many at once.
type Fetcher struct {
	client *http.Client
	opts   Options
}

// New returns a Fetcher that does what o allows. It uses no cookies and no
// environment.
func New(o Options) *Fetcher {
	if o.Timeout == 0 {
		o.Timeout = Timeout
	}
	if o.Limit == 0 {
		o.Limit = Limit
	}
	if o.Lookup == nil {
		o.Lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	f := &Fetcher{opts: o}
	f.client = &http.Client{CheckRedirect: f.redirect, Transport: byScheme{
		secure: transport(o, guard{private: o.Private, loopback: o.Loopback}.control),
		plain:  transport(o, guard{loopback: o.Loopback, local: true}.control),
		way:    o.Proxy,
		proxied: func(p *url.URL) http.RoundTripper {
			t := transport(o, nil) // the system names the proxy, wherever it is
			t.Proxy = http.ProxyURL(p)
			return t
		},
		judge: func(ctx context.Context, host string) error {
			return guard{private: o.Private, loopback: o.Loopback}.judgeName(ctx, host, o.Lookup)
		},
	}}
	return f
}

func transport(o Options, control func(network, address string, c syscall.RawConn) error) *http.Transport {
	dialer := net.Dialer{Timeout: o.Timeout, Control: control}
	return &http.Transport{
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    o.Timeout,
		MaxResponseHeaderBytes: 64 << 10,
		DisableKeepAlives:      true,
		ForceAttemptHTTP2:      true,
	}
}

// byScheme keeps apart what goes over TLS and what does not, because the latter
// must not leave this machine, whatever a name turns out to mean.
type byScheme struct {
	secure, plain http.RoundTripper

	way     func(*http.Request) (*url.URL, error) // may be nil
	proxied func(proxy *url.URL) http.RoundTripper
	judge   func(ctx context.Context, host string) error
}

func (b byScheme) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" {
		return b.plain.RoundTrip(r)
	}
	if b.way == nil {
		return b.secure.RoundTrip(r)
	}
	switch proxy, err := b.way(r); {
	case err != nil:
		return nil, fmt.Errorf("the system's proxy setting is no address: %w", err)
	case proxy == nil:
		return b.secure.RoundTrip(r)
	default:
		if err := b.judge(r.Context(), r.URL.Hostname()); err != nil {
			return nil, err
		}
		return b.proxied(proxy).RoundTrip(r)
	}
}

// Client is f for what is more than getting a document, such as asking a token endpoint.
// It goes where f goes; how much of an answer is read is its caller's to bound.
func (f *Fetcher) Client() *http.Client {
	return &http.Client{Transport: f.client.Transport, CheckRedirect: f.client.CheckRedirect, Timeout: f.opts.Timeout}
}

// Get returns the document at address. Its errors are sentences for people:
// which address, and what was wrong with it or with the answer. A ctx that ends
// first is ctx.Err().
func (f *Fetcher) Get(ctx context.Context, address string) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("cannot fetch: that is no address of a document") // it may hold a password: not repeated
	}
	if err := f.allows(u); err != nil {
		return nil, fmt.Errorf("cannot fetch %s: %w", brief(u), err)
	}
	limited, cancel := context.WithTimeout(ctx, f.opts.Timeout)
	defer cancel()
	raw, err := f.get(limited, u)
	switch {
	// A server that notices first that time is up may end its half answer properly.
	case err == nil && limited.Err() == nil:
		return raw, nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("cannot fetch %s: %w", brief(u), ctx.Err())
	case limited.Err() != nil:
		return nil, fmt.Errorf("cannot fetch %s: no complete answer within %v", brief(u), f.opts.Timeout)
	}
	return nil, fmt.Errorf("cannot fetch %s: %w", brief(u), Plain(err))
}

func (f *Fetcher) get(ctx context.Context, u *url.URL) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "federate")
	req.Header.Set("Accept", "application/samlmetadata+xml, application/json, */*;q=0.5")
	resp, err := f.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answered %s", resp.Status)
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, f.opts.Limit+1))
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, errors.New("the answer broke off")
	case err != nil:
		return nil, err
	case int64(len(raw)) > f.opts.Limit:
		return nil, fmt.Errorf("the answer is larger than %s", size(f.opts.Limit))
	}
	return raw, nil
}

// allows returns an error unless u may be asked for, as far as its text tells.
func (f *Fetcher) allows(u *url.URL) error {
	switch {
	case u.Scheme == "http" && f.opts.Loopback:
	case u.Scheme != "https":
		return errors.New("only addresses that begin with https:// are fetched")
	}
	switch {
	case u.Hostname() == "":
		return errors.New("the address names no server")
	case u.User != nil:
		return errors.New("the address holds a user name or a password; remove it")
	}
	return nil
}

func (f *Fetcher) redirect(next *http.Request, via []*http.Request) error {
	if len(via) > MaxRedirects {
		return fmt.Errorf("the server redirects more than %d times", MaxRedirects)
	}
	if err := f.allows(next.URL); err != nil {
		return fmt.Errorf("the server redirects to %s: %w", brief(next.URL), err)
	}
	if next.URL.Scheme != "https" && via[0].URL.Scheme == "https" {
		return fmt.Errorf("the server redirects to %s, which is not protected by TLS", brief(next.URL))
	}
	next.Header.Del("Referer") // may hold a tenant or a key that is nobody else's business
	return nil
}

// brief is u without what may be secret in it.
func brief(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

func size(n int64) string {
	if n >= 1<<20 && n%(1<<20) == 0 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}

// Plain takes the wrapping of the standard library off err and says the usual
// causes in other words.
func Plain(err error) error {
	var (
		outer *url.Error
		name  *net.DNSError
		trust *tls.CertificateVerificationError
		dial  *net.OpError
		no    refusal
		inner *PrivateError
	)
	if errors.As(err, &outer) {
		err = outer.Err
	}
	switch {
	case errors.As(err, &no):
		return no
	case errors.As(err, &inner):
		return inner
	case errors.As(err, &name) && name.IsNotFound:
		return fmt.Errorf("there is no server named %s", name.Name)
	case errors.As(err, &name):
		return fmt.Errorf("the name %s could not be looked up: %s", name.Name, name.Err)
	case errors.As(err, &trust):
		return fmt.Errorf("the server's certificate is not trusted: %w", trust.Err)
	case errors.As(err, &dial) && dial.Op == "dial":
		return fmt.Errorf("no connection to the server: %w", dial.Err)
	}
	return err
}
