package oidc

import (
	"strconv"
	"strings"
	"time"
)

// A Value is one piece of a document and where it stands. The zero Value is one
// that is not there.
type Value struct {
	Text string // a string as it is; a number, true and false as they are written
	Path string // a JSON pointer (RFC 6901), or the name of a parameter
	Line int    // 1-based; zero when unknown

	kind kind
}

type kind byte

const (
	isNull kind = iota
	isString
	isNumber
	isBool
	isObject
	isList
)

func (k kind) String() string {
	return [...]string{"null", "a text", "a number", "true or false", "an object", "a list"}[k]
}

// Present reports whether the value was there, even if empty.
func (v Value) Present() bool { return v.Path != "" }

// latest is beyond every time that a token can mean, in seconds since 1970:
// about the year 5100. Milliseconds of today are more.
const latest = 1e11

// Time is the value as NumericDate (RFC 7519 2). ok is false for anything else.
func (v Value) Time() (t time.Time, ok bool) {
	seconds, err := strconv.ParseFloat(v.Text, 64)
	if v.kind != isNumber || err != nil || seconds < 0 || seconds >= latest {
		return time.Time{}, false
	}
	whole := int64(seconds)
	return time.Unix(whole, int64((seconds-float64(whole))*1e9)).UTC(), true
}

func texts(vs []Value) (out []string) {
	for _, v := range vs {
		out = append(out, v.Text)
	}
	return out
}

// listed names vs in a sentence; where there are none it says so.
func listed(vs []string) string {
	if len(vs) == 0 {
		return "none"
	}
	return strings.Join(vs, ", ")
}
