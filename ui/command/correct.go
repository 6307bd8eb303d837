package command

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"federate/federation"
	"federate/federation/identity"
	"federate/steps/people"
)

// A correction is what was written to change names on the platform.
type correction struct {
	File     string       `json:"file"`
	Rollback string       `json:"rollback"` // takes it back
	Changed  int          `json:"changed"`
	Left     []leftChange `json:"left"` // changes that were not made; of very many only the first
}

type leftChange struct {
	Person string `json:"person"`
	Line   int    `json:"line"`
	Code   string `json:"code"`
	Why    string `json:"why"`
}

// correct writes the rows of the platform's list that change, and the same as they were.
func (a *app) correct(ctx context.Context, f usersFlags, list *people.Roster, r *identity.Result) (*correction, error) {
	c := &correction{File: f.corrected, Rollback: f.rollback}
	if c.Rollback == "" {
		ext := filepath.Ext(c.File)
		c.Rollback = strings.TrimSuffix(c.File, ext) + ".rollback" + ext
	}
	var accepted []federation.Code
	for _, code := range f.accept {
		accepted = append(accepted, federation.Code(code))
	}
	var left []identity.Change
	err := writeFileBy(c.Rollback, func(was io.Writer) error {
		return writeFileBy(c.File, func(becomes io.Writer) (err error) {
			c.Changed, left, err = list.Rewrite(ctx, r.Platform, r.Changes(accepted...), becomes, was)
			return err
		})
	})
	for _, x := range left {
		c.Left = append(c.Left, leftChange{x.Person, x.Subject.Line, string(x.Code), x.Left})
	}
	return c, err
}

// sayCorrected says what was written, and what was left.
func (a *app) sayCorrected(c *correction) {
	a.say("written to %s: %s; %s takes that back", c.File, count(c.Changed, "row that changes", "rows that change"), c.Rollback)
	why := map[string]int{}
	var order []string
	for _, x := range c.Left {
		if why[x.Why]++; why[x.Why] == 1 {
			order = append(order, x.Why)
		}
	}
	for _, w := range order {
		var lines []string
		for _, x := range c.Left {
			if x.Why == w && len(lines) < usersShown {
				lines = append(lines, fmt.Sprint(x.Line))
			}
		}
		more := ""
		if why[w] > len(lines) {
			more = ", …"
		}
		a.say("left out: %s, because %s: line %s%s", count(why[w], "person", "people"), w, strings.Join(lines, ", "), more)
	}
}
