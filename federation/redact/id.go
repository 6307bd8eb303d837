package redact

import (
	"slices"
	"time"

	"federate/federation/lazy"
)

// An ID is what a vendor finds a login by in its own logs. It says nothing to anybody
// else.
type ID struct {
	Name  string // as it was written: "x-ms-request-id", "Correlation Id"
	Value string
	Host  string    // where it was met; empty: on a page by itself
	At    time.Time // zero where nothing says
}

var (
	idName  = lazy.Regexp(`(?i)(?:correlation|request|trace|transaction|activity|diagnostic|tracking)[-_ ]?id$|^traceparent$|^x-amz-cf-id$|^cf-ray$`)
	idValue = lazy.Regexp(`^[A-Za-z0-9._:=/+-]{6,128}$`)
	// idText is an ID in a sentence or a script: a name, then a value with a digit in it.
	idText = lazy.Regexp(`(?i)\b((?:correlation|request|trace|transaction|activity|tracking)[-_ ]?id)["']?\s{0,3}[:=]?\s{0,3}["']?([A-Za-z0-9][A-Za-z0-9._-]{7,63})`)
	moment = lazy.Regexp(`(?i)\btimestamp["']?\s{0,3}[:=]?\s{0,3}["']?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?)`)
)

// found reports whether name and value are such an ID, and keeps it.
func (r *Redactor) found(name, value string) bool {
	if !idName().MatchString(name) || !idValue().MatchString(value) || !digits(value) {
		return false
	}
	id := ID{name, value, r.host, r.at}
	if !slices.ContainsFunc(r.IDs, func(o ID) bool { return o.Name == name && o.Value == value }) {
		r.IDs = append(r.IDs, id)
	}
	return true
}

// digits reports whether s has some: a word of a language has none.
func digits(s string) bool {
	n := 0
	for _, c := range s {
		if c >= '0' && c <= '9' {
			n++
		}
	}
	return n >= 2
}
