package trace

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"federate/federation"
)

// Broke is the number of the step at which the login failed, and how, in one
// line; zero where it did not, as far as the recording tells.
func (t *Trace) Broke() (step int, how string) {
	d := &federation.Dossier{}
	d.Receive(federation.Artifact{Kind: federation.KindHAR, Doc: t})
	for _, f := range federation.Examine(d, Checks()).Findings {
		if f.Severity < federation.Error && f.Code != "capture-cookie-lost" || f.Subject.Path == "" {
			continue
		}
		for i := range t.Steps {
			if strings.HasSuffix(f.Subject.Path, fmt.Sprintf("/%d", t.Steps[i].Entry)) {
				return i + 1, f.Title
			}
		}
	}
	return 0, ""
}

// A row is one exchange of the drawing, or how many were left out.
type row struct {
	*Step
	up, down string
	broke    string
	left     int
}

// mostRows is how many exchanges are drawn.
const mostRows = 200

// rows are the exchanges around the login. Those before and after it are only
// counted.
func (t *Trace) rows() (out []row) {
	first, last := len(t.Steps)+1, 0
	for _, g := range t.Logins {
		if g.Aside {
			continue
		}
		first, last = min(first, g.begin()), max(last, g.Request, g.Response)
		if s := t.landing(g.Response); s != nil {
			last = max(last, s.Number)
		}
	}
	broke, how := t.Broke()
	if broke > 0 {
		first, last = min(first, broke), max(last, broke)
	}
	if last == 0 {
		first, last = 1, 40
	}
	const before = 2
	left := 0
	skip := func() {
		if left > 0 {
			out = append(out, row{left: left})
		}
		left = 0
	}
	for i := range t.Steps {
		s := &t.Steps[i]
		n := s.Number
		plain := s.Received == nil && s.Handed == nil && n != broke
		if n != broke && (n < first-before || n > last || len(out) >= mostRows || plain && s.Part == Other || s.aside) {
			left++
			continue
		}
		skip()
		r := row{Step: s, up: s.Method + " " + short(s), down: strings.TrimPrefix(s.answered(), "HTTP ")}
		if s.Received != nil {
			r.up = s.Received.words() + ": " + r.up
		}
		switch {
		case s.Handed != nil && s.Redirect != "":
			r.down += ", redirect with " + s.Handed.words()
		case s.Handed != nil:
			r.down += ", " + s.Handed.words()
		case s.Redirect != "":
			r.down += " to " + strings.TrimPrefix(strings.TrimPrefix(s.Redirect, "https://"), s.Host)
		}
		if len(s.Lost) > 0 && n == broke {
			r.up += ", without cookie " + s.Lost[0].Name
		}
		if n == broke {
			r.broke = how
		}
		out = append(out, r)
	}
	skip()
	return out
}

// words is what a drawing calls m.
func (m *Message) words() string {
	switch m.Kind {
	case federation.KindSAMLRequest:
		return "SAML request"
	case federation.KindSAMLResponse:
		return "SAML response"
	case federation.KindOIDCRequest:
		return "login request"
	case federation.KindOIDCCallback:
		return "login answer"
	case federation.KindIDToken:
		return "ID token"
	case federation.KindErrorPage:
		return "error page " + m.Code
	}
	return "error " + m.Code
}

// short is the address of s without scheme, host and parameters, which follow
// from the lane and the message.
func short(s *Step) string {
	path := strings.TrimPrefix(strings.TrimPrefix(s.Address, s.Scheme+"://"), s.Host)
	path, _, _ = strings.Cut(path, "?")
	if path == "" {
		path = "/"
	}
	if s.Part == Other {
		return s.Host + path
	}
	return path
}

// A pen is what lines are drawn with.
type pen struct{ lane, line, right, left, cross, more string }

var (
	boxes = pen{"│", "─", "▶", "◀", "×", "…"}
	ascii = pen{"|", "-", ">", "<", "x", "~"}
)

// Draw is the sequence in lines of at most width columns: browser, IdP and platform,
// what was sent, what came back, and where it broke. Below 60 columns few words fit.
func (t *Trace) Draw(width int) []string { return t.draw(width, boxes) }

// DrawASCII is Draw with nothing but ASCII.
func (t *Trace) DrawASCII(width int) []string { return t.draw(width, ascii) }

func (t *Trace) draw(width int, p pen) (out []string) {
	const least, margin = 40, 5
	width = max(width, least)
	lanes := map[Part]int{Browser: margin, IdP: margin + (width-margin-6)/2, Platform: width - 6}
	blank := func() *canvas {
		c := &canvas{cells: make([]string, width), pen: p}
		for _, x := range lanes {
			c.cells[x] = p.lane
		}
		return c
	}
	put := func(c *canvas) { out = append(out, strings.TrimRight(strings.Join(c.all(), ""), " ")) }

	head := &canvas{cells: make([]string, width), pen: p}
	head.text(lanes[Browser]-3, width, "browser")
	head.text(lanes[IdP]-1, width, "IdP")
	head.text(lanes[Platform]-3, width, "platform")
	put(head)
	for _, part := range []Part{IdP, Platform} {
		if hosts := t.hosts(part); hosts != "" {
			c := blank()
			c.text(lanes[Browser]+2, width, fmt.Sprintf("%s is %s", map[Part]string{IdP: "IdP", Platform: "platform"}[part], hosts))
			put(c)
		}
	}
	for _, r := range t.rows() {
		if r.Step == nil {
			c := blank()
			c.text(lanes[Browser]+2, lanes[IdP], fmt.Sprintf("(%d more)", r.left))
			put(c)
			continue
		}
		to := lanes[r.Part]
		up, down := blank(), blank()
		up.text(0, margin-1, fmt.Sprintf("%3d", r.Number))
		if r.Part == Other {
			up.text(lanes[Browser]+2, width, r.up)
			down.text(lanes[Browser]+2, width, r.down)
		} else {
			up.arrow(lanes[Browser], to, r.up, p.right, false)
			down.arrow(lanes[Browser], to, r.down, p.left, true)
		}
		put(up)
		put(down)
		if r.broke != "" {
			c := blank()
			c.text(0, margin-1, "  "+p.cross+p.cross)
			c.text(lanes[Browser]+2, width, "it broke here: "+r.broke)
			put(c)
		}
	}
	return out
}

// hosts are the hosts of a part, in the order they came.
func (t *Trace) hosts(part Part) string {
	const most = 3
	var out []string
	seen := map[string]bool{}
	for i := range t.Steps {
		if s := &t.Steps[i]; s.Part == part && !seen[s.Host] {
			seen[s.Host] = true
			if len(out) == most {
				return strings.Join(append(out, masked), ", ")
			}
			out = append(out, s.Host)
		}
	}
	return strings.Join(out, ", ")
}

// A canvas is one line of cells, each a column wide.
type canvas struct {
	cells []string
	pen
}

// all are the cells; an empty one is a space.
func (c *canvas) all() []string {
	for i, s := range c.cells {
		if s == "" {
			c.cells[i] = " "
		}
	}
	return c.cells
}

// text writes s from one column to before another, cut where it is too long.
// What is not ASCII may be wider than a column and becomes a question mark.
func (c *canvas) text(from, until int, s string) {
	until = min(until, len(c.cells))
	s = strings.ReplaceAll(s, masked, c.more)
	n := utf8.RuneCountInString(s)
	x := from
	for _, r := range s {
		switch {
		case x >= until:
			return
		case x == until-1 && n > until-from:
			c.cells[x] = c.more
		case r < utf8.RuneSelf, string(r) == c.more, string(r) == c.cross:
			c.cells[x] = string(r)
		default:
			c.cells[x] = "?"
		}
		x++
	}
}

// arrow draws a line between two lanes with words on it and its head right or
// left.
func (c *canvas) arrow(from, to int, words, head string, back bool) {
	for x := from + 1; x < to; x++ {
		c.cells[x] = c.line
	}
	start := from + 2
	if back {
		c.cells[from+1] = head
		start++
	} else {
		c.cells[to-1] = head
	}
	c.text(start, to-2, " "+words+" ")
}
