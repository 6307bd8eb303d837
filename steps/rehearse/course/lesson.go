package course

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/rehearse/issue"
)

// other is what a console holds in place of the certificate: the new one.
const other = "other"

// transit is how long a message travels.
const transit = time.Second / 2

// lesson makes the login of t and judges it.
func (t told) lesson(r Room, p person, key, next *issue.Key) (l Lesson, err error) {
	drill, ok := issue.Find(t.Drill)
	if !ok {
		return l, fmt.Errorf("there is no drill %q", t.Drill)
	}
	pair, err := r.Library.Pair(t.Platform, t.IdP, t.Protocol, "", r.Know.Checks)
	if err != nil {
		return l, err
	}
	view, err := steps.Blank(pair, r.Now)
	if err != nil {
		return l, err
	}
	x := t.exchange(r, pair.Expect, p, key, next)
	x.Drill = &drill
	verdict, err := judged(r, view, x, t.Protocol)
	if err != nil {
		return l, err
	}
	i := slices.IndexFunc(verdict.Report.Findings, func(f federation.Finding) bool { return f.Code == drill.Code })
	if i < 0 {
		return l, fmt.Errorf("the program does not find %s", drill.Code)
	}
	say := pair.Words.Say
	l = Lesson{Drill: t.Drill, Title: say(t.Title), Seen: strings.TrimSpace(t.Seen), Finding: verdict.Report.Findings[i], Report: verdict.Report,
		Words: pair.Words, Pair: fmt.Sprintf("%s with %s, by %s", pair.Words.Name(federation.Platform), pair.Words.Name(federation.IdP), spoken[t.Protocol])}
	for _, side := range []federation.Side{federation.Platform, federation.IdP} {
		l.Consoles = append(l.Consoles, t.console(pair.Words, x, side, next))
	}
	readings := verdict.Readings()
	if len(t.Asks) > 0 {
		l.Messages = append(l.Messages, shown(readings[0], x.At, t.Asks))
	}
	l.Messages = append(l.Messages, shown(readings[len(readings)-1], x.At, t.Says))
	l.Choices = []Choice{{Text: say(t.Right), Code: drill.Code, Right: true}}
	for _, w := range t.Wrong {
		l.Choices = append(l.Choices, Choice{Text: say(w.Text), Code: w.Code, Not: say(w.Not)})
	}
	return l, nil
}

var spoken = map[string]string{"saml": "SAML", "oidc": "OpenID Connect"}

// shown is what r says under some labels.
func shown(r steps.Reading, at time.Time, labels []string) Message {
	m := Message{Title: r.Title, Arrived: at.Add(transit)}
	for _, s := range r.Says {
		if slices.Contains(labels, s.Label) {
			m.Says = append(m.Says, s)
		}
	}
	return m
}

// exchange is the login, as both sides should hold it.
func (t told) exchange(r Room, e federation.Expect, p person, key, next *issue.Key) issue.Exchange {
	v := t.Values
	own := maps.Clone(v) // what has no field of its own below
	maps.DeleteFunc(own, func(f federation.Fact, _ string) bool {
		return strings.HasPrefix(string(f), "sp.") || strings.HasPrefix(string(f), "idp.") || strings.HasPrefix(string(f), "oidc.")
	})
	return issue.Exchange{
		Platform: issue.Platform{EntityID: v["sp.entity_id"], ACS: v["sp.acs_url"], ClientID: v["oidc.client_id"], RedirectURI: v["oidc.redirect_uri"],
			Expect: e, Values: own},
		IdP:    issue.IdP{EntityID: v["idp.entity_id"], SSO: v["idp.sso_url"], Issuer: v["oidc.issuer"], Key: key, Other: next},
		Person: issue.Person{NameID: p.NameID, Email: p.Email, Given: p.Given, Family: p.Family},
		At:     r.Now, Rand: r.Rand, State: "state", Nonce: "nonce", Code: "code",
	}
}

// judged judges the messages of x up to the one that is faulty.
func judged(r Room, view *steps.Snapshot, x issue.Exchange, protocol string) (v steps.Verdict, err error) {
	raw, err := messages(&x, protocol)
	if err != nil {
		return v, err
	}
	arrival := x.At.Add(transit)
	var docs []federation.Artifact
	for _, text := range raw {
		a, err := r.Know.Recognise(text)
		if err != nil {
			return v, err
		}
		docs = append(docs, a)
	}
	return steps.Bench{View: view, At: arrival, Now: arrival, Facts: x.Told(protocol, view.Pair.Terms)}.Judge(docs), nil
}

// messages are those of x up to the one that is faulty. A login begins at the platform.
func messages(x *issue.Exchange, protocol string) (out [][]byte, err error) {
	var asked string
	if protocol == "oidc" {
		asked, err = x.AuthorizationRequest()
	} else {
		asked, x.RequestID, err = x.RequestAddress()
	}
	if out = append(out, []byte(asked)); err != nil || x.Drill.By == federation.Platform {
		return out, err
	}
	var answer []byte
	switch x.Drill.Kind {
	case federation.KindSAMLResponse:
		answer, err = x.Response()
	case federation.KindIDToken, federation.KindOIDCError:
		answer, err = x.TokenAnswer()
	default:
		err = errors.New("no lesson shows a message of this kind")
	}
	return append(out, answer), err
}

// console is what side holds, under its own labels.
func (t told) console(w federation.Words, x issue.Exchange, side federation.Side, next *issue.Key) Console {
	c := Console{Side: side, Name: w.Name(side)}
	for _, f := range t.Consoles[side] {
		term, _ := w.Terms.Term(f)
		value, held := t.Holds[side][f]
		switch {
		case term.Form == federation.Certificate && value == other:
			value = next.PEM()
		case term.Form == federation.Certificate:
			value = x.IdP.Key.PEM()
		case !held:
			value = cmp.Or(t.Values[f], t.named(f, x))
		}
		if value != "" {
			value = w.Option(side, f, term.Short(value))
		}
		c.Rows = append(c.Rows, Row{w.Call(side, f), value})
	}
	return c
}

// named is what the directory has where nothing else was said.
func (t told) named(f federation.Fact, x issue.Exchange) string {
	if f == "user.name_id" {
		return x.Person.NameID
	}
	return ""
}
