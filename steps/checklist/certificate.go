package checklist

import (
	"crypto/sha1"
	"fmt"
	"time"

	"federate/federation/certificate"
	"federate/steps/view"
)

// described reads the first certificate of a claim, which is PEM.
func described(value string) (Certificate, bool) {
	c, err := certificate.FromPEM(value)
	if err != nil {
		return Certificate{}, false
	}
	return Certificate{Subject: c.Subject.String(), Thumbprint: fmt.Sprintf("%X", sha1.Sum(c.Raw)),
		First: view.At(c.NotBefore.UTC()), Last: view.At(c.NotAfter.UTC())}, true
}

// String is c in one line.
func (c Certificate) String() string {
	return fmt.Sprintf("%s, SHA-1 %s, from %s until %s", c.Subject, c.Thumbprint, c.First.Format(time.DateOnly), c.Last.Format(time.DateOnly))
}
