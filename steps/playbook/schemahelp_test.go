package playbook

import (
	"reflect"
	"strings"
	"testing"
)

// TestNoWordsForKeysThatAreGone: what is said about keys is about keys there are.
func TestNoWordsForKeysThatAreGone(t *testing.T) {
	keys := map[string]bool{"Expected.value": true, "Expected.source": true, "Expected.confidence": true}
	var walk func(reflect.Type)
	walk = func(t reflect.Type) {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			walk(t.Elem())
		case reflect.Struct:
			for i := range t.NumField() {
				f := t.Field(i)
				if tag, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); tag != "-" && tag != "" {
					keys[t.Name()+"."+tag] = true
				}
				walk(f.Type)
			}
		}
	}
	walk(reflect.TypeFor[Playbook]())
	walk(reflect.TypeFor[Route]())
	for key := range means {
		if !keys[key] {
			t.Errorf("%s is no key", key)
		}
	}
	for key := range listed {
		if !keys[key] {
			t.Errorf("%s is no key", key)
		}
	}
}
