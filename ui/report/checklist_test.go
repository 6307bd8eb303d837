package report_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/steps/record"
	"federate/steps/view"
	"federate/ui/report"
)

// sample is a checklist with one of everything, and values that would spoil a
// document that does not mind.
func sample() checklist.Checklist {
	at := time.Date(2026, 3, 2, 9, 1, 0, 0, time.UTC)
	f := audience()
	f.Attempt, f.Step = "sp-initiated", "entra/application"
	waiver := federation.Waiver{Code: "value-host", Reason: "old | new", By: "ada", At: at, Until: at.AddDate(0, 1, 0)}
	return checklist.Checklist{
		ID: "acme", Name: "Acme *production*", Platform: "NICE CXone Mpower", IdP: "Microsoft Entra ID", Protocol: "saml",
		Route: "CXone with Entra", RouteSource: view.Source{Document: "NICE help", Section: "Manage Federation", URL: "https://help.example/a"},
		Created: view.At(at), By: "ada", At: view.At(at), Settled: 2, All: 4, Next: "cxone/authenticator",
		Steps: []checklist.Step{
			{Number: 1, Phase: "Application", Ref: "entra/application", Title: "Create it", Role: federation.IdPAdmin, Console: "Entra", Where: []string{"Identity", "Applications"},
				State: steps.Done, Settled: true, Done: "confirmed", By: "ada", At: view.At(at), Note: "change 4711",
				Values: []checklist.Value{
					{Label: "Identifier", Fact: "sp.entity_id", Entered: true, Value: "https://x.example/needtochange", Placeholder: true},
					{Label: "Name", Value: "a | `b`", By: "ada", At: view.At(at), Own: true},
					{Label: "Reply URL", Entered: true, Value: "https://x.example/acs", Planted: "https://x.example/needtochange", By: "ada", At: view.At(at), Replaced: view.At(at.Add(time.Hour))},
					{Label: "Signing option", Fact: "saml.signed", Entered: true, Value: "Sign SAML response"},
					{Label: "What it is now", Fact: "saml.signed", Value: "message", Shown: "Sign SAML response", By: "bob", At: view.At(at)},
					{Label: "Algorithm", Fact: "saml.signature_algorithm", Entered: true, Value: "SHA-256", By: "ada", At: view.At(at), Copied: true},
					{Label: "What the algorithm is now", Fact: "saml.signature_algorithm", Value: "rsa-sha256", Shown: "SHA-256", By: "ada", At: view.At(at), Copied: true},
					{Label: "Class", Fact: "sp.requested_authn_context", By: "ada", At: view.At(at)},
					{Label: "Address of the metadata", Optional: true},
					{Label: "Secret", Secret: true, Value: "given", By: "ada", At: view.At(at), Own: true},
					{Label: "Context", Entered: true, Clear: true},
				}, Source: view.Source{Document: "NICE help", Section: "Set up"}, Confidence: federation.Likely},
			{Number: 2, Phase: "Application", Ref: "entra/mails", Title: "Mails", Role: federation.IdPAdmin, State: steps.Skipped, Settled: true, Done: "skipped", By: "bob", At: view.At(at), Reason: "shared mailbox"},
			{Number: 3, Phase: "Authenticator", Ref: "cxone/authenticator", Title: "Create the login authenticator", Role: federation.PlatformAdmin, State: steps.Stale,
				Why: []string{"the certificate was changed by ada", "and so was the address"}, Done: "confirmed", By: "bob", At: view.At(at),
				Values: []checklist.Value{{Label: "Certificate", Entered: true, Value: "CN=old", Now: "CN=new"}}},
			{Number: 4, Phase: "Roll out", Ref: "cxone/gate", Title: "Go", Role: federation.Either, State: steps.Open, Override: "the lead said so", Done: "confirmed", By: "bob", At: view.At(at)},
			{Number: 5, Phase: "Operate", Ref: "cxone/extra", Title: "Extra", Role: federation.Either, State: steps.Open, Optional: true},
		},
		Findings: view.Findings([]federation.Finding{f}), Waived: view.Waived([]federation.Waived{{Finding: f, Waiver: waiver}}), Lapsed: []view.Accepted{view.AcceptedOf(waiver, "")},
		Waiting: []federation.Waiting{{Code: "a", For: []federation.Need{{Kind: "sp-metadata"}}}, {Code: "b", For: []federation.Need{{Kind: "sp-metadata"}}}, {Code: "c", For: []federation.Need{{Kind: "saml-response"}, {Fact: "sp.acs_url"}}}},
		Waits:   []checklist.Wait{{Text: "2 checks wait for service provider metadata", Codes: []federation.Code{"a", "b"}}, {Text: "1 check waits for a SAML response", Codes: []federation.Code{"c"}}},
		Digest:  "sha256:0f", Made: []checklist.Made{{Name: "Acme", Events: 4, Digest: "sha256:0f", Verify: "federate history acme --verify"}},
		Placeholders: []checklist.Placeholder{{Fact: "sp.entity_id", Side: federation.IdP, Where: "Microsoft Entra ID", Label: "Identifier", Value: "https://x.example/needtochange", Step: "entra/back-fill"}},
		Certificates: []checklist.Certificate{{Label: "Certificate", Fact: "idp.certificate", Side: federation.IdP, Subject: "CN=a", Thumbprint: "AB12", First: view.At(at), Last: view.At(at.AddDate(3, 0, 0))}},
		Attempts: []checklist.Attempt{{Key: "sp-initiated", Kind: "saml-response", Digest: "sha256:00", At: view.At(at), By: "bob", Verdict: "failed", Findings: view.Findings([]federation.Finding{f}),
			Proof: view.ProofOf(steps.Proof{Issued: at.Add(-50 * time.Hour), Handed: at, Testimony: federation.Testimony{Signer: "idp, SHA-1 00", Audience: "https://sp.example", Subject: "ann"}, Why: []string{"it was old"}})},
			{Key: "idp-initiated", Kind: "saml-response", Digest: "sha256:02", At: view.At(at), By: "bob", Verdict: "passed", Earlier: []checklist.Try{{Digest: "sha256:01", At: view.At(at), By: "ada", Verdict: "failed", Errors: []string{"It is late"}, Subject: "ann"}},
				Login: view.Tried{Title: "Test the tile", Verdict: "passed", Proof: view.Proof{Issued: view.At(at), Subject: "ann"}, Proves: []string{"cxone/test"}, Checks: 2, Compared: []string{"the entity ID"}}}},
		Documents: []view.Document{{Path: "/home/bob/response.b64", Kind: "saml-response", Key: "sp-initiated", Digest: "sha256:00", Title: "SAML response", Read: []view.Read{
			{Label: "NameID", Value: "ann|<b>", Used: true}, {Label: "IssueInstant", Value: "2026-03-02T09:00:00Z", Note: "2 days ago"},
			{About: "certificate in the signature", Label: "SHA-1", Value: "AB12"}}}},
		Marked: []string{"← used: CXone goes by it"},
		History: []checklist.Entry{
			{Seq: 1, At: view.At(at), By: "ada", Kind: record.Opened, Text: "Acme"},
			{Seq: 2, At: view.At(at), By: "ada", Kind: record.Answered, Step: "entra/application", Title: "Create **it**", Undone: true, Changes: []checklist.Change{
				{Side: federation.Platform, Fact: "saml.signed", Label: "Signing Option", Where: "CXone", Old: "a", New: "b", Was: "the assertion", Is: "the message"},
				{Side: federation.IdP, Fact: "oidc.client_secret", Label: "Value", Where: "Entra", New: "given", Is: "given", Secret: true},
				{Side: federation.IdP, Fact: "user.name_id", Key: "jane", Label: "NameID", Old: "x", Was: "x"},
				{Side: federation.IdP, Fact: "sp.acs_url", Label: "Reply URL", Where: "Entra", New: "p", Is: "p", Placeholder: true}}},
			{Seq: 3, At: view.At(at), By: "bob", Kind: record.Received, Step: "cxone/test", Documents: []checklist.Document{{Kind: "saml-response", Title: "SAML response", Key: "sp-initiated", Digest: "sha256:00"}}},
			{Seq: 4, At: view.At(at), By: "ada", Kind: record.Undone, Undoes: 2},
		},
	}
}

func TestMarkdown(t *testing.T) {
	var b bytes.Buffer
	if err := report.Markdown(&b, sample()); err != nil {
		t.Fatal(err)
	}
	golden.RequireEqual(t, b.Bytes())
}

func TestChecklistJSON(t *testing.T) {
	var b bytes.Buffer
	if err := report.ChecklistJSON(&b, sample()); err != nil {
		t.Fatal(err)
	}
	golden.RequireEqual(t, indent(t, b.Bytes()))
	b.Reset()
	if err := report.ChecklistJSON(&b, checklist.Checklist{}); err != nil || strings.Contains(b.String(), "null") {
		t.Errorf("a list is null: %s", b.String())
	}
}
