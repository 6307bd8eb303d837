package people

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"federate/federation/identity"
	"federate/steps/view"
)

// Missed says whom of a list nobody looked at, a sentence each without its full stop.
func Missed(l *Roster) (out []string) {
	if n := l.LeftOut; n > 0 {
		var lines []string
		for _, line := range l.Left[:min(n, 10)] {
			lines = append(lines, strconv.Itoa(line))
		}
		more := ""
		if n > len(lines) {
			more = ", …"
		}
		who := "1 person was"
		if n > 1 {
			who = fmt.Sprintf("%d people were", n)
		}
		out = append(out, fmt.Sprintf("%s left out, because its cells do not fit the header: line %s%s", who, strings.Join(lines, ", "), more))
	}
	if l.Part != "" {
		out = append(out, "this is not everybody: "+l.Part)
	}
	if others := l.Skipped(); len(others) > 0 {
		out = append(out, fmt.Sprintf("only the sheet %s was read, and not %s (users match --sheet chooses one)", l.Sheet, strings.Join(others, ", ")))
	}
	return out
}

// Failing writes everybody who fails as CSV (RFC 4180), a line for each reason.
func Failing(to io.Writer, r *identity.Result) error {
	w := csv.NewWriter(to)
	w.Write([]string{"person", "severity", "code", "why", "holds", "wanted", "list", "line", "line in the other list", "what to do", "who"})
	for f, err := range r.All(identity.Filter{}) {
		if err != nil {
			return err
		}
		other := ""
		if f.Other > 0 && f.Other != f.Subject.Line {
			other = strconv.Itoa(f.Other)
		}
		row := []string{f.Person, f.Severity.String(), string(f.Code), f.Title + ": " + f.Detail, f.Got, f.Want, string(f.Subject.Side),
			strconv.Itoa(f.Subject.Line), other, view.Plain(f.Remedy), f.Role.Title()}
		for i, c := range row {
			row[i] = inert(c)
		}
		w.Write(row)
	}
	w.Flush()
	return w.Error()
}

// inert is a cell that no spreadsheet takes for a formula: names come from
// strangers.
func inert(cell string) string {
	if t := strings.TrimLeft(cell, " \u00a0\ufeff"); t != "" && strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", []rune(t)[0]) {
		return "'" + cell
	}
	return cell
}
