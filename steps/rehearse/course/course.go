// Package course is ten logins that failed, to be learned from: what the person saw, what
// stands in both consoles, what came, and what may have been the cause.
//
// A login is made by a drill and judged by the rules of its pair, so that the cause is
// the finding that the program gives, and no other answer is one.
package course

import (
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"time"

	"github.com/goccy/go-yaml"

	"federate/federation"
	"federate/steps/playbook"
	"federate/steps/rehearse/issue"
)

// A Lesson is one login that failed. Its texts have no mark-up.
type Lesson struct {
	Drill    string // the name of the fault
	Pair     string // "CXone Mpower with Entra ID, by SAML"
	Title    string // how people tell of it
	Seen     string // the page on which the login ended, in lines
	Consoles []Console
	Messages []Message // the faulty one is the last
	Choices  []Choice  // in an order that chance made; one is right
	Finding  federation.Finding
	Report   federation.Report // everything that the program found
	Words    federation.Words
}

// A Console is what one side holds.
type Console struct {
	Side federation.Side
	Name string
	Rows []Row
}

// A Row is a value under the console's own label. Nothing is there where Value is empty.
type Row struct{ Label, Value string }

// A Message is what came, as far as the lesson shows it.
type Message struct {
	Title   string // "SAML response"
	Arrived time.Time
	Says    []federation.Read
}

// A Choice is a cause that the login may have had.
type Choice struct {
	Text  string
	Code  federation.Code // of the finding that it would be
	Right bool
	Not   string // how it shows that this was not the cause; empty where it was
}

// A Room is what a course is held in.
type Room struct {
	Tree    fs.FS // with course/course.yaml
	Library *playbook.Library
	Know    federation.Knowledge
	Now     time.Time
	Rand    io.Reader // makes keys and IDs, and the order of the choices
}

// Lessons are those of the course in r, made afresh.
func Lessons(r Room) ([]Lesson, error) {
	plan, err := read(r.Tree)
	if err != nil {
		return nil, err
	}
	var keys [2]*issue.Key
	for i, name := range []string{"Signing certificate", "New signing certificate"} {
		if keys[i], err = issue.NewKey(r.Rand, name, r.Now.AddDate(0, i-2, 0), r.Now.AddDate(2+i, 0, 0)); err != nil {
			return nil, err
		}
	}
	var seed [32]byte
	if _, err := io.ReadFull(r.Rand, seed[:]); err != nil {
		return nil, fmt.Errorf("order of the choices: %w", err)
	}
	dice := rand.New(rand.NewChaCha8(seed))
	var out []Lesson
	for _, p := range plan.Lessons {
		l, err := p.lesson(r, plan.Person, keys[0], keys[1])
		if err != nil {
			return nil, fmt.Errorf("lesson %s: %w", p.Drill, err)
		}
		dice.Shuffle(len(l.Choices), func(i, j int) { l.Choices[i], l.Choices[j] = l.Choices[j], l.Choices[i] })
		out = append(out, l)
	}
	return out, nil
}

// A plan is the file course/course.yaml.
type plan struct {
	Format  int    `yaml:"course"` // version of this format: 1
	Person  person `yaml:"person"`
	Lessons []told `yaml:"lessons"`
}

type person struct {
	NameID string `yaml:"name_id"`
	Email  string `yaml:"email"`
	Given  string `yaml:"given"`
	Family string `yaml:"family"`
}

// A told is a lesson as the file tells it.
type told struct {
	Drill    string                                         `yaml:"drill"`
	Platform string                                         `yaml:"platform"`
	IdP      string                                         `yaml:"idp"`
	Protocol string                                         `yaml:"protocol"`
	Title    string                                         `yaml:"title"`
	Seen     string                                         `yaml:"seen"`
	Values   map[federation.Fact]string                     `yaml:"values"`   // that both sides should hold
	Consoles map[federation.Side][]federation.Fact          `yaml:"consoles"` // which of them are shown
	Holds    map[federation.Side]map[federation.Fact]string `yaml:"holds"`    // what a side holds otherwise
	Asks     []string                                       `yaml:"asks"`     // which parts of the request are shown; none: it is not
	Says     []string                                       `yaml:"says"`     // which of the message
	Right    string                                         `yaml:"right"`
	Wrong    []wrong                                        `yaml:"wrong"`
}

type wrong struct {
	Code federation.Code `yaml:"code"`
	Text string          `yaml:"text"`
	Not  string          `yaml:"not"`
}

func read(tree fs.FS) (*plan, error) {
	const file = "course/course.yaml"
	raw, err := fs.ReadFile(tree, file)
	if err != nil {
		return nil, err
	}
	var p plan
	if err := yaml.UnmarshalWithOptions(raw, &p, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if p.Format != 1 {
		return nil, fmt.Errorf("%s: course: %d is a format that is not known here", file, p.Format)
	}
	return &p, nil
}
