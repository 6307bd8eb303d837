package screen

import (
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
)

// accepting is a finding that is to be accepted: first it is asked why, and with a
// reason until which day.
type accepting struct {
	finding federation.Finding
	reason  string
}

// acceptedSo is said once it is.
const acceptedSo = "accepted; it comes back when the value changes or the day has passed"

// accept asks why f is acceptable. The answer comes to the screen to.
func accept(env *Env, to Screen, f federation.Finding) tea.Cmd {
	return Go(Push{NewAsk(env, to, accepting{finding: f}, "Why is this acceptable?", "", need("say why, for whoever asks later"),
		"**"+f.Title+"**", "An accepted finding is shown apart and counts no more. It comes back when the value changes, and on a day that you name next.")})
}

// told takes an answer: it asks for the day, or submits what is known then.
func (a accepting) told(env *Env, to Screen, session *steps.Session, text string) tea.Cmd {
	text = strings.TrimSpace(text)
	if a.reason != "" {
		until, _ := time.Parse(time.DateOnly, text) // the question took no other
		return submit(to, session, steps.Waive{Code: a.finding.Code, Subject: &a.finding.Subject, Reason: a.reason, Until: until}, a)
	}
	now := env.Shelf.Now()
	return Go(Push{NewAsk(env, to, accepting{a.finding, text}, "Until which day?", now.AddDate(0, 3, 0).Format(time.DateOnly), func(text string) error {
		d, err := time.Parse(time.DateOnly, strings.TrimSpace(text))
		switch {
		case err != nil:
			return errors.New("write the day as 2027-03-31")
		case !d.After(now):
			return errors.New("the day lies in the past")
		}
		return nil
	}, "On that day it is a finding again.")})
}
