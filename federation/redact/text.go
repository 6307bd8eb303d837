package redact

import (
	"strings"

	"federate/federation/capture"
	"federate/federation/lazy"
)

// gap stands for words that are not known to be harmless.
const gap = "…"

// harmless are the words that errors of logins are made of. A word that is not among
// them may be a name.
var harmless = strings.Fields(`
a able about access account accepted action active ad add admin administrator again allowed already an and another answer any app application
apps are as assertion assigned at attribute attributes audience auth authenticate authenticated authentication authenticator authorization
authorize authorized bad be because been before blocked broken browser but by call can cannot certificate change claim claims client close code
conditional conditions configuration configured connect connection consent contact contains cookie cookies correct correlation could credentials
current data decrypt denied destination detail details device did different digest direct directory disabled discovery does domain
email empty enabled encrypted endpoint enterprise entity error errors exist existing exists expected expired expires external failed fails
failure federated federation field for forbidden form format found from get go got grant group groups guest handling has have he header help
however http https id identifier identity idp if in incorrect information initiated inside internal invalid ip is issue issued issuer it its
javascript key known later length license link list load locate locked log logged login logout long longer lookup made match matches matching
mapping may message metadata method mfa mismatch missing more multi must name nameid need needs new no none not null number of off ok on one only
openid or organization other our out page parameter parse part party passed password path permission permissions permitted person platform please
policy popup possible post prevented problem process profile protocol provided provider proxy read received redirect refused registered rejected
relay relaystate remote request requested requests required requires resource response responses responsetype restriction retry return returned role
roles saml samlresponse samlrequest scope secret security send sent server service session set setup sha sign signature signed signin single site
so some something sorry source sp specified sso start state status step subject success successful sufficient support supported system tab taken
insufficient selection interaction temporarily tenant than that the then there these they this time timed times to token tokens too trace troubleshooting true trusted try trying type
types unable unauthorized unavailable understand unexpected unknown unsupported unsuccessful until up uri url urn use used user username users
valid validate validated validating validation value values verification verified verify version version2 was we web went were when which who will
with within without wrong xml you your`)

var (
	// known are the harmless words, to be looked up.
	known = func() map[string]bool {
		out := make(map[string]bool, len(harmless))
		for _, w := range harmless {
			out[w] = true
		}
		return out
	}()
	// parts are the words of a text, its addresses, and what stands between them.
	parts    = lazy.Regexp(`https?://[^\s'"<>()]+|[\p{L}\p{N}_@.+\-]*[\p{L}\p{N}_@]|[^\p{L}\p{N}_@]+`)
	wordlike = lazy.Regexp(`[\p{L}\p{N}_@]`)
	camel    = lazy.Regexp(`^[A-Z][a-z]+(?:[A-Z][a-z]+)+$`) // AuthnFailed, as status codes are written
)

// lines is text with the words alone that are known to be harmless, the codes of
// errors, the IDs and the addresses.
func (r *Redactor) lines(text string) string {
	var out []string
	for line := range strings.Lines(text) {
		out = append(out, r.sentence(strings.TrimRight(line, "\r\n")))
	}
	return strings.Join(out, "\n")
}

// sentence is one line.
func (r *Redactor) sentence(line string) string {
	kept := map[string]bool{}
	for _, m := range idText().FindAllStringSubmatch(line, -1) {
		kept[m[2]] = kept[m[2]] || r.found(m[1], m[2])
	}
	for _, m := range moment().FindAllStringSubmatch(line, -1) {
		for _, w := range parts().FindAllString(m[1], -1) {
			kept[w] = true
		}
	}
	var b strings.Builder
	hidden := false
	for _, w := range parts().FindAllString(line, -1) {
		switch {
		case !wordlike().MatchString(w):
			if hidden && strings.TrimSpace(w) == "" {
				continue
			}
			b.WriteString(w)
			continue
		case strings.Contains(w, "://"):
			b.WriteString(r.address(w))
		case kept[w], known[strings.ToLower(w)], code(w):
			if hidden {
				b.WriteString(" ")
			}
			b.WriteString(w)
		default:
			if r.Values++; !hidden {
				b.WriteString(gap)
			}
			hidden = true
			continue
		}
		hidden = false
	}
	return b.String()
}

// code reports whether w is the code of an error, or a word as a status is written.
func code(w string) bool {
	codes := capture.Codes([]byte(w), 1)
	return len(codes) > 0 && codes[0] == w || strings.HasPrefix(w, "urn:") || camel().MatchString(w) && knownAll(w) || snake(w)
}

// snake reports whether w is the error of a protocol, as invalid_client.
func snake(w string) bool {
	parts := strings.Split(w, "_")
	for _, p := range parts {
		if !known[p] {
			return false
		}
	}
	return len(parts) > 1
}

// knownAll reports whether all words of a name in camel case are harmless.
func knownAll(w string) bool {
	from := 0
	for i := 1; i <= len(w); i++ {
		if i == len(w) || w[i] >= 'A' && w[i] <= 'Z' {
			if part := strings.ToLower(w[from:i]); !known[part] && part != "authn" && part != "passive" {
				return false
			}
			from = i
		}
	}
	return true
}
