package trace

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"federate/federation/lazy"
)

var (
	pieces = lazy.Regexp(`(?s)<[^>]*>`)
	// failing are the English words by which a page without a code says that
	// something went wrong.
	failing = lazy.Regexp(`(?i)\b(errors?|failed|failure|denied|refused|forbidden|unauthori[sz]ed|not found|not authori[sz]ed|invalid|unable|bad request|exception|expired)\b`)
)

// says is what a page tells the person who sees it, where its title says that
// something failed, or failed is true: the title, and the first sentence that says
// more. Empty where it says nothing of the kind.
func says(page []byte, failed bool) string {
	const most, mostHead, mostSaid, mostPieces, leastWords = 256 << 10, 16 << 10, 160, 4000, 3
	page = page[:min(len(page), most)]
	name, rest := titled(page[:min(len(page), mostHead)], page)
	if rest == nil || !failed && !failing().Match(name) {
		return ""
	}
	head := fit(string(name))
	rest = hidden().ReplaceAll(rest, nil)
	for _, piece := range pieces().Split(string(rest), mostPieces) {
		if text := fit(piece); len(strings.Fields(text)) >= leastWords && failing().MatchString(text) && !strings.EqualFold(text, head) {
			if head == "" {
				return clean(text, mostSaid)
			}
			return clean(head+": "+text, mostSaid)
		}
	}
	return clean(head, mostSaid)
}

// titled is the title in the head of a page, and what stands behind it; nil where
// it has none. A recording has many pages, and most of them are looked at for
// this alone.
func titled(head, page []byte) (name, rest []byte) {
	const mostTitle = 1000
	for _, tag := range []string{"<title", "<TITLE"} {
		i := bytes.Index(head, []byte(tag))
		if i < 0 {
			continue
		}
		_, rest, _ := bytes.Cut(page[i:], []byte(">"))
		if end := bytes.IndexByte(rest, '<'); end >= 0 && end < mostTitle {
			return rest[:end], rest[end:]
		}
		return nil, nil
	}
	return nil, nil
}

// hidden is the part of a page that is not shown.
var hidden = lazy.Regexp(`(?is)<script\b.*?</script>|<style\b.*?</style>|<!--.*?-->`)

// fit is a piece of a page as text in one line, without names of people and what
// looks like a token.
func fit(piece string) string {
	words := strings.Fields(html.UnescapeString(piece))
	for i, w := range words {
		if strings.Contains(w, "@") || tokenish().MatchString(w) {
			words[i] = masked
		}
	}
	return strings.Join(words, " ")
}

// phrases are what products say, and what that comes from.
var phrases = []struct{ says, means string }{
	{"Error in handling response type",
		"mod_auth_openidc says so when the identity provider hands over no tokens for the code, most often because the client secret is another one"},
	{"Unable to locate metadata for", "SimpleSAMLphp says so when it was never given the metadata of the one that asks"},
	{"Metadata not found", "SimpleSAMLphp says so when it was never given the metadata of the one that asks"},
}

// quoted is what s says as the end of a sentence, with its usual cause where that is
// known; empty where it says nothing.
func (s *Step) quoted() string {
	switch {
	case s.Says == "" && s.Told == "":
		return ""
	case s.Says == "":
		return fmt.Sprintf(", whose address says %q", s.Told)
	}
	out := fmt.Sprintf(": %q", s.Says)
	for _, p := range phrases {
		if strings.Contains(s.Says, p.says) {
			return out + " (" + p.means + ")"
		}
	}
	return out
}

// complains reports whether s says that something went wrong, on its page or in its address.
func (s *Step) complains() bool { return s.Says != "" || s.Told != "" }

// words are all that s says went wrong.
func (s *Step) words() string { return strings.TrimSpace(s.Told + "\n" + s.Says) }

// failurePages reports the pages that say a login failed where no code or status does:
// what the platform shows after a response, the last page of the identity provider
// where there was no response, and the last page where there is no login.
func failurePages(j *judgement) {
	answered := false
	for _, g := range j.Logins {
		s := j.step(g.Response)
		if s == nil || !s.Received.answers() {
			continue
		}
		answered = true
		end := j.landing(g.Response) // where it is another page, the platform led there after it had accepted
		if end.complains() && end.Status > 0 && end.Status < 400 && end.Redirect == "" && end.Part != IdP && !end.aside {
			j.at(end, "", "%s got the answer of the login and shows a page%s", end.Host, end.quoted()).Said = end.words()
		}
	}
	for i := len(j.Steps) - 1; i >= 0 && !answered; i-- {
		s := &j.Steps[i]
		if s.aside {
			continue
		}
		if s.complains() && (s.Part == IdP || s.Told != "" || len(j.Logins) == 0) {
			j.at(s, "", "The last page at %s is an error%s", s.Host, s.quoted()).Said = s.words()
		}
		return
	}
}
