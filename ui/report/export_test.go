package report_test

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/steps/view"
	"federate/ui/report"
)

const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"

// asked is sample with a step that asks for one of everything, and with days
// that end.
func asked() checklist.Checklist {
	c := sample()
	at := c.At
	c.Steps[2].State, c.Steps[2].Settled = steps.Wrong, false
	c.Steps[2].Cautions = []string{"It logs **everybody** out."}
	c.Steps[2].Do = []string{"Select **Create** and enter everything below, also where the console shows a value of its own that looks right.", "Save."}
	c.Steps[2].Values[0].Need = pem
	c.Steps[2].Values = append(c.Steps[2].Values,
		checklist.Value{Label: "Certificate", Entered: true, Value: "CN=new", Whole: "Bag\n" + pem + "-----BEGIN PRIVATE KEY-----\nBBBB\n-----END PRIVATE KEY-----\n"},
		checklist.Value{Label: "Address", Entered: true, Value: "https://a…", Whole: "https://login.example/" + strings.Repeat("long/", 20), Note: "**Login URL** over there"},
		checklist.Value{Label: "Context", Entered: true, Clear: true}, checklist.Value{Label: "Later", Entered: true})
	c.Steps[2].Asks = []checklist.Ask{
		{Name: "sp.entity_id", Label: "Entity ID", Help: "The upper of the two.", Example: "https://x.example/1"},
		{Name: "idp/saml.signed", Label: "Signing option", Optional: true, Answered: true, Choices: []string{"Sign response", "Sign assertion"}},
		{Name: "oidc.client_secret", Label: "Secret", Secret: true},
		{Name: "idp.certificate", Label: "Certificate", Document: "certificate"},
		{Label: "Metadata", Document: "service provider metadata"},
	}
	c.Steps[3].State, c.Steps[3].Why = steps.Waiting, []string{"waits for the entity ID"}
	c.Deadlines = []checklist.Deadline{
		{ID: "acme-rollout.window", Title: "Acme: the maintenance window", From: at.AddDate(0, 0, 9), Until: at.AddDate(0, 0, 9).Add(2 * time.Hour), Remind: []int{7, 1}, Revision: 3,
			Detail: []string{"Agreed as: Wednesday, 11 March; early.", strings.Repeat("ü and 漢字 ", 30)}},
		{ID: "acme-certificate-ab12", Title: "Acme *production*: Certificate ends", From: at.AddDate(3, 0, 0).Truncate(24 * time.Hour), Remind: []int{60, 30, 7}, Revision: 2, Detail: []string{"a\x00b\r\nc"}},
	}
	return c
}

func written(t *testing.T, write func(io.Writer, checklist.Checklist) error, c checklist.Checklist) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What RFC 5545 asks of every calendar.
func TestCalendar(t *testing.T) {
	text := written(t, report.Calendar, asked())
	if text != written(t, report.Calendar, asked()) {
		t.Error("the same checklist gives two calendars")
	}
	lines := strings.SplitAfter(text, "\r\n")
	if last := lines[len(lines)-1]; last != "" {
		t.Errorf("it ends with %q", last)
	}
	for _, l := range lines {
		if l = strings.TrimSuffix(l, "\r\n"); len(l) > 75 || strings.ContainsAny(l, "\r\n\x00") || !strings.Contains(l, ":") && !strings.HasPrefix(l, " ") && l != "" {
			t.Errorf("%d octets: %q", len(l), l)
		}
		if strings.ToValidUTF8(l, "") != l {
			t.Errorf("a character is cut: %q", l)
		}
	}
	whole := strings.ReplaceAll(text, "\r\n ", "") // unfolded
	for want, n := range map[string]int{
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n": 1, "BEGIN:VEVENT\r\n": 2, "END:VEVENT\r\n": 2, "DTSTAMP:20260302T090100Z\r\n": 2, "METHOD:PUBLISH\r\n": 1,
		"UID:acme-certificate-ab12@federate\r\n": 1, "UID:acme-rollout.window@federate\r\n": 1, "SEQUENCE:3\r\n": 1,
		"DTSTART;VALUE=DATE:20290302\r\n": 1, "DTEND;VALUE=DATE:20290303\r\n": 1, "DTSTART:20260311T090100Z\r\n": 1, "DTEND:20260311T110100Z\r\n": 1,
		"TRIGGER:-P60D\r\n": 1, "TRIGGER:-P30D\r\n": 1, "TRIGGER:-P7D\r\n": 2, "TRIGGER:-P1D\r\n": 1, "ACTION:DISPLAY\r\n": 5, "BEGIN:VALARM\r\n": 5,
		`DESCRIPTION:Agreed as: Wednesday\, 11 March\; early.\n`: 1,
	} {
		if got := strings.Count(whole, want); got != n {
			t.Errorf("%q is there %d times, not %d", want, got, n)
		}
	}
}

func TestHTML(t *testing.T) {
	c := asked()
	c.Steps[0].Note = `<script>alert("x")</script>`
	c.Name = `Acme </title><img src=x onerror=alert(1)>`
	text := written(t, report.HTML, c)
	if m := regexp.MustCompile(`(?i)<(script|img|link|iframe|object)\b|\bon[a-z]+=|src=|@import|url\(|-----BEGIN`).FindString(stripped(text)); m != "" {
		t.Errorf("the page is not by itself: %q", m)
	}
	for _, link := range regexp.MustCompile(`<[^>]*\bhref=[^>]*>`).FindAllString(text, -1) {
		if !strings.HasPrefix(link, `<a href="https://`) {
			t.Errorf("a link: %s", link)
		}
	}
	for _, want := range []string{"@media print", "prefers-color-scheme: dark", "Acme &lt;/title&gt;", "&lt;script&gt;", "AB12", "What is left", "The assertion is addressed"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in it", want)
		}
	}
	golden.RequireEqual(t, []byte(written(t, report.HTML, asked())))
}

// stripped is a page without what is written as text in it.
func stripped(page string) string {
	return regexp.MustCompile(`&lt;.*?&gt;`).ReplaceAllString(page, "")
}

func TestTicket(t *testing.T) {
	text := written(t, func(w io.Writer, c checklist.Checklist) error { return report.Ticket(w, c, federation.PlatformAdmin) }, asked())
	if strings.Contains(text, "PRIVATE") || strings.Contains(text, "oidc.client_secret:") || strings.Contains(text, "Create it") || !strings.Contains(text, "login.example/"+strings.Repeat("long/", 20)+"\n") {
		t.Errorf("the ticket:\n%s", text)
	}
	for _, l := range strings.Split(text, "\n") {
		if len(l) > 78 && !strings.Contains(l, "://") && !strings.HasSuffix(l, ".cer") {
			t.Errorf("a long line: %q", l)
		}
	}
	golden.RequireEqual(t, []byte(text))
}

// TestRehearsalsAreNoProof writes a rehearsed login down: when, by whom, at which step and
// with which recording, and that it proves nothing about the platform.
func TestRehearsalsAreNoProof(t *testing.T) {
	c := sample()
	c.Rehearsals = []view.Rehearsal{{Step: "cxone/test-sp-initiated", At: c.At, By: "ada", Verdict: "Would be let in", Subject: "ann@contoso.example", Recording: "sha256:77"}}
	for name, write := range map[string]func(io.Writer, checklist.Checklist) error{"Markdown": report.Markdown, "HTML": report.HTML} {
		text := stripped(written(t, write, c))
		for _, want := range []string{"Logins that were rehearsed", "None is proof that the platform lets anybody in", "cxone/test-sp-initiated", "Would be let in", "sha256:77"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
	}
}
