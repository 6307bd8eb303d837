package identity

import (
	"bytes"
	"cmp"
	"hash/maphash"
	"strings"

	"golang.org/x/text/unicode/norm"

	"federate/federation/identity/spill"
)

// An offer is one of the identity provider's people, whose names are put down as far as
// somebody asks for them.
type offer struct {
	*search
	to  *spill.Writer
	who int
	err error
}

// meet offers a name as kinds, which are all of one form.
func (o *offer) meet(name []byte, kinds ...int) {
	k := key{high: maphash.Bytes(o.hash.high, name)}
	if !o.asked.has(k.among(kinds[0])) || o.err != nil {
		return
	}
	k.low = maphash.Bytes(o.hash.low, name)
	for _, kind := range kinds {
		k := k.as(kind)
		o.err = cmp.Or(o.err, o.to.Put(spill.Entry{High: k.high, Low: k.low, Who: uint32(o.who)}))
	}
}

// all offers everything that the name v is found by.
func (o *offer) all(v []byte, f *folding) {
	if !f.plain(v) {
		text := string(v)
		low := strings.ToLower(text)
		o.meet(v, exactly)
		o.meet([]byte(seen(text)), visibly)
		o.meet([]byte(low), folded)
		o.meet([]byte(strings.ReplaceAll(low, ".", "")), bare)
		o.meet([]byte(norm.NFC.String(text)), formed)
		o.meet([]byte(skeleton(text)), alikely)
		if own := ownAddress(text); own != "" {
			o.meet([]byte(own), guestly)
		}
		if local, _, _ := strings.Cut(low, "@"); local != "" {
			o.meet([]byte(local), locally)
		}
		return
	}
	o.meet(v, exactly, visibly, formed)
	o.meet(f.low, folded, alikely)
	o.meet(f.bare, bare)
	if local, _, _ := bytes.Cut(f.low, []byte("@")); len(local) > 0 {
		o.meet(local, locally)
	}
	if bytes.IndexByte(v, '#') >= 0 {
		if own := ownAddress(string(v)); own != "" {
			o.meet([]byte(own), guestly)
		}
	}
}

// A folding is a plain name in its simpler forms: of letters, digits and signs of ASCII,
// which nearly all are.
type folding struct{ low, bare []byte }

// small are the signs of ASCII that can be seen, its letters small; zero for all else.
var small = func() (out [256]byte) {
	for c := byte('!'); c <= '~'; c++ {
		out[c] = c
		if c >= 'A' && c <= 'Z' {
			out[c] += 'a' - 'A'
		}
	}
	return out
}()

// plain folds v; it is false where v is not plain.
func (f *folding) plain(v []byte) bool {
	if cap(f.low) < len(v) {
		f.low, f.bare = make([]byte, 2*len(v)), make([]byte, 2*len(v))
	}
	low, bare := f.low[:cap(f.low)][:len(v)], f.bare[:cap(f.bare)]
	n := 0
	for i, c := range v {
		c = small[c]
		if c == 0 {
			return false
		}
		low[i], bare[n] = c, c
		if c != '.' {
			n++
		}
	}
	f.low, f.bare = low, bare[:n]
	return true
}
