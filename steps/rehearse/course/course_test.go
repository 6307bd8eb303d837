package course

import (
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"federate/assets"
	"federate/federation"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/rehearse/issue"
)

var now = time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)

func random(seed byte) io.Reader { return rand.NewChaCha8([32]byte{seed}) }

var library = sync.OnceValue(func() *playbook.Library {
	l, err := playbook.Load(catalog.Knowledge().Terms, assets.FS)
	if err != nil {
		panic(err)
	}
	return l
})

func room(seed byte) Room {
	return Room{Tree: assets.FS, Library: library(), Know: catalog.Knowledge(), Now: now, Rand: random(seed)}
}

var lessons = sync.OnceValues(func() ([]Lesson, error) { return Lessons(room(1)) })

// TestLessons wants that the right choice of each lesson is the finding that the program
// gives, that no other error is found, and that no wrong choice is.
func TestLessons(t *testing.T) {
	all, err := lessons()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 10 {
		t.Errorf("there are %d lessons", len(all))
	}
	seen := map[federation.Code]bool{}
	for _, l := range all {
		if seen[l.Finding.Code] {
			t.Errorf("%s is there twice", l.Finding.Code)
		}
		seen[l.Finding.Code] = true
		right := 0
		for _, c := range l.Choices {
			_, known := rule(c.Code)
			found := slices.ContainsFunc(l.Report.Findings, func(f federation.Finding) bool { return f.Code == c.Code })
			muted := slices.ContainsFunc(l.Report.Muted, func(m federation.Muted) bool { return m.Finding.Code == c.Code })
			switch {
			case !known:
				t.Errorf("%s: there is no code %s", l.Drill, c.Code)
			case c.Right:
				right++
				if !found || c.Not != "" || c.Code != l.Finding.Code {
					t.Errorf("%s: the right choice is not what is found: %+v", l.Drill, c)
				}
			case found || muted:
				t.Errorf("%s: the wrong choice %s is found", l.Drill, c.Code)
			case c.Not == "":
				t.Errorf("%s: nothing shows that it was not %s", l.Drill, c.Code)
			}
		}
		if right != 1 || len(l.Choices) != 4 {
			t.Errorf("%s: %d of %d choices are right", l.Drill, right, len(l.Choices))
		}
		for _, f := range l.Report.Findings {
			if f.Severity >= federation.Warning && f.Code != l.Finding.Code {
				t.Errorf("%s: also %s: %s want %q got %q", l.Drill, f.Code, f.Detail, f.Want, f.Got)
			}
		}
	}
}

func rule(code federation.Code) (federation.Rule, bool) {
	for _, c := range catalog.Checks() {
		if c.Rule.Code == code {
			return c.Rule, true
		}
	}
	return federation.Rule{}, false
}

// TestSoundWithout wants that the values of each lesson are sound: without its drill the
// login has no finding.
func TestSoundWithout(t *testing.T) {
	p, err := read(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	key, err := issue.NewKey(random(2), "Signing certificate", now.AddDate(0, -2, 0), now.AddDate(2, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range p.Lessons {
		r := room(3)
		pair, err := r.Library.Pair(l.Platform, l.IdP, l.Protocol, "", r.Know.Checks)
		if err != nil {
			t.Fatal(err)
		}
		view, err := steps.Blank(pair, now)
		if err != nil {
			t.Fatal(err)
		}
		x := l.exchange(r, pair.Expect, p.Person, key, key)
		drill, _ := issue.Find(l.Drill)
		x.Drill = &issue.Drill{Kind: federation.KindSAMLResponse, By: drill.By} // one without a fault
		v, err := judged(r, view, x, l.Protocol)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range v.Report.Findings {
			if f.Severity >= federation.Warning {
				t.Errorf("%s: %s: %s want %q got %q", l.Drill, f.Code, f.Detail, f.Want, f.Got)
			}
		}
	}
}

// TestShown wants that every lesson shows what it promises: a page, two consoles with
// the labels that they have, the parts of the message, and no template that failed.
func TestShown(t *testing.T) {
	all, err := lessons()
	if err != nil {
		t.Fatal(err)
	}
	p, _ := read(assets.FS)
	for i, l := range all {
		if l.Title == "" || strings.HasSuffix(l.Title, ".") || !strings.Contains(l.Seen, "\n") || len(l.Consoles) != 2 {
			t.Errorf("%s: %+v", l.Drill, l)
		}
		for _, c := range l.Consoles {
			for _, row := range c.Rows {
				if row.Label == "" || strings.ContainsRune(row.Label, '_') && strings.ContainsRune(row.Label, '.') {
					t.Errorf("%s: %s has no word for %q", l.Drill, c.Name, row.Label)
				}
			}
			if len(c.Rows) < 3 {
				t.Errorf("%s: %s shows %v", l.Drill, c.Name, c.Rows)
			}
		}
		if asked := len(p.Lessons[i].Asks) > 0; len(l.Messages) > 1 != asked {
			t.Errorf("%s shows %d messages", l.Drill, len(l.Messages))
		}
		for n, labels := range [][]string{p.Lessons[i].Says, p.Lessons[i].Asks} {
			for _, label := range labels {
				m := l.Messages[len(l.Messages)-1-n]
				absent := l.Drill == "saml-attribute-missing" && label == "Attribute uid" // that is the lesson
				if absent == slices.ContainsFunc(m.Says, func(s federation.Read) bool { return s.Label == label }) {
					t.Errorf("%s: %s is not in the message", l.Drill, label)
				}
			}
		}
		for _, c := range l.Choices {
			for _, text := range []string{c.Text, c.Not, l.Title} {
				if strings.Contains(text, "{{") || strings.Contains(text, "<no value>") {
					t.Errorf("%s: %q", l.Drill, text)
				}
			}
			if !strings.HasSuffix(c.Text, ".") {
				t.Errorf("%s: %q is no sentence", l.Drill, c.Text)
			}
		}
	}
}

// TestOrder wants that the right choice stands now here, now there.
func TestOrder(t *testing.T) {
	places := map[int]bool{}
	all, err := lessons()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		places[slices.IndexFunc(l.Choices, func(c Choice) bool { return c.Right })] = true
	}
	if len(places) < 3 {
		t.Errorf("the right choice stands in %d places", len(places))
	}
}

// TestUnread wants that a file that is none says so.
func TestUnread(t *testing.T) {
	for name, text := range map[string]string{"another format": "course: 2\n", "a strange key": "course: 1\nleson: []\n", "no YAML": "\t"} {
		if _, err := read(fstest.MapFS{"course/course.yaml": {Data: []byte(text)}}); err == nil {
			t.Errorf("%s is read", name)
		}
	}
	r := room(1)
	r.Tree = fstest.MapFS{}
	if _, err := Lessons(r); err == nil {
		t.Error("a course without a file")
	}
	r = room(1)
	r.Tree = fstest.MapFS{"course/course.yaml": {Data: []byte("course: 1\nlessons:\n  - {drill: nothing}\n")}}
	if _, err := Lessons(r); err == nil || !strings.Contains(err.Error(), "nothing") {
		t.Errorf("a drill that is not there: %v", err)
	}
}
