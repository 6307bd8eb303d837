package trace

import (
	"net/url"
	"slices"
	"strings"

	"federate/federation/lazy"
)

var (
	// failed is a part of a path that stands for a page which says no.
	failed = lazy.Regexp(`(?i)(?:^|[/_.-])(?:errors?|failure|failed|denied|forbidden|unauthori[sz]ed)(?:\.[a-z]{2,5})?$`)
	// errorNames are the parameters that carry an error in whatever page they are, and
	// moreNames those that do on a page of errors; both without capitals and hyphens.
	errorNames = strings.Fields("error err errorcode errordescription errormessage errormsg errortext errortype errorreason loginerror autherror ssoerror samlerror")
	moreNames  = strings.Fields("code message msg reason statuscode statusmessage")
	// nothing are values that stand for no error.
	nothing = strings.Fields("0 false no none null undefined nil ok success")
)

// told is what an address says went wrong, as products lead to their own page of errors:
// "/login?error=access_denied", "/error?code=17". Empty where it says nothing of the kind.
func told(u *url.URL) string {
	const mostPairs, most, mostSaid = 40, 4, 160
	path := strings.TrimSuffix(u.EscapedPath(), "/")
	raw := u.RawQuery
	switch route, behind, ok := strings.Cut(u.EscapedFragment(), "?"); {
	case strings.HasPrefix(route, "/"): // as in "#/error?code=17"
		path = strings.TrimSuffix(route, "/")
		raw += "&" + behind
	case !ok:
		raw += "&" + route
	}
	page := failed().MatchString(path[strings.LastIndexByte(path, '/')+1:])
	var said []string
	for n, pair := range strings.Split(raw, "&") {
		name, value, given := strings.Cut(pair, "=")
		bare := strings.NewReplacer("_", "", "-", "", ".", "").Replace(strings.ToLower(name))
		known := slices.Contains(errorNames, bare) || page && slices.Contains(moreNames, bare)
		value = fit(plain(value))
		if !given && bare == "error" { // as Spring Security writes it
			known, value = true, "?"
		}
		if !known || value == "" || slices.Contains(nothing, strings.ToLower(value)) || n >= mostPairs || len(said) == most {
			continue
		}
		said = append(said, strings.TrimSuffix(clean(name, mostChars)+"="+value, "=?"))
	}
	if page && len(said) == 0 {
		return clean(maskPath(path), mostSaid)
	}
	return clean(strings.Join(said, ", "), mostSaid)
}

// behind gives each page what the address that led to it said behind #, which no
// browser sends and no recording has in the request.
func (g *gatherer) behind() {
	const ahead = 30
	for i := range g.steps {
		address, fragment, _ := strings.Cut(g.steps[i].Redirect, "#")
		if fragment == "" || g.steps[i].Told == "" {
			continue
		}
		for n := i + 1; n < min(len(g.steps), i+ahead); n++ {
			if g.steps[n].Address == address {
				g.steps[n].Told = g.steps[i].Told
				break
			}
		}
	}
}
