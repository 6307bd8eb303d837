package steps_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/record"
	"federate/steps/record/memory"
)

var clock = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func shelf(t testing.TB, store record.Store, actor string) *steps.Shelf {
	return &steps.Shelf{Store: store, Library: library(t), Know: catalog.Knowledge(), Actor: actor, Now: func() time.Time { return clock }}
}

func begin(t testing.TB) (*memory.Store, *steps.Session) {
	t.Helper()
	m, sh, id := created(t, "saml")
	return m, open(t, sh, id)
}

// created is CXone with Entra by protocol, on a shelf of ana's.
func created(t testing.TB, protocol string) (*memory.Store, *steps.Shelf, string) {
	t.Helper()
	m := &memory.Store{}
	sh := shelf(t, m, "ana")
	id, err := sh.Create(t.Context(), record.Opening{Name: "Acme", Platform: "cxone", IdP: "entra", Protocol: protocol})
	if err != nil {
		t.Fatal(err)
	}
	return m, sh, id
}

func open(t testing.TB, sh *steps.Shelf, id string) *steps.Session {
	t.Helper()
	s, err := sh.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// do submits c and fails the test where it is refused.
func do(t testing.TB, s *steps.Session, c steps.Change) *steps.Snapshot {
	t.Helper()
	v, err := s.Do(c).Wait()
	if err != nil {
		t.Fatalf("%+v: %v", c, err)
	}
	return v
}

func tell(fact federation.Fact, value string) steps.Answer {
	return steps.Answer{Facts: []steps.Told{{Fact: fact, Value: value}}}
}

func read(side federation.Side, fact federation.Fact, value string) steps.Answer {
	return steps.Answer{Facts: []steps.Told{{Side: side, Fact: fact, Value: value}}}
}

func certificate(t testing.TB, name string) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: clock.AddDate(0, -1, 0), NotAfter: clock.AddDate(2, 0, 0), SignatureAlgorithm: x509.SHA256WithRSA}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

const (
	tenant = "aaaabbbb-0000-cccc-1111-dddd2222eeee"
	ssoURL = "https://login.microsoftonline.com/" + tenant + "/saml2"
	issuer = "https://sts.windows.net/" + tenant + "/"
	entity = "https://cxone.niceincontact.com/sp/00000000"
	acs    = "https://cxone.niceincontact.com/sso/saml/acs"
)

func state(v *steps.Snapshot, ref string) steps.State { return v.Status[ref].State }

func findings(v *steps.Snapshot) (out []string) {
	for _, f := range v.Report.Findings {
		if f.Severity > federation.Note {
			out = append(out, string(f.Code)+" → "+f.Step)
		}
	}
	return out
}

func TestStepsFollowTheFacts(t *testing.T) {
	_, s := begin(t)
	if got := s.View().Next(); got != "entra/permissions" {
		t.Errorf("stands at %s", got)
	}
	v := do(t, s, steps.Confirm{Step: "entra/permissions"})
	if state(v, "entra/permissions") != steps.Done || v.Next() != "cxone/permissions" {
		t.Errorf("after confirming: %s, next %s", state(v, "entra/permissions"), v.Next())
	}
	if st := v.Status["cxone/authenticator"]; st.State != steps.Waiting || !strings.Contains(strings.Join(st.Why, " "), "sign-in address") {
		t.Errorf("the authenticator waits: %+v", st)
	}
	v = do(t, s, steps.Confirm{Step: "entra/addresses"})
	if st := v.Status["entra/addresses"]; st.State != steps.Open || len(st.Why) == 0 {
		t.Errorf("confirmed without its values: %+v", st)
	}
	do(t, s, tell("idp.sso_url", ssoURL))
	v = do(t, s, tell("idp.entity_id", issuer))
	if state(v, "entra/addresses") != steps.Done {
		t.Errorf("confirmed, values told: %+v", v.Status["entra/addresses"])
	}
	v = do(t, s, tell("idp.sso_url", issuer))
	if st := v.Status["entra/addresses"]; st.State != steps.Wrong {
		t.Errorf("the issuer in place of the sign-in address: %+v %v", st, findings(v))
	}
}

func TestReplacingTheCertificateMakesTheAuthenticatorStale(t *testing.T) {
	_, s := begin(t)
	do(t, s, tell("idp.sso_url", ssoURL))
	do(t, s, steps.Answer{Step: "entra/certificate", Documents: []steps.Handed{{Raw: []byte(certificate(t, "first")), Origin: "first.cer"}}})
	do(t, s, tell("cxone.authenticator_name", "Entra SSO"))
	v := do(t, s, steps.Confirm{Step: "cxone/authenticator"})
	if state(v, "cxone/authenticator") != steps.Done {
		t.Fatalf("confirmed: %+v %v", v.Status["cxone/authenticator"], findings(v))
	}
	v = do(t, s, steps.Answer{Step: "entra/certificate", Documents: []steps.Handed{{Raw: []byte(certificate(t, "second")), Origin: "second.cer"}}})
	st := v.Status["cxone/authenticator"]
	if st.State != steps.Stale || len(st.Why) != 1 || !strings.Contains(st.Why[0], "the signing certificate was changed by ana on 21 November 2026") {
		t.Errorf("after another certificate: %+v %v", st, findings(v))
	}
	v = do(t, s, steps.Confirm{Step: "cxone/authenticator"})
	if state(v, "cxone/authenticator") != steps.Done {
		t.Errorf("confirmed anew: %+v", v.Status["cxone/authenticator"])
	}
	v = do(t, s, steps.Undo{})
	if state(v, "cxone/authenticator") != steps.Stale {
		t.Errorf("the confirmation taken back: %+v", v.Status["cxone/authenticator"])
	}
}

func TestAPlaceholderIsRememberedUntilItIsReplaced(t *testing.T) {
	_, s := begin(t)
	v := do(t, s, steps.Confirm{Step: "entra/basic-saml"})
	if len(v.Placeholders) != 2 || v.Placeholders[0].Value != "https://cxone.niceincontact.com/needtochange/acme" || v.Placeholders[0].Step != "entra/back-fill" {
		t.Fatalf("planted: %+v", v.Placeholders)
	}
	if got := findings(v); got != nil || state(v, "entra/basic-saml") != steps.Done {
		t.Errorf("a placeholder in its time is no fault: %v %+v", got, v.Status["entra/basic-saml"])
	}
	do(t, s, tell("sp.entity_id", entity))
	v = do(t, s, tell("sp.acs_url", acs))
	if v.Finished || len(v.Placeholders) != 2 {
		t.Error("a value that is known is not yet a value that was entered")
	}
	// The documented one, with its underscore, is known by its looks.
	v = do(t, s, read("idp", "sp.acs_url", "https://need_to_change"))
	if len(v.Placeholders) != 2 || v.Placeholders[1].Value != "https://need_to_change" {
		t.Errorf("planted: %+v", v.Placeholders)
	}
	v = do(t, s, steps.Confirm{Step: "entra/back-fill"})
	if len(v.Placeholders) != 0 || state(v, "entra/back-fill") != steps.Done {
		t.Errorf("replaced: %+v %+v %v", v.Placeholders, v.Status["entra/back-fill"], findings(v))
	}
	v = do(t, s, read("idp", "sp.acs_url", acs+"/"))
	if st := v.Status["entra/back-fill"]; st.State != steps.Wrong {
		t.Errorf("read back with a slash too many: %+v %v", st, findings(v))
	}
	v = do(t, s, steps.Confirm{Step: "entra/back-fill"})
	if st := v.Status["entra/back-fill"]; st.State != steps.Wrong {
		t.Errorf("what was read back in the console stands until it is read again: %+v", st)
	}
	v = do(t, s, read("idp", "sp.acs_url", acs))
	if st := v.Status["entra/back-fill"]; st.State != steps.Done {
		t.Errorf("read again: %+v", st)
	}
	v = do(t, s, read("idp", "sp.entity_id", "https://need_to_change"))
	if got := findings(v); !slices.Contains(got, "value-placeholder → entra/back-fill") {
		t.Errorf("a placeholder after its time: %v", got)
	}
}

// A placeholder that still stands shuts the gate, also where the step that would
// have replaced it was left out.
func TestAPlaceholderShutsTheGate(t *testing.T) {
	_, s := begin(t)
	v := do(t, s, steps.Confirm{Step: "entra/basic-saml"})
	do(t, s, steps.Skip{Step: "entra/back-fill", Reason: "somebody else does it"})
	gate, err := v.Find("cxone/roll-out")
	if err != nil {
		t.Fatal(err)
	}
	const says = "a placeholder still stands in Microsoft Entra ID, Identifier (Entity ID)"
	if got := s.View().Shut(gate); !slices.Contains(got, says) {
		t.Errorf("shut: %q", got)
	}
	for f, value := range map[federation.Fact]string{"sp.entity_id": entity, "sp.acs_url": acs} {
		do(t, s, tell(f, value))
		do(t, s, read("idp", f, value))
	}
	if got := s.View().Shut(gate); slices.Contains(got, says) {
		t.Errorf("replaced, and shut: %q", got)
	}
}

func TestAGateStaysShut(t *testing.T) {
	_, s := begin(t)
	_, err := s.Do(steps.Confirm{Step: "cxone/roll-out"}).Wait()
	var shut *steps.ShutError
	if !errors.As(err, &shut) || len(shut.Why) < 10 {
		t.Fatalf("%v", err)
	}
	v := do(t, s, steps.Confirm{Step: "cxone/roll-out", Override: "the old login ends tonight"})
	if m, ok := v.State.Mark("cxone/roll-out"); !ok || m.Override == "" {
		t.Errorf("%+v", m)
	}
	if v.Finished {
		t.Error("an override finishes nothing")
	}
}

func TestTwoAdminsNeverOverwriteEachOther(t *testing.T) {
	m, ana := begin(t)
	ben := open(t, shelf(t, m, "ben"), ana.ID)
	do(t, ana, tell("idp.sso_url", ssoURL))
	// Ben has not seen it. Another fact goes in without a word.
	v := do(t, ben, tell("idp.entity_id", issuer))
	if _, ok := v.State.Said("idp", "idp.sso_url", ""); !ok {
		t.Error("what ana told is lost")
	}
	if others := ben.Others(0); len(others) != 2 || others[1].Actor != "ana" {
		t.Errorf("ben is told: %+v", others)
	}
	do(t, ana, tell("idp.sso_url", ssoURL+"?x=1"))
	_, err := ben.Do(tell("idp.sso_url", ssoURL+"?x=2")).Wait()
	var clash *steps.ClashError
	if !errors.As(err, &clash) || clash.Theirs.Actor != "ana" || clash.Theirs.Claims[0].Value != ssoURL+"?x=1" {
		t.Fatalf("the same fact: %v", err)
	}
	v = do(t, ben, tell("idp.sso_url", ssoURL+"?x=2"))
	if w, _ := v.State.Said("idp", "idp.sso_url", ""); w.Value != ssoURL+"?x=2" || w.By != "ben" {
		t.Errorf("submitted again, knowing: %+v", w)
	}
	if _, err := ana.Do(steps.Undo{}).Wait(); err == nil {
		// Ana has not seen Ben's word; her undo finds it and refuses.
		t.Error("ana took back what ben has spoken of since")
	}
}

func TestSecretsAreNeverKept(t *testing.T) {
	m, s := begin(t)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	private := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
	before, err := m.Load(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]steps.Change{
		"as a document":       steps.Answer{Step: "entra/certificate", Documents: []steps.Handed{{Raw: []byte(private)}}},
		"as a certificate":    tell("idp.certificate", private),
		"as an ordinary fact": tell("cxone.authenticator_description", private),
	} {
		_, err := s.Do(c).Wait()
		var refused *steps.RefusedError
		if !errors.As(err, &refused) || !refused.Secret {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(refused.Findings) != 1 || refused.Findings[0].Code != "pki-private-key" {
			t.Errorf("%s: %+v", name, refused.Findings)
		}
		if strings.Contains(err.Error(), "MII") {
			t.Errorf("%s: the error holds the key", name)
		}
	}
	if after, err := m.Load(t.Context(), "acme"); err != nil || len(after) != len(before) {
		t.Errorf("something was kept: %v", err)
	}
	s.KeepDraft("entra/certificate", map[string]string{"idp.certificate": private})
	if d := s.Draft("entra/certificate"); len(d) != 0 {
		t.Error("a draft holds the key")
	}
}

func TestWhatIsNotSavedIsSaid(t *testing.T) {
	m, s := begin(t)
	m.Full = true
	_, err := s.Do(tell("idp.sso_url", ssoURL)).Wait()
	var not *steps.NotSavedError
	if !errors.As(err, &not) {
		t.Fatalf("%v", err)
	}
	m.Full = false
	v := do(t, s, tell("idp.sso_url", ssoURL))
	if len(v.Events) != 2 {
		t.Errorf("%d events", len(v.Events))
	}
}

// A stuck is a store whose disk takes nothing until it is let go.
type stuck struct {
	*memory.Store
	entered, free chan struct{}
}

func (s stuck) Append(ctx context.Context, id string, last int64, e record.Event) error {
	if last > 0 {
		s.entered <- struct{}{}
		<-s.free
	}
	return s.Store.Append(ctx, id, last, e)
}

// A disk that is stuck never stops a key: what it cannot take any more is refused
// at once and said, and what it had taken is kept when it goes on.
func TestABusyDiskIsSaid(t *testing.T) {
	m, sh, id := created(t, "saml")
	disk := stuck{m, make(chan struct{}, 100), make(chan struct{})}
	sh.Store = disk
	s := open(t, sh, id)
	var taken []steps.Receipt
	send := func() steps.Receipt {
		return s.Do(tell("cxone.authenticator_description", fmt.Sprintf("number %d", len(taken))))
	}
	taken = append(taken, send())
	<-disk.entered // it is in the worker's hands, and the queue is empty
	for range 64 {
		taken = append(taken, send())
	}
	var not *steps.NotSavedError
	v, err := send().Wait()
	if !errors.Is(err, steps.ErrBusy) || !errors.As(err, &not) || v == nil {
		t.Errorf("one more: %v", err)
	}
	if v, err := s.Refresh().Wait(); !errors.Is(err, steps.ErrBusy) || errors.As(err, &not) || v == nil {
		t.Errorf("a look: %v", err)
	}
	close(disk.free)
	for i, r := range taken {
		if _, err := r.Wait(); err != nil {
			t.Errorf("number %d: %v", i, err)
		}
	}
	if events, err := m.Load(t.Context(), id); err != nil || len(events) != 66 {
		t.Errorf("%d events, %v", len(events), err)
	}
}

// What is submitted to a session that was closed is refused, and nothing breaks.
func TestClosedSession(t *testing.T) {
	m, s := begin(t)
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if v, err := s.Do(tell("idp.sso_url", ssoURL)).Wait(); !errors.Is(err, steps.ErrClosed) || v == nil {
			t.Errorf("%v", err)
		}
	}
	if events, err := m.Load(t.Context(), s.ID); err != nil || len(events) != 1 {
		t.Errorf("%d events, %v", len(events), err)
	}
}

func TestWaiverHoldsForOneValue(t *testing.T) {
	_, s := begin(t)
	v := do(t, s, tell("cxone.authenticator_description", "see https://intranet.example/sso"))
	if got := findings(v); len(got) != 1 {
		t.Fatalf("findings %v", got)
	}
	code := v.Report.Findings[0].Code
	if _, err := s.Do(steps.Waive{Code: code, Until: clock.AddDate(0, 1, 0)}).Wait(); err == nil {
		t.Error("a waiver without a reason")
	}
	v = do(t, s, steps.Waive{Code: code, Reason: "the console kept it", Until: clock.AddDate(0, 1, 0)})
	if len(findings(v)) != 0 || len(v.Report.Waived) != 1 {
		t.Errorf("waived: %v", findings(v))
	}
	v = do(t, s, tell("cxone.authenticator_description", "see https://intranet.example/sso2"))
	if len(findings(v)) != 1 {
		t.Errorf("another value: %v", findings(v))
	}
}
