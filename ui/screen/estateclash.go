package screen

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"federate/steps"
)

// clash asks whose word it is to be.
func (s *Estate) clash(c *steps.AgreeError, said string) tea.Cmd {
	t := s.env.Theme
	line := func(whose, value string) string {
		if value == "" {
			value = "(taken back)"
		}
		return t.Quiet.Render(whose) + t.Code.Render(strings.ReplaceAll(value, "\n", " / "))
	}
	about := []string{t.Plain.Render(c.By + " answered " + c.Label), "", line("theirs  ", c.Theirs), line("mine    ", c.Mine)}
	return Go(Push{NewChoose(s.env, s, clashed{c, said}, c.Label+" was answered meanwhile", about, keepTheirs, keepMine)})
}

// clashed is an answer that another admin gave meanwhile.
type clashed struct {
	*steps.AgreeError
	said string
}
