package federation

import (
	"fmt"
	"strings"
	"unicode"
)

// A Difference is where two values part and what that is called.
type Difference struct {
	Rune int    // index of the first differing rune, the same in both
	Name string // "a slash too many at the end"
}

// Compare names the first difference of got from want; ok is false where there
// is none. The words are for the value that is wrong: got.
func Compare(want, got string) (d Difference, ok bool) {
	if want == got {
		return d, false
	}
	w, g := []rune(want), []rune(got)
	for d.Rune < len(w) && d.Rune < len(g) && w[d.Rune] == g[d.Rune] {
		d.Rune++
	}
	d.Name = name(w, g, d.Rune)
	return d, true
}

// name says what kind of slip the difference at i is, most telling first.
func name(w, g []rune, i int) string {
	want, got := string(w), string(g)
	restW, restG := string(w[i:]), string(g[i:])
	switch {
	case got == "":
		return "nothing at all"
	case strings.TrimSpace(got) == want:
		return "white space around it"
	case visible(got) == want:
		return "an invisible character: " + first(restG, invisible)
	case strings.ReplaceAll(got, " ", "") == want:
		return "a space inside"
	case strings.ReplaceAll(got, "%20", " ") == want:
		return "a space written as %20, which is another value"
	case strings.ReplaceAll(want, "%20", " ") == got:
		return "a space instead of %20, which is another value"
	case got == want+"/":
		return "a slash too many at the end"
	case got+"/" == want:
		return "a slash missing at the end"
	case scheme(want) != scheme(got) && scheme(want) != "" && after(want) == after(got):
		return fmt.Sprintf("%s instead of %s", orNone(scheme(got)), scheme(want))
	case strings.EqualFold(want, got):
		return fmt.Sprintf("capitals differ: %q instead of %q", g[i], w[i])
	case got == "spn:"+want:
		return "the prefix spn: in front, which Entra ID adds to an identifier that is not a URI"
	case port(want) != port(got) && withoutPort(want) == withoutPort(got):
		return portWords(port(want), port(got))
	case restG == "":
		return fmt.Sprintf("it ends too early: %q is missing", restW)
	case restW == "":
		return fmt.Sprintf("%q too many at the end", restG)
	case i < len(g) && invisible(g[i]):
		return "an invisible character: " + runeName(g[i])
	}
	if LooksLikePlaceholder(got) && !LooksLikePlaceholder(want) {
		return "a placeholder that was never filled in"
	}
	return fmt.Sprintf("from character %d on: %q instead of %q", i+1, Clip(restG, 24), Clip(restW, 24))
}

func invisible(r rune) bool {
	return r == '\u00a0' || unicode.IsControl(r) || Obeyed(r)
}

func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, s)
}

// Hidden returns the first invisible or control character of s and its name.
func Hidden(s string) (at int, what string, ok bool) {
	for i, r := range []rune(s) {
		if invisible(r) {
			return i, runeName(r), true
		}
	}
	return 0, "", false
}

func first(s string, is func(rune) bool) string {
	for _, r := range s {
		if is(r) {
			return runeName(r)
		}
	}
	return ""
}

func runeName(r rune) string {
	switch r {
	case '\u00a0':
		return "a non-breaking space (U+00A0)"
	case '\u200b':
		return "a zero-width space (U+200B)"
	case '\ufeff':
		return "a byte order mark (U+FEFF)"
	case '\t':
		return "a tab"
	case '\n', '\r':
		return "a line break"
	}
	return fmt.Sprintf("U+%04X", r)
}

// scheme is the scheme of a URL (RFC 3986 3.1); empty where s begins with none.
func scheme(s string) string {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."
	if i := strings.Index(s, "://"); i > 0 && strings.Trim(s[:i], allowed) == "" {
		return s[:i]
	}
	return ""
}

func after(s string) string {
	if i := strings.Index(s, "://"); i >= 0 {
		return s[i+3:]
	}
	return s
}

// port is the port of a URL's host, as written.
func port(s string) string {
	host, _, _ := strings.Cut(after(s), "/")
	if i := strings.LastIndexByte(host, ':'); i >= 0 && strings.Trim(host[i+1:], "0123456789") == "" {
		return host[i+1:]
	}
	return ""
}

func withoutPort(s string) string {
	if p := port(s); p != "" {
		return strings.Replace(s, ":"+p, "", 1)
	}
	return s
}

func portWords(want, got string) string {
	switch {
	case got == "":
		return fmt.Sprintf("the port :%s is missing", want)
	case want == "":
		return fmt.Sprintf("a port, :%s, too many", got)
	}
	return fmt.Sprintf("port %s instead of %s", got, want)
}

func orNone(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
