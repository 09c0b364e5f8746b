package errs_test

import (
	"testing"

	"sealbook/internal/errs"
)

// A record says what the answer says, unless the answer names somebody.
func TestWhatARecordKeepsOfARefusal(t *testing.T) {
	e := errs.New(errs.Refused, "x", "不行", "no").WithMissing(errs.T("甲", "a"))
	if got := e.Kept(); len(got) != 1 || got[0].EN != "a" {
		t.Errorf("kept %v", got)
	}
	named := e.Keeping(errs.T("一人", "one person")).WithMissing(errs.T("乙", "b")).WithField("f", "错", "wrong")
	if got := named.Kept(); len(named.Missing) != 2 || len(got) != 2 || got[0].EN != "one person" || got[1].EN != "b" {
		t.Errorf("missing %v, kept %v", named.Missing, got)
	}
	if got := e.Keeping().WithCause(nil).Kept(); len(got) != 0 {
		t.Errorf("kept %v of what is not to be kept at all", got)
	}
	if got := e.Kept(); len(got) != 1 {
		t.Errorf("the first one was changed: %v", got)
	}
}
