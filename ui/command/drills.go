package command

import (
	"context"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps/rehearse/issue"
	"federate/ui/report"
)

// drillsOf are the names of the drills.
func drillsOf(protocol string) (out []string) {
	for _, d := range issue.Drills() {
		if d.Protocol == protocol {
			out = append(out, d.Name())
		}
	}
	return out
}

// nearest offers the first of names that begins like word, else the one most like it.
func nearest(word string, names []string) string {
	if i := slices.IndexFunc(names, func(n string) bool { return strings.HasPrefix(n, word) }); i >= 0 {
		return federation.DidYouMean(names[i], names[i:i+1])
	}
	return federation.DidYouMean(word, names)
}

// listDrills says which failures can be made: with a platform, where one is named.
func (a *app) listDrills(ctx context.Context, f rehearsal) error {
	type drill struct {
		Name     string `json:"name"`
		Code     string `json:"code"`
		Protocol string `json:"protocol"`
		Title    string `json:"title"`
		What     string `json:"what"`
		By       string `json:"by"`
		Wants    string `json:"wants"` // what the platform has to be like
	}
	suits := func(d issue.Drill) bool { return f.protocol == "" || d.Protocol == f.protocol }
	named := f.platform != "" || f.name != ""
	if named {
		v, err := a.rules(ctx, f.checkFlags)
		if err != nil {
			return err
		}
		suits = func(d issue.Drill) bool { return d.Protocol == v.Pair.Protocol && d.Suits(v.Pair.Expect) }
	}
	var all []drill
	var rows [][]string
	for _, d := range issue.Drills() {
		if !suits(d) {
			continue
		}
		all = append(all, drill{d.Name(), string(d.Code), d.Protocol, a.titleOf(d.Code), d.What, string(d.By), d.Wants})
		row := []string{d.Name(), d.What}
		if d.Wants != "" && !named {
			row[1] += "; with a platform that " + d.Wants
		}
		rows = append(rows, row)
	}
	if f.asJSON {
		return report.Line(a.Out, all)
	}
	table(a.Out, rows)
	return nil
}

func (a *app) titleOf(code federation.Code) string {
	for _, c := range a.Know.Checks {
		if c.Rule.Code == code {
			return c.Rule.Title
		}
	}
	return ""
}
