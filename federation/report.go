package federation

import (
	"cmp"
	"slices"
)

// Muted is a finding that is the consequence of another.
type Muted struct {
	Finding Finding
	Because Code
}

// Waived is a finding that somebody accepted.
type Waived struct {
	Finding Finding
	Waiver  Waiver
}

// A Report is what came of all checks. A check that is in none of its lists did
// not apply.
type Report struct {
	Findings []Finding // worst first
	Waiting  []Waiting
	Muted    []Muted
	Waived   []Waived
	Passed   []Code
}

// doubtful is the remedy of a finding whose wanted value is itself found wrong.
const doubtful = "Do not copy the wanted value yet: another finding says that it is wrong itself; mend that first"

// doubt replaces every remedy that recommends a value which is itself an error.
func (r *Report) doubt() {
	wrong := map[string]bool{}
	for _, f := range r.Findings {
		if (f.Severity == Error || f.Code == codeSpaceInside) && f.Subject.Fact != "" && f.Got != "" {
			wrong[f.Got] = true
			for _, o := range f.Also {
				wrong[o.Got] = true
			}
		}
	}
	for i := range r.Findings {
		if f := &r.Findings[i]; wrong[f.Want] && f.Want != f.Got {
			f.Remedy = doubtful
		}
	}
}

// causeOf returns the code that f is a consequence of: of a finding that counts and
// is about the same document or the same claim.
func causeOf(f Finding, all []Finding, counts func(Finding) bool) (Code, bool) {
	for _, o := range all {
		same := f.Subject.Fact != "" && o.Subject.Fact == f.Subject.Fact && o.Subject.Side == f.Subject.Side ||
			f.Subject.Artifact != "" && o.Subject.Artifact == f.Subject.Artifact
		if same && slices.Contains(f.Because, o.Code) && counts(o) {
			return o.Code, true
		}
	}
	return "", false
}

func (r *Report) sort() {
	slices.SortStableFunc(r.Findings, func(a, b Finding) int { return cmp.Compare(b.Severity, a.Severity) })
}

// Merge joins several examinations: of the standing facts, and of each message. A
// code that ran in one of them waits no more, and one that fired in one of them has
// not passed.
func Merge(reports ...Report) Report {
	var out Report
	for _, r := range reports {
		out.Findings = append(out.Findings, r.Findings...)
		out.Muted = append(out.Muted, r.Muted...)
		out.Waived = append(out.Waived, r.Waived...)
		out.Waiting = append(out.Waiting, r.Waiting...)
		out.Passed = append(out.Passed, r.Passed...)
	}
	fired := map[Code]bool{}
	for _, f := range out.Findings {
		fired[f.Code] = true
	}
	for _, m := range out.Muted {
		fired[m.Finding.Code] = true
	}
	for _, w := range out.Waived {
		fired[w.Finding.Code] = true
	}
	seen := map[Code]bool{}
	out.Passed = slices.DeleteFunc(out.Passed, func(c Code) bool {
		gone := fired[c] || seen[c]
		seen[c] = true
		return gone
	})
	out.Waiting = waits(out.Waiting, func(c Code) bool { return fired[c] || seen[c] })
	out.doubt()
	out.sort()
	return out
}

// waits are those of all whose code is not settled, each code once. One that waits for a
// fact had its document, and says more than one that waits for the document.
func waits(all []Waiting, settled func(Code) bool) (out []Waiting) {
	at := map[Code]int{}
	for _, w := range all {
		switch i, there := at[w.Code]; {
		case settled(w.Code):
		case !there:
			at[w.Code] = len(out)
			out = append(out, w)
		case out[i].ForDocument() && !w.ForDocument():
			out[i] = w
		}
	}
	return out
}

// Worst is the highest severity found, zero if none.
func (r Report) Worst() (w Severity) {
	for _, f := range r.Findings {
		w = max(w, f.Severity)
	}
	return w
}
