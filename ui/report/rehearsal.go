package report

import (
	"fmt"
	"html/template"
	"io"
	"net/http"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps/checklist"
	"federate/steps/rehearse"
	"federate/steps/view"
)

// Rehearsal draws the pages of a rehearsal, in the words of the consoles. They show
// what the terminal shows, print, and need no script but for a form that sends itself.
type Rehearsal struct{ Words federation.Words }

// served is a page that a browser is served.
func served(title, lead string) *document {
	return &document{title: title, lead: lead, served: true, subject: "rehearsal"}
}

// Front is what to tell the identity provider, and where a login begins.
func (p Rehearsal) Front(w io.Writer, f rehearse.Front) error {
	d := served("Rehearsal of a login", fmt.Sprintf("This page stands in for %s on this machine until %s. Nothing is changed anywhere.", f.Platform, federation.Moment(f.Until)))
	if len(f.Values) > 0 {
		d.heading("First, a test application at " + f.IdP)
		d.text(text("Give it these values, and remove it afterwards: the real application keeps the platform's addresses."))
		d.table([]string{"Field", "Value"}, each(f.Values, func(v rehearse.Value) []rich { return []rich{text(v.Label), code(v.Value)} }))
		if f.Protocol == "saml" {
			d.text(text("Or import ").and(rich{{Text: "its metadata", Link: "/metadata"}}, text(".")))
		}
	}
	d.heading("Log in")
	for _, m := range f.Missing {
		d.text(textf("A login cannot begin here before this is known: %s.", m))
	}
	d.list(each(f.Begin, func(l rehearse.Link) rich { return rich{{Text: l.Title, Link: l.Address}} }))
	d.text(text("Each login is judged by the rules of the platform, here and in the terminal."))
	d.heading("About this page")
	d.text(text("The certificate was made for this run. SHA-256: ").and(code(grouped(f.Print))))
	return d.html(w)
}

// grouped is a thumbprint in groups, as browsers show it.
func grouped(print string) string {
	var out []string
	for len(print) > 1 {
		out, print = append(out, print[:2]), print[2:]
	}
	return strings.Join(out, ":")
}

// Result is the verdict on one login.
func (p Rehearsal) Result(w io.Writer, l rehearse.Login) error {
	d := served(Verdict(l), fmt.Sprintf("Login %d, %s, on %s.", l.Number, view.Begun(l.Start), federation.Moment(l.At)))
	if l.Subject != "" {
		d.text(text("Who: ").and(code(federation.Phrase(l.Subject))))
	}
	if l.Refused != "" {
		d.text(text(federation.Sentence(l.Refused)))
	}
	for _, said := range slices.Concat(l.Verdict.Said, l.Notes) {
		d.text(text(federation.Sentence(said)))
	}
	d.heading("Findings")
	findings := view.Findings(l.Verdict.Report.Findings)
	if len(findings) == 0 {
		d.text(text("None."))
	}
	for _, f := range findings {
		f.Attempt = ""
		d.add(block{Card: findingCard(checklist.Checklist{}, f)})
	}
	if rest := l.Unproven(); len(rest) > 0 {
		d.subheading("Not judged")
		d.text(text("A check that waits has not passed. It waits for:"))
		d.list(each(view.Named(rest, p.Words.Need), text[string]))
	}
	d.heading("The login as it went")
	for _, pic := range l.Verdict.Pictures {
		d.add(block{Lines: pic.Draw(pictureWidth)})
	}
	messages := travelled(l)
	var marked []string
	for _, doc := range messages {
		if legend := doc.Legend(p.Words); legend != "" && !slices.Contains(marked, legend) {
			marked = append(marked, legend)
		}
	}
	d.read(messages, marked)
	d.text(text("This shows what the identity provider sends and what the platform would make of it. Whether the platform lets the person in, it alone can show."))
	d.text(rich{{Text: "Log in again", Link: "/"}})
	return d.html(w)
}

// travelled are the messages of l, with what they say.
func travelled(l rehearse.Login) (out []view.Document) {
	for _, doc := range view.Documents(l.Verdict.Readings()) {
		if slices.Contains([]federation.Kind{federation.KindSAMLRequest, federation.KindSAMLResponse, federation.KindOIDCRequest, federation.KindOIDCCallback,
			federation.KindIDToken, federation.KindOIDCError}, doc.Kind) {
			out = append(out, doc)
		}
	}
	return out
}

// Attributes are what the answer of l says of the person beside the name, each as
// "name=value".
func Attributes(l rehearse.Login) (out []string) {
	for _, doc := range travelled(l) {
		for _, r := range doc.Read {
			for _, what := range []string{"Attribute ", "Claim "} {
				if name, ok := strings.CutPrefix(r.Label, what); ok && !slices.Contains(protocolClaims, name) {
					out = append(out, federation.Phrase(name+"="+r.Value))
				}
			}
		}
	}
	return out
}

// protocolClaims are about the login and not about the person (OpenID Connect Core 1.0, 2).
var protocolClaims = []string{"at_hash", "c_hash", "s_hash", "auth_time", "acr", "amr", "azp", "sid"}

// pictureWidth is how wide a login is drawn, in columns.
const pictureWidth = 80

// Verdict is what came of a login, as a title.
func Verdict(l rehearse.Login) string {
	switch {
	case l.Refused != "":
		return "Not taken"
	case l.Verdict.Report.Worst() >= federation.Error:
		return "Would not be let in"
	case !l.Accepted():
		return "Not proved"
	}
	return "Would be let in"
}

// Post is a form that sends itself; without scripts its button does.
func (p Rehearsal) Post(w io.Writer, f rehearse.Post) error {
	d := served("On to "+f.Name, "Your browser takes a message there.")
	x := &form{Action: f.To, Button: "Continue"}
	for _, h := range f.Fields {
		x.Hidden = append(x.Hidden, labelled{h.Name, text(h.Value)})
	}
	d.add(block{Form: x})
	d.script = template.JS(rehearse.Sends)
	return d.html(w)
}

// SignIn asks who logs in, and what goes wrong.
func (p Rehearsal) SignIn(w io.Writer, s rehearse.SignIn) error {
	d := served("Sign in", "The stand-in identity provider asks nobody for a password: choose who you are, and what goes wrong.")
	d.table(nil, [][]rich{{text("Asked by"), code(federation.Phrase(s.For))}, {text("The answer goes to"), code(federation.Phrase(s.To))}})
	if s.Foreign {
		d.text(rich{{Text: "The answer leaves this machine. It is signed with a key of this run, which nobody trusts who was not given it.", Strong: true}})
	}
	x := &form{Action: s.Action, Button: "Sign in"}
	for _, h := range s.Fields {
		x.Hidden = append(x.Hidden, labelled{h.Name, text(h.Value)})
	}
	who, drill := choice{Label: "Who", Name: "person"}, choice{Label: "What goes wrong", Name: "drill"}
	for _, name := range s.People {
		who.Options = append(who.Options, option{name, name, false})
	}
	for _, f := range s.Drills {
		o := option{f.Name, "Nothing", f.Name == s.Chosen}
		if f.Name != "" {
			o.Text = f.What + " (" + f.Name + ")"
		}
		drill.Options = append(drill.Options, o)
	}
	x.Choices = []choice{who, drill}
	d.add(block{Form: x})
	return d.html(w)
}

// Trouble says why a request was not answered, or that there is nothing to show.
func (p Rehearsal) Trouble(w io.Writer, t rehearse.Trouble) error {
	title := "This was not taken"
	if t.Status < http.StatusBadRequest {
		title = "Done"
	}
	d := served(title, federation.Sentence(t.Text))
	d.text(rich{{Text: "To the first page", Link: "/"}})
	return d.html(w)
}

// RehearsalText writes the verdict on l for a terminal.
func RehearsalText(w io.Writer, l rehearse.Login, words federation.Words) {
	if l.Asked != "" {
		fmt.Fprintf(w, "request from %s, at %s: %s\n", federation.Phrase(l.Asked), l.At.Local().Format("15:04:05"), Tally(l.Verdict.Report.Findings))
		for _, f := range view.Findings(l.Verdict.Report.Findings) {
			fmt.Fprintln(w)
			Text(w, f)
		}
		fmt.Fprintln(w)
		return
	}
	fmt.Fprintf(w, "login %d, %s, at %s: %s\n", l.Number, view.Begun(l.Start), l.At.Local().Format("15:04:05"), federation.Clause(Verdict(l)))
	if l.Subject != "" {
		fmt.Fprintf(w, "  who: %s\n", federation.Phrase(l.Subject))
	}
	if l.Refused != "" {
		fmt.Fprintf(w, "  %s\n", l.Refused)
	}
	for _, f := range view.Findings(l.Verdict.Report.Findings) {
		fmt.Fprintln(w)
		Text(w, f)
	}
	for _, doc := range travelled(l) {
		if doc.Kind == federation.KindSAMLResponse || doc.Kind == federation.KindIDToken {
			fmt.Fprintln(w)
			Readings(w, []view.Document{doc}, words)
		}
	}
	if rest := l.Unproven(); len(rest) > 0 {
		fmt.Fprintf(w, "\nwaiting for: %s\n", strings.Join(view.Named(rest, words.Need), ", "))
	}
	for _, said := range slices.Concat(l.Verdict.Said, l.Notes) {
		fmt.Fprintf(w, "\n%s\n", federation.Sentence(said))
	}
	fmt.Fprintln(w)
}

// RehearsalJSON writes l as one object in one line.
func RehearsalJSON(w io.Writer, l rehearse.Login) error {
	r := l.Verdict.Report
	return Line(w, struct {
		Version  int                  `json:"version"`
		Login    int                  `json:"login"`
		At       view.Moment          `json:"at"`
		Protocol string               `json:"protocol"`
		Start    federation.Start     `json:"start"`
		Asked    string               `json:"asked"` // who asked; empty: this is a login
		Accepted bool                 `json:"accepted"`
		Refused  string               `json:"refused"`
		Subject  string               `json:"subject"`
		Identity string               `json:"identity"`
		Took     float64              `json:"took_ms"`
		Findings []view.Finding       `json:"findings"`
		Waiting  []federation.Waiting `json:"waiting"`
		Said     []string             `json:"said"`
		Notes    []string             `json:"notes"`
	}{Version, l.Number, view.At(l.At), l.Protocol, l.Start, l.Asked, l.Accepted(), l.Refused, l.Subject, l.Identity, float64(l.Took.Microseconds()) / 1000,
		view.Findings(r.Findings), l.Unproven(), l.Verdict.Said, l.Notes})
}
