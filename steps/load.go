package steps

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"federate/federation"
)

// A Library is every playbook and route there is. A file is read when somebody
// asks for it: a command about one pair does not pay for the others.
type Library struct {
	terms *federation.Vocabulary // the program's own
	files map[string]source      // of playbooks, by id
	ways  map[string]source      // of routes, by id

	mu   sync.Mutex
	read map[string]*shelved // playbooks that were asked for
	rts  []Route
	once sync.Once
	all  *federation.Vocabulary
}

// source is where a definition is.
type source struct {
	tree fs.FS
	path string
	side federation.Side // of a playbook
}

// shelved is a playbook as it was read, with what came of it.
type shelved struct {
	playbook Playbook
	own      []federation.Term
	checks   []federation.Check
	err      error
}

// Load finds platform/*.yaml, idp/*.yaml and route/*.yaml in each tree; a file
// of a later tree takes the place of the same one in an earlier. Nothing is read
// yet: see Lint.
func Load(terms *federation.Vocabulary, trees ...fs.FS) (*Library, error) {
	l := &Library{terms: terms, files: map[string]source{}, ways: map[string]source{}, read: map[string]*shelved{}}
	for _, tree := range trees {
		for _, folder := range []string{"platform", "idp", "route"} {
			files, err := fs.Glob(tree, folder+"/*.yaml")
			if err != nil {
				return nil, err
			}
			for _, file := range files {
				id := strings.TrimSuffix(path.Base(file), ".yaml")
				src := source{tree, file, federation.Side(folder)}
				if folder == "route" {
					l.ways[id] = src
					continue
				}
				if other, ok := l.files[id]; ok && other.side != src.side {
					return nil, fmt.Errorf("%s: the id %s is a %s already", file, id, sideWord(other.side))
				}
				l.files[id] = src
			}
		}
	}
	return l, nil
}

// Lint reads everything and returns all that is wrong, each with its file.
func (l *Library) Lint() error {
	var errs []error
	for _, id := range slices.Sorted(maps.Keys(l.files)) {
		errs = append(errs, l.get(id).err)
	}
	routes, err := l.routes()
	errs = append(errs, err)
	for _, r := range routes {
		errs = append(errs, l.lintRoute(r)...)
	}
	return errors.Join(errs...)
}

// get reads the playbook id, once.
func (l *Library) get(id string) *shelved {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s, ok := l.read[id]; ok {
		return s
	}
	s := &shelved{}
	l.read[id] = s
	src := l.files[id]
	if s.err = open(src, &s.playbook); s.err != nil {
		return s
	}
	pb := &s.playbook
	if pb.Format != 1 || pb.Side != src.side || pb.ID != id {
		s.err = fmt.Errorf("%s: must say playbook: 1, side: %s and id: %s", src.path, src.side, id)
		return s
	}
	for i := range pb.Steps {
		pb.Steps[i].Playbook, pb.Steps[i].Side = pb.ID, pb.Side
		if pb.Steps[i].Role == "" {
			pb.Steps[i].Role = pb.Side.Role()
		}
	}
	for _, f := range pb.Facts {
		s.own = append(s.own, federation.Term{Fact: federation.Fact(id + "." + f.Name), Title: f.Title, Label: f.Label,
			Owner: pb.Side, Form: f.Form, Values: f.Values, Blank: f.Blank})
	}
	terms, err := l.terms.With(s.own...)
	if err != nil {
		s.err = fmt.Errorf("%s: %w", src.path, err)
		return s
	}
	errs := pb.lint(terms)
	for _, d := range pb.Demands {
		c, err := d.Check()
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", id, err))
		}
		s.checks = append(s.checks, c)
	}
	s.err = errors.Join(errs...)
	return s
}

// open decodes the definition that src names into v.
func open(src source, v any) error {
	b, err := fs.ReadFile(src.tree, src.path)
	if err != nil {
		return err
	}
	if err := strict(b, v); err != nil {
		return fmt.Errorf("%s: %w", src.path, err)
	}
	return nil
}

// strict decodes b into v; unknown keys are errors with an excerpt and a caret.
func strict(b []byte, v any) error {
	err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(v)
	if err != nil {
		return errors.New(strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	return nil
}

// Terms is the program's vocabulary and what all playbooks declare. A playbook
// that cannot be read adds nothing; Lint says why.
func (l *Library) Terms() *federation.Vocabulary {
	l.once.Do(func() { l.all, _ = l.terms.With(l.own(slices.Sorted(maps.Keys(l.files))...)...) })
	return l.all
}

func (l *Library) own(ids ...string) (out []federation.Term) {
	for _, id := range ids {
		out = append(out, l.get(id).own...)
	}
	return out
}

// Playbook returns the playbook id, or an error with the nearest there is.
func (l *Library) Playbook(id string, side federation.Side) (Playbook, error) {
	if src, ok := l.files[id]; ok && src.side == side {
		s := l.get(id)
		return s.playbook, s.err
	}
	var ids []string
	for id, src := range l.files {
		if src.side == side {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return Playbook{}, fmt.Errorf("there is no %s %q%s", sideWord(side), id, federation.DidYouMean(id, ids))
}

func sideWord(s federation.Side) string {
	if s == federation.Platform {
		return "platform"
	}
	return "identity provider"
}

// Playbooks returns the sound playbooks of a side in the order of their titles.
func (l *Library) Playbooks(side federation.Side) (out []Playbook) {
	for id, src := range l.files {
		if src.side == side {
			if s := l.get(id); s.err == nil {
				out = append(out, s.playbook)
			}
		}
	}
	slices.SortFunc(out, func(a, b Playbook) int { return strings.Compare(a.Title, b.Title) })
	return out
}

// Routes returns all sound routes in the order of their ids.
func (l *Library) Routes() []Route {
	routes, _ := l.routes()
	return routes
}

func (l *Library) routes() ([]Route, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var errs []error
	if l.rts == nil {
		for _, id := range slices.Sorted(maps.Keys(l.ways)) {
			var r Route
			err := open(l.ways[id], &r)
			if err == nil && (r.Format != 1 || r.ID != id) {
				err = fmt.Errorf("%s: must say route: 1 and id: %s", l.ways[id].path, id)
			}
			if err != nil {
				errs = append(errs, err)
				continue
			}
			l.rts = append(l.rts, r)
		}
	}
	return l.rts, errors.Join(errs...)
}

// RouteFor returns the documented route of a pair. It reads no file that does
// not name both: of many routes one is asked for.
func (l *Library) RouteFor(platform, idp, protocol string) (Route, bool) {
	for _, id := range slices.Sorted(maps.Keys(l.ways)) {
		src := l.ways[id]
		text, err := fs.ReadFile(src.tree, src.path)
		if err != nil || !bytes.Contains(text, []byte(platform)) || !bytes.Contains(text, []byte(idp)) {
			continue
		}
		var r Route
		if open(src, &r) == nil && r.Format == 1 && r.ID == id && r.Platform == platform && r.IdP == idp && r.Protocol == protocol {
			return r, true
		}
	}
	return Route{}, false
}
