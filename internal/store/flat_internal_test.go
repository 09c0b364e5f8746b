package store

import (
	"encoding/json"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"sealbook/internal/domain/asset"
)

func someText() *rapid.Generator[string] {
	return rapid.OneOf(rapid.Just(""), rapid.String(), rapid.SampledFrom([]string{"密★20年", `a"b\c`, "<&>", "\u2028\n", "a:1,}", "{", "null"}))
}

// fill gives every text of a struct some value; a field added later is filled too.
func fill(t *rapid.T, v reflect.Value) {
	for i := range v.NumField() {
		f, name := v.Field(i), v.Type().Field(i).Name
		switch f.Kind() {
		case reflect.String:
			f.SetString(someText().Draw(t, name))
		case reflect.Int:
			f.SetInt(rapid.Int64Range(-3, 99).Draw(t, name))
		case reflect.Map:
			if m := rapid.MapOfN(someText(), someText(), 0, 2).Draw(t, name); len(m) > 0 {
				f.Set(reflect.ValueOf(m))
			}
		default:
			t.Fatalf("%s is a %s: has it a place in flat.go?", name, f.Kind())
		}
	}
}

func sameAsJSON[T any](t *testing.T, read func(string, *T) error) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		var v T
		fill(t, reflect.ValueOf(&v).Elem())
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var want, got T
		if err := json.Unmarshal(b, &want); err != nil {
			t.Fatal(err)
		}
		if err := read(string(b), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s: %+v (%v), want %+v", b, got, err, want)
		}
	})
}

func TestDocumentsAreReadAsJSON(t *testing.T) {
	sameAsJSON(t, readDetails)
	sameAsJSON(t, readClaim)
	sameAsJSON(t, readShows)
}

// The short way is taken for what is usual, or it would be of no use.
func TestUsualDocumentsAreFlat(t *testing.T) {
	none := func(string, string, bool) bool { return true }
	for text, want := range map[string]bool{
		`{}`: true, `{"name":"台式机","start_date":"2018-09-19"}`: true, `{"level":"secret","term":20,"scope":"本部门"}`: true,
		``: false, `[]`: false, `{"a":"b\n"}`: false, `{"a":"b"`: false, `{"a":"b"}}`: false, `{"a" :"b"}`: false, `{"a":"b",}`: false,
	} {
		if got := flat(text, none); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	var d asset.Details
	if err := readDetails(`{"name":"a","extra":{"b":"c"}}`, &d); err != nil || d.Name != "a" || d.Extra["b"] != "c" {
		t.Errorf("%+v %v", d, err)
	}
	if err := readDetails(`{"name":`, &d); err == nil {
		t.Error("half a document was read")
	}
}
