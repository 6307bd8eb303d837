// Package rehearse stands in for a platform on this machine, so that a login by the
// real identity provider can be seen before anybody depends on it; and for an identity
// provider, so that a login and its failures can be practised without an account.
//
// What arrives is judged by the same call as everything else, by the rules of the
// platform that is stood in for. A rehearsal listens on the loopback alone and for a
// bounded time, its keys live in memory, and it changes nothing on either side. What it
// shows is that the identity provider sends what the platform would take; that the
// platform itself lets somebody in is for the platform to show.
package rehearse

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"sync"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/rehearse/issue"
	"federate/steps/vault"
)

// Options are what a rehearsal is about. Every field but the optional ones is needed.
type Options struct {
	View  *steps.Snapshot // whose rules, words and facts count
	Facts []federation.Claim
	Docs  []federation.Artifact // known beside View: metadata, a discovery document, a key set
	Know  federation.Knowledge
	Pages Pages

	Listen string        // where; empty: Listen
	For    time.Duration // how long; zero: an hour
	Now    func() time.Time
	Random io.Reader

	// Optional: what an OpenID Connect login needs beside the browser.
	Secret vault.Secret                                              // of the client
	Client *http.Client                                              // for the token endpoint and UserInfo
	Get    func(ctx context.Context, address string) ([]byte, error) // what the provider publishes

	// People finds a person whom the identity provider names in the platform's list; ok
	// is false where it has nobody like that. nil: only the federation's pilot is known.
	People func(name string) (who Listed, ok bool)

	WithIdP bool         // stand in for the identity provider too
	Drill   *issue.Drill // the fault that it makes; nil: none
}

// usual is how long a rehearsal lasts unless it is told otherwise.
const usual = time.Hour

// A Stage is a rehearsal under way.
type Stage struct {
	o      Options
	door   *door
	server *http.Server
	until  time.Time
	key    func() (*issue.Key, error) // of the stand-in platform's requests, made when it is needed
	idp    *provider                  // nil: the real one is rehearsed with
	client client                     // of OpenID Connect

	pending *remembered[begun] // logins that began, by the ID or state of their request
	ended   *remembered[Login] // by unguessable name
	seen    *remembered[bool]  // messages that were taken, by digest and by ID
	judging chan struct{}      // as many at once as there are places

	mu    sync.Mutex
	heard func(Login)
	count int    // of the logins that ended
	last  string // who was let in last

	answers, bytes        int // to what was asked here, and what they brought
	strange, strangeBytes int // answers that nobody asked for here
	requests              int // of other platforms

	served sync.WaitGroup
	closed chan struct{}
}

// quiet takes what a server would log.
var quiet = log.New(io.Discard, "", 0)

// judges is how many logins are judged at once; others wait for their turn.
const judges = 4

// Open begins a rehearsal, which goes on until ctx ends, its time is over or it is
// closed. heard is called with each login that was judged, by one goroutine at a time.
func Open(ctx context.Context, o Options, heard func(Login)) (*Stage, error) {
	if o.Listen == "" {
		o.Listen = Listen
	}
	if o.For <= 0 {
		o.For = usual
	}
	now := o.Now()
	s := &Stage{o: o, until: now.Add(o.For), heard: heard, closed: make(chan struct{}), judging: make(chan struct{}, judges),
		pending: remember[begun](mostPending), ended: remember[Login](mostLogins), seen: remember[bool](mostSeen)}
	var err error
	if s.door, err = open(ctx, o.Listen, o.Random, now, s.until); err != nil {
		return nil, err
	}
	s.key = sync.OnceValues(func() (*issue.Key, error) {
		return issue.NewKey(o.Random, "Stand-in platform", now.Add(-time.Hour), s.until.Add(time.Hour))
	})
	if o.WithIdP {
		s.idp, err = s.standIn(now)
	}
	if err == nil && o.View.Pair.Protocol == "oidc" {
		err = s.meet(ctx)
	}
	if err != nil {
		for _, l := range s.door.listeners {
			l.Close()
		}
		return nil, err
	}
	s.server = server(s.routes())
	for _, l := range s.door.listeners {
		s.served.Go(func() { _ = s.server.Serve(l) }) // it ends when it is closed
	}
	ctx, cancel := context.WithTimeout(ctx, o.For)
	context.AfterFunc(ctx, func() { s.Close() })
	s.served.Go(func() { <-s.closed; cancel() })
	return s, nil
}

// Close ends the rehearsal: nothing is listened to any more when it returns.
func (s *Stage) Close() {
	s.mu.Lock()
	select {
	case <-s.closed:
	default:
		close(s.closed)
	}
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), lastWords)
	defer cancel()
	if s.server.Shutdown(ctx) != nil {
		_ = s.server.Close()
	}
	s.served.Wait()
}

const (
	lastWords = 300 * time.Millisecond // for pages that are on their way when the rehearsal ends
	reading   = 5 * time.Second        // for a browser to ask for the page of the last login
)

// Finish ends the rehearsal with l, once its page was shown or nobody asks for it.
func (s *Stage) Finish(l Login) {
	go func() {
		select {
		case <-l.shown:
		case <-time.After(reading):
		case <-s.closed:
		}
		s.Close()
	}()
}

// Done is closed when the rehearsal ends.
func (s *Stage) Done() <-chan struct{} { return s.closed }

// Until is when the rehearsal ends by itself.
func (s *Stage) Until() time.Time { return s.until }

// Address is where a browser on this machine begins.
func (s *Stage) Address() string { return s.at(true) + "/" }

// PlainAddress is the same without TLS.
func (s *Stage) PlainAddress() string { return s.at(false) + "/" }

// Port is what has to be forwarded where the browser is on another machine.
func (s *Stage) Port() string { return s.door.port }

// Print is the SHA-256 thumbprint of the certificate of this run, in upper-case hex
// digits.
func (s *Stage) Print() string { return s.door.print }

// at is the origin of the stand-in platform.
func (s *Stage) at(secure bool) string {
	if secure {
		return "https://localhost:" + s.door.port
	}
	return "http://localhost:" + s.door.port
}

// here is the origin that r came to, by the name of this machine that counts.
func (s *Stage) here(r *http.Request) string { return s.at(secure(r)) }

// errUnknown is said of an address that nobody knows.
var errUnknown = errors.New("there is nothing at this address")

func (s *Stage) routes() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /{$}", s.front)
	m.HandleFunc("GET /result/{name}", s.result)
	if s.o.View.Pair.Protocol == "oidc" {
		m.HandleFunc("GET /login", s.authorize)
		m.HandleFunc("GET /callback", s.callback)
		m.HandleFunc("POST /callback", s.callback)
		m.HandleFunc("GET /logout", s.endSession)
		m.HandleFunc("GET /signed-out", s.signedOut)
	} else {
		m.HandleFunc("GET /metadata", s.metadata)
		m.HandleFunc("GET /login", s.request)
		m.HandleFunc("/acs", s.assertion)
		m.HandleFunc("GET /logout", s.logout)
		m.HandleFunc("/slo", s.loggedOut)
	}
	if s.idp != nil {
		s.idp.routes(m)
	}
	m.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.trouble(w, http.StatusNotFound, errUnknown) })
	return m
}
