package federation

import (
	"net/url"
	"slices"
)

// A Sighting is one more value of the same document that has the slip of a finding.
type Sighting struct {
	Subject   Subject
	Want, Got string
}

// A WaivedClaim is the claim of a sighting, as a waiver keeps it.
type WaivedClaim struct {
	Side  Side   `json:"side,omitempty"`
	Fact  Fact   `json:"fact,omitempty"`
	Key   string `json:"key,omitempty"`
	Value string `json:"value,omitempty"`
}

// Waive is what a waiver of f, and of each value with the same slip, is about.
func (f Finding) Waive() Waiver {
	w := Waiver{Code: f.Code, Side: f.Subject.Side, Fact: f.Subject.Fact, Key: f.Subject.Key, Value: f.Got}
	for _, o := range f.Also {
		w.Also = append(w.Also, WaivedClaim{o.Subject.Side, o.Subject.Fact, o.Subject.Key, o.Got})
	}
	return w
}

// together joins findings of one rule about one document where the same slip in many
// addresses made them: a provider behind a proxy writes http into each, and a
// document of another tenant has that tenant in each. Whoever mends the one mends all.
func together(fs []Finding) (out []Finding) {
	type slip struct {
		code                    Code
		severity                Severity
		kind                    Kind
		side                    Side
		attempt, remedy, origin string
		before, want, got       string
	}
	first := map[slip]int{}
	for _, f := range fs {
		u, err := url.Parse(f.Got)
		if f.Subject.Artifact == "" || err != nil || u.Host == "" {
			out = append(out, f)
			continue
		}
		s := slip{code: f.Code, severity: f.Severity, kind: f.Subject.Artifact, side: f.Subject.Side, attempt: f.Attempt,
			remedy: f.Remedy, origin: u.Scheme + "://" + u.Host}
		if f.Want != "" {
			s.before, s.want, s.got = parted(f.Want, f.Got)
		}
		i, ok := first[s]
		if !ok {
			first[s] = len(out)
			out = append(out, f)
			continue
		}
		more := append([]Sighting{{f.Subject, f.Want, f.Got}}, f.Also...)
		out[i].Also = append(slices.Clip(out[i].Also), more...)
	}
	return out
}

// parted is what want and got begin with in common, and what stands in each between
// that and the end that they have in common.
func parted(want, got string) (before, w, g string) {
	i := 0
	for i < min(len(want), len(got)) && want[i] == got[i] {
		i++
	}
	j := 0
	for j < min(len(want), len(got))-i && want[len(want)-1-j] == got[len(got)-1-j] {
		j++
	}
	return want[:i], want[i : len(want)-j], got[i : len(got)-j]
}
