package federation

import "fmt"

// DidYouMean returns "; did you mean x?" for the word nearest to what was
// written, and nothing where none is near.
func DidYouMean(wrote string, words []string) string {
	best, bestAt := "", len([]rune(wrote))/2+2
	for _, w := range words {
		if d := Distance(wrote, w); d < bestAt {
			best, bestAt = w, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", best)
}

// Distance is the Levenshtein distance of a and b in runes.
func Distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(y)]
}
