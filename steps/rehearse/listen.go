package rehearse

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"syscall"
	"time"

	"golang.org/x/net/netutil"
)

// Listen is where a rehearsal listens unless it is told otherwise. It stays the same,
// because the address is typed into the identity provider's console.
const Listen = "127.0.0.1:7443"

// mostConnections is how many browsers and intruders are served at once.
const mostConnections = 256

// A door is the port at which TLS and plain HTTP are both spoken.
type door struct {
	port      string
	listeners []net.Listener
	tls       *tls.Config
	print     string // SHA-256 of the certificate, as browsers show it
}

// open listens at address, on both loopback addresses where the system has both: a
// browser takes either for “localhost”.
func open(ctx context.Context, address string, random io.Reader, now, until time.Time) (*door, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("%s is no address to listen at, such as %s", address, Listen)
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("a rehearsal is for this machine alone: listen at 127.0.0.1:%s instead of %s", port, address)
	}
	d := &door{}
	if d.tls, d.print, err = certificate(random, now, until); err != nil {
		return nil, err
	}
	var lc net.ListenConfig
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return nil, fmt.Errorf("%s is no port: it is a number up to %d", port, math.MaxUint16)
	}
	first, err := lc.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		return nil, fmt.Errorf("nobody can listen at port %s: %w; if another rehearsal is under way, end it first", port, cause(err))
	}
	d.port = strconv.Itoa(first.Addr().(*net.TCPAddr).Port)
	d.listeners = append(d.listeners, limited(first, d.tls))
	six, err := lc.Listen(ctx, "tcp", net.JoinHostPort("::1", d.port))
	switch {
	case err == nil:
		d.listeners = append(d.listeners, limited(six, d.tls))
	case errors.Is(err, syscall.EADDRINUSE): // a browser would go there
		first.Close()
		return nil, fmt.Errorf("another program listens at [::1]:%s, and a browser may take it for this one: end it, or listen at another port", d.port)
	}
	return d, nil
}

// cause is what the system says, without the address that was said already.
func cause(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}

func limited(l net.Listener, c *tls.Config) net.Listener {
	return speaking(netutil.LimitListener(l, mostConnections), c)
}

// certificate makes the certificate of one run. Its key never leaves memory.
func certificate(random io.Reader, now, until time.Time) (*tls.Config, string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), random)
	if err != nil {
		return nil, "", err
	}
	template := x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "localhost (federate rehearsal)"},
		NotBefore: now.Add(-time.Hour), NotAfter: until.Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	der, err := x509.CreateCertificate(random, &template, &template, key.Public(), key)
	if err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(der)
	return &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
		MinVersion:   tls.VersionTLS12, NextProtos: []string{"http/1.1"},
	}, fmt.Sprintf("%X", sum), nil
}

// either accepts connections that may begin with a TLS handshake or without one. The
// first byte tells (RFC 8446 5.1), and whoever says nothing holds up nobody.
type either struct {
	net.Listener
	tls    *tls.Config
	spoken chan net.Conn
	ended  chan struct{}
	end    func()
}

func speaking(l net.Listener, c *tls.Config) *either {
	e := &either{Listener: l, tls: c, spoken: make(chan net.Conn), ended: make(chan struct{})}
	e.end = sync.OnceFunc(func() { close(e.ended) })
	go e.take()
	return e
}

// breath is how long nothing is accepted after the system could not.
const breath = 50 * time.Millisecond

// take accepts connections until the listener is closed.
func (e *either) take() {
	defer e.end()
	for {
		c, err := e.Listener.Accept()
		if err != nil && !errors.Is(err, net.ErrClosed) { // too many files are open: that passes
			select {
			case <-e.ended:
				return
			case <-time.After(breath):
				continue
			}
		}
		if err != nil {
			return
		}
		go e.listen(c)
	}
}

// handshake is the type of the record that a TLS connection begins with.
const handshake = 22

// listen waits for the first byte of c.
func (e *either) listen(c net.Conn) {
	var b [1]byte
	err := c.SetReadDeadline(time.Now().Add(patience / 2))
	if err == nil {
		_, err = io.ReadFull(c, b[:])
	}
	if err == nil {
		err = c.SetReadDeadline(time.Time{})
	}
	if err != nil {
		c.Close()
		return
	}
	over := net.Conn(replayed{c, io.MultiReader(bytes.NewReader(b[:]), c)})
	if b[0] == handshake {
		over = tls.Server(over, e.tls)
	}
	select {
	case e.spoken <- over:
	case <-e.ended:
		c.Close()
	}
}

func (e *either) Accept() (net.Conn, error) {
	select {
	case c := <-e.spoken:
		return c, nil
	case <-e.ended:
		return nil, net.ErrClosed
	}
}

func (e *either) Close() error {
	e.end()
	return e.Listener.Close()
}

// replayed is a connection whose first byte was looked at.
type replayed struct {
	net.Conn
	from io.Reader
}

func (r replayed) Read(b []byte) (int, error) { return r.from.Read(b) }
