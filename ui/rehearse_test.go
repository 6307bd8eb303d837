package ui_test

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"federate/steps"
	"federate/steps/record"
	"federate/steps/rehearse"
	"federate/ui"
	"federate/ui/report"
)

// rehearsing has the wizard of x rehearse with a stand-in identity provider, at which
// somebody logs in, once by each drill; then the rehearsal ends.
func (x *window) rehearsing(drills ...string) {
	x.env.Rehearse = func(ctx context.Context, s *steps.Session, heard func(rehearse.Login)) (*rehearse.Stage, error) {
		v := s.View()
		blank, err := steps.Blank(v.Pair.Pair, time.Now())
		if err != nil {
			return nil, err
		}
		stage, err := rehearse.Open(ctx, rehearse.Options{View: blank, Know: x.env.Shelf.Know, Pages: report.Rehearsal{Words: v.Pair.Words},
			Listen: "127.0.0.1:0", Now: time.Now, Random: rand.Reader, WithIdP: true}, heard)
		if err != nil {
			return nil, err
		}
		go func() {
			defer stage.Close()
			for _, d := range drills {
				if err := browse(ctx, stage.Address()+"login?drill="+url.QueryEscape(d)); err != nil {
					x.t.Error(err)
				}
			}
		}()
		return stage, nil
	}
}

var (
	action = regexp.MustCompile(`<form method="post" action="([^"]+)"`)
	hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)
	chosen = regexp.MustCompile(`<option value="([^"]*)" selected`)
)

// browse opens address and sends on every form that it meets.
func browse(ctx context.Context, address string) error {
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	for err == nil {
		var answer *http.Response
		if answer, err = client.Do(r); err != nil {
			break
		}
		raw, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		body := strings.NewReplacer("&#43;", "+", "&#34;", `"`, "&amp;", "&", "&#39;", "'").Replace(string(raw))
		to := action.FindStringSubmatch(body)
		if to == nil {
			return nil
		}
		form := url.Values{}
		for _, f := range hidden.FindAllStringSubmatch(body, -1) {
			form.Set(f[1], f[2])
		}
		if c := chosen.FindStringSubmatch(body); c != nil {
			form.Set("drill", c[1])
		}
		if r, err = http.NewRequestWithContext(ctx, http.MethodPost, to[1], strings.NewReader(form.Encode())); err == nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
	}
	return err
}

// TestRehearse rehearses at a test step: a login that would be let in and one that would
// not, each kept beside the step, which they do not settle.
func TestRehearse(t *testing.T) {
	w := shipped(t)
	sh := w.shelf("ana")
	id, err := sh.Create(t.Context(), record.Opening{Name: "Acme", Platform: "cxone", IdP: "entra", Protocol: "saml"})
	if err != nil {
		t.Fatal(err)
	}
	x := w.window("ana", ui.Start{Federation: id, Step: "cxone/test-sp-initiated"}, 80, 24)
	x.lacks("rehearse it")
	x.rehearsing("", "saml-audience-mismatch")
	x.press("tab")
	x.sees("ctrl+x rehearse it")
	x.press("ctrl+x")
	x.sees("Rehearse the login", "it is over", "Login 2: would not be let in", "The assertion is addressed to someone else")
	x.press("pgdown", "pgdown")
	x.sees("Login 1: would be let in", "remove the test application")
	x.press("esc", "pgup", "pgup")
	x.sees("rehearsed on this machine by ana", "of which 1 would be let in)")
	v, err := sh.Look(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	all := v.Rehearsals()
	if len(all) != 2 || !all[0].Accepted || all[1].Accepted || all[1].Codes[0] != "saml-audience-mismatch" {
		t.Errorf("kept: %+v", all)
	}
	if v.Status["cxone/test-sp-initiated"].Settled() || v.Proved() {
		t.Error("a rehearsal settles the test step")
	}
}

// TestRehearsalThatCannotBegin says why, and leads back.
func TestRehearsalThatCannotBegin(t *testing.T) {
	w := shipped(t)
	id, err := w.shelf("ana").Create(t.Context(), record.Opening{Name: "Acme", Platform: "cxone", IdP: "entra", Protocol: "saml"})
	if err != nil {
		t.Fatal(err)
	}
	x := w.window("ana", ui.Start{Federation: id, Step: "cxone/test-sp-initiated"}, 60, 20)
	x.env.Rehearse = func(context.Context, *steps.Session, func(rehearse.Login)) (*rehearse.Stage, error) {
		return nil, errors.New("nobody can listen at port 7443")
	}
	x.press("ctrl+x")
	x.sees("✗ nobody can listen at port 7443")
	x.press("y", "b", "1", "pgdown", "esc")
	x.sees("Bring the evidence")
}
