package playbook

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A Fault is one thing that is wrong with a definition, and where it stands.
type Fault struct {
	File    string `json:"file"`
	Line    int    `json:"line"`   // from 1
	Column  int    `json:"column"` // in characters, from 1
	Text    string `json:"text"`   // one sentence without a full stop
	Excerpt string `json:"excerpt"`
}

func (f *Fault) Error() string {
	out := fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Text)
	line, column := around(f.Excerpt, f.Column)
	if strings.TrimSpace(line) == "" {
		return out
	}
	number := fmt.Sprint(f.Line)
	var pad strings.Builder
	for i, r := range []rune(line) {
		if i >= column-1 {
			break
		}
		if r != '\t' {
			r = ' '
		}
		pad.WriteRune(r)
	}
	return fmt.Sprintf("%s\n  %s | %s\n  %s | %s^", out, number, line, strings.Repeat(" ", len(number)), pad.String())
}

// around is the part of line that a terminal has room for, and where column is
// in it.
func around(line string, column int) (string, int) {
	const room, before = 72, 40
	runes := []rune(line)
	if start := column - 1 - before; len(runes) > room && start > 0 {
		runes = append([]rune{'…'}, runes[start:]...)
		column -= start - 1
	}
	if len(runes) > room {
		runes = append(runes[:room], '…')
	}
	return string(runes), column
}

// Faults are the faults that err is made of, in the order of their places. What
// has no place in a file is left out.
func Faults(err error) (out []*Fault) {
	var fault *Fault
	var many interface{ Unwrap() []error }
	switch {
	case err == nil:
	case errors.As(err, &many):
		for _, e := range many.Unwrap() {
			out = append(out, Faults(e)...)
		}
	case errors.As(err, &fault):
		out = append(out, fault)
	}
	slices.SortStableFunc(out, (*Fault).Compare)
	return out
}

// Compare orders faults by file, line and column.
func (f *Fault) Compare(g *Fault) int {
	return cmp.Or(strings.Compare(f.File, g.File), cmp.Compare(f.Line, g.Line), cmp.Compare(f.Column, g.Column))
}

// A place leads from the root of a definition to one of its parts: keys, and
// numbers in lists. An aKey at its end means the key itself, not what it holds.
type place []any

type aKey string

// at is the place of parts below p.
func (p place) at(parts ...any) place { return slices.Concat(p, parts) }

// A slip is something wrong at a place.
type slip struct {
	at      place
	text    string
	missing bool // something is not there, or not under this name
}

// faults finds the lines of slips in the file that src names. Two slips at one
// place are one: the first says what the second follows from.
func (src source) faults(slips []slip) error {
	if len(slips) == 0 {
		return nil
	}
	raw, tokens, err := src.read()
	if err != nil {
		return err
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil || len(file.Docs) == 0 {
		return src.fault(raw, 1, 1, slips[0].text)
	}
	seen, errs := map[[2]int]bool{}, []error{}
	for _, s := range slips {
		line, column := find(file.Docs[0].Body, s.at)
		if spot := [2]int{line, column}; !seen[spot] || len(s.at) == 0 {
			seen[spot] = true
			errs = append(errs, src.fault(raw, line, column, s.text))
		}
	}
	return errors.Join(errs...)
}

// fault is the fault at line and column of raw, which is the text of src.
func (src source) fault(raw []byte, line, column int, text string) *Fault {
	f := &Fault{File: src.path, Line: max(line, 1), Column: max(column, 1), Text: text}
	if lines := linesOf(raw); f.Line <= len(lines) {
		f.Excerpt = lines[f.Line-1]
		f.Column = min(f.Column, utf8.RuneCountInString(f.Excerpt)+1)
	}
	return f
}

func linesOf(raw []byte) []string {
	return strings.Split(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n")
}

// find is the position of p under node; where a part of it is not there, that of
// what it would belong to.
func find(node ast.Node, p place) (line, column int) {
	line, column = 1, 1
	for {
		node = bare(node)
		if node == nil {
			return line, column
		}
		line, column = start(node)
		if len(p) == 0 {
			return line, column
		}
		switch part := p[0].(type) {
		case int:
			list, ok := node.(*ast.SequenceNode)
			if !ok || part >= len(list.Values) {
				return line, column
			}
			node = list.Values[part]
		case aKey:
			if key, _ := entry(node, string(part)); key != nil {
				return start(key)
			}
			return line, column
		default:
			_, value := entry(node, fmt.Sprint(part))
			if value == nil {
				return line, column
			}
			node = value
		}
		p = p[1:]
	}
}

// start is where node begins: a mapping at its first key.
func start(node ast.Node) (line, column int) {
	if m, ok := node.(ast.MapNode); ok && node.Type() == ast.MappingType {
		if it := m.MapRange(); !node.(*ast.MappingNode).IsFlowStyle && it.Next() {
			node = it.Key()
		}
	}
	pos := node.GetToken().Position
	return pos.Line, pos.Column
}

// entry is the key of a mapping and what it holds.
func entry(node ast.Node, name string) (key, value ast.Node) {
	m, ok := node.(ast.MapNode)
	if !ok {
		return nil, nil
	}
	for it := m.MapRange(); it.Next(); {
		if keyName(it.Key()) == name {
			return it.Key(), it.Value()
		}
	}
	return nil, nil
}

func keyName(key ast.MapKeyNode) string {
	if s, ok := key.(*ast.StringNode); ok {
		return s.Value
	}
	return key.GetToken().Value
}

// bare is node without its anchor or tag.
func bare(node ast.Node) ast.Node {
	for {
		switch n := node.(type) {
		case *ast.AnchorNode:
			node = n.Value
		case *ast.TagNode:
			node = n.Value
		default:
			return node
		}
	}
}

// open decodes the definition that src names into v, and refuses what v does not
// know. Where it can, it decodes the rest all the same: usable says so.
func (src source) open(v any) (usable bool, err error) {
	raw, tokens, err := src.read()
	if err != nil {
		return false, err
	}
	file, err := parser.Parse(tokens, 0)
	readable := err == nil && len(file.Docs) > 0
	switch {
	case err != nil:
	case len(file.Docs) == 1 && file.Docs[0].Body != nil && file.Docs[0].Body.Type() != ast.DirectiveType:
		err = yaml.NodeToValue(file.Docs[0].Body, v, yaml.Strict())
	default: // nothing stands in it, or more than one definition
		err = yaml.UnmarshalWithOptions(raw, v, yaml.Strict())
	}
	if err == nil {
		return true, nil
	}
	if readable {
		slips := astray(schemaFor(v, nil), file.Docs[0].Body, nil)
		if wrong := src.faults(slips); wrong != nil {
			return yaml.Unmarshal(raw, v) == nil, wrong
		}
	}
	var said yaml.Error
	if errors.As(err, &said) && said.GetToken() != nil {
		pos := said.GetToken().Position
		line, column, text := syntax(linesOf(raw), pos.Line, pos.Column, said.GetMessage())
		return false, src.fault(raw, line, column, text)
	}
	return false, src.fault(raw, 1, 1, err.Error())
}
