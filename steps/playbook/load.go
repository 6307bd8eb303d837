package playbook

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

	"federate/federation"
)

// A Library is every playbook and route there is. A file is read when somebody
// asks for it: a command about one pair does not pay for the others.
type Library struct {
	terms *federation.Vocabulary // the program's own
	files map[string]source      // of playbooks, by id
	ways  map[string]source      // of routes, by id

	programme source // of estates

	mu       sync.Mutex
	read     map[string]*shelved // playbooks that were asked for
	rts      []Route
	whole    *Programme // the programme of estates, once it was asked for
	wholeErr error
	once     sync.Once
	all      *federation.Vocabulary
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

// Load finds platform/*.yaml, idp/*.yaml, route/*.yaml and estate/estate.yaml in each tree; a file
// of a later tree takes the place of the same one in an earlier. Nothing is read
// yet: see Lint.
func Load(terms *federation.Vocabulary, trees ...fs.FS) (*Library, error) {
	l := &Library{terms: terms, files: map[string]source{}, ways: map[string]source{}, read: map[string]*shelved{}}
	for _, tree := range trees {
		l.findProgramme(tree)
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
func (l *Library) Lint() []*Fault {
	var errs []error
	for _, id := range slices.Sorted(maps.Keys(l.files)) {
		errs = append(errs, l.get(id).err)
	}
	routes, err := l.routes()
	errs = append(errs, err)
	for _, r := range routes {
		errs = append(errs, l.ways[r.ID].faults(l.lintRoute(r)))
	}
	return Faults(errors.Join(errs...))
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
	usable, err := src.open(&s.playbook)
	if s.err = err; !usable {
		return s
	}
	pb := &s.playbook
	if slips := belongs("playbook", pb.Format, pb.ID, id); slips != nil || pb.Side != src.side {
		if pb.Side != src.side {
			slips = append(slips, slip{at: place{"side"}, text: fmt.Sprintf("a file in %s/ says side: %s", src.side, src.side)})
		}
		s.err = errors.Join(s.err, src.faults(slips))
		return s
	}
	likes := l.resolve(pb)
	for i := range pb.Steps {
		pb.Steps[i].Playbook, pb.Steps[i].Side = pb.ID, pb.Side
		if pb.Steps[i].Role == "" {
			pb.Steps[i].Role = pb.Side.Role()
		}
	}
	terms := l.terms
	for i, f := range pb.Facts {
		own := federation.Term{Fact: federation.Fact(id + "." + f.Name), Title: f.Title, Label: f.Label,
			Owner: pb.Side, Form: f.Form, Values: f.Values, Means: f.Means, Blank: f.Blank, Past: f.Past}
		more, err := terms.With(own)
		if err != nil {
			s.err = errors.Join(s.err, src.faults([]slip{{at: place{"facts", i, "name"}, text: err.Error()}}))
			continue
		}
		terms = more
		s.own = append(s.own, own)
	}
	slips, checks := pb.lint(terms, l.besides(id))
	if s.err != nil { // what is missing may stand there under the wrong key
		slips = slices.DeleteFunc(slips, func(x slip) bool { return x.missing })
	}
	s.checks = checks
	if likes != nil { // what is missing was to come from there
		slips = append(slices.DeleteFunc(slips, func(x slip) bool { return x.missing }), likes...)
	}
	s.err = errors.Join(s.err, src.faults(slips))
	return s
}

// besides are the ids of all playbooks but one.
func (l *Library) besides(id string) (out []string) {
	for other := range l.files {
		if other != id {
			out = append(out, other)
		}
	}
	return out
}

// belongs judges the first lines of a file that is called <want>.yaml.
func belongs(key string, format int, id, want string) (slips []slip) {
	if format != 1 {
		slips = append(slips, slip{at: place{key}, text: fmt.Sprintf("the file begins with %s: 1, the version of its format", key)})
	}
	if id != want {
		slips = append(slips, slip{at: place{"id"}, text: fmt.Sprintf("the id is that of the file, %s", want)})
	}
	return slips
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
			_, err := l.ways[id].open(&r)
			if err == nil {
				err = l.ways[id].faults(belongs("route", r.Format, r.ID, id))
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
		if _, err := src.open(&r); err == nil && r.Format == 1 && r.ID == id && r.Platform == platform && r.IdP == idp && r.Protocol == protocol {
			return r, true
		}
	}
	return Route{}, false
}
