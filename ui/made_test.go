package ui_test

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"federate/assets"
	"federate/steps/fetch"
	"federate/steps/record"
	"federate/ui"
	"federate/ui/screen"
)

// theirs is a world with the playbooks of the program.
func theirs(t *testing.T, o record.Opening) *world {
	t.Helper()
	w := shipped(t)
	if _, err := w.shelf("ana").Create(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	return w
}

// A file that wants a value which no step asks for asks for it where it is made.
func TestFileAsksForWhatIsMissing(t *testing.T) {
	w := theirs(t, record.Opening{Name: "Contoso", Platform: "cxone", IdP: "okta", Protocol: "saml"})
	for i, size := range sizes {
		x := w.window("ana", ui.Start{Federation: "contoso"}, size[0], size[1])
		x.env.Templates = assets.FS
		x.press("ctrl+f")
		for range 20 {
			if strings.Contains(x.frame(), "as a table") {
				break
			}
			x.press("f")
		}
		x.sees("as a table", "Goes to: To everybody")
		if i == 0 {
			x.sees("not known yet", "asks for what is missing")
			x.press("w")
			x.sees("nothing to write yet")
			x.press("a")
			x.sees("Role matrix", "One group a line")
			check(t, x.app.View().Content, size[0], size[1])
			x.press("CC Agents | Agent | Support", "tab")
		}
		x.sees("CC Agents")
		check(t, x.app.View().Content, size[0], size[1])
		x.press("w", "enter")
		if got := x.machine.files["role-matrix.md"]; !strings.Contains(got, "| CC Agents | Agent | Support |") {
			t.Errorf("%q\n%s", got, x.frame())
		}
	}
	if e := last(w); e.Kind != record.Answered || e.Claims[0].Fact != "cxone.roles" {
		t.Errorf("%+v", e)
	}
}

// What is wrong with a value that only a file is made of is said where it is asked.
func TestFileJudgesWhatItAsksFor(t *testing.T) {
	w := theirs(t, record.Opening{Name: "Contoso", Platform: "genesys-cloud", IdP: "okta", Protocol: "saml"})
	x := w.window("ana", ui.Start{Federation: "contoso"}, 80, 24)
	x.env.Templates = assets.FS
	x.press("ctrl+f")
	for range 20 {
		if strings.Contains(x.frame(), "Automatic inactivity timeout") {
			break
		}
		x.press("f")
	}
	x.press("a", "60", "tab")
	x.sees("is wrong", "between 300 and 28800")
	x.press("a")
	x.sees("The idle time is not between 300 and 28800")
}

// Every question of every file has a page that fits the window.
func TestEveryFileAsks(t *testing.T) {
	for _, o := range []record.Opening{{Platform: "cxone", IdP: "entra", Protocol: "saml"}, {Platform: "cxone", IdP: "entra", Protocol: "oidc"},
		{Platform: "genesys-cloud", IdP: "okta", Protocol: "saml"}, {Platform: "cxone", IdP: "azure-ad-b2c", Protocol: "saml"}, {Platform: "cisco-ids", IdP: "okta", Protocol: "saml"}} {
		o.Name = "Contoso"
		w := theirs(t, o)
		x := w.window("ana", ui.Start{Federation: "contoso"}, 80, 24)
		x.env.Templates = assets.FS
		x.press("ctrl+f")
		first, asked := x.frame(), 0
		for range 30 {
			x.sees("Goes to:")
			if strings.Contains(x.frame(), "asks for what is missing") {
				asked++
				x.press("a")
				x.sees(" value")
				check(t, x.app.View().Content, 80, 24)
				x.press("esc")
			}
			if x.press("f"); x.frame() == first {
				break
			}
		}
		if asked == 0 {
			t.Errorf("%s with %s: no file asks for anything", o.Platform, o.IdP)
		}
	}
}

// Where a value is asked for and a file that holds it, the path of the file is read
// and never taken for the value; what names no file is the value.
func TestPathWhereAValueIsAskedFor(t *testing.T) {
	const metadata = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="pub.example.com">
 <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
  <AssertionConsumerService index="0" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://pub.example.com:8553/ids/saml/response/metaAlias/sp"/>
 </SPSSODescriptor>
</EntityDescriptor>`
	for typed, want := range map[string]string{"sp.xml": "pub.example.com", "~/down/sp": "pub.example.com", "pub.example.com": "pub.example.com"} {
		w := theirs(t, record.Opening{Name: "Contoso", Platform: "cisco-ids", IdP: "okta", Protocol: "saml"})
		x := w.window("ana", ui.Start{Federation: "contoso", Step: "cisco-ids/sp-metadata"}, 80, 40)
		x.machine.files["sp.xml"], x.machine.files["~/down/sp"] = metadata, metadata
		x.press(typed, "tab")
		events := w.store.events["contoso"]
		got := events[len(events)-1].Claims
		if len(got) == 0 || got[0].Fact != "sp.entity_id" || got[0].Value != want || (got[0].From.Digest != "") == (typed == want) {
			t.Errorf("%s: %+v\n%s", typed, got, x.frame())
		}
	}
	w := theirs(t, record.Opening{Name: "Contoso", Platform: "cisco-ids", IdP: "okta", Protocol: "saml"})
	x := w.window("ana", ui.Start{Federation: "contoso", Step: "cisco-ids/sp-metadata"}, 80, 40)
	x.press("~/nowhere/sp.xml", "tab")
	x.sees("~/nowhere/sp.xml could not be read")
	if n := len(w.store.events["contoso"]); n != 1 {
		t.Errorf("a path that leads nowhere is told: %d events", n)
	}
}

// Where metadata is asked for, its address will do; what cannot be got is said at the field.
func TestAddressWhereMetadataIsAskedFor(t *testing.T) {
	metadata, err := os.ReadFile("../federation/saml/testdata/saml-metadata-no-browser-binding/good.xml")
	if err != nil {
		t.Fatal(err)
	}
	const at = "https://login.example/metadata"
	for name, give := range map[string]func(*window, string){
		"typed":  func(x *window, a string) { x.press(a, "tab") },
		"pasted": func(x *window, a string) { x.send(tea.PasteMsg{Content: a}) },
	} {
		w := theirs(t, record.Opening{Name: "Contoso", Platform: "cxone", IdP: "okta", Protocol: "saml"})
		x := w.window("ana", ui.Start{Federation: "contoso", Step: "okta/addresses"}, 80, 50)
		x.sees("or type the path of a file or its address")
		give(x, "https://login.example/none")
		x.sees("file does not exist")
		if n := len(w.store.events["contoso"]); n != 1 {
			t.Errorf("%s: %d events", name, n)
		}
		x = w.window("ana", ui.Start{Federation: "contoso", Step: "okta/addresses"}, 80, 50)
		x.machine.files[at] = string(metadata)
		give(x, at)
		events := w.store.events["contoso"]
		last := events[len(events)-1]
		if len(last.Artifacts) != 1 || last.Artifacts[0].Origin != at || len(last.Claims) < 3 {
			t.Errorf("%s: %+v\n%s", name, last, x.frame())
		}
	}
}

// A choice is made by pasting a word for it, whichever of its names that is.
func TestPasteChooses(t *testing.T) {
	w := theirs(t, record.Opening{Name: "Contoso", Platform: "genesys-cloud", IdP: "okta", Protocol: "saml"})
	x := w.window("ana", ui.Start{Federation: "contoso", Step: "genesys-cloud/organization"}, 80, 24)
	x.send(tea.PasteMsg{Content: "eu-west-2\n"})
	x.press("tab")
	x.sees("euw2.pure.cloud (eu-west-2)")
	events := w.store.events["contoso"]
	if c := events[len(events)-1].Claims; len(c) != 1 || c[0].Value != "euw2.pure.cloud" {
		t.Errorf("told: %+v", c)
	}
}

// inside is a machine on which every address is that of an inner network.
type inside struct{ screen.System }

func (inside) Read(path string) ([]byte, error) {
	return nil, fmt.Errorf("cannot fetch %s: %w", path, &fetch.PrivateError{Addr: netip.MustParseAddr("10.0.0.7")})
}

// Where an address leads inside, the field says how the wizard reaches it.
func TestRefusedInsideSaysHow(t *testing.T) {
	w := theirs(t, record.Opening{Name: "Contoso", Platform: "cxone", IdP: "keycloak", Protocol: "saml"})
	x := w.window("ana", ui.Start{Federation: "contoso", Step: "keycloak/values"}, 80, 40)
	x.env.System = inside{x.env.System}
	x.press("https://idp.contoso.example/descriptor", "tab")
	x.sees("which only --private reaches", "federate open contoso --private")
}
