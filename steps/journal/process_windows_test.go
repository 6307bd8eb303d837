package journal

import "fmt"

// play has no parts on Windows: its tests need signals, limits and modes.
func play(part string, _ Dir) int {
	fmt.Println("no part", part)
	return 1
}
