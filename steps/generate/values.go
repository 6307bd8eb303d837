package generate

import (
	"fmt"

	"federate/federation"
)

// single is an artifact of one file. It waits for needs, and whatever is known of
// more must be sound as well.
func (v values) single(a Artifact, name string, needs, more []federation.Fact, body func() ([]byte, error)) Artifact {
	a.File, a.Needs, a.May, a.Waits = name, needs, more, v.waits(needs...)
	used := append([]federation.Fact(nil), needs...)
	for _, f := range more {
		if v.word(f) != "" {
			used = append(used, f)
		}
	}
	a.Files = func() ([]File, error) {
		if err := v.sound(used...); err != nil {
			return nil, err
		}
		for _, f := range used {
			if federation.LooksPlanted(v.word(f)) {
				return nil, fmt.Errorf("%s is still a placeholder", v.call(f))
			}
		}
		b, err := body()
		if err != nil {
			return nil, err
		}
		return []File{{name, b}}, nil
	}
	return a
}

// signed is the part of the response that has to be signed: what the platform
// checks, else what the identity provider was seen to do. Empty where neither is
// known.
func (v values) signed() string {
	if e := v.Pair.Expect.Signed; e.Set && len(e.Value) > 0 {
		return string(e.Value[0])
	}
	return v.word("saml.signed")
}

// unsigned is the fact that signed comes from where the platform checks nothing
// particular.
func (v values) unsigned() []federation.Fact {
	if e := v.Pair.Expect.Signed; e.Set && len(e.Value) > 0 {
		return nil
	}
	return []federation.Fact{"saml.signed"}
}
