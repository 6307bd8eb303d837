package rehearse

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/record"
	"federate/steps/rehearse/issue"
)

// A Login is one login that arrived at the stand-in platform, with its verdict.
type Login struct {
	Number     int
	At         time.Time // when its answer arrived
	Protocol   string
	Start      federation.Start
	Verdict    steps.Verdict
	Asked      string        // who asked, where this is no login but a request that another platform sent to the stand-in identity provider
	Notes      []string      // what was seen beside the messages, each a sentence without its full stop
	Refused    string        // why it was not looked at as a login: it is a replay, or nobody asked for it; a sentence without its full stop
	Subject    string        // whom it is about, as the platform would read it
	Identity   string        // the same as the platform wants it typed, to the character
	Strange    bool          // it was refused because nobody asked for it, or it is a replay: it says nothing of the identity provider
	Uncompared bool          // nobody knows what the platform calls the person
	Took       time.Duration // from the answer to the verdict
	Name       string        // of its page, which nobody can guess
	tape       tape
	shown      chan struct{} // gets its one word when the page was shown
}

// Accepted reports whether the platform would have let the person in.
func (l Login) Accepted() bool {
	return l.Asked == "" && l.Refused == "" && !l.Uncompared && l.Verdict.Report.Worst() < federation.Error && len(l.Unproven()) == 0
}

// Unproven is what the verdict waits for, so that nobody can say that all is well: a
// certificate, a key set.
func (l Login) Unproven() (out []federation.Waiting) {
	for _, w := range l.Verdict.Report.Waiting {
		if !w.Foreign(l.Protocol) {
			out = append(out, w)
		}
	}
	return out
}

// begun is a login that was sent to the identity provider.
type begun struct {
	at       time.Time
	id       string // of the AuthnRequest, or the state
	origin   string // of the stand-in: by TLS or without
	relay    string
	nonce    string
	verifier string
	drill    *issue.Drill // what goes wrong; nil: nothing
	tape     tape
}

// An answer is what came back, to be judged.
type answer struct {
	at     time.Time
	to     begun // the login that it ends; zero: nobody began one here
	start  federation.Start
	origin string
	tape   tape
	after  tape                  // what the stand-in asked by itself, once that came
	came   string                // what came back: a response, or the address of a callback
	docs   []federation.Artifact // beside the recording
	stands []federation.Claim    // beside what the stand-in is called
	told   bool                  // stands is all that was told
	refuse string
	notes  []string
	once   []once // by which it is known again
}

// once is something that a platform takes once, and why it refuses it the second time.
type once struct{ name, why string }

const (
	sameAnswer    = "this answer was taken once already, and a platform takes it once (saml-profiles-2.0-os 4.1.4.5): log in anew"
	sameID        = "another response with this ID was taken already, and an ID is given once (saml-core-2.0-os 1.3.4): log in anew"
	sameAssertion = "its assertion was taken already, in another response, and a platform takes it once (saml-profiles-2.0-os 4.1.4.5): log in anew"
	sameRequest   = "the request that it answers was answered already: log in anew"
	sameCode      = "this code was redeemed already, and a provider takes it once (RFC 6749 4.1.2): log in anew"
)

// end judges a, remembers it, tells of it, and sends the browser on to its page.
func (s *Stage) end(w http.ResponseWriter, r *http.Request, a answer) {
	began := s.o.Now()
	if err := s.room(a); err != nil {
		s.trouble(w, http.StatusServiceUnavailable, err)
		return
	}
	s.judging <- struct{}{}
	defer func() { <-s.judging }()
	whole := slices.Concat(a.tape, a.after)
	for i := range whole {
		whole[i].StandIn = called(s.platform(a.origin))
	}
	l := Login{At: a.at, Protocol: s.o.View.Pair.Protocol, Start: a.start, Refused: a.refuse, Notes: a.notes, Name: unguessable(s.o.Random), tape: whole, shown: make(chan struct{}, 1)}
	for _, o := range a.once {
		if o.name != "" && !s.seen.put(o.name, true) {
			l.Refused = cmp.Or(l.Refused, o.why)
		}
	}
	l.Strange = l.Refused != ""
	l.Verdict = s.judge(a)
	l.name(s.o.View.Pair.Expect)
	s.compare(&l, a)
	l.Took = s.o.Now().Sub(began)
	s.tell(l)
	http.Redirect(w, r, "/result/"+url.PathEscape(l.Name), http.StatusSeeOther)
}

var (
	errFull    = errors.New("this rehearsal has taken as many logins as it can: begin another")
	errStrange = errors.New("too many answers came that nobody asked for here: a login that begins at the platform is still taken, for others begin another rehearsal")
)

// room takes a place for a, and is why there is none: whoever floods the stand-in neither
// fills this machine's memory nor keeps out those who log in.
func (s *Stage) room(a answer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	size := len(a.came)
	for _, t := range a.tape {
		size += len(t.Request.URL) + len(t.Response.Redirect) + len(t.Response.Content.Text)
		if t.Request.Post != nil {
			size += len(t.Request.Post.Text)
		}
	}
	if a.to.id == "" { // whoever can open a page can send what nobody asked for
		if s.strange++; s.strange > mostStrange || s.strangeBytes+size > mostStrangeBytes {
			return errStrange
		}
		s.strangeBytes += size
		return nil
	}
	if s.answers++; s.answers > mostLogins || s.bytes+size > mostBytes {
		return errFull
	}
	s.bytes += size
	return nil
}

// recognise reads what a browser brought. It takes its turn, because reading is work.
func (s *Stage) recognise(text string) (federation.Artifact, error) {
	s.judging <- struct{}{}
	defer func() { <-s.judging }()
	return s.o.Know.Recognise([]byte(text))
}

// tell remembers l and says it to whoever listens, one login after the other.
func (s *Stage) tell(l Login) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.Asked == "" {
		s.count++
		l.Number = s.count
		s.ended.put(l.Name, l)
		if l.Accepted() {
			s.last = l.Subject
		}
	}
	if s.heard != nil {
		s.heard(l)
	}
}

// judge is the verdict on a, by the rules of the platform and for the addresses of the
// stand-in.
func (s *Stage) judge(a answer) steps.Verdict {
	var docs []federation.Artifact
	for _, d := range s.o.Docs {
		if !slices.ContainsFunc(a.docs, func(o federation.Artifact) bool { return o.Kind == d.Kind }) {
			docs = append(docs, d)
		}
	}
	docs = append(docs, a.docs...)
	recording, err := s.o.Know.Recognise(a.tape.har())
	if err == nil {
		recording.Origin, recording.Parts = "rehearsal", nil // its messages are judged as they travelled, address and all
		docs = append(docs, recording)
	}
	v := steps.Bench{View: s.o.View, Now: a.at, Facts: s.o.Facts, StandIn: s.stands(a)}.Judge(append(docs, s.messages(a)...))
	var findings []federation.Finding
	for _, f := range v.Report.Findings { // all of them are about this login
		f.Attempt = ""
		if f.Subject.Artifact == federation.KindHAR && slices.ContainsFunc(v.Report.Findings, func(o federation.Finding) bool { return slices.Contains(f.Because, o.Code) }) {
			continue // what arrived says it itself
		}
		if !slices.ContainsFunc(findings, func(o federation.Finding) bool {
			return o.Code == f.Code && o.Subject == f.Subject && o.Got == f.Got
		}) {
			findings = append(findings, f)
		}
	}
	v.Report.Findings = findings
	return v
}

// messages are those that travelled through the browser: what the stand-in asked, and
// what came back.
func (s *Stage) messages(a answer) (out []federation.Artifact) {
	add := func(origin string, at time.Time, text string) {
		if doc, err := s.o.Know.Recognise([]byte(text)); err == nil && doc.Kind != federation.KindUnknown {
			doc.Origin, doc.Received = origin, at
			out = append(out, doc)
		}
	}
	for i, t := range a.tape {
		switch last := i == len(a.tape)-1 && a.came != ""; {
		case last:
			add("answer", a.at, a.came)
		case t.Response.Redirect != "":
			add("request", t.at, t.Response.Redirect)
		default:
			add("request", t.at, t.Response.Content.Text) // the page that posted it
		}
	}
	return out
}

// stands is what the two sides of a were called: as the stand-in identity provider was
// told, where it answered.
func (s *Stage) stands(a answer) []federation.Claim {
	if a.told {
		return a.stands
	}
	return append(s.called(a.origin), a.stands...)
}

// called is what the stand-ins are called, at origin.
func (s *Stage) called(origin string) []federation.Claim {
	out := s.platform(origin)
	if s.idp != nil {
		out = append(out, s.idp.called()...)
	}
	return out
}

// platform is what the stand-in platform is called, at origin.
func (s *Stage) platform(origin string) []federation.Claim {
	say := func(side federation.Side, f federation.Fact, value string) federation.Claim {
		return federation.Claim{Side: side, Fact: f, Value: value}
	}
	var out []federation.Claim
	if s.o.View.Pair.Protocol == "oidc" {
		out = append(out, say(federation.Platform, "oidc.redirect_uri", origin+"/callback"),
			say(federation.Platform, "oidc.post_logout_redirect_uri", origin+"/signed-out"))
	} else {
		out = append(out, say(federation.Platform, "sp.entity_id", s.entityID()), say(federation.Platform, "sp.acs_url", origin+"/acs"),
			say(federation.Platform, "sp.relay_state", ""), say(federation.Platform, "sp.login_url", origin+"/login"))
	}
	return out
}

// value is what is known of f: by the stand-ins, else told, else by the federation.
func (s *Stage) value(f federation.Fact) string {
	for _, c := range slices.Concat(s.called(s.at(true)), s.o.Facts) {
		if c.Fact == f {
			return c.Value
		}
	}
	for _, d := range s.o.Docs {
		for _, c := range d.Claims {
			if c.Fact == f {
				return c.Value
			}
		}
	}
	d := s.o.View.Dossier(s.o.Now())
	if c, ok := d.Known(f); ok && !c.Placeholder && !c.Withheld {
		return c.Value
	}
	return ""
}

// Evidence is what is kept of l beside a step. verdict is how it is called.
func (l Login) Evidence(verdict string) steps.Rehearsal {
	out := steps.Rehearsal{At: l.At, Start: l.Start, Accepted: l.Accepted(), Verdict: verdict, Subject: l.Subject, Recording: record.Digest(l.tape.masked().har())}
	for _, f := range l.Verdict.Report.Findings {
		if !slices.Contains(out.Codes, f.Code) {
			out.Codes = append(out.Codes, f.Code)
		}
	}
	return out
}
