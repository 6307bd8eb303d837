package command

import (
	"errors"
	"path/filepath"
)

// dataDir is where the federations are: the flag, else $FEDERATE_DIR, else the
// folder that the system keeps for an application's data (XDG Base Directory
// Specification 0.8), which is %LOCALAPPDATA% on Windows.
func (a *app) dataDir() (string, error) {
	switch {
	case a.dir != "":
		return a.dir, nil
	case a.Env("FEDERATE_DIR") != "":
		return a.Env("FEDERATE_DIR"), nil
	case filepath.IsAbs(a.Env("XDG_DATA_HOME")):
		return filepath.Join(a.Env("XDG_DATA_HOME"), "federate"), nil
	case a.GOOS == "windows" && a.Env("LOCALAPPDATA") != "":
		return filepath.Join(a.Env("LOCALAPPDATA"), "federate"), nil
	case a.GOOS != "windows" && a.Env("HOME") != "":
		return filepath.Join(a.Env("HOME"), ".local", "share", "federate"), nil
	}
	return "", errors.New("there is no data folder: say --dir DIR or set FEDERATE_DIR")
}

// who is the name that goes into the journal.
func (a *app) who() string {
	switch {
	case a.actor != "":
		return a.actor
	case a.Login != "":
		return a.Login
	}
	return "unknown"
}
