package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Decode compares with the encoder in the end; the reader has to be strict
// without that, because it decides which of two equal keys would count.
func TestTheReaderItselfIsStrict(t *testing.T) {
	for _, b := range []string{
		`{"a":1,"a":1}`, `{"a":1,"a":2}`, `{"b":1,"a":2}`, `{"":1}`, `{"a":1,}`, `[1,]`, `[1 ]`, `{ }`,
		`01`, `-0`, `-01`, `+1`, `1.0`, `1e2`, `9007199254740992`, `"\u0061"`, `"\u000A"`, `"\/"`, "\"\t\"", "\"e\u0301\"",
		`nul`, `null`, `True`, `truex`, `1 `, "\ufeff1",
	} {
		if v, f := parse([]byte(b)); f == nil {
			t.Errorf("%s: read as %#v", b, v)
		}
	}
}

func TestTheReaderReadsValues(t *testing.T) {
	for b, want := range map[string]any{
		`{}`: map[string]any{}, `[]`: []any{}, `""`: "", `0`: int64(0), `-9007199254740991`: int64(-maxInt), `true`: true, `false`: false,
		`"a\n\"\\\u0000密\tz"`:          "a\n\"\\\x00密\tz",
		`{"A":[1,{"b":"c"}],"a":true}`: map[string]any{"A": []any{int64(1), map[string]any{"b": "c"}}, "a": true},
	} {
		got, f := parse([]byte(b))
		if f != nil {
			t.Errorf("%s: %v", b, f.err())
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", b, diff)
		}
	}
}

func TestAFaultSaysWhere(t *testing.T) {
	_, err := Decode([]byte(`{"at":null}`))
	if err == nil || err.Error() != "ledger.syntax: The ledger event is malformed (byte 6): no allowed value begins here (no white space, no null, no floats)." {
		t.Error(err)
	}
}
