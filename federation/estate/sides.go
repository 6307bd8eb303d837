package estate

import (
	"fmt"
	"strings"

	"federate/federation"
)

// Sides is what the members of d say about a topic, side by side: what, and its
// value; the value is empty while it is not known.
func Sides(d *federation.Dossier, topic string) (out [][2]string) {
	add := func(what, value string) { out = append(out, [2]string{what, value}) }
	switch topic {
	case "registrations":
		for _, m := range d.Members {
			app, _ := application(m)
			add(name(m)+": application", app)
			if saml(m) {
				add(name(m)+": entity ID", m.Value("sp.entity_id"))
				add(name(m)+": NameID from", m.Value("saml.name_id_source"))
			}
		}
	case "sessions":
		for _, m := range d.Members {
			x := m.Expect.SessionIdle
			if !x.Set {
				add(name(m)+": offered", "nothing is known of it")
				continue
			}
			text := Between(x.Value.Least, x.Value.Most)
			if x.Value.HIPAA > 0 {
				text += fmt.Sprintf(", %d with HIPAA", int(x.Value.HIPAA.Minutes()))
			}
			add(name(m)+": offered", text)
			add(name(m)+": unless changed", x.Value.Usual)
			add(name(m)+": set in", strings.Join(x.Value.Where, " > "))
		}
	case "clocks":
		for _, m := range d.Members {
			text := "nobody says"
			if t := m.Expect.ClockTolerance; t.Set {
				text = fmt.Sprintf("%d s", int(t.Value.Seconds()))
				if t.Confidence == federation.DocumentOnly {
					text += ", says a guide alone"
				}
			}
			add(name(m)+": forgives", text)
		}
		if m, t := Strictest(d); m != nil {
			add("Alarm at", fmt.Sprintf("%d s, half of what %s forgives", int(half(t).Seconds()), name(m)))
		}
	case "certificates":
		for _, r := range Renewals(d) {
			text := r.Ends.Format(day) + ", begin on " + r.Begin.Format(day) + "; " + r.How()
			switch {
			case d.Now.After(r.Ends):
				text = "it ended on " + r.Ends.Format(day) + ": renew it now"
			case d.Now.After(r.Begin):
				text = r.Ends.Format(day) + ", begin now; " + r.How()
			}
			add(r.Name+": ends", text)
		}
		for _, m := range d.Members {
			if saml(m) && len(held(m)) == 0 {
				add(name(m)+": ends", "")
			}
		}
	}
	return out
}
