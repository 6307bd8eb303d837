package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/estate"
	"federate/federation/identity"
	"federate/steps"
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
	lists, err := a.bothLists(ctx, f, v, readings)
	if err != nil {
		return err
	}
	defer lists.close()
	for _, x := range []struct {
		flag string
		list *identity.List
		said identity.Column
	}{{"platform", lists.platform.List, identity.Column(f.by)}, {"idp", lists.idp.List, identity.Column(f.sent)}} {
		if x.said != "" && !x.list.Has(x.said) {
			return fmt.Errorf("--%s-column %s: that list has no such column; --column %s/%s=HEADER names it", x.flag, x.said, x.flag, x.said)
		}
	}
	if o.Platform == "" {
		o.Platform = naming(v, lists.platform.List)
	}
	r, err := a.compare(ctx, lists, o)
	if err != nil {
		return err
	}
	return a.matched(ctx, f, lists, r)
}

// matched hands out what came of a match, in every form that was asked for.
func (a *app) matched(ctx context.Context, f usersFlags, lists twoLists, r *identity.Result) (err error) {
	if f.out != "" {
		err = a.deliverBy(f.out, func(w io.Writer) error {
			if ext := strings.ToLower(filepath.Ext(f.out)); ext == ".html" || ext == ".htm" {
				return report.People(w, lists.shown(f), r)
			}
			return failing(w, r)
		})
		if err != nil {
			return err
		}
	}
	var c *correction
	if f.corrected != "" {
		if c, err = a.correct(ctx, f, lists.platform, r); err != nil {
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
	missed := a.sayMissed(f.here, lists.platform.List)
	missed = a.sayMissed(f.there, lists.idp.List) || missed
	shaky := slices.ContainsFunc(r.Glass, func(g identity.Glass) bool { return g.Stand != identity.Outside })
	if err == nil && (r.Failing > 0 || missed || shaky) {
		err = ErrFindings
	}
	return err
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
		out[side] = identity.Reading{Named: named[side], Sheet: sheets[side], Place: room(f.memory << 20)}
	}
	return out, nil
}

// naming is the column of the platform's list by which the platform of v knows people.
func naming(v *steps.Snapshot, list *identity.List) identity.Column {
	var names []identity.Column
	for _, word := range v.Pair.Expect.UserColumns.Value {
		names = append(names, identity.Column(word))
	}
	return list.Choose(names...)
}

// matchOptions is what the federation v says of its people's names.
func matchOptions(v *steps.Snapshot, f usersFlags) (o identity.Options, err error) {
	if o.Platform, err = columnWord(f.by); err != nil {
		return o, err
	}
	if o.IdP, err = columnWord(f.sent); err != nil {
		return o, err
	}
	d := v.Dossier(v.Now)
	source := d.Value("saml.name_id_source")
	if v.Pair.Protocol == "oidc" {
		source, o.Prefix = v.Pair.Expect.IdentityClaim.Value, v.Pair.Expect.IdentityPrefix.Value
	}
	if o.IdP == "" {
		o.IdP = identity.Sent(source)
	}
	o.Roles, o.Words, o.Place = f.roles, v.Pair.Words, room(f.memory<<20)
	o.Authenticator, o.Glass, o.MostGroups = f.authenticator, f.glass, v.Pair.Expect.Groups.Value.SAML
	if v.Pair.Protocol == "oidc" {
		o.MostGroups = v.Pair.Expect.Groups.Value.OIDC
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
