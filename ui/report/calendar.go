package report

import (
	"fmt"
	"io"
	"strings"

	ics "github.com/arran4/golang-ical"

	"federate/federation"
	"federate/steps/checklist"
)

// Calendar writes the deadlines of c as a calendar (RFC 5545): each ends on a
// whole day or is a window in UTC, with an alarm for each reminder. What is
// imported again takes the place of what was imported before, because an entry
// keeps its UID and its SEQUENCE rises where the day has moved.
func Calendar(w io.Writer, c checklist.Checklist) error {
	cal := ics.NewCalendarFor("federate")
	cal.SetProductId("-//federate//" + string(c.ID) + "//EN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName("Single sign-on: " + plainLine(c.Name))
	for _, d := range c.Deadlines {
		e := cal.AddEvent(d.ID + "@federate")
		e.SetDtStampTime(c.At.UTC())
		e.SetSequence(int(d.Revision))
		e.SetSummary(plainLine(d.Title))
		e.SetDescription(plainText(d.Detail))
		e.AddProperty(ics.ComponentPropertyCategories, "single sign-on")
		if d.Until.IsZero() {
			e.SetAllDayStartAt(d.From)
			e.SetAllDayEndAt(d.From.AddDate(0, 0, 1))
			e.SetTimeTransparency(ics.TransparencyTransparent)
		} else {
			e.SetStartAt(d.From)
			e.SetEndAt(d.Until)
		}
		for _, days := range d.Remind {
			a := e.AddAlarm()
			a.SetAction(ics.ActionDisplay)
			a.SetTrigger(fmt.Sprintf("-P%dD", days))
			a.SetProperty(ics.ComponentPropertyDescription, plainLine(d.Title)+" in "+federation.Count(days, "day"))
		}
	}
	return cal.SerializeTo(w, ics.WithNewLineWindows)
}

func plainLine(s string) string { return plainText([]string{s}) }

// plainText is sentences without control characters, which RFC 5545 3.3.11 has
// no room for, one a line.
func plainText(sentences []string) string {
	out := make([]string, len(sentences))
	for i, s := range sentences {
		out[i] = strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
				return ' '
			}
			return r
		}, s)
	}
	return strings.Join(out, "\n")
}
