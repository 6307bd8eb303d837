package trace

import (
	"slices"

	"federate/federation"
	"federate/federation/capture"
	"federate/federation/lazy"
)

// A Page is an error page or text that was copied out of a browser: the codes on
// it, in the order in which they stand there. Nothing else of it counts, because
// vendors reword and translate the rest.
type Page struct{ Codes []string }

// ReadPage reads a page as text or HTML, in any language.
func ReadPage(text []byte) *Page {
	const most = 8 // codes; a page has one, or one inside another
	p := &Page{}
	for _, part := range [][]byte{scripts().ReplaceAll(text, nil), text} { // what is seen counts first
		for _, c := range capture.Codes(part, 64) {
			if !slices.Contains(p.Codes, c) && len(p.Codes) < most {
				p.Codes = append(p.Codes, c)
			}
		}
	}
	return p
}

// scripts hold the texts of other errors as well, and in the source of a page of
// Entra ID the one that counts.
var scripts = lazy.Regexp(`(?is)<script\b.*?</script>`)

// PageChecks judge an error page that was handed over by itself.
func PageChecks() []federation.Check {
	r := federation.Rule{Code: "capture-error-page", Severity: federation.Error, Title: "The login ended with an error page",
		Remedy: "Look up the code that the page shows and follow its remedy", Role: federation.Either,
		Source: federation.Source{Document: "saml-core-2.0-os", Section: "3.2.2.2"}, Because: []federation.Code{"capture-idp-error"}}
	shown := func(d *federation.Dossier) bool {
		_, ok := federation.Doc[*Page](d, federation.KindErrorPage)
		return ok
	} // nobody waits for one
	return []federation.Check{{Rule: r, AnyOf: []federation.Kind{federation.KindErrorPage}, Applies: shown,
		Run: func(d *federation.Dossier) (out []federation.Finding) {
			p, ok := federation.Doc[*Page](d, federation.KindErrorPage)
			if !ok || len(p.Codes) == 0 {
				return nil
			}
			f := r.At(federation.Subject{Artifact: federation.KindErrorPage},
				"Somebody saw this page in place of the platform, and it shows the code %s", p.Codes[0])
			f.Got, f.Said = p.Codes[0], p.Codes[0]
			return append(out, f)
		}}}
}
