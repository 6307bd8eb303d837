package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"federate/steps/record"
)

// LoadDraft returns what actor typed and did not submit. A draft that cannot be
// read is an empty one: it is a convenience, and must not keep anybody out.
func (d Dir) LoadDraft(ctx context.Context, id, actor string) (record.Draft, error) {
	if err := begin(ctx, id); err != nil {
		return nil, err
	}
	var draft record.Draft
	raw, err := os.ReadFile(d.draft(id, actor))
	if err != nil || json.Unmarshal(raw, &draft) != nil || draft == nil {
		return record.Draft{}, nil
	}
	return draft, nil
}

// SaveDraft keeps w for actor, in the place of what was kept before. An empty
// draft is removed. It is not synced: after a power cut the older one may be back.
func (d Dir) SaveDraft(ctx context.Context, id, actor string, w record.Draft) error {
	if err := begin(ctx, id); err != nil {
		return err
	}
	path := d.draft(id, actor)
	if empty(w) {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return notSaved(path, err)
		}
		return nil
	}
	raw, err := json.Marshal(w)
	if err != nil {
		return err
	}
	folder := filepath.Dir(path)
	if err := makeDir(folder); err != nil {
		return notSaved(path, err)
	}
	if err := place(folder, path, raw, false); err != nil {
		return notSaved(path, err)
	}
	return nil
}

func empty(w record.Draft) bool {
	for _, fields := range w {
		if len(fields) > 0 {
			return false
		}
	}
	return true
}

// draft is where actor's draft lies. An actor is any text; the name keeps what is
// harmless of it for people, and a digest that keeps two actors apart also where
// a file system does not tell case.
func (d Dir) draft(id, actor string) string {
	readable := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, actor)
	readable = strings.Trim(readable[:min(len(readable), 32)], "-")
	sum := sha256.Sum256([]byte(actor))
	name := strings.TrimPrefix(readable+"-"+hex.EncodeToString(sum[:8])+".json", "-")
	return filepath.Join(d.path(id, folderExt), "drafts", name)
}
