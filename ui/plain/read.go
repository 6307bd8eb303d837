package plain

import (
	"strings"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/view"
)

// read says what every document says that step s was given.
func (w *walk) read(v *steps.Snapshot, s playbook.Step) {
	all := v.Readings(s)
	if len(all) == 0 {
		w.say("No document was handed in at this step.")
		return
	}
	for _, r := range all {
		d := view.DocumentOf(r)
		w.say("%s says:", federation.Sentence(d.Title))
		w.says(d.Read)
		if l := d.Legend(v.Pair.Words); l != "" {
			w.say("%s.", federation.Sentence(strings.TrimPrefix(l, "← ")))
		}
	}
}

// says says what a document says, a line each, without signs that mean nothing to the ear.
func (w *walk) says(reads []view.Read) {
	about := ""
	for _, r := range reads {
		if r.About != about && r.About != "" {
			w.say("%s:", federation.Sentence(r.About))
		}
		about = r.About
		said, used := strings.CutSuffix(r.Said(), view.Used)
		if said = strings.TrimSpace(said); used {
			said += ", used"
		}
		w.say("%s: %s", federation.Phrase(r.Label), said)
	}
}
