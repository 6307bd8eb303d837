package errorbook

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

// each calls do for every book of tree.
func each(tree fs.FS, do func(name string, raw []byte)) error {
	names, err := fs.Glob(tree, "errors/*.yaml")
	if err != nil {
		return err
	}
	for _, name := range names {
		raw, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		do(name, raw)
	}
	return nil
}

const (
	entriesBegin = "\nentries:\n"
	entryBegin   = "\n  - "
)

// open reads the head of a book, and of its entries the names alone. A whole book
// as YAML takes as long as everything else that the program does; so an entry is
// decoded when it was found. A test compares what is read here with what the
// decoder of YAML reads.
func open(raw []byte) (*file, []page, error) {
	head, body, _ := strings.Cut(string(raw), entriesBegin)
	f := &file{}
	if err := yaml.Unmarshal([]byte(head), f); err != nil {
		return nil, nil, err
	}
	var pages []page
	for i, text := range strings.Split("\n"+body, entryBegin) {
		if i == 0 {
			continue // comments before the first
		}
		names, err := namesOf(text)
		if err != nil {
			return nil, nil, fmt.Errorf("%.40q: %w", text, err)
		}
		pages = append(pages, page{names, f, []byte(entryBegin[1:] + text)})
	}
	return f, pages, nil
}

// entry is p as a whole.
func (p page) entry() Entry {
	var one []Entry
	if err := yaml.Unmarshal(p.raw, &one); err != nil || len(one) == 0 {
		return p.file.complete(Entry{Code: p.names[0]}) // Lint says why
	}
	return p.file.complete(one[0])
}

// namesOf are the code and the other names of an entry: its first keys, as scalars
// and as a list in one line or several.
func namesOf(text string) (names []string, err error) {
	code, rest, _ := strings.Cut(text, "\n")
	code, ok := strings.CutPrefix(code, "code: ")
	if !ok {
		return nil, fmt.Errorf("begins with another key than code")
	}
	if names, err = scalars(code, false); err != nil {
		return nil, err
	}
	const also = "    also:"
	if !strings.HasPrefix(rest, also) {
		return names, nil
	}
	rest = rest[len(also):]
	for at := 0; ; { // up to the next key
		i := strings.IndexByte(rest[at:], '\n')
		if i < 0 {
			break
		}
		at += i + 1
		if line := rest[at:]; !strings.HasPrefix(line, "     ") {
			rest = rest[:at-1]
			break
		}
	}
	list := strings.TrimSpace(rest)
	if inner, ok := strings.CutPrefix(list, "["); ok {
		more, err := scalars(strings.TrimSuffix(inner, "]"), true)
		return append(names, more...), err
	}
	for _, line := range strings.Split(list, "\n") {
		item, ok := strings.CutPrefix(strings.TrimSpace(line), "- ")
		if !ok {
			return nil, fmt.Errorf("also is no list at %q", line)
		}
		more, err := scalars(item, false)
		if err != nil {
			return nil, err
		}
		names = append(names, more...)
	}
	return names, nil
}

// scalars are the texts of a line of YAML: one, or several set apart by commas.
func scalars(text string, several bool) (out []string, err error) {
	text = strings.TrimSpace(text)
	for text != "" {
		var s string
		switch text[0] {
		case '\'':
			end := 1
			for end < len(text) && (text[end] != '\'' || end+1 < len(text) && text[end+1] == '\'') {
				if text[end] == '\'' {
					end++
				}
				end++
			}
			if end >= len(text) {
				return nil, fmt.Errorf("a quote is not closed in %.60q", text)
			}
			s, text = strings.ReplaceAll(text[1:end], "''", "'"), text[end+1:]
		case '"':
			quoted, err := strconv.QuotedPrefix(text)
			if err != nil {
				return nil, fmt.Errorf("a quote is not closed in %.60q", text)
			}
			s, _ = strconv.Unquote(quoted)
			text = text[len(quoted):]
		default:
			end := len(text)
			if i := strings.IndexByte(text, ','); several && i >= 0 {
				end = i
			}
			s, text = strings.Join(strings.Fields(text[:end]), " "), text[end:]
		}
		out = append(out, s)
		text = strings.TrimSpace(text)
		if text == "" {
			break
		}
		if !several || text[0] != ',' {
			return nil, fmt.Errorf("something follows %q", s)
		}
		text = strings.TrimSpace(text[1:])
	}
	return out, nil
}
