package checklist_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"federate/steps"
	"federate/steps/checklist"
	"federate/steps/playbook"
)

// looked is a federation that nobody has said anything of.
func looked(t testing.TB) *steps.Snapshot {
	t.Helper()
	k := know()
	l, err := playbook.Load(k.Terms, fstest.MapFS{"platform/desk.yaml": {Data: []byte(platform)}, "idp/login.yaml": {Data: []byte(idp)}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := l.Pair("desk", "login", "saml", "", k.Checks)
	if err != nil {
		t.Fatal(err)
	}
	v, err := steps.Blank(p, day)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// FuzzReply: whatever a mail holds, what is taken of it are facts there are, with
// a value and without a secret.
func FuzzReply(f *testing.F) {
	for _, text := range []string{"> > sp.entity_id:  https://a.example/ \r\n>\r\n", "idp/sp.entity_id#x: x", "idp.certificate:\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
		"sp.entity_id:\n\n-- \nBob\n", "desk.name: <https://a.example/>", "oidc.client_secret: x"} {
		f.Add(text)
	}
	v := looked(f)
	f.Fuzz(func(t *testing.T, text string) {
		told, err := checklist.ReadReply(v, text)
		if err != nil && (told != nil || err.Error() == "") {
			t.Errorf("%v with %v", told, err)
		}
		for _, x := range told {
			term, ok := v.Pair.Terms.Term(x.Fact)
			if !ok || term.Secret || x.Value == "" || !checklist.IsReply(v, text) {
				t.Errorf("%+v", x)
			}
		}
	})
}

func TestReadReply(t *testing.T) {
	v, pem := looked(t), certificate(t, "reply")
	for name, c := range map[string]struct{ in, want string }{
		"filled":            {"sp.entity_id: https://a.example/", "/sp.entity_id=https://a.example/"},
		"quoted":            {"> > sp.entity_id:  https://a.example/ \r\n>\r\n", "/sp.entity_id=https://a.example/"},
		"a bullet":          {" - sp.entity_id: a b c", "/sp.entity_id=a b c"},
		"of a side":         {"idp/sp.entity_id: x", "idp/sp.entity_id=x"},
		"left empty":        {"sp.entity_id:\n\nsp.entity_id: \ndesk.name: Desk", "/desk.name=Desk"},
		"no-break space":    {"sp.entity_id:\u00a0x", "/sp.entity_id=x"},
		"wrapped":           {"sp.entity_id:\nhttps://a.example/\n", "/sp.entity_id=https://a.example/"},
		"prose below":       {"sp.entity_id:\nNo idea what this is.\n", ""},
		"a link":            {"sp.entity_id: https://a.example/ <https://a.example/>", "/sp.entity_id=https://a.example/"},
		"a bare link":       {"sp.entity_id: <https://a.example/>", "/sp.entity_id=https://a.example/"},
		"twice the same":    {"sp.entity_id: x\n> sp.entity_id: x", "/sp.entity_id=x"},
		"answer above":      {"sp.entity_id: x\n-- \nBob, bob.example.org: the best\n\n> sp.entity_id: \n> desk.name: Desk", "/sp.entity_id=x /desk.name=Desk"},
		"other words":       {"On Monday ada@a.example wrote:\nhttps://a.example: no\nSubject: e.g.: x\nhost.example:443", ""},
		"a certificate":     {"> idp.certificate: \n> " + strings.ReplaceAll(strings.TrimSpace(pem), "\n", "\n> ") + "\n> sp.entity_id: x", "/idp.certificate=" + pem + " /sp.entity_id=x"},
		"on the same line":  {"idp.certificate: " + pem, "/idp.certificate=" + pem},
		"a fact with a key": {"sp.entity_id#jane: jane@a.example", "/sp.entity_id#jane=jane@a.example"},
	} {
		told, err := checklist.ReadReply(v, c.in)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []string
		for _, x := range told {
			f := string(x.Fact)
			if x.Key != "" {
				f += "#" + x.Key
			}
			got = append(got, string(x.Side)+"/"+f+"="+x.Value)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %q, want %q", name, s, c.want)
		}
	}
	for in, want := range map[string]string{
		"sp.entity_di: x":                      "did you mean sp.entity_id?",
		"sp.entity_id: x\n> sp.entity_id: y":   `told twice: "x" and "y"`,
		"oidc.client_secret: hunter2":          "oidc.client_secret is a secret",
		"idp/oidc.client_secret:\n  hunter2\n": "oidc.client_secret is a secret",
	} {
		told, err := checklist.ReadReply(v, in)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") || told != nil {
			t.Errorf("%q: %v, %v", in, told, err)
		}
	}
}

func TestWindow(t *testing.T) {
	told := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for in, want := range map[string]string{
		"Sunday 6 December, 06:00 to 08:00 CET":               "2026-12-06T05:00:00Z 2026-12-06T07:00:00Z",
		"6 December 2026, 22:00-02:00 UTC":                    "2026-12-06T22:00:00Z 2026-12-07T02:00:00Z",
		"2026-12-06 06:00 to 08:00 +01:00":                    "2026-12-06T05:00:00Z 2026-12-06T07:00:00Z",
		"2026-12-06T06:00:00+01:00/2026-12-06T08:00:00+01:00": "2026-12-06T05:00:00Z 2026-12-06T07:00:00Z",
		"3 Jan, 6:00 – 8:00 (EST)":                            "2027-01-03T11:00:00Z 2027-01-03T13:00:00Z",
		"21 November, 06:00 to 08:00 UTC":                     "2026-11-21T06:00:00Z 2026-11-21T08:00:00Z",
		"Monday 6 December, 06:00 to 08:00 CET":               "", // it is a Sunday
		"Sunday 6 December, 06:00 to 08:00":                   "", // where?
		"Sunday 6 December, 06:00 to 08:00 CST":               "", // America or China
		"31 November, 06:00 to 08:00 UTC":                     "",
		"6/12/2026 06:00 to 08:00 UTC":                        "", // June or December
		"Sunday night":                                        "",
		"":                                                    "",
		"2026-12-06T08:00:00Z/2026-12-06T06:00:00Z":           "",
	} {
		got := ""
		if from, until, ok := checklist.Window(in, told); ok {
			got = from.Format(time.RFC3339) + " " + until.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestDeadlines(t *testing.T) {
	first, second := certificate(t, "first"), certificate(t, "second")
	walk := func() checklist.Checklist {
		return walked(t,
			steps.Answer{Documents: []steps.Handed{{Raw: []byte(first)}}},
			steps.Answer{Documents: []steps.Handed{{Raw: []byte(second)}}},
			steps.Confirm{Step: "desk/authenticator"}, // its copy of the certificate is no second one
			told("desk.name", "x"),
		)
	}
	c := walk()
	if len(c.Deadlines) != 1 {
		t.Fatalf("%+v", c.Deadlines)
	}
	d := c.Deadlines[0]
	if d.ID != "acme-certificate-"+strings.ToLower(c.Certificates[0].Thumbprint) || !d.From.Equal(day.AddDate(1, 0, 0).Truncate(24*time.Hour)) || len(d.Remind) != 3 || d.Remind[0] != 60 {
		t.Errorf("%+v", d)
	}
	if again := walk(); again.Deadlines[0].ID != d.ID {
		t.Errorf("another id: %s and %s", d.ID, again.Deadlines[0].ID)
	}
}
