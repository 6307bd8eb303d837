package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"federate/federation"
	"federate/steps"
)

// Version is the version of the JSON that check writes. It only grows.
const Version = 1

// An Input is one document that was judged.
type Input struct {
	Path   string          // as it was named: a file, an address, "-"
	Kind   federation.Kind // empty where it could not be read
	Digest string          // "sha256:…" of what it was recognised as
	Err    error           // why it was not judged
}

// A Finding is a finding as JSON has it.
type Finding struct {
	Code       federation.Code       `json:"code"`
	Severity   federation.Severity   `json:"severity"`
	Title      string                `json:"title"`
	Detail     string                `json:"detail"`
	Want       string                `json:"want"`
	Got        string                `json:"got"`
	Side       federation.Side       `json:"side"`
	Fact       federation.Fact       `json:"fact"`
	Key        string                `json:"key"`
	Attempt    string                `json:"attempt"`
	Artifact   federation.Kind       `json:"artifact"`
	Path       string                `json:"path"`
	Line       int                   `json:"line"`
	Remedy     string                `json:"remedy"`
	Step       string                `json:"step"`
	Role       federation.Role       `json:"role"`
	Confidence federation.Confidence `json:"confidence"`
	Source     Source                `json:"source"`
}

// A Source is an authority with every field there, also where it is empty.
type Source struct {
	Document string `json:"document"`
	Section  string `json:"section"`
	URL      string `json:"url"`
}

// Of is f as JSON has it. Texts lose their emphasis; values are whole.
func Of(f federation.Finding) Finding {
	c := f.Confidence
	if c == "" {
		c = federation.Solid
	}
	return Finding{Code: f.Code, Severity: f.Severity, Title: Plain(f.Title), Detail: Plain(f.Detail), Want: f.Want, Got: f.Got,
		Side: f.Subject.Side, Fact: f.Subject.Fact, Key: f.Subject.Key, Attempt: f.Attempt, Artifact: f.Subject.Artifact,
		Path: f.Subject.Path, Line: f.Subject.Line, Remedy: Plain(f.Remedy), Step: f.Step, Role: f.Role, Confidence: c,
		Source: Source(f.Source)}
}

// Findings is every f as JSON has it; never nil.
func Findings(fs []federation.Finding) []Finding {
	out := make([]Finding, 0, len(fs))
	for _, f := range fs {
		out = append(out, Of(f))
	}
	return out
}

type jsonInput struct {
	Path   string          `json:"path"`
	Kind   federation.Kind `json:"kind"`
	Digest string          `json:"digest"`
	Error  *string         `json:"error"`
}

type jsonWaiting struct {
	Code federation.Code   `json:"code"`
	For  []federation.Need `json:"for"`
}

type jsonMuted struct {
	Code    federation.Code `json:"code"`
	Because federation.Code `json:"because"`
}

type jsonWaived struct {
	Code   federation.Code `json:"code"`
	Reason string          `json:"reason"`
	By     string          `json:"by"`
	Until  string          `json:"until"` // RFC 3339
}

// A jsonMessage is a message of a login: by which clock it was judged, and how
// old it is now.
type jsonMessage struct {
	Path  string          `json:"path"`
	Kind  federation.Kind `json:"kind"`
	At    string          `json:"at"` // RFC 3339
	Proof JSONProof       `json:"proof"`
}

type jsonReport struct {
	Version  int               `json:"version"`
	Inputs   []jsonInput       `json:"inputs"`
	Messages []jsonMessage     `json:"messages"`
	Findings []Finding         `json:"findings"`
	Waiting  []jsonWaiting     `json:"waiting"`
	Muted    []jsonMuted       `json:"muted"`
	Waived   []jsonWaived      `json:"waived"`
	Passed   []federation.Code `json:"passed"`
}

// JSON writes what came of judging inputs as one object in one line. Every list
// is there, also when it is empty.
func JSON(w io.Writer, inputs []Input, messages []steps.Judged, r federation.Report) error {
	out := jsonReport{Version: Version, Inputs: []jsonInput{}, Findings: Findings(r.Findings), Waiting: []jsonWaiting{},
		Muted: []jsonMuted{}, Waived: []jsonWaived{}, Messages: []jsonMessage{}, Passed: []federation.Code{}}
	for _, in := range inputs {
		j := jsonInput{in.Path, in.Kind, in.Digest, nil}
		if in.Err != nil {
			why := in.Err.Error()
			j.Error = &why
		}
		out.Inputs = append(out.Inputs, j)
	}
	for _, x := range r.Waiting {
		out.Waiting = append(out.Waiting, jsonWaiting{x.Code, append([]federation.Need{}, x.For...)})
	}
	for _, m := range r.Muted {
		out.Muted = append(out.Muted, jsonMuted{m.Finding.Code, m.Because})
	}
	for _, x := range r.Waived {
		out.Waived = append(out.Waived, jsonWaived{x.Finding.Code, x.Waiver.Reason, x.Waiver.By, x.Waiver.Until.UTC().Format("2006-01-02T15:04:05Z07:00")})
	}
	for _, m := range messages {
		out.Messages = append(out.Messages, jsonMessage{m.Origin, m.Kind, stamp(m.At), ProofOf(m.Proof)})
	}
	out.Passed = append(out.Passed, r.Passed...)
	return Line(w, out)
}

// Line writes v as JSON in one line, without escaping what HTML would need. What
// a terminal would obey or hide is escaped, also what JSON lets stand (RFC 8259 7).
func Line(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	if !bytes.ContainsFunc(b.Bytes(), federation.Obeyed) {
		_, err := w.Write(b.Bytes())
		return err
	}
	var out strings.Builder
	for _, r := range b.String() {
		if federation.Obeyed(r) {
			for _, unit := range utf16.AppendRune(nil, r) {
				fmt.Fprintf(&out, `\u%04x`, unit)
			}
		} else {
			out.WriteRune(r)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}
