package generate

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"federate/federation/estate"
	"federate/steps"
)

// OfEstate lists what can be made for the estate v, to be read, copied or filed.
func OfEstate(v *steps.Snapshot) []Artifact {
	page := func(id, title, use, suffix string, body func() ([]byte, error)) Artifact {
		name := id + suffix
		return Artifact{ID: id, Title: title, For: use, File: name, Files: func() ([]File, error) {
			b, err := body()
			return []File{{name, b}}, err
		}}
	}
	text := func(of func(*steps.Snapshot) []byte) func() ([]byte, error) {
		return func() ([]byte, error) { return of(v), nil }
	}
	return []Artifact{
		page("role-matrix", "Role matrix", "Which group gets what on every platform, for everybody who decides on it.", ".md", text(estateMatrix)),
		page("role-matrix-json", "Role matrix, for scripts", "The same as lists, one flat set for each platform. It is no SAML attribute.", ".json",
			func() ([]byte, error) { return estateMatrixJSON(v) }),
		page("session-policies", "Session policies", "How long a session idles on every platform, side by side.", ".md", text(estateSessions)),
		page("certificate-calendar", "Certificate calendar", "What is renewed when, and how. The file for a calendar is an export: ics.", ".md", text(estateCalendar)),
	}
}

func table(b *strings.Builder, rows [][]string) {
	for i, r := range rows {
		cells := make([]string, len(r))
		for j, c := range r {
			cells[j] = strings.NewReplacer("|", `\|`, "\n", " ").Replace(c)
			if cells[j] == "" {
				cells[j] = " "
			}
		}
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(r)) + "|\n")
		}
	}
}

// disputed writes what a guide says about a topic and the makers do not.
func disputed(b *strings.Builder, v *steps.Snapshot, topic string) {
	t, _ := v.Pair.Programme.Topic(topic)
	if len(t.Disputes) == 0 {
		return
	}
	b.WriteString("\n## Disputed, and not generated\n\n")
	for _, d := range t.Disputes {
		b.WriteString("- " + d + "\n")
	}
}

func estateMatrix(v *steps.Snapshot) []byte {
	var b strings.Builder
	x := estate.MatrixOf(v.Together)
	fmt.Fprintf(&b, "# Who may do what: %s\n\nFrom the groups of the identity provider to every platform, and never back.\n\n", v.State.Name)
	head := []string{"Group"}
	for _, c := range x.Columns {
		head = append(head, c.Name)
		if c.Unit != "" {
			head = append(head, c.Unit)
		}
	}
	rows := [][]string{head}
	for _, g := range x.Groups {
		row := []string{g}
		for _, c := range x.Columns {
			var roles, units []string
			for _, of := range c.Of(g) {
				roles = append(roles, of.Roles...)
				units = append(units, of.Unit)
			}
			row = append(row, strings.Join(roles, "<br>"))
			if c.Unit != "" {
				row = append(row, strings.Join(units, "<br>"))
			}
		}
		rows = append(rows, row)
	}
	if len(x.Groups) == 0 {
		b.WriteString("No group is written down yet.\n")
	} else {
		table(&b, rows)
	}
	b.WriteString("\n- Names count letter by letter, and have to be there in the platform before.\n" +
		"- Somebody in two groups gets the roles of both. Give the least in each line.\n" +
		"- A group counts for its direct members. Groups inside groups are not looked into.\n")
	for _, c := range x.Columns {
		if c.How != "" {
			fmt.Fprintf(&b, "- %s: %s\n", c.Name, c.How)
		}
	}
	disputed(&b, v, "roles")
	return []byte(b.String())
}

func estateMatrixJSON(v *steps.Snapshot) ([]byte, error) {
	type platform struct {
		Federation string         `json:"federation"`
		Name       string         `json:"name"`
		By         string         `json:"by"` // name or identifier; empty: nobody says
		Rows       []estate.Grant `json:"rows"`
	}
	out := struct {
		Version   int        `json:"version"`
		Estate    string     `json:"estate"`
		Direction string     `json:"direction"`
		Platforms []platform `json:"platforms"`
	}{1, v.State.ID, "idp-to-platform", []platform{}}
	for _, c := range estate.MatrixOf(v.Together).Columns {
		out.Platforms = append(out.Platforms, platform{c.Member, c.Name, c.By, append([]estate.Grant{}, c.Grants...)})
	}
	raw, err := json.MarshalIndent(out, "", "  ")
	return append(raw, '\n'), err
}

func estateSessions(v *steps.Snapshot) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# How long a session lasts: %s\n\nEvery platform ends a session by itself. What the identity provider asks again, and when, is a clock of its own.\n\n", v.State.Name)
	rows := [][]string{{"Platform", "Offered", "Unless changed", "Agreed", "In any case after", "Set in"}}
	agreed := map[string]string{}
	for _, m := range v.Together.Members {
		agreed[m.Value(estate.FactID)] = m.Value(estate.FactIdle)
	}
	for _, m := range v.Together.Members {
		x, offered, now := m.Expect.SessionIdle.Value, "nobody says", "not agreed yet"
		if x.Most > 0 {
			offered = estate.Between(x.Least, x.Most)
		}
		if x.HIPAA > 0 {
			offered += fmt.Sprintf("; %d at most with HIPAA", int(x.HIPAA.Minutes()))
		}
		if v := agreed[m.Value(estate.FactID)]; v != "" {
			now = v + " minutes"
		}
		limit := "no limit is recorded"
		if h := m.Value(estate.FactHours); h != "" {
			limit = h + " hours"
		}
		rows = append(rows, []string{m.Value(estate.FactName), offered, x.Usual, now, limit, strings.Join(x.Where, " > ")})
	}
	table(&b, rows)
	b.WriteString("\n- All should end after about the same time. Otherwise people are out of one screen and still in the other.\n" +
		"- A time that is shorter than a break logs out agents who are on a break.\n" +
		"- Logging out at the platform does not log out at the identity provider. On shared desks that matters.\n")
	disputed(&b, v, "sessions")
	return []byte(b.String())
}

func estateCalendar(v *steps.Snapshot) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# Certificates, in the order in which they end: %s\n\n", v.State.Name)
	rows := [][]string{{"Ends", "Federation", "Begin", "How", "Subject", "SHA-256"}}
	for _, r := range estate.Renewals(v.Together) {
		rows = append(rows, []string{r.Ends.Format(time.DateOnly), r.Name, r.Begin.Format(time.DateOnly), r.How(), r.Subject, r.Digest[:16] + "…"})
	}
	if len(rows) == 1 {
		b.WriteString("No certificate is known yet.\n")
	} else {
		table(&b, rows)
	}
	b.WriteString("\n- Planned 90 days ahead and begun 30 days ahead. The identity provider may mail before, to whom it was told.\n")
	disputed(&b, v, "certificates")
	return []byte(b.String())
}
