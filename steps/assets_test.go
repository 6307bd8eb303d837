package steps_test

import (
	"strings"
	"testing"

	"federate/assets"
	"federate/federation"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
)

func library(t testing.TB) *playbook.Library {
	t.Helper()
	l, err := playbook.Load(catalog.Knowledge().Terms, assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestAssetsAreSound(t *testing.T) {
	if err := library(t).Lint(); err != nil {
		t.Error(err)
	}
}

// TestEveryPairCanBeWalked joins every platform with every identity provider by
// every protocol that both know, and takes nothing that nobody gives.
func TestEveryPairCanBeWalked(t *testing.T) {
	l := library(t)
	for _, p := range l.Playbooks(federation.Platform) {
		for _, i := range l.Playbooks(federation.IdP) {
			for _, protocol := range p.Protocols {
				t.Run(p.ID+"-"+i.ID+"-"+protocol, func(t *testing.T) {
					pair, err := l.Pair(p.ID, i.ID, protocol, "", nil)
					if err != nil {
						t.Skip(err)
					}
					st, err := record.Replay("acme", []record.Event{{Seq: 1, Kind: record.Opened, Opening: &record.Opening{Name: "Acme"}}})
					if err != nil {
						t.Fatal(err)
					}
					plan := steps.NewPair(pair).Plan(st)
					if len(plan) == 0 {
						t.Fatal("no steps")
					}
					known, planted := map[federation.Fact]bool{}, map[federation.Fact]string{}
					for _, s := range plan {
						for _, f := range s.Takes {
							if !known[f] {
								for _, g := range s.Gives {
									known[g] = true
								}
							}
							if !known[f] {
								t.Errorf("%s takes %s before any step gives it", s.Ref(), f)
							}
							if s.Ref() != planted[f] {
								delete(planted, f)
							}
						}
						for _, f := range s.Gives {
							known[f] = true
						}
						for _, f := range s.Plants {
							planted[f] = s.Ref()
						}
						for _, text := range append([]string{s.Title, s.Why}, s.Do...) {
							if said := steps.NewPair(pair).Say(s, st, text); strings.Contains(said, "{{") || strings.Contains(said, "<no value>") {
								t.Errorf("%s: %q", s.Ref(), said)
							}
						}
						steps.NewPair(pair).Rows(s, st, plan)
					}
					for f, ref := range planted {
						t.Errorf("%s plants a placeholder for %s that no later step replaces", ref, f)
					}
				})
			}
		}
	}
}

// TestDemandsProveThemselves runs every demand over its own samples.
func TestDemandsProveThemselves(t *testing.T) {
	l := library(t)
	for _, pb := range append(l.Playbooks(federation.Platform), l.Playbooks(federation.IdP)...) {
		for _, d := range pb.Demands {
			c, err := d.Check()
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(string(d.Code), pb.ID+"-") {
				t.Errorf("%s: a demand's code begins with its playbook's id", d.Code)
			}
			if len(d.Bad) == 0 || d.Empty == false && len(d.Good) == 0 {
				t.Errorf("%s needs good and bad samples", d.Code)
			}
			judge := func(value string) int {
				ds := &federation.Dossier{Terms: l.Terms(), Final: d.Stage == playbook.Final}
				side := d.Side
				if side == "" {
					side = ds.Owner(d.Fact)
				}
				ds.Hear(federation.Claim{Side: side, Fact: d.Fact, Value: value})
				if d.SameAs != "" { // the first good sample is what the other fact says
					ds.Hear(federation.Claim{Side: ds.Owner(d.SameAs), Fact: d.SameAs, Value: d.Good[0]})
				}
				return len(federation.Examine(ds, []federation.Check{c}).Findings)
			}
			for _, v := range d.Good {
				if judge(v) != 0 {
					t.Errorf("%s finds fault with the good %q", d.Code, v)
				}
			}
			for _, v := range d.Bad {
				if judge(v) != 1 {
					t.Errorf("%s lets the bad %q pass", d.Code, v)
				}
			}
		}
	}
}
