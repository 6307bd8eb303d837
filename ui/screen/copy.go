package screen

import (
	tea "charm.land/bubbletea/v2"
)

// Copy puts value on the clipboard in every way there is: by the terminal, which
// works over ssh and answers nothing, then by the system's own tool, and where
// there is none, in a file. What it says is the surest of them.
func Copy(env *Env, label, value string) tea.Cmd {
	system := env.System
	return tea.Batch(tea.SetClipboard(value), func() tea.Msg {
		if system == nil {
			return Say{Text: "copied " + label}
		}
		if err := system.Copy(value); err == nil {
			return Say{Text: "copied " + label}
		}
		path, err := system.Keep(value)
		if err != nil {
			return Say{Text: "copied " + label + " by the terminal · if pasting brings nothing, select it"}
		}
		return Say{Text: "also in " + path + " · copied " + label} // the line may end early, and the path must not
	})
}
