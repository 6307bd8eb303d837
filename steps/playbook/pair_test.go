package playbook

import (
	"reflect"
	"testing"

	"federate/federation"
)

// TestNoExpectationIsForgotten: whatever the platform leaves open, the IdP says.
func TestNoExpectationIsForgotten(t *testing.T) {
	for i := range reflect.TypeFor[federation.Expect]().NumField() {
		name := reflect.TypeFor[federation.Expect]().Field(i).Name
		said := func(who string) (e federation.Expect) {
			f := reflect.ValueOf(&e).Elem().Field(i)
			f.FieldByName("Set").SetBool(true)
			f.FieldByName("Source").Set(reflect.ValueOf(federation.Source{Document: who}))
			return e
		}
		by := func(e federation.Expect) string {
			return reflect.ValueOf(e).Field(i).FieldByName("Source").Interface().(federation.Source).Document
		}
		if got := by(merge(federation.Expect{}, said("idp"))); got != "idp" {
			t.Errorf("%s of the IdP is forgotten", name)
		}
		if got := by(merge(said("platform"), said("idp"))); got != "platform" {
			t.Errorf("%s is %q's, and the platform comes first", name, got)
		}
	}
}
