//go:build !race

package saml

// raced tells whether the race detector looks on.
const raced = false
