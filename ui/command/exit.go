package command

import (
	"context"
	"errors"
	"io/fs"

	"federate/steps"
	"federate/steps/record"
)

// The exit codes. Scripts rely on them.
const (
	Clean       = 0
	Findings    = 1   // at or above --fail-on
	Usage       = 2   // the command was not understood, or names something that does not exist
	Input       = 3   // an input could not be read or recognised
	NotSaved    = 4   // the disk refused, or somebody else was quicker
	Shut        = 5   // a gate is shut
	Interrupted = 130 // by a signal
)

// ErrFindings is returned where findings were printed already: they are the
// answer, and no text of an error is to follow.
var ErrFindings = errors.New("findings")

// An InputError is something that could not be read or recognised.
type InputError struct{ Err error }

func (e *InputError) Error() string { return e.Err.Error() }
func (e *InputError) Unwrap() error { return e.Err }

// place marks an error of the disk as an input error; naming a federation that does not
// exist is a usage error.
func place(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return &InputError{err}
	}
	return err
}

// Code is the exit code of err. What is not known otherwise is a mistake in the
// command.
func Code(err error) int {
	var (
		input    *InputError
		refused  *steps.RefusedError
		clash    *steps.ClashError
		notSaved *steps.NotSavedError
		secret   *record.SecretError
	)
	switch {
	case err == nil:
		return Clean
	case errors.Is(err, context.Canceled):
		return Interrupted
	case errors.As(err, &notSaved), errors.As(err, &clash), errors.Is(err, record.ErrConflict), errors.Is(err, record.ErrNotSaved):
		return NotSaved
	case errors.Is(err, steps.ErrShut):
		return Shut
	case errors.As(err, &input), errors.As(err, &refused), errors.As(err, &secret):
		return Input
	case errors.Is(err, ErrFindings):
		return Findings
	}
	return Usage
}
