package view

import (
	"federate/steps"
	"federate/steps/record"
)

// Did is what somebody did with event e, behind their name. Of an answer it names no
// value, and of what was done at a step not the step.
func Did(e record.Event) string {
	switch e.Kind {
	case record.Answered, record.Received:
		return "answered"
	case record.Confirmed, record.Reopened, record.Skipped:
		return string(e.Kind)
	case record.Waived:
		return "accepted the finding " + string(e.Waiver.Code)
	case record.Undone:
		return "took something back"
	case record.Renamed:
		return "called the federation " + e.Name
	case record.Archived:
		if e.Back {
			return "brought the federation back"
		}
		return "put the federation away"
	case record.Merged:
		return "brought home what another admin did"
	}
	return "began the federation"
}

// Handed is what was handed in with a message of a login.
func Handed(e record.Event) string {
	for _, a := range e.Artifacts {
		if a.Kind == steps.KindRehearsal {
			return "rehearsed a login"
		}
	}
	return "handed in a response"
}
