package checklist

import (
	"strconv"
	"strings"
	"time"

	"federate/federation"
	"federate/federation/lazy"
)

// zones are the abbreviations that mean one offset from UTC everywhere, in
// hours. CST, BST and IST mean several, and are left out.
func zones() map[string]int {
	return map[string]int{"UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
		"EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
}

var (
	hours   = lazy.Regexp(`(?i)^(.*?)[,\s]+(?:from\s+)?([0-2]?\d:[0-5]\d)\s*(?:to|until|till|-|–|—)\s*([0-2]?\d:[0-5]\d)\s*\(?([A-Za-z]+|[+-]\d\d:?\d\d)\)?\.?$`)
	dated   = lazy.Regexp(`(?i)^(?:on\s+)?(?:([a-z]+),?\s+)?(\d{1,2})\.?\s+([a-z]+)(?:\s+(\d{4}))?$`)
	isoPair = lazy.Regexp(`^([^\s/]+T[^\s/]+)\s*(?:/|to|until)\s*([^\s/]+T[^\s/]+)$`)
)

// Window reads a maintenance window that people wrote: "Sunday 6 December,
// 06:00 to 08:00 CET", "2026-12-06 06:00 to 08:00 +01:00", or two moments of
// RFC 3339 with a slash between them (ISO 8601). A day without a year is the
// next one after told; where a weekday stands beside it, it has to agree.
// Whatever is open to two readings is not read.
func Window(text string, told time.Time) (from, until time.Time, ok bool) {
	text = federation.OneLine(text)
	if m := isoPair().FindStringSubmatch(text); m != nil {
		a, err1 := time.Parse(time.RFC3339, m[1])
		b, err2 := time.Parse(time.RFC3339, m[2])
		return a.UTC(), b.UTC(), err1 == nil && err2 == nil && a.Before(b)
	}
	m := hours().FindStringSubmatch(text)
	if m == nil {
		return from, until, false
	}
	offset, ok := zone(m[4])
	if !ok {
		return from, until, false
	}
	at := time.FixedZone("", offset)
	day, ok := date(strings.TrimSpace(m[1]), told.In(at), at)
	begin, err1 := time.Parse("15:04", m[2])
	end, err2 := time.Parse("15:04", m[3])
	if !ok || err1 != nil || err2 != nil {
		return from, until, false
	}
	from = day.Add(time.Duration(begin.Hour())*time.Hour + time.Duration(begin.Minute())*time.Minute)
	until = day.Add(time.Duration(end.Hour())*time.Hour + time.Duration(end.Minute())*time.Minute)
	if !until.After(from) {
		until = until.Add(24 * time.Hour) // it goes on past midnight
	}
	return from.UTC(), until.UTC(), true
}

// zone is the offset from UTC in seconds.
func zone(word string) (int, bool) {
	if h, ok := zones()[strings.ToUpper(word)]; ok {
		return h * 3600, true
	}
	t, err := time.Parse("-0700", strings.Replace(word, ":", "", 1))
	_, offset := t.Zone()
	return offset, err == nil
}

// date is midnight of the day that text names, in the zone at.
func date(text string, told time.Time, at *time.Location) (time.Time, bool) {
	if t, err := time.ParseInLocation(time.DateOnly, text, at); err == nil {
		return t, true
	}
	m := dated().FindStringSubmatch(text)
	if m == nil {
		return time.Time{}, false
	}
	month, err := time.Parse("January", capital(m[3]))
	if err != nil {
		if month, err = time.Parse("Jan", capital(m[3])); err != nil {
			return time.Time{}, false
		}
	}
	number, _ := strconv.Atoi(m[2])
	year := told.Year()
	if m[4] != "" {
		year, _ = strconv.Atoi(m[4])
	}
	day := time.Date(year, month.Month(), number, 0, 0, 0, 0, at)
	if m[4] == "" && day.AddDate(0, 0, 1).Before(told) {
		day = time.Date(year+1, month.Month(), number, 0, 0, 0, 0, at)
	}
	if day.Day() != number || m[1] != "" && !strings.HasPrefix(day.Weekday().String(), capital(m[1])) || m[1] != "" && len(m[1]) < 2 {
		return time.Time{}, false
	}
	return day, true
}

func capital(word string) string { return strings.ToUpper(word[:1]) + strings.ToLower(word[1:]) }
