package trace

import (
	"fmt"

	"federate/federation"
	"federate/federation/check"
)

// of returns the trace in d, from whichever tool.
func of(d *federation.Dossier) (*Trace, bool) {
	if t, ok := federation.Doc[*Trace](d, federation.KindHAR); ok && t != nil {
		return t, true
	}
	t, ok := federation.Doc[*Trace](d, federation.KindSAMLTrace)
	return t, ok && t != nil
}

// on is a check of the sequence.
func on(r federation.Rule, run func(*judgement)) federation.Check {
	return federation.Check{Rule: r, AnyOf: []federation.Kind{federation.KindHAR, federation.KindSAMLTrace},
		Run: func(d *federation.Dossier) []federation.Finding {
			t, ok := of(d)
			if !ok {
				return nil
			}
			return check.Judge(d, r, t.Kind, func(j *check.Judgement) { run(&judgement{j, t}) })
		}}
}

// A judgement is one rule looking at a recording.
type judgement struct {
	*check.Judgement
	*Trace
}

// at reports the rule about step s, which may be nil.
func (j *judgement) at(s *Step, side federation.Side, format string, args ...any) *federation.Finding {
	subject := federation.Subject{Side: side, Artifact: j.Kind}
	switch {
	case s != nil && j.Kind == federation.KindSAMLTrace:
		subject.Path = fmt.Sprintf("/requests/%d", s.Entry)
	case s != nil:
		subject.Path = fmt.Sprintf("/log/entries/%d", s.Entry)
	}
	return j.About(subject, format, args...)
}

// said gives f the code that s brought, and what its page says beside it.
func said(s *Step, code string, f *federation.Finding) {
	f.Got, f.Said = code, code+"\n"+s.Says
}

// answered names what came back for s.
func (s *Step) answered() string {
	if s.Status == 0 {
		if s.Failed != "" {
			return "no answer (" + s.Failed + ")"
		}
		return "no answer"
	}
	return fmt.Sprintf("HTTP %d", s.Status)
}
