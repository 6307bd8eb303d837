package playbook

import (
	"fmt"
	"io/fs"
	"slices"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// What a definition may be, at the most: the parser of YAML takes the square of
// the depth in memory, and a file in one's own folder need not be one's own work.
const (
	largestFile = 1 << 20 // bytes; the largest that is shipped has a twelfth of it
	deepest     = 100     // levels; those that are shipped have seven at most
)

// read is the text of the definition that src names, as far as it may be read, and
// the same as tokens: a file is taken apart once.
func (src source) read() (raw []byte, tokens token.Tokens, err error) {
	large := func(n int64) error {
		if n <= largestFile {
			return nil
		}
		return src.fault(nil, 1, 1, fmt.Sprintf("the file is larger than %d MiB: no definition is", largestFile>>20))
	}
	if info, err := fs.Stat(src.tree, src.path); err == nil && large(info.Size()) != nil { // before it is in memory
		return nil, nil, large(info.Size())
	}
	raw, err = fs.ReadFile(src.tree, src.path)
	if err == nil {
		err = large(int64(len(raw)))
	}
	if err != nil {
		return nil, nil, err
	}
	tokens = lexer.Tokenize(string(raw))
	if line, column := tooDeep(tokens); line > 0 {
		return nil, nil, src.fault(raw, line, column, fmt.Sprintf("lists and keys are nested more than %d deep", deepest))
	}
	if line, column := twiceRemoved(tokens); line > 0 {
		return nil, nil, src.fault(raw, line, column, "what an anchor names holds an alias itself: write it out")
	}
	return raw, tokens, nil
}

// twiceRemoved is where an alias stands in what an anchor names; 0 where none does.
// A few lines of such make a thousand million values.
func twiceRemoved(tokens token.Tokens) (line, column int) {
	if !slices.ContainsFunc(tokens, func(t *token.Token) bool { return t.Type == token.AliasType }) {
		return 0, 0
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return 0, 0 // which is said in another place
	}
	for _, doc := range file.Docs {
		for _, anchor := range ast.Filter(ast.AnchorType, doc.Body) {
			for _, alias := range ast.Filter(ast.AliasType, anchor) {
				at := alias.GetToken().Position
				return at.Line, at.Column
			}
		}
	}
	return 0, 0
}

// tooDeep is where a text is nested deeper than a definition may be; 0 where it is
// not. Outside of brackets what begins further right lies deeper, so that the words
// of one line count as well; there are few.
func tooDeep(tokens token.Tokens) (line, column int) {
	var columns []int // at which those levels began that are open, outside of brackets
	brackets := 0
	for _, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			brackets++
		case token.SequenceEndType, token.MappingEndType:
			brackets = max(0, brackets-1)
		case token.CommentType:
		default:
			if brackets > 0 {
				continue
			}
			for len(columns) > 0 && columns[len(columns)-1] >= t.Position.Column {
				columns = columns[:len(columns)-1]
			}
			columns = append(columns, t.Position.Column)
		}
		if len(columns)+brackets > deepest {
			return t.Position.Line, t.Position.Column
		}
	}
	return 0, 0
}
