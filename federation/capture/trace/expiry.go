package trace

import (
	"strconv"
	"strings"
	"time"

	"federate/federation/lazy"
)

// maxAge reports whether a cookie with this Max-Age lives on; known is false where the
// value is no number, which browsers then ignore (RFC 6265 5.2.2).
func maxAge(value string) (lives, known bool) {
	digits := strings.TrimPrefix(value, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return false, false
	}
	return digits == value && strings.Trim(digits, "0") != "", true
}

// expiry is a date as servers write it into Expires: with spaces or hyphens, with two
// or four digits of the year (RFC 6265 5.1.1).
var expiry = lazy.Regexp(`(?i)\b(\d{1,2})[ -](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ -](\d{2,4})\b(?: +(\d{1,2}):(\d{2}):(\d{2}))?`)

// unclocked is what a cookie without Max-Age is deleted by in a recording without times:
// nobody sets one that ends before it.
var unclocked = time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)

// past reports whether Expires lies before now, and so deletes the cookie.
func past(value string, now time.Time) bool {
	m := expiry().FindStringSubmatch(value)
	if m == nil {
		return false
	}
	number := func(i int) int { n, _ := strconv.Atoi(m[i]); return n } // they are digits, or nothing
	year := number(3)
	switch { // RFC 6265 5.1.1
	case len(m[3]) == 2 && year >= 70:
		year += 1900
	case len(m[3]) == 2:
		year += 2000
	}
	month := time.Month(strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(m[2]))/3 + 1)
	at := time.Date(year, month, number(1), number(4), number(5), number(6), 0, time.UTC)
	if now.IsZero() {
		now = unclocked
	}
	return !at.After(now)
}

// now is when the answer came, by the browser's clock or else by the server's; zero
// where neither is told.
func (e *entry) now() time.Time {
	if !e.started.IsZero() {
		return e.started.Add(e.took)
	}
	at, _ := time.Parse(timeFormat, e.date) // without one, there is none
	return at
}
