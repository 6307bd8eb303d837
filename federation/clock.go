package federation

import (
	"fmt"
	"time"
)

// slack is how far clocks may differ where no platform says what it takes.
const slack = 3 * time.Minute

// plain is a distance that no tolerance explains.
const plain = 5 * time.Minute

// Tolerance is how far the clock of a message may be from that of the platform.
func (d *Dossier) Tolerance() time.Duration {
	if t := d.Expect.ClockTolerance; t.Set {
		return t.Value
	}
	return slack
}

// SureTolerance reports whether the platform's tolerance is known well enough to
// be relied upon.
func (d *Dossier) SureTolerance() bool {
	t := d.Expect.ClockTolerance
	return t.Set && (t.Confidence == "" || t.Confidence == Solid || t.Confidence == Likely)
}

// Early is how long before t it is now; zero or less where t is past or, as ok
// says, no time.
func (d *Dossier) Early(t time.Time, ok bool) time.Duration {
	if !ok {
		return 0
	}
	return t.Sub(d.Now)
}

// Late is how long ago t was; over is false where t is ahead or, as ok says, no
// time. At t itself it is over: the standards say on or after (saml-core-2.0-os
// 2.5.1.2, RFC 7519 4.1.4).
func (d *Dossier) Late(t time.Time, ok bool) (by time.Duration, over bool) {
	if !ok || d.Now.Before(t) {
		return 0, false
	}
	return d.Now.Sub(t), true
}

// Missed adds to f by how much a time was missed. A short miss is no more certain
// than the tolerance that it exceeds.
func (d *Dossier) Missed(f *Finding, by time.Duration) {
	f.Detail += fmt.Sprintf(": a difference of %s, where %s are allowed", Span(by), Span(d.Tolerance()))
	if by <= max(plain, d.Tolerance()) {
		d.RestsOnTolerance(f)
	}
}

// RestsOnTolerance notes that f depends on the platform's tolerance and is no more
// certain than that.
func (d *Dossier) RestsOnTolerance(f *Finding) {
	if t := d.Expect.ClockTolerance; t.Set {
		f.Rule = t.Cite(f.Rule)
	}
}

// Span is d as people say it: "9 min 30 s".
func Span(d time.Duration) string {
	switch d = d.Round(time.Second); {
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d%time.Minute == 0 && d < time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
	}
	return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
}

// Stamp is t as findings show it, in UTC: "2026-01-31T09:30:00Z".
func Stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Moment is t as people read it. Moments are in UTC and say so: the reader may sit
// in another time zone than the writer.
func Moment(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }

// Ago is how long before now t was, as people say it.
func Ago(t, now time.Time) string {
	switch d := now.Sub(t); {
	case d < 2*time.Minute:
		return "just now"
	case d < time.Hour:
		return Count(int(d.Minutes()), "minute") + " ago"
	case d < 24*time.Hour:
		return Count(int(d.Hours()), "hour") + " ago"
	default:
		return Count(int(d.Hours()/24), "day") + " ago"
	}
}

// Away is how far t is from now, as people say it: "in 84 days", "3 hours ago".
func Away(t, now time.Time) string {
	if !t.After(now) {
		return Ago(t, now)
	}
	switch d := t.Sub(now); {
	case d < time.Minute:
		return "in less than a minute"
	case d < time.Hour:
		return "in " + Count(int(d.Minutes()), "minute")
	case d < 24*time.Hour:
		return "in " + Count(int(d.Hours()), "hour")
	default:
		return "in " + Count(int(d.Hours()/24), "day")
	}
}

// Day is the day of t as people read it, in UTC.
func Day(t time.Time) string { return t.UTC().Format("2 January 2006") }
