package ui_test

import (
	"cmp"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/view"
	"federate/ui"
)

// TestFlowsAreWalked walks every documented flow with keys alone, at 80×24, from the first
// step to the last page: each page is where the plan says, each frame is sound, and what
// was typed is in the journal. Tests are left out with a reason: no provider is here.
func TestFlowsAreWalked(t *testing.T) {
	for _, flow := range []string{"cxone-entra-saml", "cxone-entra-oidc", "cxone-azure-ad-b2c-saml", "cxone-okta-saml",
		"cxone-no-idp-password", "cisco-ids-okta-saml", "genesys-cloud-okta-saml", "genesys-cloud-entra-saml"} {
		t.Run(flow, func(t *testing.T) {
			raw := read(t, "../steps/testdata/"+flow+".json")
			var given struct{ Valid map[string]string }
			if err := json.Unmarshal([]byte(raw), &given); err != nil {
				t.Fatal(err)
			}
			w := shipped(t)
			sh := w.shelf("ana")
			id, err := sh.Create(t.Context(), opening(t, flow+".json"))
			if err != nil {
				t.Fatal(err)
			}
			x := w.window("ana", ui.Start{Federation: id}, 80, 24)
			pem, err := os.ReadFile("../federation/pki/testdata/pki-expired/good.pem")
			if err != nil {
				t.Fatal(err)
			}
			x.machine.files["/tmp/signing.cer"] = string(pem)
			x.machine.files["/tmp/metadata.xml"] = metadata(given.Valid["idp.entity_id"], given.Valid["idp.sso_url"], string(pem))
			for range 40 {
				v, err := sh.Look(t.Context(), id)
				if err != nil {
					t.Fatal(err)
				}
				next, ok := v.Step(v.Next())
				if !ok || next.Optional && v.Finished {
					break
				}
				x.sees(view.Numbered(v, next))
				through(x, v, next, given.Valid)
				check(t, x.app.View().Content, 80, 24)
				after, err := sh.Look(t.Context(), id)
				if err != nil {
					t.Fatal(err)
				}
				if !after.Status[next.Ref()].Settled() {
					t.Fatalf("%s is %s: %q\n%s", next.Ref(), after.Status[next.Ref()].State, after.Status[next.Ref()].Why, x.frame())
				}
			}
			x.sees("The federation is finished")
		})
	}
}

// through does one step as an admin would: every field, then done. A test, and a step that
// wants the file of a product, is left out with a reason.
func through(x *window, v *steps.Snapshot, s playbook.Step, valid map[string]string) {
	wants := func(f playbook.Field) bool {
		return !f.Optional && f.Fact == ""
	}
	left := s.Kind == playbook.Test || slices.ContainsFunc(s.Fields, wants)
	if len(v.Rows(s)) > 0 && len(s.Fields) > 0 {
		x.press("tab")
	}
	for i, f := range s.Fields {
		q := view.QuestionOf(v, s, f)
		_, answered := q.Answer(v)
		readBack := f.Optional && slices.ContainsFunc(s.Enter, func(e playbook.Entry) bool { return e.Fact == f.Fact })
		if !answered && !readBack && !wants(f) {
			enter(x, v, q, valid)
		}
		if i < len(s.Fields)-1 {
			x.press("tab")
		}
	}
	if left {
		x.press("ctrl+k", "no provider is here", "enter")
		return
	}
	x.press("ctrl+d")
	switch frame := x.frame(); {
	case strings.Contains(frame, "ctrl+d goes on"):
		x.press("ctrl+d")
	case strings.Contains(frame, "› The gate is shut"):
		x.press("no provider is here", "enter")
	}
}

// enter types the answer to q, if there is one.
func enter(x *window, v *steps.Snapshot, q view.Question, valid map[string]string) {
	name := string(q.Fact)
	if side := v.Speaker(q.Step, q.Field); side != q.Term.Owner {
		name = string(side) + "/" + name
	}
	value := valid[name]
	switch {
	case q.Document() && q.Fact != "" && slices.Contains(q.Accepts, federation.KindIdPMetadata) && !slices.Contains(q.Accepts, federation.KindCertificate):
		value = "/tmp/metadata.xml"
	case q.Fact != "" && q.Document():
		value = "/tmp/signing.cer"
	case value != "":
	case q.Optional && !strings.HasPrefix(name, "rollout."):
		return
	case q.Term.Secret:
		value = "Qx8~kW2.made-up-for-a-test_0123456789abc"
	case q.Term.Past:
		value = "2026-11-19"
	case q.Term.Form == federation.Date:
		value = "2027-11-19"
	case q.Choice():
		value = q.Term.Values[0]
	default:
		value = cmp.Or(q.Example, "as agreed")
	}
	if !q.Choice() {
		x.press(value)
		return
	}
	for range 1 + slices.Index(q.Term.Values, value) { // the first says that nothing was answered
		x.press("down")
	}
}

// metadata is what an identity provider of these values publishes.
func metadata(entity, sso, pem string) string {
	certificate := strings.NewReplacer("-----BEGIN CERTIFICATE-----", "", "-----END CERTIFICATE-----", "", "\n", "").Replace(pem)
	return `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="` + entity + `">` +
		`<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data>` +
		`<ds:X509Certificate>` + certificate + `</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>` +
		`<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="` + sso + `"/>` +
		`<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="` + sso + `"/>` +
		`</md:IDPSSODescriptor></md:EntityDescriptor>`
}
