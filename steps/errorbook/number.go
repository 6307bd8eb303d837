package errorbook

import (
	"unicode/utf8"

	"federate/federation/lazy"
)

var (
	// called is a number after a word for error or code, as sign-in logs and support
	// pages write it, at the end of what it is looked for in.
	called = lazy.Regexp(`(?:code|resulttype|fehler|error|erreur|errore|código|codigo|virhe|fout|fel|kod|błąd|エラー|コード|错误|錯誤|오류|코드)[^\d\n]{0,16}\d+$`)
	// numbered is the number of an event in a system's log.
	numbered = lazy.Regexp(`(?:event|ereignis|événement|evenement|evento|イベント|事件|이벤트)[ -]?(?:id|kennung)?["' :=#]{0,4}\d+$`)
)

var (
	// column is the head of a table's column of error codes, and cell a number in one.
	column = lazy.Regexp(`(?:error|result|failure|fehler|erreur)[ _-]?(?:code|type)`)
	cell   = lazy.Regexp(`(?:^|[,;"' ])(\d{5,7})(?:[,;"' ]|$)`)
)

// A figure is a run of digits in a text, and what its surroundings make of it.
type figure struct {
	from, to int
	code     int  // where the code begins whose number it is; less than nothing where it is none's
	error    bool // it stands behind a word for error or code
	event    int  // where a word for an event before it begins; less than nothing where there is none
}

// How far before a number the word stands that says what it is, in bytes.
const before = 48

// figures are the runs of digits of t, a normal form, that may be somebody's number.
func figures(t string) (out []figure) {
	for i := 0; i < len(t); i++ {
		if t[i] < '0' || t[i] > '9' {
			continue
		}
		f := figure{from: i, code: -1, event: -1}
		for i < len(t) && '0' <= t[i] && t[i] <= '9' {
			i++
		}
		f.to = i
		n := f.to - f.from
		if n < 2 {
			continue
		}
		window := max(0, f.from-before)
		for !utf8.RuneStart(t[window]) {
			window++
		}
		if n >= 3 {
			f.code = codeBefore(t, f.from)
		}
		if n >= 4 && n <= 7 && !letter(t, f.from-1) {
			f.error = called().MatchString(t[window:f.to])
		}
		if n <= 5 {
			if at := numbered().FindStringIndex(t[window:f.to]); at != nil {
				f.event = window + at[0]
			}
		}
		if f.code >= 0 || f.error || f.event >= 0 {
			out = append(out, f)
		}
	}
	return out
}

// codeBefore is where the letters of a code begin whose number begins at from; less
// than nothing where there are none. A blank, a hyphen or an underscore between the
// two is how people write them down.
func codeBefore(t string, from int) int {
	i := from
	if i > 0 && (t[i-1] == ' ' || t[i-1] == '_' || t[i-1] == '-') {
		i--
	}
	if i > 2 && t[i-2:i] == "2c" && letter(t, i-3) {
		i -= 2
	}
	start := i
	for letter(t, i-1) {
		i--
	}
	if i == start {
		return -1
	}
	return i
}

func letter(t string, i int) bool { return i >= 0 && 'a' <= t[i] && t[i] <= 'z' }
