package store

import (
	"encoding/json"
	"testing"

	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
)

// A refusal that was kept in Chinese only still states the row it stated then,
// and is shown in Chinese to a reader of English rather than not at all.
func TestEarlyRefusalsStateTheirRowsStill(t *testing.T) {
	for _, tc := range []struct {
		leaf, column string
		shown        errs.Text
	}{
		{`{"refusal":"r","verb":"issue","rule":"flow.seat","missing":["保密办"]}`, `["保密办"]`, errs.T("保密办", "保密办")},
		{`{"refusal":"r","verb":"issue","rule":"flow.seat","missing":[{"zh":"保密办","en":"secrecy office"}]}`,
			`[{"zh":"保密办","en":"secrecy office"}]`, errs.T("保密办", "secrecy office")},
	} {
		var d RefusalRecorded
		if err := json.Unmarshal([]byte(tc.leaf), &d); err != nil {
			t.Fatal(err)
		}
		values, ok := statedRefusal(event.Of(d, event.Subject{Kind: "refusal", ID: "r"}))
		if !ok || values[5] != tc.column {
			t.Errorf("%s states %v, want %s", tc.leaf, values, tc.column)
		}
		if got := told(d.Missing); len(got) != 1 || got[0] != tc.shown {
			t.Errorf("%s is shown as %v", tc.leaf, got)
		}
	}
}
