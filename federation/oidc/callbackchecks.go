package oidc

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

const codeIdPInitiated federation.Code = "oidc-idp-initiated"

// callbackChecks judge what came back instead of a login.
func callbackChecks() []federation.Check {
	const idp, platform = federation.IdP, federation.Platform
	rule := func(code federation.Code, severity federation.Severity, title, remedy string, role federation.Role, source federation.Source,
		because ...federation.Code) federation.Rule {
		return federation.Rule{Code: code, Severity: severity, Title: title, Remedy: remedy, Role: role, Source: source, Because: because}
	}
	onCallback := func(rule federation.Rule, facts []federation.Fact, applies func(*federation.Dossier, *Callback) bool,
		run func(*check.Judgement, *Callback)) federation.Check {
		return check.On(federation.KindOIDCCallback, rule, facts, applies, run)
	}
	return []federation.Check{
		onCallback(federation.Rule{Code: "oidc-callback-malformed", Severity: federation.Error,
			Title: "The answer in the address cannot be read", Uncapped: true,
			Remedy: "Copy the whole address that the browser came back to", Role: federation.Either, Source: rfc("6749", "4.1.2")}, nil,
			check.Always, func(j *check.Judgement, c *Callback) {
				if c.Malformed != "" {
					j.At(Value{Path: "address", Line: 1}, "", "",
						"An answer is an address with parameters and this is none: %s", c.Malformed)
				}
				for _, v := range c.Twice {
					j.At(v, "", "", "A parameter may be there once and %s is there again", v.Text)
				}
			}),
		onCallback(rule("oidc-callback-error", federation.Error, "The identity provider refused the login",
			"Look up the error with federate explain, and correct what it names", federation.Either, core("3.1.2.6")), nil, nil,
			func(j *check.Judgement, c *Callback) {
				if c.Error.Present() {
					refusal(j, c.Error, c.Description)
				}
			}),
		check.Only(func(d *federation.Dossier) bool {
			return d.Expect.Starts.Set && !slices.Contains(d.Expect.Starts.Value, federation.StartIdP)
		}, onCallback(check.Likely(rule(codeIdPInitiated, federation.Note, "The login began at the identity provider",
			"Start the login at {{name \"platform\"}}: with OpenID Connect the identity provider cannot begin one", federation.Either,
			nice(valuesToAzure))), nil, nil,
			func(j *check.Judgement, c *Callback) {
				if !c.State && !c.Error.Present() {
					f := j.At(Value{Path: "parameter state", Line: 1}, idp, "",
						"%s begins every login itself and this answer belongs to no request", j.Words.Name(platform))
					check.Rests(f, j.Expect.Starts)
				}
			})),
		onCallback(rule("oidc-callback-state-missing", federation.Error, "The answer has no state",
			"Start the login at {{name \"platform\"}} and capture it again", federation.Either, rfc("6749", "4.1.2"), codeIdPInitiated),
			nil, nil, func(j *check.Judgement, c *Callback) {
				if !c.State && !c.Error.Present() {
					j.At(Value{Path: "parameter state", Line: 1}, idp, "",
						"An answer brings back the state of its request and this one has none")
				}
			}),
		onCallback(rule("oidc-callback-redirect-uri-mismatch", federation.Error, "The answer came to another address",
			"Set {{idp \"oidc.redirect_uri\"}} in {{name \"idp\"}} to exactly the wanted value", federation.IdPAdmin, core("3.1.2.5")),
			check.Facts(factRedirect), addressed, func(j *check.Judgement, c *Callback) {
				if want := bare(j.Value(factRedirect)); c.Address.Text != want {
					j.Differ(c.Address, idp, factRedirect, want,
						"%s listens at one address and the browser was sent to another", j.Words.Name(platform))
				}
			}),
		onCallback(rule("oidc-callback-issuer-mismatch", federation.Error, "The answer comes from another issuer",
			"Start the login afresh, and set {{platform \"oidc.issuer\"}} to the issuer that the answer names, if it is yours",
			federation.PlatformAdmin, rfc("9207", "2.4")),
			check.Facts(factIssuer), nil, func(j *check.Judgement, c *Callback) {
				if c.Issuer.Text != "" && c.Issuer.Text != j.Value(factIssuer) {
					j.Differ(c.Issuer, platform, factIssuer, j.Value(factIssuer),
						"The federation knows one issuer and the answer names another")
				}
			}),
		onCallback(rule("oidc-callback-token-in-address", federation.Warning, "A token came back in the address",
			"Set {{name \"platform\"}} to the authorization code flow, so that tokens do not pass through the browser",
			federation.PlatformAdmin, rfc("9700", "2.1.2")), nil, addressed, func(j *check.Judgement, c *Callback) {
			if c.Token {
				j.At(Value{Path: "address", Line: 1}, platform, "",
					"A code belongs into the address and a token is there, where browser histories and logs keep it")
			}
		}),
		check.On(federation.KindOIDCError, federation.Rule{Code: "oidc-token-error-malformed", Severity: federation.Error,
			Title: "The answer of the token endpoint cannot be read", Uncapped: true,
			Remedy: "Copy the whole answer again, from { to }", Role: federation.Either, Source: rfc("6749", "5.2")}, nil, check.Always,
			func(j *check.Judgement, e *TokenError) {
				switch {
				case e.Malformed != "":
					j.At(Value{Line: e.Line}, "", "", "An answer is one JSON object and this is none: %s", e.Malformed)
				case !e.Error.Present() || len(e.Wrong)+len(e.Twice) > 0:
					j.At(Value{Path: "/error", Line: 1}, "", "", "An answer names its error once, as a text, and this one does not")
				}
			}),
		check.On(federation.KindOIDCError, rule("oidc-token-error", federation.Error, "The token endpoint refused the platform",
			"Look up the error with federate explain, and correct what it names", federation.Either, rfc("6749", "5.2"),
			"oidc-token-error-malformed"), nil, nil, func(j *check.Judgement, e *TokenError) {
			if e.Error.Present() {
				refusal(j, e.Error, e.Description)
			}
		}),
	}
}

// addressed reports whether the whole address is known, and not a posted form alone.
func addressed(_ *federation.Dossier, c *Callback) bool { return c.Readable() && c.Address.Text != "" }

// refusal reports an error in the identity provider's words, with its remedy where
// that is known.
func refusal(j *check.Judgement, what, why Value) {
	f := j.At(what, federation.IdP, "", "The identity provider answered with the error %q", what.Text)
	f.Got, f.Said = what.Text, what.Text+": "+why.Text
	number := ErrorCode(why.Text)
	if number != "" {
		f.Detail, f.Got = "The identity provider answered with the error "+number, number
	}
	if line := strings.TrimPrefix(firstLine(why.Text), number+": "); line != "" {
		f.Detail += ": " + line
	}
	for _, known := range refusals() {
		if number == known.code || number == "" && what.Text == known.code {
			f.Remedy, f.Role, f.Subject.Fact = known.remedy, known.role, known.fact
			f.Subject.Side = federation.IdP
			if known.role == federation.PlatformAdmin {
				f.Subject.Side = federation.Platform
			}
			if number != "" {
				f.Source = microsoft(errorCodes)
			}
		}
	}
}
