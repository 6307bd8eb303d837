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
	"federate/federation/pki"
	"federate/steps"
	"federate/steps/fetch"
	"federate/steps/view"
	"federate/ui/report"
)

// A judge gives the verdict on each group of inputs. Many goroutines read it.
type judge struct {
	*app
	view   *steps.Snapshot // of the federation whose rules and facts count
	at     time.Time       // the clock that was set; zero: each message's own
	now    time.Time
	facts  []federation.Claim
	strict bool
	get    *fetch.Fetcher // nil: nothing is fetched
	blank  bool           // there is no federation, and so no step to go back to
	reads  bool           // what a document says is shown too
}

// A verdict is the outcome for one group.
type verdict struct {
	inputs       []report.Input
	report       federation.Report
	notes        []string // talk: how old a message is
	drawings     []string // what is shown before the findings: a login as a sequence, how metadata changed
	certificates []found
	messages     []steps.Judged
	words        federation.Words
}

// found is a certificate that was in an input.
type found struct{ path, pem string }

var errUnknown = errors.New("this was not recognised as any document")

// unknown says that a was not recognised, and what it seems to be.
func unknown(a federation.Artifact) error {
	if a.Seems == "" {
		return errUnknown
	}
	return fmt.Errorf("%w: %s", errUnknown, a.Seems)
}

// claims turns --fact into claims, a certificate into those it makes.
func (j *judge) claims(args []string) (out []federation.Claim, err error) {
	terms := j.view.Pair.Terms
	for i, arg := range args {
		t, err := j.app.value(terms, arg, i+1)
		if err != nil {
			return nil, fmt.Errorf("--fact: %w", err)
		}
		term, _ := terms.Term(t.Fact)
		side := t.Side
		if side == "" {
			side = term.Owner
		}
		if term.Form != federation.Certificate {
			value := term.Meant(strings.Trim(t.Value, "\r\n\t"))
			out = append(out, federation.Claim{Side: side, Fact: t.Fact, Key: t.Key, Value: value,
				Placeholder: side != term.Owner && federation.LooksLikePlaceholder(value)})
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
			if b, ok := a.Doc.(*pki.Bundle); ok && len(b.Malformed) > 0 {
				return nil, &InputError{fmt.Errorf("--fact %s: the certificate cannot be read: %s", t.Fact, b.Malformed[0].Reason)}
			}
			kind, _ := terms.Kind(a.Kind)
			return nil, &InputError{fmt.Errorf("--fact %s: this is no certificate but %s", t.Fact, orUnknown(kind.Title))}
		}
	}
	return out, nil
}

// secretsIn takes out of facts what is a secret in a file, which is looked at and
// forgotten.
func secretsIn(terms *federation.Vocabulary, facts, secrets []string) (rest, all []string) {
	for _, arg := range facts {
		name, path, file := strings.Cut(arg, "=@")
		if t, err := fact(terms, name); file && err == nil {
			if term, _ := terms.Term(t.Fact); term.Secret {
				secrets = append(secrets, name+"="+path)
				continue
			}
		}
		rest = append(rest, arg)
	}
	return rest, secrets
}

// lookAt says what is wrong with secrets, which nothing keeps.
func (j *judge) lookAt(ctx context.Context, secrets []string) (out []federation.Finding, err error) {
	d := j.view.Dossier(j.now)
	for _, c := range j.facts {
		d.Hear(c)
	}
	for _, arg := range secrets {
		t, err := j.secret(ctx, j.view.Pair.Terms, arg)
		if err != nil {
			return nil, err
		}
		found := j.Know.CheckSecret(d, t.Fact, t.Secret.Reveal())
		for i := range found {
			found[i].Remedy = j.view.Pair.Words.Say(found[i].Remedy)
			j.view.Locate(&found[i])
		}
		out = append(out, found...)
	}
	return out, nil
}

func orUnknown(title string) string {
	if title == "" {
		return "something unknown"
	}
	return federation.Article(title)
}

// judge reads a group and judges what is in it.
func (j *judge) judge(ctx context.Context, group []source) (v verdict) {
	v.words = j.view.Pair.Words
	bench := steps.Bench{View: j.view, At: j.at, Now: j.now, Facts: j.facts}
	var docs []federation.Artifact
	for i := 0; i < len(group); i++ {
		s := group[i]
		in := report.Input{Path: federation.Unsaid(s.path)}
		a, err := j.artifact(ctx, s)
		if err == nil && a.Kind == "unknown" {
			err = unknown(a)
		}
		in.Err, in.Kind, in.Digest = err, a.Kind, a.Digest
		v.inputs = append(v.inputs, in)
		if err != nil {
			continue
		}
		a.Origin, a.Received = in.Path, j.now
		if a.Kind == federation.KindErrorPage {
			v.drawings = append(v.drawings, j.explains(a)...)
		}
		docs = append(docs, a)
		if s.asked && a.Kind == federation.KindDiscovery && j.blank {
			bench.Facts = j.askedAt(bench.Facts, s.path)
		}
		if i == len(group)-1 && j.get != nil {
			if p, ok := bench.Onward(docs); ok && !slices.ContainsFunc(group, func(s source) bool { return s.path == p.Address }) {
				group = append(slices.Clip(group), j.address(p.Address, j.get))
			}
		}
	}
	if len(group) > 0 && len(docs) == 0 {
		return v
	}
	if len(group) == 0 && len(j.facts) == 0 && j.at.IsZero() {
		v.report = j.view.Report // of the federation as it stands
		return v
	}
	judged := bench.Judge(docs)
	v.report, v.notes, v.messages = judged.Report, judged.Notes, judged.Messages
	for _, p := range judged.Pictures {
		v.drawings = append(v.drawings, strings.Join(p.Draw(sequenceWidth), "\n"))
	}
	v.drawings = append(v.drawings, judged.Said...)
	if j.reads && len(group) > 0 && !group[0].listed {
		v.read(judged.Readings())
	}
	for _, a := range judged.Documents {
		for _, c := range a.Claims {
			if t, _ := j.view.Pair.Terms.Term(c.Fact); t.Form == federation.Certificate {
				v.certificates = append(v.certificates, found{a.Origin, c.Value})
			}
		}
	}
	return v
}

// askedAt is facts and the address at which the discovery document was asked, where
// nobody told another.
func (j *judge) askedAt(facts []federation.Claim, address string) []federation.Claim {
	asked := federation.Claim{Side: federation.IdP, Fact: "oidc.discovery_url", Value: address}
	if slices.ContainsFunc(facts, func(c federation.Claim) bool { return c.Side == asked.Side && c.Fact == asked.Fact }) {
		return facts
	}
	return append(slices.Clip(facts), asked)
}

// read adds what the documents say to the inputs that they came from.
func (v *verdict) read(all []steps.Reading) {
	for i := range v.inputs {
		if v.inputs[i].Err == nil {
			v.inputs[i].Read, all = view.DocumentOf(all[0]), all[1:]
		}
	}
}

// facts writes what the documents say.
func (v verdict) facts(w io.Writer) {
	var said []view.Document
	for _, in := range v.inputs {
		if len(in.Read.Read)+len(in.Read.Parts) > 0 {
			said = append(said, in.Read)
		}
	}
	if said != nil {
		report.Readings(w, said, v.words)
		fmt.Fprintln(w)
	}
}

// explains says what an error page means, in the words of the rules that count.
func (j *judge) explains(a federation.Artifact) []string {
	book, err := j.ErrorBook()
	if err != nil {
		return nil
	}
	entries := book.Find(string(a.Raw), spoken(j.view)...)
	var w strings.Builder
	v := j.view
	if j.blank {
		v = nil
	}
	if len(entries) == 0 || explained(&w, entries[:1], j.view.Pair.Words, v, false) != nil {
		return nil
	}
	return []string{strings.TrimRight(w.String(), "\n")}
}

// text writes v for people: the findings, what the documents say, then a summary.
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
	v.facts(w)
	if len(judged) > 0 {
		fmt.Fprintf(w, "%s: ", strings.Join(judged, ", "))
	}
	fmt.Fprintln(w, sum(v.report))
	for _, x := range v.report.Waived {
		fmt.Fprintf(w, "accepted: %s by %s until %s: %s\n", x.Finding.Code, x.Waiver.By, x.Waiver.Until.UTC().Format(day), x.Waiver.Reason)
	}
	if needs := waitsFor(v.report.Waiting); len(needs) > 0 {
		fmt.Fprintf(w, "waiting for: %s\n", strings.Join(needs, ", "))
	}
}

// sum is a summary of r in one line.
func sum(r federation.Report) string {
	sum := []string{report.Tally(r.Findings), count(len(r.Passed), "check passed", "checks passed")}
	if n := len(r.Waiting); n > 0 {
		sum = append(sum, count(n, "check waits", "checks wait"))
	}
	if n := len(r.Muted); n > 0 {
		sum = append(sum, count(n, "consequence not repeated", "consequences not repeated"))
	}
	if n := len(r.Waived); n > 0 {
		sum = append(sum, fmt.Sprintf("%d accepted", n))
	}
	return strings.Join(sum, ", ")
}

// waitsFor is everything that some check waits for, once.
func waitsFor(ws []federation.Waiting) []string {
	return slices.Sorted(slices.Values(view.Named(ws, federation.Need.String)))
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// sequenceWidth is how wide a login is drawn, in columns.
const sequenceWidth = 80
