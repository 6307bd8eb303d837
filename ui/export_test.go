package ui

import tea "charm.land/bubbletea/v2"

// Tick is the moment to look what others did, for tests without a clock.
func Tick() tea.Msg { return tick{} }
