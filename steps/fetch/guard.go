package fetch

import (
	"context"
	"fmt"
	"net/netip"
	"syscall"
)

// A refusal is why an address is not dialled.
type refusal string

func (r refusal) Error() string { return string(r) }

// A PrivateError is an address in a private network, where only Options.Private reaches.
type PrivateError struct{ Addr netip.Addr }

func (e *PrivateError) Error() string {
	return fmt.Sprintf("the server is in a private network (%s), which only --private reaches", e.Addr)
}

// A guard judges the addresses that names turned out to mean, at the moment of
// dialling, so that no second look-up can give another answer.
type guard struct {
	private  bool // private networks may be reached
	loopback bool // this machine may be reached
	local    bool // nothing but this machine may be
}

// control is a net.Dialer's.
func (g guard) control(_, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return refusal(fmt.Sprintf("%s is no address", address))
	}
	return g.judge(a.Addr())
}

// judgeName judges what a proxy is asked to dial, as far as it can be told here: a name
// that only the proxy can look up is left to it.
func (g guard) judgeName(ctx context.Context, host string, lookup func(context.Context, string) ([]netip.Addr, error)) error {
	if a, err := netip.ParseAddr(host); err == nil {
		return g.judge(a)
	}
	found, err := lookup(ctx, host)
	if err != nil {
		return ctx.Err()
	}
	for _, a := range found {
		if err := g.judge(a); err != nil {
			return err
		}
	}
	return nil
}

func (g guard) judge(a netip.Addr) error {
	a = inner(a.Unmap().WithZone(""))
	switch {
	case a.IsLoopback():
		if !g.loopback {
			return refusal(fmt.Sprintf("the server is this machine (%s), and that is not allowed here", a))
		}
		return nil
	case g.local:
		return refusal(fmt.Sprintf("the server (%s) is not this machine, and only that is asked without TLS", a))
	case a.IsPrivate() || shared.Contains(a):
		if !g.private {
			return &PrivateError{a}
		}
		return nil
	case !a.IsGlobalUnicast() || special(a):
		return refusal(fmt.Sprintf("the server's address (%s) is not one of the public network", a))
	}
	return nil
}

// inner is the IPv4 address that a translating or tunnelling network would
// reach through a, and a itself where there is none: NAT64 (RFC 6052), 6to4 (RFC 3056).
func inner(a netip.Addr) netip.Addr {
	b := a.As16()
	switch {
	case nat64.Contains(a):
		return netip.AddrFrom4([4]byte(b[12:16]))
	case sixToFour.Contains(a):
		return netip.AddrFrom4([4]byte(b[2:6]))
	}
	return a
}

var (
	shared    = netip.MustParsePrefix("100.64.0.0/10") // carriers' own, RFC 6598
	nat64     = netip.MustParsePrefix("64:ff9b::/96")
	sixToFour = netip.MustParsePrefix("2002::/16")
)

// special tells whether a lies in a block that the IANA registries of
// special-purpose addresses (RFC 6890) keep off the public network.
func special(a netip.Addr) bool {
	for _, p := range [...]string{"0.0.0.0/8", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
		"240.0.0.0/4",
		"::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "fec0::/10"} {
		if netip.MustParsePrefix(p).Contains(a) {
			return true
		}
	}
	return false
}
