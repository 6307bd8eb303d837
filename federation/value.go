package federation

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"federate/federation/lazy"
)

// placeholderWords recognises what documents and people write where a value is not
// known yet. It is the second line of defence: the first is the record of
// placeholders.
var placeholderWords = lazy.Regexp(`(?i)need[_-]?to[_-]?change|your-?tenant|placeholder|change[_-]?me|\{[a-z_ -]+\}|<[a-z_][a-z_ -]*>`)

// marks are names of HTML elements that people write into texts.
var marks = strings.Fields("a b i p u s br em hr li ol ul td th tr strong small sub sup div span pre code table font blockquote")

// LooksLikePlaceholder reports whether value is a placeholder by its looks. Mark-up is none.
func LooksLikePlaceholder(value string) bool {
	for _, word := range placeholderWords().FindAllString(value, -1) {
		if !strings.HasPrefix(word, "<") || !slices.Contains(marks, strings.ToLower(strings.Trim(word, "<> "))) {
			return true
		}
	}
	return false
}

// codeSpaceInside is of a value that may well stand on both sides, and yet is not one
// to copy.
const codeSpaceInside Code = "value-space-inside"

const pasteRemedy = "Copy the value again from the console with its copy button and paste it here"

// Malformed are the codes of a value that is no value of its fact: what else is wrong
// with it is a consequence.
var Malformed = []Code{"value-placeholder", "value-placeholder-planted", "value-white-space", "value-invisible-character",
	"value-not-a-url", "value-not-a-choice"}

// ValueChecks returns the checks that every value has to pass, whatever it means.
// They judge what was stated or read, not what was copied by confirming.
func ValueChecks() []Check {
	own := Source{Document: "federate", Section: "values that two consoles must hold byte for byte"}
	everybody := func(c Claim, t Term) bool { return true }
	urls := func(c Claim, t Term) bool { return t.Form == URL }
	return []Check{
		eachValue(Rule{Code: "value-placeholder", Severity: Error, Title: "A placeholder is still there", Role: Either,
			Remedy: "Replace the placeholder with the real value and confirm the step that does it",
			Source: Source{Document: "NICE CXone Mpower help: Manage Federation with Azure", Section: "Add CXone Mpower Values to Azure"}},
			func(c Claim, t Term) bool { return c.Placeholder || t.Form != Prose && t.Form != Certificate },
			func(d *Dossier, c Claim) (string, string) {
				if (d.Final || !c.Placeholder) && (c.Placeholder || LooksLikePlaceholder(c.Value)) {
					if known, ok := d.Known(c.Fact); ok && known.Side != c.Side && !LooksLikePlaceholder(known.Value) {
						return known.Value, "what was entered to begin with was never replaced"
					}
					return "", "what was entered to begin with was never replaced"
				}
				return "", ""
			}),
		eachValue(Rule{Code: "value-placeholder-planted", Severity: Note, Title: "A placeholder waits to be replaced", Role: Either,
			Remedy: "Replace it in the step that asks for the real value; nothing counts as finished before that",
			Source: Source{Document: "NICE CXone Mpower help: Manage Federation with Azure",
				Section: "Create and Configure an Azure Application with SAML 2.0"}},
			func(c Claim, t Term) bool { return c.Placeholder },
			func(d *Dossier, c Claim) (string, string) {
				known, ok := d.Known(c.Fact)
				switch {
				case d.Final:
					return "", ""
				case ok && known.Side != c.Side && !LooksLikePlaceholder(known.Value):
					return "", "the real value is known by now"
				}
				return "", "the other side does not know its own value yet"
			}),
		eachValue(Rule{Code: "value-white-space", Severity: Error, Title: "White space around the value", Role: Either,
			Remedy: pasteRemedy, Source: own},
			everybody, func(d *Dossier, c Claim) (string, string) {
				if t := strings.TrimSpace(c.Value); t != c.Value && !multiline(d, c) {
					return t, "a console compares the spaces too"
				}
				return "", ""
			}),
		eachValue(Rule{Code: codeSpaceInside, Severity: Warning, Title: "A space inside an identifier that is an address", Role: Either,
			Remedy: "Choose an identifier without a space, and enter it on both sides: a console that takes no space writes %20, which is another value",
			Source: Source{Document: "RFC 3986", Section: "2.1"}, Because: []Code{"value-white-space", "value-placeholder"}},
			func(c Claim, t Term) bool { return t.Form == Text && scheme(strings.TrimSpace(c.Value)) != "" },
			func(d *Dossier, c Claim) (string, string) {
				if inner := strings.TrimSpace(c.Value); strings.Contains(inner, " ") {
					return "", "it holds " + Count(strings.Count(inner, " "), "space") + ", and no address does"
				}
				return "", ""
			}),
		eachValue(Rule{Code: "value-invisible-character", Severity: Error, Title: "An invisible character inside the value", Role: Either,
			Remedy: pasteRemedy, Source: own},
			everybody, func(d *Dossier, c Claim) (string, string) {
				inner := strings.TrimSpace(c.Value)
				if _, what, ok := Hidden(inner); ok && !multiline(d, c) {
					return visible(inner), "it holds " + what
				}
				return "", ""
			}),
		eachValue(Rule{Code: "value-not-a-url", Severity: Error, Title: "This is not a complete web address", Role: Either,
			Remedy:  "Enter the whole address, from https:// on and without a fragment",
			Source:  Source{Document: "RFC 3986", Section: "4.3"},
			Because: []Code{"value-white-space", "value-invisible-character"}},
			urls, func(d *Dossier, c Claim) (string, string) {
				u, err := url.Parse(c.Value)
				switch {
				case c.Value == "":
				case err != nil || u.Scheme == "" || u.Host == "" || strings.ContainsAny(c.Value, " \t\r\n"):
					return "", "an address has a scheme, a host and no spaces"
				case u.Fragment != "":
					return strings.SplitN(c.Value, "#", 2)[0], "a fragment (#…) never reaches the server"
				}
				return "", ""
			}),
		secured(eachValue(Rule{Code: "value-not-https", Severity: Error, Title: "The address is not https", Role: Either,
			Remedy: "Use https; where the console shows http, the value was not copied from the console",
			Source: Source{Document: "Microsoft identity platform: Redirect URI (reply URL) restrictions"},
			Because: []Code{"value-not-a-url", "value-white-space", "saml-reply-url-mismatch", "saml-endpoint-mismatch",
				"saml-sso-url-not-sign-in"}},
			urls, func(d *Dossier, c Claim) (string, string) {
				if rest, ok := strings.CutPrefix(c.Value, "http://"); ok && !loopback(rest) {
					return "https://" + rest, "tokens must not travel in the clear"
				}
				return "", ""
			})),
		eachValue(Rule{Code: "value-host", Severity: Warning, Title: "The host is not a legal DNS name", Role: Either,
			Confidence: Unverified,
			Remedy:     "Use a host of letters, digits and hyphens; some consoles refuse an underscore",
			Source:     Source{Document: "RFC 1123", Section: "2.1"},
			Because: []Code{"value-placeholder", "value-placeholder-planted", "value-not-a-url", "value-white-space",
				"value-invisible-character"}},
			urls, func(d *Dossier, c Claim) (string, string) {
				if u, err := url.Parse(c.Value); err == nil && u.Host != "" && !legalHost(u.Hostname()) {
					return "", "an underscore, an empty part or a hyphen at an edge"
				}
				return "", ""
			}),
		eachValue(Rule{Code: "value-not-a-choice", Severity: Error, Title: "The value is not one of the choices", Role: Either,
			Remedy: "Choose one of the values that federate status lists for this fact", Source: own},
			func(c Claim, t Term) bool { return t.Form == Choice && len(t.Values) > 0 },
			func(d *Dossier, c Claim) (string, string) {
				if t, _ := d.Terms.Term(c.Fact); !slices.Contains(t.Values, c.Value) {
					return strings.Join(t.Values, " or "), "this fact has a closed list of values"
				}
				return "", ""
			}),
	}
}

// eachValue returns the check of r over every suitable value that was stated or
// read. look returns what was wanted, and a reason where something is wrong.
func eachValue(r Rule, suits func(Claim, Term) bool, look func(*Dossier, Claim) (want, why string)) Check {
	judged := func(d *Dossier, c Claim) bool {
		if c.Copied || c.Withheld {
			return false
		}
		t, _ := d.Terms.Term(c.Fact)
		return !t.Secret && suits(c, t)
	}
	return Check{Rule: r, Applies: func(d *Dossier) bool {
		return slices.ContainsFunc(d.All(),
			func(c Claim) bool { return judged(d, c) })
	},
		Run: func(d *Dossier) (out []Finding) {
			for _, c := range d.All() {
				if !judged(d, c) {
					continue
				}
				if want, why := look(d, c); why != "" {
					f := r.At(c.Subject(), "%s at %s: %s", d.Terms.Title(c.Fact), d.Words.Name(c.Side), why).Differ(want, c.Value)
					if f.Role == Either {
						f.Role = c.Side.Role()
					}
					out = append(out, f)
				}
			}
			return out
		}}
}

// Flaws is what is wrong with c by itself, by the rules for values, those of the
// consoles included. It is for a value in a message, which nobody stated. Of a fact that
// is a stand-in's nothing is demanded.
func Flaws(d *Dossier, c Claim) []Finding {
	if slices.Contains(d.StoodIn, c.Fact) {
		return nil
	}
	alone := d.empty()
	alone.Final = true
	alone.Hear(c)
	return Examine(alone, slices.Concat(ValueChecks(), d.Demands)).Findings
}

// behindProxy is for an address that a product wrote into its own document: it writes
// the one by which it is called, and the proxy before it calls it by http.
const behindProxy = "Set the public https address in {{name \"idp\"}}, and have the proxy before it say that people come by https; then take the document again"

// secured makes c an error where the console is known to refuse an address without
// TLS, and where OpenID Connect does: all its endpoints need it, and a client's own
// addresses should have it (openid-connect-core-1_0 3.1.2.1).
func secured(c Check) Check {
	run := c.Run
	c.Run = func(d *Dossier) []Finding {
		found := run(d)
		for i := range found {
			f := &found[i]
			endpoint := strings.HasPrefix(string(f.Subject.Fact), "oidc.") && !strings.HasSuffix(string(f.Subject.Fact), "redirect_uri")
			if !endpoint {
				f.Rule = Demanded(d.Expect.SecureAddresses, f.Rule)
			}
			if f.Subject.Artifact != "" {
				f.Remedy = behindProxy
				if f.Subject.Side == Platform {
					f.Remedy = strings.ReplaceAll(behindProxy, "idp", "platform")
				}
			}
		}
		return found
	}
	return c
}

// multiline reports whether line breaks are part of what c holds.
func multiline(d *Dossier, c Claim) bool {
	t, _ := d.Terms.Term(c.Fact)
	return t.Form == Prose || t.Form == Certificate
}

func loopback(hostAndRest string) bool {
	u, err := url.Parse("http://" + hostAndRest)
	if err != nil {
		return false
	}
	if u.Hostname() == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return err == nil && ip.IsLoopback()
}

var dnsLabel = lazy.Regexp(`^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$`)

func legalHost(h string) bool {
	if _, err := netip.ParseAddr(h); err == nil {
		return true
	}
	for _, l := range strings.Split(strings.TrimSuffix(h, "."), ".") {
		if !dnsLabel().MatchString(l) && !international(l) {
			return false
		}
	}
	return true
}

// international lets names through that a browser would write in punycode.
func international(l string) bool {
	return strings.IndexFunc(l, func(r rune) bool { return r > 127 }) >= 0
}
