package value_test

import (
	"testing"

	"sealbook/internal/importer/value"
)

func TestLevels(t *testing.T) {
	type want struct {
		code  string
		years int
	}
	for cell, w := range map[string]want{
		"机密": {"secret", 0}, "机密级": {"secret", 0}, "机密★20年": {"secret", 20}, "机密★ 20 年": {"secret", 20}, "机密☆20年": {"secret", 20},
		"机密*20年": {"secret", 20}, "机密级★20年": {"secret", 20}, "机密★": {"secret", 0}, "机密★长期": {"secret", 0}, "机密（20年）": {"secret", 20},
		"绝密": {"top_secret", 0}, "绝密★30年": {"top_secret", 30}, "秘密★5年": {"confidential", 5}, "秘密级": {"confidential", 0}, "秘密★１０年": {"confidential", 10},
		"秘 密": {"confidential", 0}, "机密★12个月": {"secret", 1}, "非密": {"unclassified", 0}, "内部": {"unclassified", 0}, "公开": {"unclassified", 0},
		"工作秘密": {"unclassified", 0}, "Top Secret": {"top_secret", 0}, "secret": {"secret", 0}, "Secret★20": {"secret", 20}, "": {"", 0}, "/": {"", 0},
	} {
		code, years, fault := value.Level(cell)
		if code != w.code || years != w.years || !fault.IsZero() {
			t.Errorf("%q: %s %d %v, want %v", cell, code, years, fault, w)
		}
	}
	for _, cell := range []string{"密", "机密★很久", "机密★7个月", "非密★5年", "绝机密", "★20年", "机密★99999年"} {
		if code, _, fault := value.Level(cell); fault.ZH == "" || fault.EN == "" || code != "" {
			t.Errorf("%q was read as %q", cell, code)
		}
	}
}

// What keeps something inside by another word than the three levels has to be
// looked at: it is read as unclassified.
func TestRestrictedIsNoLevel(t *testing.T) {
	for cell, want := range map[string]bool{"内部": true, "内 部": true, "内部资料": true, "工作秘密": true, "Internal": true, "非密": false, "公开": false, "机密": false, "": false} {
		if got := value.Restricted(cell); got != want {
			t.Errorf("%q: %v", cell, got)
		}
	}
}

func TestTerm(t *testing.T) {
	for cell, want := range map[string]int{"20年": 20, "20": 20, "★20年": 20, "24个月": 2, "长期": 0, "": 0, "10 years": 10} {
		if got, fault := value.Term(cell); got != want || !fault.IsZero() {
			t.Errorf("%q: %d %v", cell, got, fault)
		}
	}
}

func FuzzLevel(f *testing.F) {
	for _, s := range []string{"机密★20年", "秘密级", "绝密 30", "top secret", "机密(", "★"} {
		f.Add(s)
	}
	codes := map[string]bool{"": true, "top_secret": true, "secret": true, "confidential": true, "unclassified": true}
	f.Fuzz(func(t *testing.T, cell string) {
		code, years, fault := value.Level(cell)
		if !codes[code] || years < 0 || years > 999 || !fault.IsZero() && code != "" {
			t.Fatalf("%q: %q %d %v", cell, code, years, fault)
		}
	})
}
