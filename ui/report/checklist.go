package report

import (
	"io"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/steps/record"
)

type jsonChecklist struct {
	Version      int               `json:"version"`
	ID           string            `json:"id"`
	Name         string            `json:"name"`
	Platform     string            `json:"platform"`
	IdP          string            `json:"idp"`
	Protocol     string            `json:"protocol"`
	Route        string            `json:"route"`
	Created      string            `json:"created"`
	By           string            `json:"by"`
	At           string            `json:"at"`
	Archived     bool              `json:"archived"`
	Finished     bool              `json:"finished"`
	Overridden   []string          `json:"overridden"` // gates passed although they were shut, each as a sentence
	Settled      int               `json:"settled"`
	All          int               `json:"all"`
	Next         string            `json:"next"`
	Steps        []jsonStep        `json:"steps"`
	Findings     []Finding         `json:"findings"`
	Waived       []jsonAccepted    `json:"waived"`
	Waiting      []jsonWaiting     `json:"waiting"`
	Placeholders []jsonPlaceholder `json:"placeholders"`
	Certificates []jsonCertificate `json:"certificates"`
	Attempts     []jsonAttempt     `json:"attempts"`
	History      []JSONEntry       `json:"history"`
}

type jsonStep struct {
	Ref        string                `json:"ref"`
	Phase      string                `json:"phase"`
	Title      string                `json:"title"`
	Role       federation.Role       `json:"role"`
	Console    string                `json:"console"`
	Where      []string              `json:"where"`
	Optional   bool                  `json:"optional"`
	State      steps.State           `json:"state"`
	Why        []string              `json:"why"`
	Done       string                `json:"done"`
	By         string                `json:"by"`
	At         string                `json:"at"`
	Note       string                `json:"note"`
	Reason     string                `json:"reason"`
	Override   string                `json:"override"`
	Values     []jsonValue           `json:"values"`
	Source     Source                `json:"source"`
	Confidence federation.Confidence `json:"confidence"`
}

type jsonValue struct {
	Label       string          `json:"label"`
	Fact        federation.Fact `json:"fact"`
	Entered     bool            `json:"entered"`
	Value       string          `json:"value"`
	Placeholder bool            `json:"placeholder"`
	Clear       bool            `json:"clear"`
	Secret      bool            `json:"secret"`
	Now         string          `json:"now"`
	By          string          `json:"by"`
	At          string          `json:"at"`
}

type jsonAccepted struct {
	Code   federation.Code `json:"code"`
	Title  string          `json:"title"`
	Reason string          `json:"reason"`
	By     string          `json:"by"`
	At     string          `json:"at"`
	Until  string          `json:"until"`
}

type jsonPlaceholder struct {
	Side  federation.Side `json:"side"`
	Fact  federation.Fact `json:"fact"`
	Label string          `json:"label"`
	Value string          `json:"value"`
	Step  string          `json:"step"`
}

type jsonCertificate struct {
	Side       federation.Side `json:"side"`
	Fact       federation.Fact `json:"fact"`
	Label      string          `json:"label"`
	Subject    string          `json:"subject"`
	Thumbprint string          `json:"thumbprint"`
	First      string          `json:"from"`
	Last       string          `json:"until"`
}

type jsonAttempt struct {
	Key      string          `json:"key"`
	Kind     federation.Kind `json:"kind"`
	Digest   string          `json:"digest"`
	At       string          `json:"at"`
	By       string          `json:"by"`
	Verdict  string          `json:"verdict"`
	Proof    JSONProof       `json:"proof"`
	Findings []Finding       `json:"findings"`
	Sequence []string        `json:"sequence"`
}

// JSONProof is what a message is worth as evidence, as JSON has it.
type JSONProof struct {
	Issued   string   `json:"issued"` // RFC 3339; empty where it does not say
	Age      int64    `json:"age"`    // in seconds, when it was handed in
	Signer   string   `json:"signer"` // empty: nobody who is known to be trusted
	Audience string   `json:"audience"`
	Subject  string   `json:"subject"`
	Fresh    bool     `json:"fresh"` // it counts as proof
	Why      []string `json:"why"`   // why it does not
}

// ProofOf is p as JSON has it.
func ProofOf(p steps.Proof) JSONProof {
	return JSONProof{stamp(p.Issued), int64(p.Age().Seconds()), p.Signer, p.Audience, p.Subject, p.Fresh(), append([]string{}, p.Why...)}
}

// JSONEntry is an entry of the journal as JSON has it.
type JSONEntry struct {
	Seq       int64          `json:"seq"`
	At        string         `json:"at"` // RFC 3339, UTC
	By        string         `json:"by"`
	Kind      record.Kind    `json:"kind"`
	Step      string         `json:"step"`
	Text      string         `json:"text"`
	Undone    bool           `json:"undone"`
	Undoes    int64          `json:"undoes"`
	Changes   []JSONChange   `json:"changes"`
	Documents []JSONDocument `json:"documents"`
	Revised   []string       `json:"revised"`
}

// JSONChange is one claim of an entry.
type JSONChange struct {
	Side        federation.Side `json:"side"`
	Fact        federation.Fact `json:"fact"`
	Key         string          `json:"key"`
	Old         string          `json:"old"`
	New         string          `json:"new"`
	Placeholder bool            `json:"placeholder"`
	Copied      bool            `json:"copied"`
	Secret      bool            `json:"secret"`
}

// JSONDocument is one document of an entry.
type JSONDocument struct {
	Kind   federation.Kind `json:"kind"`
	Key    string          `json:"key"`
	Digest string          `json:"digest"`
	Origin string          `json:"origin"`
}

// ChecklistJSON writes c as one object. Every list is there, also when it is
// empty; moments are RFC 3339 in UTC, and empty where nothing happened.
func ChecklistJSON(w io.Writer, c checklist.Checklist) error {
	out := jsonChecklist{Version: checklist.Version, ID: c.ID, Name: c.Name, Platform: c.Platform, IdP: c.IdP, Protocol: c.Protocol, Route: c.Route,
		Created: stamp(c.Created), By: c.By, At: stamp(c.At), Archived: c.Archived, Finished: c.Finished, Overridden: append([]string{}, c.Overridden...), Settled: c.Settled, All: c.All,
		Next: c.Next, Steps: []jsonStep{}, Findings: Findings(c.Findings), Waived: []jsonAccepted{}, Waiting: []jsonWaiting{},
		Placeholders: []jsonPlaceholder{}, Certificates: []jsonCertificate{}, Attempts: []jsonAttempt{}, History: []JSONEntry{}}
	for _, s := range c.Steps {
		j := jsonStep{Ref: s.Ref, Phase: s.Phase, Title: s.Title, Role: s.Role, Console: s.Console, Where: append([]string{}, s.Where...),
			Optional: s.Optional, State: s.State, Why: append([]string{}, s.Why...), Done: s.Done, By: s.By, At: stamp(s.At), Note: s.Note,
			Reason: s.Reason, Override: s.Override, Values: []jsonValue{}, Source: Source(s.Source), Confidence: s.Confidence}
		for _, v := range s.Values {
			j.Values = append(j.Values, jsonValue{v.Label, v.Fact, v.Entered, v.Value, v.Planted, v.Clear, v.Secret, v.Now, v.By, stamp(v.At)})
		}
		out.Steps = append(out.Steps, j)
	}
	for _, x := range c.Waived {
		out.Waived = append(out.Waived, jsonAccepted{x.Finding.Code, Plain(x.Finding.Title), x.Waiver.Reason, x.Waiver.By, stamp(x.Waiver.At), stamp(x.Waiver.Until)})
	}
	for _, x := range c.Waiting {
		out.Waiting = append(out.Waiting, jsonWaiting{x.Code, append([]federation.Need{}, x.For...)})
	}
	for _, p := range c.Placeholders {
		out.Placeholders = append(out.Placeholders, jsonPlaceholder{p.Side, p.Fact, p.Label, p.Value, p.Step})
	}
	for _, x := range c.Certificates {
		out.Certificates = append(out.Certificates, jsonCertificate{x.Side, x.Fact, x.Label, x.Subject, x.Thumbprint, stamp(x.First), stamp(x.Last)})
	}
	for _, a := range c.Attempts {
		out.Attempts = append(out.Attempts, jsonAttempt{a.Key, a.Kind, a.Digest, stamp(a.At), a.By, a.Verdict(), ProofOf(a.Proof), Findings(a.Findings), append([]string{}, a.Sequence...)})
	}
	for _, e := range c.History {
		out.History = append(out.History, Entry(e))
	}
	return Line(w, out)
}

// Entry is e as JSON has it.
func Entry(e checklist.Entry) JSONEntry {
	j := JSONEntry{Seq: e.Seq, At: stamp(e.At), By: e.By, Kind: e.Kind, Step: e.Step, Text: e.Text, Undone: e.Undone, Undoes: e.Undoes,
		Changes: []JSONChange{}, Documents: []JSONDocument{}, Revised: append([]string{}, e.Revised...)}
	for _, c := range e.Changes {
		j.Changes = append(j.Changes, JSONChange{c.Side, c.Fact, c.Key, c.Old, c.New, c.Planted, c.Copied, c.Secret})
	}
	for _, d := range e.Documents {
		j.Documents = append(j.Documents, JSONDocument{d.Kind, d.Key, d.Digest, d.Origin})
	}
	return j
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
