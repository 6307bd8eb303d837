//go:build race

package saml

const raced = true
