package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/ui/report"
)

// A judge gives the verdict on each group of inputs. It is read by many at once.
type judge struct {
	*app
	view   *steps.Snapshot // of the federation whose rules and facts count
	at     time.Time       // the clock that was set; zero: each message's own
	now    time.Time
	facts  []federation.Claim
	strict bool
}

// A verdict is what came of one group.
type verdict struct {
	inputs       []report.Input
	report       federation.Report
	notes        []string // talk: how old a message is
	drawings     []string // of recordings: the login as a sequence
	certificates []found
}

// found is a certificate that was in an input.
type found struct{ path, pem string }

var errUnknown = errors.New("this was not recognised as any document")

// told turns --fact into claims, a certificate into those it makes.
func (j *judge) told(args []string) (out []federation.Claim, err error) {
	terms := j.view.Pair.Terms
	for i, arg := range args {
		t, err := j.app.told(terms, arg, i+1)
		if err != nil {
			return nil, fmt.Errorf("--fact: %w", err)
		}
		term, _ := terms.Term(t.Fact)
		side := t.Side
		if side == "" {
			side = term.Owner
		}
		if term.Form != federation.Certificate {
			value := strings.Trim(t.Value, "\r\n\t")
			out = append(out, federation.Claim{Side: side, Fact: t.Fact, Key: t.Key, Value: value,
				Planted: side != term.Owner && federation.LooksPlanted(value)})
			continue
		}
		a, err := j.Know.Recognise([]byte(t.Value))
		if err != nil {
			return nil, &InputError{fmt.Errorf("--fact %s: %w", t.Fact, err)}
		}
		n := len(out)
		for _, c := range a.Claims {
			if c.Fact == t.Fact {
				c.Side = side
				out = append(out, c)
			}
		}
		if len(out) == n {
			kind, _ := terms.Kind(a.Kind)
			return nil, &InputError{fmt.Errorf("--fact %s: this is no certificate but %s", t.Fact, orUnknown(kind.Title))}
		}
	}
	return out, nil
}

func orUnknown(title string) string {
	if title == "" {
		return "something unknown"
	}
	return "a " + title
}

// judge reads a group and judges what is in it.
func (j *judge) judge(ctx context.Context, group []source) (v verdict) {
	var lasting, messages []federation.Artifact
	for _, s := range group {
		in := report.Input{Path: s.path}
		a, err := j.artifact(ctx, s)
		if err == nil && a.Kind == "unknown" {
			err = errUnknown
		}
		in.Err, in.Kind, in.Digest = err, a.Kind, a.Digest
		v.inputs = append(v.inputs, in)
		if err != nil {
			continue
		}
		a.Origin, a.Received = s.path, j.now
		if kind, _ := j.view.Pair.Terms.Kind(a.Kind); kind.Message {
			messages = append(messages, a)
			if d, ok := a.Doc.(interface{ Draw(width int) []string }); ok {
				v.drawings = append(v.drawings, strings.Join(d.Draw(sequenceWidth), "\n"))
			}
			for _, part := range a.Parts {
				part.Origin = s.path + " " + part.Key
				messages = append(messages, part)
			}
		} else {
			lasting = append(lasting, a)
		}
		for _, c := range a.Claims {
			if t, _ := j.view.Pair.Terms.Term(c.Fact); t.Form == federation.Certificate {
				v.certificates = append(v.certificates, found{s.path, c.Value})
			}
		}
	}
	if len(group) > 0 && len(lasting)+len(messages) == 0 {
		return v
	}
	if len(group) == 0 && len(j.facts) == 0 && j.at.IsZero() {
		v.report = j.view.Report // of the federation as it stands
		return v
	}
	v.report = j.examine(lasting, messages, &v)
	for i := range v.report.Findings {
		j.view.Locate(&v.report.Findings[i])
	}
	return v
}

// examine judges the facts and the lasting documents today, and each message at
// its own time. A login request is judged with the response that answers it.
func (j *judge) examine(lasting, messages []federation.Artifact, v *verdict) federation.Report {
	checks, terms := j.view.Pair.Checks, j.view.Pair.Terms
	var reports []federation.Report
	standing := j.dossier(j.now, lasting)
	// A dossier holds one document of a kind: the others are judged beside it.
	alone, _ := terms.Split(checks)
	for i, a := range lasting {
		if slices.ContainsFunc(lasting[i+1:], func(o federation.Artifact) bool { return o.Kind == a.Kind }) {
			reports = append(reports, federation.Examine(j.dossier(j.now, []federation.Artifact{a}), alone))
		}
	}
	var attempts []*federation.Dossier
	requests := slices.DeleteFunc(slices.Clone(messages), func(a federation.Artifact) bool { return !isRequest(a) })
	answered := map[string]bool{} // requests, by origin: they are judged with their answer
	for _, a := range messages {
		if r, ok := asked(a, requests); ok {
			answered[r.Origin] = true
		}
	}
	for _, a := range messages {
		if isRequest(a) && answered[a.Origin] {
			continue
		}
		clock := j.now
		switch {
		case !j.at.IsZero():
		case a.Received.Before(j.now): // a recording says when it travelled
			clock = a.Received
		default:
			clock = a.Moment()
			if clock.Before(j.now) {
				v.notes = append(v.notes, fmt.Sprintf("%s: judged at its own time, %s, %s; --at sets another clock", a.Origin,
					clock.UTC().Format(time.RFC3339), ago(clock, j.now)))
			}
		}
		d := j.dossier(clock, lasting)
		d.Final = true
		if len(messages)-len(requests) > 1 || len(requests) == len(messages) && len(messages) > 1 {
			d.Attempt = a.Origin
		}
		if r, ok := asked(a, requests); ok {
			d.Receive(r)
		}
		d.Receive(a)
		attempts = append(attempts, d)
	}
	reports = append(reports, federation.Judge(standing, attempts, checks))
	r := federation.Merge(reports...)
	r.Findings = distinct(r.Findings)
	if len(lasting)+len(messages) > 0 { // what was given is to be judged, and nobody waits for documents of other kinds
		r.Waiting = slices.DeleteFunc(r.Waiting, func(w federation.Waiting) bool {
			return steps.Foreign(w.Code, j.view.Pair.Protocol) || slices.ContainsFunc(w.For, func(n string) bool { return terms.CheckKind(federation.Kind(n)) == nil })
		})
	}
	return r
}

// asked is the request that answer belongs to: the last that travelled before it.
func asked(answer federation.Artifact, requests []federation.Artifact) (out federation.Artifact, ok bool) {
	if isRequest(answer) || len(answer.Parts) > 0 {
		return out, false
	}
	for _, r := range requests {
		if !r.Received.After(answer.Received) {
			out, ok = r, true
		}
	}
	return out, ok
}

func isRequest(a federation.Artifact) bool {
	return a.Kind == "saml-request" || a.Kind == "oidc-request"
}

// dossier is the federation's facts, what was told, and documents.
func (j *judge) dossier(now time.Time, docs []federation.Artifact) *federation.Dossier {
	d := j.view.Dossier(now)
	for _, c := range j.facts {
		d.Hear(c)
	}
	for _, a := range docs {
		for i, c := range a.Claims {
			// Two certificates are two values of one fact, not one that changed.
			t, _ := d.Terms.Term(c.Fact)
			old, said := d.Said(c.Side, c.Fact, c.Key)
			if t.Many && c.Key == "" && said && !t.Agrees(old.Value, c.Value) && t.Form == federation.Certificate {
				a.Claims = slices.Clone(a.Claims)
				a.Claims[i].Key = a.Digest
			}
		}
		d.Receive(a)
	}
	return d
}

// distinct leaves out findings that say the same.
func distinct(fs []federation.Finding) (out []federation.Finding) {
	for _, f := range fs {
		if !slices.ContainsFunc(out, func(o federation.Finding) bool {
			return o.Code == f.Code && o.Subject == f.Subject && o.Detail == f.Detail && o.Got == f.Got && o.Attempt == f.Attempt
		}) {
			out = append(out, f)
		}
	}
	return out
}

// text writes v for people: the findings, and in the end what they amount to.
func (v verdict) text(w io.Writer) {
	var judged []string
	for _, in := range v.inputs {
		if in.Err == nil {
			judged = append(judged, fmt.Sprintf("%s (%s)", in.Path, in.Kind))
		}
	}
	if len(judged) == 0 && len(v.inputs) > 0 {
		for _, in := range v.inputs {
			fmt.Fprintf(w, "%s: not judged\n", in.Path)
		}
		return
	}
	for _, d := range v.drawings {
		fmt.Fprintf(w, "%s\n\n", d)
	}
	blocks(w, v.report.Findings)
	if len(v.report.Findings) > 0 {
		fmt.Fprintln(w)
	}
	sum := []string{report.Tally(v.report.Findings), count(len(v.report.Passed), "check passed", "checks passed")}
	if n := len(v.report.Waiting); n > 0 {
		sum = append(sum, count(n, "check waits", "checks wait"))
	}
	if n := len(v.report.Muted); n > 0 {
		sum = append(sum, count(n, "consequence not repeated", "consequences not repeated"))
	}
	if n := len(v.report.Waived); n > 0 {
		sum = append(sum, fmt.Sprintf("%d accepted", n))
	}
	if len(judged) > 0 {
		fmt.Fprintf(w, "%s: ", strings.Join(judged, ", "))
	}
	fmt.Fprintln(w, strings.Join(sum, ", "))
	for _, x := range v.report.Waived {
		fmt.Fprintf(w, "accepted: %s by %s until %s: %s\n", x.Finding.Code, x.Waiver.By, x.Waiver.Until.UTC().Format(day), x.Waiver.Reason)
	}
	if needs := waitsFor(v.report.Waiting); len(needs) > 0 {
		fmt.Fprintf(w, "waiting for: %s\n", strings.Join(needs, ", "))
	}
}

// waitsFor is everything that some check waits for, once.
func waitsFor(ws []federation.Waiting) (out []string) {
	for _, w := range ws {
		for _, n := range w.For {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	slices.Sort(out)
	return out
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// sequenceWidth is how wide a login is drawn, in columns.
const sequenceWidth = 80
