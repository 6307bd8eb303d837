package steps_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/federation/estate"
	"federate/steps"
	"federate/steps/checklist"
	"federate/steps/playbook"
	"federate/steps/record"
)

// north is an estate of CXone and Genesys Cloud, whose playbooks are the real ones.
func north(t *testing.T) (*steps.Shelf, string, func(...string) *steps.Snapshot) {
	t.Helper()
	ctx, sh := t.Context(), estateShelf(t)
	federations(t, sh)
	id, err := sh.CreateEstate(ctx, "North", []string{"cx", "gc"})
	if err != nil {
		t.Fatal(err)
	}
	return sh, id, func(answers ...string) *steps.Snapshot {
		t.Helper()
		for _, a := range answers {
			c, err := estate.Parse(a, func(name string) (string, error) { return name, nil })
			if err == nil {
				err = change(t, sh, id, steps.Agree{Seen: 1, Claims: []federation.Claim{c}})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		e, err := sh.LookEstate(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
}

func topic(t *testing.T, e *steps.Snapshot, id string) playbook.Step {
	t.Helper()
	s, ok := e.Step("estate/" + id)
	if !ok {
		t.Fatalf("there is no topic %s", id)
	}
	return s
}

// stood is how a topic stands, with all that is found, accepted and waited for there.
type stood struct {
	steps.Status
	Findings []federation.Finding
	Waived   []federation.Waived
	Waits    []federation.Need
}

func stand(t *testing.T, e *steps.Snapshot, id string) stood {
	t.Helper()
	s := topic(t, e, id)
	return stood{e.Status[s.Ref()], e.FindingsAt(s.Ref()), e.WaivedAt(s), e.WaitsAt(s)}
}

// Every rule belongs to one part of the programme, and every part says what to do
// and on whose authority.
func TestTopics(t *testing.T) {
	_, _, look := north(t)
	e := look()
	ids := map[string]bool{}
	for _, s := range e.Plan {
		if ids[s.ID] || s.Title == "" || len(s.Do) == 0 || s.Source.Document == "" || s.Role == "" || s.Confidence == "" {
			t.Errorf("an incomplete topic: %+v", s)
		}
		ids[s.ID] = true
	}
	seen := map[federation.Code]int{}
	for _, topic := range e.Pair.Programme.Topics {
		for _, code := range topic.Judges {
			seen[code]++
		}
	}
	for _, r := range estate.Rules() {
		if n := seen[r.Code]; n != 1 {
			t.Errorf("%s is in %d topics", r.Code, n)
		}
		delete(seen, r.Code)
	}
	if len(seen) > 0 {
		t.Errorf("no check has the codes %v", seen)
	}
}

// A part is open while its questions are, waits while a member has not spoken, and
// is wrong with an error; enforcement comes after all others.
func TestProgramme(t *testing.T) {
	_, _, look := north(t)
	e := look()
	for topic, want := range map[string]steps.State{"members": steps.Done, "registrations": steps.Waiting, "sessions": steps.Open,
		"clocks": steps.Open, "break-glass": steps.Open, "enforcement": steps.Waiting} {
		if s := stand(t, e, topic); s.State != want {
			t.Errorf("%s is %s, want %s: %v", topic, s.State, want, s.Why)
		}
	}
	if why := stand(t, e, "enforcement").Why; len(why) != 1 || !strings.Contains(why[0], "Session policies") {
		t.Errorf("enforcement: %v", why)
	}
	e = look("estate.session_idle_minutes#cx=15", "estate.session_idle_minutes#gc=15", "estate.hipaa#gc=yes", "estate.scim#gc=both-ways")
	if s := stand(t, e, "sessions"); s.State != steps.Done {
		t.Errorf("sessions: %s, %v", s.State, s.Why)
	}
	if s := stand(t, e, "provisioning"); s.State != steps.Wrong {
		t.Errorf("provisioning: %s, %v", s.State, s.Why)
	}
	if c := checklist.Of(e); c.All != len(e.Plan) || c.Settled != 2 || c.Next != "estate/registrations" || c.Finished {
		t.Errorf("%d of %d, next %s", c.Settled, c.All, c.Next)
	}
}

// An estate that stays open follows its members: what they say, that one is gone, and
// that it is back.
func TestAnOpenEstateFollowsItsMembers(t *testing.T) {
	sh, id, _ := north(t)
	whole, err := sh.OpenEstate(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	defer whole.Close()
	refreshed := func() *steps.Snapshot {
		t.Helper()
		v, err := whole.Refresh().Wait()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	answer := steps.Answer{Facts: []steps.Told{{Fact: "cxone.idle_seconds", Value: "1200"}}}
	s, err := sh.Open(t.Context(), "cx")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Do(answer).Wait(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	v := refreshed()
	if a := v.Asks(topic(t, v, "sessions"))[0]; a.Value != "20" {
		t.Errorf("after an answer: %+v", a)
	}
	if err := sh.Delete(t.Context(), "cx"); err != nil {
		t.Fatal(err)
	}
	if v = refreshed(); v.Members[0].Err == nil || len(v.Together.Members) != 1 {
		t.Errorf("deleted: %+v", v.Members[0])
	}
	if _, err := sh.Create(t.Context(), record.Opening{Name: "CX", Platform: "cxone", IdP: "okta", Protocol: "saml"}); err != nil {
		t.Fatal(err)
	}
	if v = refreshed(); v.Members[0].Err != nil || v.Members[0].View.State.IdP != "okta" {
		t.Errorf("begun anew: %+v", v.Members[0])
	}
}

// A topic that was done is done no more when a member cannot be opened: nobody has
// looked at what it says.
func TestAMemberThatIsGoneOpensTopics(t *testing.T) {
	sh, _, look := north(t)
	e := look("estate.session_idle_minutes#cx=15", "estate.session_idle_minutes#gc=15", "estate.hipaa#gc=no")
	if s := stand(t, e, "sessions"); s.State != steps.Done {
		t.Fatalf("sessions: %s, %v", s.State, s.Why)
	}
	if err := sh.Delete(t.Context(), "gc"); err != nil {
		t.Fatal(err)
	}
	if s := stand(t, look(), "sessions"); s.State != steps.Waiting || !strings.Contains(strings.Join(s.Why, " "), "gc: it cannot be opened") {
		t.Errorf("sessions: %s, %v", s.State, s.Why)
	}
}

// The playbooks say what the consoles offer, and the estate asks what follows.
func TestAsks(t *testing.T) {
	_, _, look := north(t)
	names := func(e *steps.Snapshot, id string) (out []string) {
		for _, a := range e.Asks(topic(t, e, id)) {
			if a.Help == "" || a.Label == "" {
				t.Errorf("%s is asked without a word", a.Name())
			}
			out = append(out, a.Name())
		}
		return out
	}
	e := look()
	if got := strings.Join(names(e, "sessions"), " "); got != "estate.session_idle_minutes#cx estate.session_idle_minutes#gc estate.session_hours#cx estate.session_hours#gc estate.hipaa#gc" {
		t.Error(got)
	}
	if got := names(e, "provisioning"); len(got) != 2 {
		t.Errorf("nobody is provisioned, and it asks %v", got)
	}
	e = look("estate.scim#gc=to-platform", "estate.break_glass#vault=idp", "estate.roles_from#cx=attributes")
	if got := names(e, "provisioning"); len(got) != 7 || !slices.Contains(got, "estate.scim_leaver_tested#gc") {
		t.Error(got)
	}
	if got := strings.Join(names(e, "break-glass"), " "); got != "estate.break_glass#vault estate.break_glass_tested#vault estate.break_glass_changed#vault estate.break_glass_kept#vault" {
		t.Error(got)
	}
	if got := names(e, "roles"); !slices.Contains(got, "estate.role_form#cx") || slices.Contains(got, "estate.role_form#gc") {
		t.Error(got)
	}
	e = look("estate.scim_base#gc=https://api.mypurecloud.ie/scim/v2")
	if s := stand(t, e, "provisioning"); len(s.Findings) < 1 || s.Findings[0].Code != "estate-scim-path" || s.Findings[0].Want != "https://api.mypurecloud.ie/api/v2/scim/v2" {
		t.Errorf("%+v", s.Findings)
	}
}

// What a federation says itself is read there and not asked for again.
func TestTheFederationsOwnWord(t *testing.T) {
	sh, _, look := north(t)
	s, err := sh.Open(t.Context(), "cx")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Do(steps.Answer{Facts: []steps.Told{{Fact: "cxone.idle_seconds", Value: "1200"}, {Fact: "cxone.roles", Value: "Agents | Agent | Sales"}}}).Wait(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	e := look()
	a := e.Asks(topic(t, e, "sessions"))[0]
	if a.Value != "20" || a.From != "CX" || slices.Contains(stand(t, e, "sessions").Waits, federation.Need{Fact: "estate.session_idle_minutes", Key: "cx"}) {
		t.Errorf("%+v", a)
	}
	if x := estate.MatrixOf(e.Together); len(x.Groups) != 1 || x.Columns[0].Grants[0].Unit != "Sales" || x.Columns[0].Unit != "Team" || x.Columns[1].By != "name" {
		t.Errorf("%+v", x)
	}
	e = look("estate.session_idle_minutes#cx=30")
	if s := stand(t, e, "members"); len(s.Findings) != 1 || s.Findings[0].Code != "estate-told-twice" || s.Findings[0].Want != "20" {
		t.Errorf("%+v", s.Findings)
	}
}

func TestGrants(t *testing.T) {
	g, wrong := estate.Grants("Agents | Employee; User | Home\n\nLeads|Supervisor, Ost\nnobody\n| x\nEmpty | ;")
	if len(g) != 2 || len(g[0].Roles) != 2 || g[0].Unit != "Home" || g[1].Roles[0] != "Supervisor, Ost" || len(wrong) != 3 {
		t.Errorf("%+v, wrong %q", g, wrong)
	}
	if text := g[0].String(); text != "Agents | Employee; User | Home" {
		t.Error(text)
	}
}

// Undo, waive, rename and archive make an estate of what was said; steps it has none.
func TestChange(t *testing.T) {
	sh, id, look := north(t)
	ctx := t.Context()
	look("estate.clock_alarm_seconds=60")
	do := func(c steps.Change) *steps.Snapshot {
		t.Helper()
		e, err := changed(t, sh, id, c)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	e := do(steps.Waive{Code: "estate-clock-alarm", Reason: "until the new clocks", Until: sh.Now().Add(48 * time.Hour)})
	if s := stand(t, e, "clocks"); len(s.Waived) != 1 || len(s.Findings) != 0 {
		t.Errorf("%+v", s)
	}
	if e = do(steps.Undo{}); len(stand(t, e, "clocks").Findings) != 1 {
		t.Error("the waiver stands")
	}
	if e = do(steps.Undo{}); e.Together.Value(estate.FactAlarm) != "" {
		t.Error("the alarm stands")
	}
	if e = do(steps.Rename{Name: "South"}); e.State.Name != "South" || e.State.ID != id {
		t.Error(e.State.Name)
	}
	if e = do(steps.Archive{}); !e.State.Archived {
		t.Error("not archived")
	}
	if n := len(e.Events); len(do(steps.Archive{}).Events) != n {
		t.Error("archived twice")
	}
	h := checklist.History(e)
	if last := h[len(h)-1]; last.Kind != record.Archived || h[1].Changes[0].Label != "Clock alarm (seconds)" || !h[1].Undone {
		t.Errorf("%+v", h)
	}
	if _, err := sh.CreateEstate(ctx, "East", nil); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]steps.Change{"a name that is taken": steps.Rename{Name: "east"}, "no name": steps.Rename{Name: "-"},
		"a step": steps.Skip{Step: "entra/application", Reason: "x"}, "no such finding": steps.Waive{Code: "estate-told-twice", Reason: "x", Until: sh.Now().Add(time.Hour)}} {
		if _, err := changed(t, sh, id, c); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if s := sh.EstateSummary(ctx, id); s.Name != "South" || s.All != 9 || !s.Archived || s.Next != "Separate registrations" {
		t.Errorf("%+v", s)
	}
}
