package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode/utf16"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/steps/view"
)

// Version is the version of the JSON that check writes. It only grows.
const Version = 1

// An Input is one document that was judged.
type Input struct {
	Path   string          // as it was named: a file, an address, "-"
	Kind   federation.Kind // empty where it could not be read
	Digest string          // "sha256:…" of what it was recognised as
	Err    error           // why it was not judged
	Read   view.Document   // what it says; empty where nobody asked
}

type jsonInput struct {
	Path   string          `json:"path"`
	Kind   federation.Kind `json:"kind"`
	Digest string          `json:"digest"`
	Error  *string         `json:"error"`
	Read   []view.Read     `json:"read"`
	Parts  []view.Document `json:"parts"` // of a recording, its messages
}

// A jsonMessage is a message of a login: by which clock it was judged, and how
// old it is now.
type jsonMessage struct {
	Path  string          `json:"path"`
	Kind  federation.Kind `json:"kind"`
	At    view.Moment     `json:"at"`
	Proof view.Proof      `json:"proof"`
}

// JSON writes what came of judging inputs as one object in one line.
func JSON(w io.Writer, inputs []Input, messages []steps.Judged, r federation.Report) error {
	out := struct {
		Version  int                  `json:"version"`
		Inputs   []jsonInput          `json:"inputs"`
		Messages []jsonMessage        `json:"messages"`
		Findings []view.Finding       `json:"findings"`
		Waiting  []federation.Waiting `json:"waiting"`
		Muted    []view.Muted         `json:"muted"`
		Waived   []view.Accepted      `json:"waived"`
		Passed   []federation.Code    `json:"passed"`
	}{Version: Version, Findings: view.Findings(r.Findings), Waiting: r.Waiting, Muted: view.Consequences(r.Muted),
		Waived: view.Waived(r.Waived), Passed: r.Passed}
	for _, in := range inputs {
		j := jsonInput{in.Path, in.Kind, in.Digest, nil, in.Read.Read, in.Read.Parts}
		if in.Err != nil {
			why := in.Err.Error()
			j.Error = &why
		}
		out.Inputs = append(out.Inputs, j)
	}
	for _, m := range messages {
		out.Messages = append(out.Messages, jsonMessage{m.Origin, m.Kind, view.At(m.At), view.ProofOf(m.Proof)})
	}
	return Line(w, out)
}

// ChecklistJSON writes c as one object in one line.
func ChecklistJSON(w io.Writer, c checklist.Checklist) error {
	return Line(w, struct {
		Version int `json:"version"`
		checklist.Checklist
	}{checklist.Version, c})
}

// Line writes v as JSON in one line, without escaping what HTML would need. Every
// list is there, also when it is empty. What a terminal would obey or hide is
// escaped, also what JSON lets stand (RFC 8259 7).
func Line(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(whole(reflect.ValueOf(v)).Interface()); err != nil {
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

// whole is v with an empty list wherever one is nil, for which encoding/json
// writes null.
func whole(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Struct:
		if _, itself := v.Interface().(json.Marshaler); itself {
			return v
		}
		out := reflect.New(v.Type()).Elem()
		out.Set(v)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out.Field(i).Set(whole(v.Field(i)))
			}
		}
		return out
	case reflect.Slice:
		if k := v.Type().Elem().Kind(); k != reflect.Struct && k != reflect.Slice && v.Len() > 0 {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(whole(v.Index(i)))
		}
		return out
	}
	return v
}
