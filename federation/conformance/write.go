package conformance

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
)

// Write writes a fixture, for the programs that make them: a text as it is, and
// anything else as JSON.
func Write(name string, content any) error {
	text, ok := content.(string)
	if !ok {
		text = JSON(content)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), 0o644)
}

// JSON is v as a fixture holds it. A value that JSON cannot hold is a mistake in
// the program that makes it.
func JSON(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return b.String()
}
