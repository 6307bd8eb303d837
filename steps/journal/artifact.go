package journal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"federate/steps/record"
)

const digestPrefix = "sha256:"

var sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)

// PutArtifact keeps raw for the federation id, durably, and returns its digest.
// What is kept already is not written again; what was damaged on disk is.
func (d Dir) PutArtifact(ctx context.Context, id string, raw []byte) (string, error) {
	if err := begin(ctx, id); err != nil {
		return "", err
	}
	digest := record.Digest(raw)
	if _, err := d.GetArtifact(ctx, id, digest); err == nil {
		return digest, nil
	}
	path := d.artifact(id, strings.TrimPrefix(digest, digestPrefix))
	folder := filepath.Dir(path)
	if err := makeDir(folder); err != nil {
		return "", notSaved(path, err)
	}
	if err := place(folder, path, raw, true); err != nil {
		return "", notSaved(path, err)
	}
	return digest, nil
}

// GetArtifact returns what was kept under digest, and ErrNoArtifact where
// nothing was. It is an error when the bytes have changed since.
func (d Dir) GetArtifact(ctx context.Context, id, digest string) ([]byte, error) {
	if err := begin(ctx, id); err != nil {
		return nil, err
	}
	name, ok := strings.CutPrefix(digest, digestPrefix)
	if !ok || !sha256Hex.MatchString(name) {
		return nil, fmt.Errorf("%w: %q is no digest", record.ErrNoArtifact, digest)
	}
	path := d.artifact(id, name)
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", record.ErrNoArtifact, digest)
	}
	if err != nil {
		return nil, err
	}
	if got := record.Digest(raw); got != digest {
		return nil, fmt.Errorf("%s: the document was changed on disk: its digest is now %s", path, got)
	}
	return raw, nil
}

func (d Dir) artifact(id, name string) string {
	return filepath.Join(d.path(id, folderExt), "artifacts", name)
}
