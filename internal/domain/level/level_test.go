package level

import (
	"encoding/json"
	"slices"
	"testing"

	"sealbook/internal/errs"
)

func TestLevelsAreOrderedAndKeepTheirCodes(t *testing.T) {
	all := All()
	if !slices.IsSorted(all) || len(all) != 4 {
		t.Fatalf("%v", all)
	}
	for _, l := range all {
		back, err := Parse(l.String())
		if err != nil || back != l {
			t.Errorf("%s: %v, %v", l, back, err)
		}
		b, err := json.Marshal(map[Level]Level{l: l})
		var m map[Level]Level
		if err != nil || json.Unmarshal(b, &m) != nil || m[l] != l {
			t.Errorf("%s as %s: %v", l, b, m)
		}
		if x := l.Text(); x.ZH == "" || x.EN == "" {
			t.Errorf("%s has no name", l)
		}
		if l.Classified() != (l != Unclassified) {
			t.Errorf("%s classified: %v", l, l.Classified())
		}
	}
}

func TestWhatIsNoLevelIsRefused(t *testing.T) {
	for _, code := range []string{"", "机密", "SECRET", "secret "} {
		var l Level
		if err := l.UnmarshalText([]byte(code)); !errs.IsKind(err, errs.Invalid) {
			t.Errorf("%q: %v", code, err)
		}
	}
	for _, l := range []Level{-1, 4} {
		if !l.Text().IsZero() || l.String() == "" {
			t.Errorf("%d has the name %q", int(l), l)
		}
		if _, err := Parse(l.String()); err == nil {
			t.Errorf("%s parses", l)
		}
	}
}

func TestTheMarkIsWrittenAsOnThePaper(t *testing.T) {
	for want, m := range map[string]struct {
		l    Level
		term int
	}{"机密★20年": {Secret, 20}, "绝密★30年": {TopSecret, 30}, "秘密★": {Confidential, 0}, "": {Unclassified, 10}} {
		if got := Mark(m.l, m.term); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
