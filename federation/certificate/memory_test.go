package certificate

import (
	"os"
	"strings"
	"testing"
)

// What is remembered is bounded, and what cannot be parsed is no memory.
func TestMemory(t *testing.T) {
	text, err := os.ReadFile("../pki/testdata/entra.pem")
	if err != nil {
		t.Fatal(err)
	}
	pem := string(text)
	m := Memory{Parse: ofFacts.Parse}
	first, err := m.Certificate(pem)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := m.Certificate(pem); again != first {
		t.Error("parsed twice")
	}
	for i := range 3 * mostRemembered {
		if c, err := m.Certificate(pem + strings.Repeat("\n", i)); err != nil || !c.Equal(first) {
			t.Fatal(err)
		}
		if _, err := m.Certificate(strings.Repeat("x", i)); err == nil {
			t.Fatal("no certificate")
		}
	}
	if len(m.known) > mostRemembered {
		t.Errorf("%d are remembered", len(m.known))
	}
}
