package command

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"federate/federation/identity"
	"federate/steps/people"
)

// longestBar is that of the largest number, in characters.
const longestBar = 24

// bars writes numbers beneath each other, with a bar for each.
func bars(w io.Writer, names []string, numbers []int) {
	most, width := 1, 0
	for i, n := range numbers {
		most, width = max(most, n), max(width, len(strconv.Itoa(numbers[i])))
	}
	var rows [][]string
	for i, name := range names {
		bar := strings.Repeat("█", max(numbers[i]*longestBar/most, min(numbers[i], 1)))
		rows = append(rows, []string{"  " + name, fmt.Sprintf("%*d", width, numbers[i]), bar})
	}
	table(w, rows)
}

// plot writes how many people each reason keeps out, where there are several.
func plot(w io.Writer, r *identity.Result) {
	counts := r.Counts()
	if len(counts) < 2 {
		return
	}
	var names []string
	var numbers []int
	for _, rule := range identity.Rules() {
		if n := counts[rule.Code]; n > 0 {
			names, numbers = append(names, rule.Title), append(numbers, n)
		}
	}
	bars(w, names, numbers)
	fmt.Fprintln(w)
}

// duties writes how many people get which role.
func duties(w io.Writer, d identity.Duties) {
	if d.Judged == 0 {
		return
	}
	fmt.Fprintf(w, "Under the role matrix, of %s whose groups are known:\n", count(d.Judged, "person", "people"))
	names := slices.Sorted(maps.Keys(d.Roles))
	var numbers []int
	for _, name := range names {
		numbers = append(numbers, d.Roles[name])
	}
	bars(w, append(names, "several roles, and all that they allow", "none"), append(numbers, d.Several, d.None))
	fmt.Fprintln(w)
}

// enforced writes who can no longer log in once logins are enforced.
func enforced(w io.Writer, r *identity.Result) {
	for _, line := range people.Enforced(r) {
		fmt.Fprintln(w, line)
	}
	if len(r.Glass) == 0 {
		fmt.Fprintln(w, "  no break-glass account was named: --break-glass says which has to get in without the identity provider")
	}
	fmt.Fprintln(w)
}
