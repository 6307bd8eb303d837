package estate

import (
	"strconv"

	"federate/federation"
)

// own are the settings of a platform that say in its federation what the estate
// would ask for as well: a value is asked for once, and the federation's counts.
var own = []struct {
	fact    federation.Fact
	setting string // of the platform's playbook
	read    func(string) string
}{
	{FactIdle, "idle_seconds", minutes},
	{FactSCIMBase, "scim_base", asItStands},
	{FactMatrix, "roles", asItStands},
}

func asItStands(v string) string { return v }

// minutes is a number of seconds in whole minutes; what is no number stays.
func minutes(v string) string {
	n, err := strconv.Atoi(v)
	if err != nil {
		return v
	}
	return strconv.Itoa((n + 30) / 60)
}

// OwnWord is what the federation m itself says of f, empty where nothing.
func OwnWord(m *federation.Dossier, f federation.Fact) string {
	for _, o := range own {
		if c, ok := m.Known(federation.Fact(m.Value(FactPlatform) + "." + o.setting)); ok && o.fact == f && !c.Placeholder && c.Value != "" {
			return o.read(c.Value)
		}
	}
	return ""
}

// Share tells every member of d what the estate says about it, and lets the
// member's own word stand where the estate has none.
func Share(d *federation.Dossier) {
	for _, m := range d.Members {
		for _, o := range own {
			if v := OwnWord(m, o.fact); v != "" {
				m.Hear(federation.Claim{Side: federation.IdP, Fact: o.fact, Value: v})
			}
		}
	}
	local(d)
	for _, c := range d.All() {
		if !AboutMember(c.Fact) {
			continue
		}
		if m := Member(d, c.Key); m != nil {
			c.Key = ""
			m.Hear(c)
		}
	}
}
