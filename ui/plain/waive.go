package plain

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/steps"
)

// waiverDays is how long a finding is accepted unless the admin names another day.
const waiverDays = 90

// waive accepts the finding of a code, with a reason and until a day.
func (w *walk) waive(ctx context.Context, code string) error {
	v := w.s.View()
	var codes []string
	for _, f := range v.Report.Findings {
		codes = append(codes, string(f.Code))
	}
	if !slices.Contains(codes, code) {
		w.say("There is no finding %s%s. f says them.", code, federation.DidYouMean(code, codes))
		return nil
	}
	reason, _, err := w.reason(ctx, "Why is the finding accepted? Enter does not accept it")
	if reason == "" || err != nil {
		return err
	}
	until := v.Now.AddDate(0, 0, waiverDays)
	for {
		text, err := w.talk.ask(ctx, fmt.Sprintf("Up to which day, as %s? Enter takes that day, b does not accept it", until.Format(time.DateOnly)))
		if err != nil {
			return err
		}
		switch text = strings.TrimSpace(text); text {
		case "b":
			return nil
		case "s", "q":
			return errLeave
		case "":
		default:
			given, err := time.Parse(time.DateOnly, text)
			if err != nil {
				w.say("%q is no day of the form year-month-day.", text)
				continue
			}
			until = given
		}
		got, _, err := w.hand(ctx, steps.Waive{Code: federation.Code(code), Reason: reason, Until: until}, func() {})
		if got == nil && err == nil {
			continue
		}
		if err == nil {
			w.say("Accepted up to %s. It counts again when the value changes.", federation.Day(until))
		}
		return err
	}
}
