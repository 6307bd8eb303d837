package saml

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

// entraFormats are those that Entra ID sends on demand.
var entraFormats = []string{"emailAddress", "persistent", "transient", "unspecified"}

func nameIDPolicy(j *check.Judgement, r *Request) {
	got := last(r.NameIDFormat.Text)
	if got == "" || got == "unspecified" {
		return
	}
	report := func(want []string, who string) *federation.Finding {
		f := j.At(r.NameIDFormat, federation.Platform, "", "%s %s and the request asks for %s", who, strings.Join(want, " or "), got)
		f.Want, f.Got = strings.Join(want, " or "), got
		return f
	}
	want := j.Expect.NameIDFormats
	switch {
	case toEntra(j.Dossier, r) && !slices.Contains(entraFormats, got):
		report(entraFormats, "Entra ID answers AADSTS75016 to all but").Source = entraSAML("NameIDPolicy")
	case want.Set && len(want.Value) > 0 && !slices.Contains(want.Value, got):
		check.Rests(report(want.Value, j.Words.Name(federation.Platform)+" takes"), want)
	}
}
