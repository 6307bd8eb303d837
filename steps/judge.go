package steps

import (
	"cmp"
	"slices"
	"time"

	"federate/federation"
)

// A Bench is where documents are judged that no journal keeps: by the rules and
// the facts of a federation, or of one that nobody has begun. It is read by many
// at once.
type Bench struct {
	View  *Snapshot // of the federation whose rules and facts count
	At    time.Time // the clock that was set; zero: each message's own
	Now   time.Time
	Facts []federation.Claim // told beside those of View

	// StandIn is what somebody says who stands in for a party, in place of what the
	// federation holds of it. Its own values are nobody's concern: messages alone are
	// judged then.
	StandIn []federation.Claim
}

// Parts are the messages of a recording, each with where it comes from.
func Parts(a federation.Artifact) (out []federation.Artifact) {
	for _, part := range a.Parts {
		part.Origin = a.Origin + " " + part.Key
		out = append(out, part)
	}
	return out
}

// examine judges the facts and the lasting documents today, and each message at
// its own time. A login request is judged with the response that answers it.
func (b Bench) examine(lasting, messages []federation.Artifact) (r federation.Report, judged []Judged) {
	pair := b.View.Pair
	var reports []federation.Report
	standing, held, rules := b.dossier(b.Now, lasting), b.View.docs, pair.lasting
	if b.StandIn != nil {
		held, rules = b.beside(held), nil
	}
	// A dossier holds one document of a kind: the others are judged beside it.
	for i, a := range lasting {
		if rules != nil && slices.ContainsFunc(lasting[i+1:], func(o federation.Artifact) bool { return o.Kind == a.Kind }) {
			reports = append(reports, federation.Examine(b.dossier(b.Now, []federation.Artifact{a}), pair.lasting))
		}
	}
	var attempts []*federation.Dossier
	requests := requestsOf(messages)
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
		clock := b.Now
		switch {
		case !b.At.IsZero():
		case a.Received.Before(b.Now): // a recording says when it travelled
			clock = a.Received
		default:
			clock = a.Moment()
		}
		at, held := b, held
		if at.StandIn == nil && a.StandIn != nil {
			at.StandIn = a.StandIn
			held = at.beside(held)
		}
		d := at.dossier(clock, lasting)
		d.Final = true
		b.View.giveStanding(held, b.View.State.Last, d) // what is held is what is trusted
		if len(messages)-len(requests) > 1 || len(requests) == len(messages) && len(messages) > 1 {
			d.Attempt = a.Origin
		}
		if r, ok := asked(a, requests); ok {
			d.Receive(r)
		}
		d.Receive(a)
		attempts = append(attempts, d)
		if len(a.Parts) == 0 {
			judged = append(judged, Judged{a.Origin, a.Kind, clock, b.proofOf(a, d)})
		}
	}
	if b.StandIn != nil {
		reports = append(reports, pair.ofCertificates(standing))
	}
	reports = append(reports, federation.Judge(standing, attempts, rules, pair.passing))
	r = federation.Merge(reports...)
	r.Findings = distinct(r.Findings)
	if len(lasting)+len(messages) > 0 { // what was given is to be judged, and nobody waits for documents of other kinds
		r.Waiting = slices.DeleteFunc(r.Waiting, func(w federation.Waiting) bool {
			return w.Foreign(pair.spoken(slices.Concat(lasting, messages))) || w.ForDocument() && !(holds(messages, federation.KindIDToken) && forKeys(w))
		})
	}
	return r, judged
}

// ofCertificates is what is wrong with the certificates that messages are verified with:
// of the standing facts they alone decide about a login.
func (p *Pair) ofCertificates(d *federation.Dossier) (r federation.Report) {
	for _, f := range federation.Examine(d, p.lasting).Findings {
		if t, _ := p.Terms.Term(f.Subject.Fact); t.Form == federation.Certificate {
			r.Findings = append(r.Findings, f)
		}
	}
	return r
}

// beside are the documents of docs that are not about the party that is stood in for.
func (b Bench) beside(docs documents) documents {
	out := documents{}
	for digest, a := range docs {
		if !slices.ContainsFunc(a.Claims, func(c federation.Claim) bool { return b.standsIn(c) }) {
			out[digest] = a
		}
	}
	return out
}

// standsIn reports whether c is about what somebody stands in for.
func (b Bench) standsIn(c federation.Claim) bool {
	return slices.ContainsFunc(b.StandIn, func(o federation.Claim) bool { return o.Side == c.Side && o.Fact == c.Fact })
}

// spoken returns the protocol of the checks that look at docs, or the pair's own
// protocol where docs belong to none or to both.
func (p *Pair) spoken(docs []federation.Artifact) (protocol string) {
	for _, a := range docs {
		for _, owner := range p.protocols[a.Kind] {
			if protocol != "" && owner != protocol {
				return p.Protocol
			}
			protocol = owner
		}
	}
	return cmp.Or(protocol, p.Protocol)
}

// protocolsOf are, by kind of document, the protocols whose checks look at it.
func protocolsOf(checks []federation.Check) map[federation.Kind][]string {
	out := map[federation.Kind][]string{}
	for _, c := range checks {
		for _, k := range slices.Concat(c.Kinds, c.AnyOf) {
			if c.Protocol != "" && !slices.Contains(out[k], c.Protocol) {
				out[k] = append(out[k], c.Protocol)
			}
		}
	}
	return out
}

// asked is the request that answer belongs to: the one it names, and where one
// of them names nothing, the last that travelled before it.
func asked(answer federation.Artifact, requests []federation.Artifact) (out federation.Artifact, ok bool) {
	if isRequest(answer) || len(answer.Parts) > 0 {
		return out, false
	}
	for _, r := range requests {
		switch named := answer.Answers != "" && r.ID != ""; {
		case named && answer.Answers == r.ID:
			return r, true
		case len(requests) > 1 && named, r.Received.After(answer.Received):
		default:
			out, ok = r, true
		}
	}
	return out, ok
}

func requestsOf(messages []federation.Artifact) []federation.Artifact {
	return slices.DeleteFunc(slices.Clone(messages), func(a federation.Artifact) bool { return !isRequest(a) })
}

func isRequest(a federation.Artifact) bool {
	return a.Kind == federation.KindSAMLRequest || a.Kind == federation.KindOIDCRequest
}

// dossier is the federation's facts, what was told, and documents. What the
// federation holds counts: a document from elsewhere is compared with it, and
// takes the place of no value.
func (b Bench) dossier(now time.Time, docs []federation.Artifact) *federation.Dossier {
	d := b.View.Dossier(now)
	if !b.View.blank && len(docs)+len(b.Facts) > 0 {
		d.Begun = true
		d.Held = b.held()
		d.Store = b.store()
	}
	for _, c := range b.Facts {
		d.Hear(c)
	}
	b.follow(d)
	for _, c := range b.StandIn {
		d.StoodIn = append(d.StoodIn, c.Fact)
		for _, o := range d.Claims(c.Fact) { // what was entered of the real one
			o.Retracted = true
			d.Hear(o)
		}
		d.Hear(c)
	}
	for _, a := range docs {
		whole := a.Claims
		a.Claims = slices.DeleteFunc(slices.Clone(whole), func(c federation.Claim) bool {
			return slices.ContainsFunc(d.Held, func(h federation.Claim) bool { return h.Side == c.Side && h.Fact == c.Fact })
		})
		for i, c := range a.Claims {
			// Two certificates are two values of one fact, not one that changed.
			t, _ := d.Terms.Term(c.Fact)
			old, said := d.Said(c.Side, c.Fact, c.Key)
			if t.Many && c.Key == "" && said && !t.Agrees(old.Value, c.Value) && t.Form == federation.Certificate {
				a.Claims[i].Key = a.Digest
			}
		}
		for _, c := range a.Claims {
			d.Read(c)
		}
		a.Claims = whole
		d.Take(a)
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
