package rehearse

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"time"

	"federate/federation"
)

// Pages draws what a browser is shown.
type Pages interface {
	Front(w io.Writer, f Front) error
	Result(w io.Writer, l Login) error
	Post(w io.Writer, p Post) error
	SignIn(w io.Writer, s SignIn) error
	Trouble(w io.Writer, t Trouble) error
}

// A Front is the first page: what to tell the identity provider, and where a login
// begins.
type Front struct {
	Platform, IdP string // what they are called
	Protocol      string
	Values        []Value // for the test application at the identity provider
	Begin         []Link
	Print         string    // SHA-256 of the certificate of this run
	Until         time.Time // when it ends
	Missing       []string  // facts without which a login cannot begin here, as they are called
}

// A Value is one value for a console, under the console's label.
type Value struct {
	Fact  federation.Fact
	Label string
	Value string
}

// A Link leads on from a page.
type Link struct{ Title, Address string }

// A Post is a form that a browser sends on to another site by itself, as the HTTP-POST
// binding wants it (saml-bindings-2.0-os 3.5.4).
type Post struct {
	To     string
	Name   string // of whoever it is for
	Fields []Field
}

// A Field is a hidden one.
type Field struct{ Name, Value string }

// A SignIn is the page at which the stand-in identity provider asks who logs in.
type SignIn struct {
	For     string // who asked: an entity ID or a client ID
	To      string // where the answer goes
	Action  string
	Fields  []Field // sent back as they are
	People  []string
	Drills  []Fault // that can be chosen; the first, empty, is none
	Chosen  string
	Foreign bool // the answer leaves this machine
}

// A Fault is a drill: its name, and what goes wrong in a sentence without its full stop.
type Fault struct{ Name, What string }

// A Trouble is a request that is not answered.
type Trouble struct {
	Status int
	Text   string // a sentence without its full stop
}

// Sends is the script of a page with a form that sends itself. A page draws it as it
// is, because the policy names it by its digest.
const Sends = "document.forms[0].submit()"

// sending is the policy of such a page.
var sending = func() string {
	sum := sha256.Sum256([]byte(Sends))
	return policy + "; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}()

// show writes a page as a whole, or nothing of it.
func (s *Stage) show(w http.ResponseWriter, status int, draw func(io.Writer) error) []byte {
	var page bytes.Buffer
	if err := draw(&page); err != nil {
		http.Error(w, "This page cannot be drawn: "+err.Error(), http.StatusInternalServerError)
		return nil
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // a browser that went away misses nothing
	return page.Bytes()
}

func (s *Stage) trouble(w http.ResponseWriter, status int, err error) {
	s.show(w, status, func(w io.Writer) error { return s.o.Pages.Trouble(w, Trouble{status, err.Error()}) })
}

// post shows a form that sends itself.
func (s *Stage) post(w http.ResponseWriter, p Post) []byte {
	w.Header().Set("Content-Security-Policy", sending)
	return s.show(w, http.StatusOK, func(w io.Writer) error { return s.o.Pages.Post(w, p) })
}

func (s *Stage) front(w http.ResponseWriter, r *http.Request) {
	s.show(w, http.StatusOK, func(out io.Writer) error { return s.o.Pages.Front(out, s.Front(secure(r))) })
}

// result shows one judged login to whoever knows its name, which nobody can guess.
func (s *Stage) result(w http.ResponseWriter, r *http.Request) {
	l, ok := s.ended.get(r.PathValue("name"))
	if !ok {
		s.trouble(w, http.StatusNotFound, errUnknown)
		return
	}
	s.show(w, http.StatusOK, func(w io.Writer) error { return s.o.Pages.Result(w, l) })
	select {
	case l.shown <- struct{}{}:
	default: // it was shown before
	}
}
