package ui_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"federate/ui"
)

func TestSystem(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	s := ui.System{Folder: filepath.Join(home, "copies")}
	whole, err := s.Write("~/list.md", []byte("a\n"))
	if err != nil || whole != filepath.Join(home, "list.md") {
		t.Fatalf("wrote %q, %v", whole, err)
	}
	if b, err := s.Read("~/list.md"); err != nil || string(b) != "a\n" {
		t.Errorf("read %q, %v", b, err)
	}
	if err := os.Chmod(whole, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(whole, []byte("b\n")); err != nil {
		t.Fatal(err)
	}
	kept, err := s.Keep("value")
	if err != nil || kept != filepath.Join("~", "copies", "copied.txt") {
		t.Errorf("kept in %q, %v", kept, err)
	}
	if runtime.GOOS != "windows" {
		for _, path := range []string{whole, filepath.Join(home, "copies", "copied.txt")} {
			if i, err := os.Stat(path); err != nil || i.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v", path, i.Mode(), err)
			}
		}
	}
	if _, err := s.Read("~/nowhere"); err == nil {
		t.Error("read what is not there")
	}
}

func TestASCIITerminals(t *testing.T) {
	for _, c := range []struct {
		environ []string
		want    bool
	}{
		{nil, false},
		{[]string{"LANG=en_GB.UTF-8"}, false},
		{[]string{"LANG=en_GB.UTF-8", "LC_ALL=C"}, true},
		{[]string{"LANG=C", "LC_CTYPE=C.utf8"}, false},
		{[]string{"LANG=de_DE.ISO-8859-1"}, true},
		{[]string{"TERM=dumb", "LANG=en_GB.UTF-8"}, true},
	} {
		if got := ui.ASCII(c.environ); got != c.want {
			t.Errorf("%v: %v", c.environ, got)
		}
	}
}
