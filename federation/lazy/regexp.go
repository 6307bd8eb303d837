// Package lazy puts off until it is asked for what takes time to make: most runs of
// the program end before most of its patterns were needed.
package lazy

import (
	"regexp"
	"sync"
)

// Regexp is expr, compiled when it is asked for first. It panics then where expr
// is no regular expression, as [regexp.MustCompile] does.
func Regexp(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
