package checklist

import (
	"crypto/sha1"
	"fmt"

	"federate/federation/certificate"
)

// described reads the first certificate of a claim, which is PEM.
func described(value string) (Certificate, bool) {
	c, err := certificate.FromPEM(value)
	if err != nil {
		return Certificate{}, false
	}
	return Certificate{Subject: c.Subject.String(), Thumbprint: fmt.Sprintf("%X", sha1.Sum(c.Raw)),
		First: c.NotBefore.UTC(), Last: c.NotAfter.UTC()}, true
}

// String is c in one line.
func (c Certificate) String() string {
	const day = "2006-01-02"
	return fmt.Sprintf("%s, SHA-1 %s, from %s until %s", c.Subject, c.Thumbprint, c.First.Format(day), c.Last.Format(day))
}
