package view

import (
	"federate/federation"
)

// A Word is one that this program uses and not everybody knows, with what it means.
type Word struct{ Word, Means string }

// Glossary is what the words mean that stand on the pages without an explanation.
func Glossary() []Word {
	return []Word{
		{"NameID", "the name of the person in a SAML response; the platform looks up the account by it"},
		{"issuer", "the entity ID of whoever made a document: of a response, the identity provider"},
		{"SP-initiated", "a login that begins at the platform; IdP-initiated: at a tile of the identity provider"},
		{"placeholder", "a value that opens a form and is replaced later; a federation is not finished while one stands"},
		{"waiting", "a check that lacks something to look at; it has not passed"},
		{"the standards", "what SAML and OpenID Connect demand of everybody, without the rules of any console"},
		{"estate", "two or more federations of one company that are looked after together"},
		{"baton", "the file that hands the other admin's part over, and brings it back"},
		{federation.Sentence(string(federation.Solid)), "the makers say so, and nobody says otherwise"},
		{federation.Sentence(string(federation.Likely)), "the makers say so in an old or a single place, or it follows from what they say"},
		{federation.Sentence(string(federation.DocumentOnly)), "one guide says so, and no maker"},
		{federation.Sentence(string(federation.Doubtful)), "contradicted, or confirmed by nothing"},
		{federation.Sentence(string(federation.Unverified)), "known from practice, and written nowhere"},
	}
}
