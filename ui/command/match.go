package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/estate"
	"federate/federation/identity"
	"federate/steps"
	"federate/steps/people"
	"federate/ui/progress"
	"federate/ui/report"
)

func columnWord(word string) (identity.Column, error) {
	if word != "" && !slices.Contains(identity.Words(), word) {
		return "", fmt.Errorf("there is no kind of column %q%s", word, federation.DidYouMean(word, identity.Words()))
	}
	return identity.Column(word), nil
}

func (a *app) runUsersMatch(ctx context.Context, f usersFlags) error {
	switch {
	case f.here == "":
		return errors.New("whose people are to be matched? say --platform-users FILE and --idp-users FILE")
	case f.there == "":
		return errors.New("say --idp-users FILE: the people of the identity provider")
	case f.corrected == "" && (f.rollback != "" || len(f.accept) > 0):
		return errors.New("--rollback and --accept go with --corrected FILE")
	case f.keep && f.name == "":
		return errors.New("--keep keeps it in a federation: say --name NAME")
	case f.memory < 1:
		return errors.New("--memory takes a number of MiB, from 1 on")
	case len(f.glass) > 0 && !f.enforced:
		return errors.New("--break-glass goes with --enforced")
	}
	for _, code := range f.accept {
		if !slices.ContainsFunc(identity.Guesses(), func(r federation.Rule) bool { return string(r.Code) == code }) {
			return fmt.Errorf("--accept %s: what can be accepted is %s", code, codesOf(identity.Guesses()))
		}
	}
	readings, err := readings(f)
	if err != nil {
		return err
	}
	v, err := a.rules(ctx, f.checkFlags)
	if err != nil {
		return err
	}
	o, err := matchOptions(v, f)
	if err != nil {
		return err
	}
	// Two lists and what is compared of them; a collector that waits for twice as much would
	// take twice as much.
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(4*f.memory<<20 + 48<<20))
	lists, err := a.bothLists(ctx, f, v, readings)
	if err != nil {
		return err
	}
	defer lists.Close()
	for _, x := range []struct {
		flag string
		list *identity.List
		said identity.Column
	}{{"platform", lists.Platform.List, identity.Column(f.by)}, {"idp", lists.IdP.List, identity.Column(f.sent)}} {
		if x.said != "" && !x.list.Has(x.said) {
			return fmt.Errorf("--%s-column %s: that list has no such column; --column %s/%s=HEADER names it", x.flag, x.said, x.flag, x.said)
		}
	}
	if o.Platform == "" {
		o.Platform = people.Naming(v, lists.Platform.List)
	}
	r, err := a.compare(ctx, lists, o)
	if err != nil {
		return err
	}
	return a.matched(ctx, f, lists, r)
}

// matched hands out what came of a match, in every form that was asked for.
func (a *app) matched(ctx context.Context, f usersFlags, lists people.Lists, r *identity.Result) (err error) {
	if f.out != "" {
		err = a.deliverBy(f.out, func(w io.Writer) error {
			if ext := strings.ToLower(filepath.Ext(f.out)); ext == ".html" || ext == ".htm" {
				return report.People(w, shown(lists, f, r), r)
			}
			return people.Failing(w, r)
		})
		if err != nil {
			return err
		}
	}
	var c *correction
	if f.corrected != "" {
		if c, err = a.correct(ctx, f, lists.Platform, r); err != nil {
			return err
		}
	}
	if f.asJSON {
		err = a.usersJSON(f, lists, r, c)
	} else if f.out != "-" {
		err = a.usersText(f, lists, r)
	}
	if c != nil {
		a.sayCorrected(c)
	}
	if err == nil && f.keep {
		err = a.keepMatching(ctx, f, lists, r)
	}
	missed := a.sayMissed(f.here, lists.Platform)
	missed = a.sayMissed(f.there, lists.IdP) || missed
	shaky := slices.ContainsFunc(r.Glass, func(g identity.Glass) bool { return g.Stand != identity.Outside })
	if err == nil && (r.Failing > 0 || r.People == 0 || missed || shaky) {
		err = ErrFindings
	}
	return err
}

// keepMatching keeps what came of a match beside the step that lets everybody in.
func (a *app) keepMatching(ctx context.Context, f usersFlags, lists people.Lists, r *identity.Result) error {
	m := steps.Matching{At: a.Now().UTC()}
	for _, x := range []struct {
		path string
		to   *string
	}{{f.here, &m.Platform.List}, {f.there, &m.IdP.List}} {
		digest, err := people.Digest(x.path)
		if err != nil {
			return &InputError{fmt.Errorf("%s: %s", x.path, plainErr(x.path, err))}
		}
		*x.to = digest
	}
	s, err := a.session(context.WithoutCancel(ctx), f.name)
	if err != nil {
		return err
	}
	_, v, err := submit(s, steps.Matched{Matching: people.Matching(lists, r, m)})
	if err == nil {
		gate, _ := v.Gate()
		a.say("kept at %s: the numbers, and nobody's name", gate.Ref())
	}
	return err
}

// list reads the list of people at path, of any size.
func list(ctx context.Context, path string, o identity.Reading) (*people.Roster, error) {
	l, err := people.Open(ctx, path, o)
	if err != nil && ctx.Err() == nil {
		err = &InputError{fmt.Errorf("%s: %s", path, plainErr(path, err))}
	}
	return l, err
}

// bothLists reads the lists of both sides at the same time.
func (a *app) bothLists(ctx context.Context, f usersFlags, v *steps.Snapshot, how map[federation.Side]identity.Reading) (people.Lists, error) {
	_, met, done := a.watched(progress.Bytes)
	defer done()
	watch := progress.Growing(met)
	paths := map[federation.Side]string{federation.Platform: f.here, federation.IdP: f.there}
	headers := map[federation.Side]map[string][]string{federation.Platform: v.Pair.Platform.Headers, federation.IdP: v.Pair.IdP.Headers}
	return people.Both(ctx, func(ctx context.Context, side federation.Side) (*people.Roster, error) {
		o := how[side]
		o.Console, o.Watch = headers[side], watch
		return list(ctx, paths[side], o)
	})
}

// compare matches the people of both sides.
func (a *app) compare(ctx context.Context, l people.Lists, o identity.Options) (*identity.Result, error) {
	_, met, done := a.watched(progress.Of("people"))
	defer done()
	o.Watch = progress.Growing(met)
	return identity.Match(ctx, l.Platform.List, l.IdP.List, o)
}

// readings are how the lists of both sides are read.
func readings(f usersFlags) (map[federation.Side]identity.Reading, error) {
	named := map[federation.Side]identity.Columns{federation.Platform: {}, federation.IdP: {}}
	for _, c := range f.columns {
		key, header, ok := strings.Cut(c, "=")
		side, column, sided := strings.Cut(key, "/")
		if !sided {
			column = key
		}
		word, err := columnWord(column)
		if !ok || err != nil || sided && named[federation.Side(side)] == nil {
			return nil, cmp.Or(err, fmt.Errorf("--column %q is not [platform/|idp/]COLUMN=HEADER", c))
		}
		for s := range named {
			if !sided || string(s) == side {
				named[s][word] = header
			}
		}
	}
	sheets := map[federation.Side]string{}
	for _, s := range f.sheets {
		side, name, sided := strings.Cut(s, "/")
		if !sided || named[federation.Side(side)] == nil { // a name may have a stroke in it
			sheets[federation.Platform], sheets[federation.IdP] = s, s
			continue
		}
		sheets[federation.Side(side)] = name
	}
	out := map[federation.Side]identity.Reading{}
	for side := range named {
		out[side] = identity.Reading{Named: named[side], Sheet: sheets[side], Place: people.Room(f.memory << 20)}
	}
	return out, nil
}

// matchOptions is what the federation v says of its people's names.
func matchOptions(v *steps.Snapshot, f usersFlags) (o identity.Options, err error) {
	if o.Platform, err = columnWord(f.by); err != nil {
		return o, err
	}
	if o.IdP, err = columnWord(f.sent); err != nil {
		return o, err
	}
	of := people.Options(v)
	o.Prefix, o.IdP, o.Words, o.MostGroups = of.Prefix, cmp.Or(o.IdP, of.IdP), of.Words, of.MostGroups
	o.Roles, o.Place, o.Authenticator, o.Glass = f.roles, people.Room(f.memory<<20), f.authenticator, f.glass
	if f.enforced && len(f.glass) == 0 {
		o.Glass = of.Glass
	}
	if f.matrix != "" {
		o.Matrix, err = matrixIn(f.matrix)
	}
	return o, err
}

// matrixIn reads a role matrix: a group a line, with its roles.
func matrixIn(path string) (map[string][]string, error) {
	raw, err := readFile(path)
	if err != nil {
		return nil, err
	}
	grants, wrong := estate.Grants(string(raw))
	if len(wrong) > 0 || len(grants) == 0 {
		return nil, &InputError{fmt.Errorf("%s: a line is GROUP | ROLE; ROLE, and not %q", path, strings.Join(wrong[:min(len(wrong), 1)], ""))}
	}
	out := map[string][]string{}
	for _, g := range grants {
		out[g.Group] = append(out[g.Group], g.Roles...)
	}
	return out, nil
}
