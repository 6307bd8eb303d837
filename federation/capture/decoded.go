package capture

import (
	"bytes"
	"encoding/json"

	"federate/federation"
)

// decoded recognises an ID token as a debugger shows it: the header, a dot, the
// claims, and perhaps a word where the signature was.
func decoded(text []byte) (Capture, bool) {
	var header, claims map[string]json.RawMessage
	d := json.NewDecoder(bytes.NewReader(text))
	if d.Decode(&header) != nil || header["alg"] == nil {
		return Capture{}, false
	}
	rest, dot := bytes.CutPrefix(bytes.TrimSpace(text[d.InputOffset():]), []byte("."))
	d = json.NewDecoder(bytes.NewReader(rest))
	if !dot || d.Decode(&claims) != nil {
		return Capture{}, false
	}
	if !bytes.HasPrefix(append(bytes.TrimSpace(rest[d.InputOffset():]), '.'), []byte(".")) {
		return Capture{}, false
	}
	return Capture{Kind: federation.KindIDToken, Inner: text, Layers: []Layer{{Name: "a token that was decoded"}}}, true
}
