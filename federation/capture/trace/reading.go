package trace

import (
	"fmt"
	"strings"

	"federate/federation"
)

// Describe says what recorded the login, how much of it there is, and how many logins
// are in it. Its messages are documents of their own.
func (t *Trace) Describe(d *federation.Dossier) []federation.Read {
	var r federation.Reads
	r.Told("Recorded by", t.Creator)
	r.Say("Requests", fmt.Sprint(t.Entries))
	r.Say("Logins", fmt.Sprint(len(t.Logins))).Main = true
	r.Moment("Begun", t.Issued(), d.Now)
	r.Say("Damage", t.Damage).Main = true
	return r.All
}

// Describe says which codes stand on the page.
func (p *Page) Describe(*federation.Dossier) []federation.Read {
	var r federation.Reads
	r.Say("Codes", strings.Join(p.Codes, ", ")).Main = true
	return r.All
}
