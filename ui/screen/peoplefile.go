package screen

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/federation/identity"
	"federate/steps/people"
	"federate/ui/widget"
)

// save writes everybody who fails.
func (p *People) save(path string) tea.Cmd {
	system, found := p.env.System, p.found
	return Tell(p, func() tea.Msg {
		var b bytes.Buffer
		if err := found.Write(&b); err != nil {
			return written{"", err}
		}
		whole, err := system.Write(path, b.Bytes())
		return written{whole, err}
	})
}

// What is asked before something is written.
type (
	saving     struct{}
	guessing   struct{}
	correcting struct{ accepted []federation.Code }
)

// The answers to guessing.
const (
	certain = "only what is certain"
	guessed = "what is certain and the guesses, which are the same people"
)

// answered goes on with what was asked before something is written.
func (p *People) answered(msg Told) tea.Cmd {
	text := strings.TrimSpace(msg.Text)
	switch what := msg.What.(type) {
	case saving:
		return p.save(text)
	case guessing:
		var accepted []federation.Code
		if text == guessed {
			accepted = slices.Sorted(maps.Keys(p.found.Guesses()))
		}
		return p.asksUpload(accepted)
	case correcting:
		return p.upload(what.accepted, text)
	}
	return nil
}

// asksGuesses asks whether what is a guess is corrected too, where there is any.
func (p *People) asksGuesses() tea.Cmd {
	guesses := p.found.Guesses()
	if len(guesses) == 0 {
		return p.asksUpload(nil)
	}
	var about []string
	for _, code := range slices.Sorted(maps.Keys(guesses)) {
		about = append(about, fmt.Sprintf("  %s: %d", titleOf(code), guesses[code]))
	}
	return Go(Push{NewChoose(p.env, p, guessing{}, "Some corrections are guesses. What is written?", about, certain, guessed)})
}

func (p *People) asksUpload(accepted []federation.Code) tea.Cmd {
	w := p.session.View().Pair.Words
	return Go(Push{NewAsk(p.env, p, correcting{accepted}, "Write the corrected rows where?", "corrected.csv", need("name a file"),
		fmt.Sprintf("The rows of %s that change, as its list has them, with the right names: upload them there. A second file beside it holds the same rows as they were, and takes the change back. Nothing is changed by writing them.", w.Name(federation.Platform)))})
}

// upload writes the rows that change, and the same as they were.
func (p *People) upload(accepted []federation.Code, path string) tea.Cmd {
	system, found := p.env.System, p.found
	ext := filepath.Ext(path)
	back := strings.TrimSuffix(path, ext) + ".rollback" + ext
	return Tell(p, func() tea.Msg {
		var becomes, was bytes.Buffer
		changed, left, err := found.Correct(context.Background(), accepted, &becomes, &was)
		if err != nil {
			return written{err: err}
		}
		if changed == 0 {
			return written{err: errors.New("no row changes" + leftOut(left))}
		}
		if _, err = system.Write(back, was.Bytes()); err == nil {
			path, err = system.Write(path, becomes.Bytes())
		}
		return written{fmt.Sprintf("%s: %s; %s takes it back%s", path, federation.Count(changed, "row"), filepath.Base(back), leftOut(left)), err}
	})
}

// leftOut says how many corrections were not written.
func leftOut(left map[string]int) string {
	n := 0
	for _, m := range left {
		n += m
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("; %d left out: %s", n, strings.Join(slices.Sorted(maps.Keys(left)), "; "))
}

// Whose list is asked about.
type (
	column   struct{ side federation.Side }
	workbook struct{ side federation.Side }
)

// asksColumn asks which column names a person, where that is why a list could not be read.
func (p *People) asksColumn() tea.Cmd {
	var unread *people.UnreadError
	var unnamed *identity.UnnamedError
	if !errors.As(p.trouble, &unread) || !errors.As(p.trouble, &unnamed) {
		return nil
	}
	about := []string{fmt.Sprintf("  %s has no column whose name is known. Which is what", widget.Fit(unread.Path, 60)), "  a person is called by when logging in?"}
	return Go(Push{NewChoose(p.env, p, column{unread.Side}, "Which column names a person?", about, unnamed.Headers...)})
}

// asksSheet asks which sheet of a workbook is meant, of several that hold something.
func (p *People) asksSheet(side federation.Side, sheets []string) tea.Cmd {
	about := []string{fmt.Sprintf("  %s has several sheets, and one is read.", widget.Fit(p.files[side].Path, 60))}
	return Go(Push{NewChoose(p.env, p, workbook{side}, "Which sheet has the people of "+p.session.View().Pair.Words.Name(side)+"?", about, sheets...)})
}
