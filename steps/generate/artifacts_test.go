package generate_test

import (
	"cmp"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"federate/assets"
	"federate/federation"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/generate"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/steps/record/memory"
)

// pairs are the federations that artifacts are made for here. Their values are
// the sound ones of the tests of steps.
var pairs = []record.Opening{
	{Platform: "cxone", IdP: "entra", Protocol: "saml"}, {Platform: "cxone", IdP: "entra", Protocol: "oidc"},
	{Platform: "cxone", IdP: "okta", Protocol: "saml"}, {Platform: "genesys-cloud", IdP: "entra", Protocol: "saml"},
	{Platform: "genesys-cloud", IdP: "okta", Protocol: "saml"}, {Platform: "genesys-cloud", IdP: "generic-idp", Protocol: "saml"},
	{Platform: "cisco-ids", IdP: "okta", Protocol: "saml"},
}

func title(o record.Opening) string { return o.Platform + "-" + o.IdP + "-" + o.Protocol }

// more are the values that only artifacts are made of, by the playbook that
// declares them.
var more = map[string]string{
	"entra.application_name": "Contact centre", "entra.notification_addresses": "sso@classics.example; it@classics.example",
	"okta.application_name": "Contact centre", "okta/saml.name_id_source": "Okta username", "okta/saml.name_id_format": "emailAddress",
	"entra/saml.name_id_source": "user.userprincipalname", "genesys-cloud.provider_name": "Company login",
	"genesys-cloud.pilot_display_name": "Jane Doe", "genesys-cloud.pilot_scim_id": "2f6a8f9e-0000-4c6f-9a55-1d9b1c0d2e3f",
	"genesys-cloud.roles": "CC Agents | employee; Communicate, User | Home\nCC Leads | supervisor", "genesys-cloud.idle_seconds": "1800",
	"cxone.pilot_user_name": "jane.doe@classics.example", "cxone.pilot_given_name": "Jane", "cxone.pilot_family_name": "Doe",
	"cxone.scim_base": "https://api-na1.niceincontact.com/scim/v2", "cxone.roles": "CC Agents | Agent | Support", "cxone.idle_seconds": "1800",
}

// whole are all the values of o that artifacts are made of.
func whole(t *testing.T, o record.Opening) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "testdata", title(o)+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Valid map[string]string `json:"valid"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile("testdata/idp.pem")
	if err != nil {
		t.Fatal(err)
	}
	facts := file.Valid
	for name, value := range more {
		owner, rest, sided := strings.Cut(name, "/")
		if !sided {
			rest = name
			owner, _, _ = strings.Cut(name, ".")
		}
		if _, there := facts[rest]; !there && (owner == o.Platform || owner == o.IdP) {
			facts[rest] = value
		}
	}
	if o.Platform == "cxone" {
		facts["user.email"] = "jane.doe@classics.example"
	}
	if o.Protocol == "saml" {
		facts["idp.certificate"] = string(pem)
	}
	return facts
}

// library is read once: no test changes it.
var library = sync.OnceValues(func() (*playbook.Library, error) { return playbook.Load(catalog.Knowledge().Terms, assets.FS) })

// settle is a federation as it stands after facts were told.
func settle(t *testing.T, o record.Opening, facts map[string]string) *steps.Snapshot {
	t.Helper()
	l, err := library()
	if err != nil {
		t.Fatal(err)
	}
	return settleBy(t, l, o, facts)
}

// settleBy does so by the definitions of l.
func settleBy(t *testing.T, l *playbook.Library, o record.Opening, facts map[string]string) *steps.Snapshot {
	t.Helper()
	store := &memory.Store{}
	sh := &steps.Shelf{Store: store, Library: l, Know: catalog.Knowledge(), Actor: "ada", Now: func() time.Time { return day }}
	name := cmp.Or(o.Name, "Acme")
	o.Name = "Acme"
	id, err := sh.Create(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if name != o.Name { // no command gives it such a name; a journal may
		if err := store.Append(t.Context(), id, 1, record.Event{V: record.Format, Seq: 2, At: day, Actor: "ada", Kind: record.Renamed, Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	s, err := sh.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var told []steps.Told
	for _, name := range slices.Sorted(maps.Keys(facts)) {
		side, fact, ok := strings.Cut(name, "/")
		if !ok {
			side, fact = "", name
		}
		fact, key, _ := strings.Cut(fact, "#")
		told = append(told, steps.Told{Side: federation.Side(side), Fact: federation.Fact(fact), Key: key, Value: facts[name]})
	}
	if len(told) > 0 {
		if _, err := s.Do(steps.Answer{Facts: told}).Wait(); err != nil {
			t.Fatal(err)
		}
	}
	v := s.View()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestArtifacts makes everything for each pair, to be read as a difference.
func TestArtifacts(t *testing.T) {
	for _, o := range pairs {
		t.Run(title(o), func(t *testing.T) {
			var all []byte
			for _, a := range generate.Of(settle(t, o, whole(t, o)), assets.FS) {
				files, err := a.Files()
				if err != nil {
					t.Errorf("%s: %v", a.ID, err)
				}
				if len(a.Waits) > 0 || a.Title == "" || a.For == "" || a.Goes == "" || a.Role == "" {
					t.Errorf("%+v", a)
				}
				for _, f := range files {
					sound(t, f)
					all = append(append(all, "== "+f.Name+": "+a.Goes+"\n"...), f.Body...)
				}
			}
			golden.RequireEqual(t, all)
		})
	}
}

// sound holds f to what can be told without any other program.
func sound(t *testing.T, f generate.File) {
	t.Helper()
	text := string(f.Body)
	if strings.Contains(text, "<no value>") || strings.Contains(text, "{{") || strings.Contains(text, "%!") || !strings.HasSuffix(text, "\n") {
		t.Errorf("%s: %s", f.Name, text)
	}
	if filepath.Ext(f.Name) == ".tf" {
		aligned(t, f.Name, text)
	}
	if filepath.Ext(f.Name) == ".json" && !json.Valid(f.Body) {
		t.Errorf("%s: %s", f.Name, text)
	}
}

// aligned holds the form of terraform fmt where terraform is not at hand: braces
// that match, two spaces a level, and one column for the marks of a group.
func aligned(t *testing.T, name, text string) {
	t.Helper()
	depth, column, group := 0, -1, ""
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if strings.HasPrefix(line, "#") || line == "" {
			column = -1
			continue
		}
		if strings.TrimSpace(line) == "}" {
			depth--
		}
		inner := strings.TrimLeft(line, " ")
		if len(line)-len(inner) != 2*depth || strings.TrimRight(line, " ") != line {
			t.Errorf("%s:%d: %q is at the wrong depth", name, i+1, line)
		}
		at := strings.Index(line, " = ")
		opens := strings.HasSuffix(line, "{")
		if at < 0 || opens {
			column = -1
		} else {
			if column >= 0 && at != column {
				t.Errorf("%s:%d: %q and %q are not in line", name, i+1, group, line)
			}
			column, group = at, line
		}
		if opens {
			depth++
		}
	}
	if depth != 0 {
		t.Errorf("%s: %d braces are open", name, depth)
	}
}

// Whatever is missing is named, and nothing is made of it: each artifact either
// does without a value, or waits for it by name.
func TestArtifactsWait(t *testing.T) {
	for _, o := range pairs {
		for _, a := range generate.Of(settle(t, o, nil), assets.FS) {
			_, err := a.Files()
			if (len(a.Waits) > 0) != (err != nil) {
				t.Errorf("%s, %s: waits for %v, and %v", title(o), a.ID, a.Waits, err)
			}
			for _, w := range a.Waits {
				if err != nil && !strings.Contains(err.Error(), w) {
					t.Errorf("%s, %s: %v does not name %s", title(o), a.ID, err, w)
				}
			}
		}
	}
}

// No placeholder gets into a file, whichever value it stands for.
func TestNothingIsMadeOfPlaceholders(t *testing.T) {
	const planted = "https://need_to_change"
	for _, o := range pairs {
		facts := whole(t, o)
		known := catalog.Knowledge().Terms
		for name := range facts {
			if term, _ := known.Term(federation.Fact(name)); strings.Contains(name, "/") || term.Form == federation.Certificate {
				continue
			}
			changed := maps.Clone(facts)
			changed[name] = planted
			for _, a := range generate.Of(settle(t, o, changed), assets.FS) {
				files, err := a.Files()
				for _, f := range files {
					if err == nil && strings.Contains(string(f.Body), "need_to_change") {
						t.Errorf("%s, %s is made of a placeholder for %s", title(o), f.Name, name)
					}
				}
			}
		}
	}
}

// A secret that was given is in no artifact.
func TestNoArtifactHoldsASecret(t *testing.T) {
	o := record.Opening{Platform: "cxone", IdP: "entra", Protocol: "oidc"}
	facts := whole(t, o)
	facts["oidc.client_secret"] = "Zq8Q~known-only-to-two-consoles"
	for _, a := range generate.Of(settle(t, o, facts), assets.FS) {
		files, err := a.Files()
		if err != nil {
			t.Errorf("%s: %v", a.ID, err)
		}
		for _, f := range files {
			if strings.Contains(string(f.Body), "known-only") {
				t.Errorf("%s holds the secret", f.Name)
			}
		}
	}
}

// A role is one item of a list, whatever its name holds.
func TestRolesAreLists(t *testing.T) {
	o := record.Opening{Platform: "genesys-cloud", IdP: "okta", Protocol: "saml"}
	f, err := made(t, settle(t, o, whole(t, o)), "role-matrix-json")
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Direction string
		Rows      []struct {
			Group, Unit string
			Roles       []string
		}
	}
	if err := json.Unmarshal(f.Body, &m); err != nil {
		t.Fatal(err)
	}
	if m.Direction != "idp-to-platform" || len(m.Rows) != 2 || !slices.Equal(m.Rows[0].Roles, []string{"employee", "Communicate, User"}) ||
		m.Rows[0].Unit != "Home" || m.Rows[1].Group != "CC Leads" {
		t.Errorf("%s", f.Body)
	}
}

// What does not fit is refused, with the reason.
func TestArtifactsRefuse(t *testing.T) {
	genesys := record.Opening{Platform: "genesys-cloud", IdP: "okta", Protocol: "saml"}
	entra := record.Opening{Platform: "cxone", IdP: "entra", Protocol: "saml"}
	cisco := record.Opening{Platform: "cisco-ids", IdP: "okta", Protocol: "saml"}
	for name, c := range map[string]struct {
		o                     record.Opening
		fact, value, id, want string
	}{
		"too short a session": {genesys, "genesys-cloud.idle_seconds", "299", "genesys-idle-timeout", "between 300 and 28800"},
		"too long a session":  {genesys, "genesys-cloud.idle_seconds", "28801", "session-policy", "between 300 and 28800"},
		"no number":           {genesys, "genesys-cloud.idle_seconds", "30 min", "terraform-genesys-cloud", "between 300 and 28800"},
		"a group alone":       {genesys, "genesys-cloud.roles", "CC Agents", "role-matrix", "GROUP | ROLE"},
		"no role":             {genesys, "genesys-cloud.roles", "CC Agents | ; ", "role-matrix-json", "names no role"},
		"a source by hand":    {genesys, "saml.name_id_source", "Custom", "okta-saml-application", "only Okta username and Email"},
		"a source of Entra":   {entra, "saml.name_id_source", "user.displayname", "entra-saml-claims", "user.userprincipalname"},
		"no index":            {cisco, "okta.other_sso_urls", "https://uccx-sub.example.com:8553/ids/saml/response/metaAlias/sp first", "okta-saml-application", "is no index"},
		"a statement's name":  {cisco, "okta.attribute_statements", "uid", "terraform-okta", "not a name and its value"},
	} {
		facts := whole(t, c.o)
		facts[c.fact] = c.value
		f, err := made(t, settle(t, c.o, facts), c.id)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v %s", name, err, f.Body)
		}
	}
}
