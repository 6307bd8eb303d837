package plain

import "strings"

// keep makes a draft of what was typed and not submitted.
func (q query) keep(text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	q.w.in.rest = "" // it is reported here
	if q.Term.Secret || strings.Contains(text, "PRIVATE KEY") {
		q.w.say("What was typed for %s is forgotten, because a secret is never kept.", q.label)
		return
	}
	all := orEmpty(q.w.s.Draft(q.Step.Ref()))
	all[q.Name()] = text
	q.w.s.KeepDraft(q.Step.Ref(), all)
	if q.w.s.Draft(q.Step.Ref())[q.Name()] == text {
		q.w.say("What was typed for %s was not submitted. It is kept as a draft.", q.label)
	} else {
		q.w.say("What was typed for %s is forgotten, because a secret is never kept.", q.label)
	}
}

// forget drops the draft of the field, because it was answered.
func (q query) forget() {
	all := orEmpty(q.w.s.Draft(q.Step.Ref()))
	delete(all, q.Name())
	q.w.s.KeepDraft(q.Step.Ref(), all)
}

func orEmpty(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}
