package label

import "testing"

func TestCleanGivesWhatWasMeant(t *testing.T) {
	for typed, want := range map[string]string{
		"JM-NB-0001\r\n":               "JM-NB-0001",
		"\x02JM-NB-0001\x03":           "JM-NB-0001",
		"ＪＭ－ＮＢ－０００１":                   "JM-NB-0001",
		"\u200b JM NB\t1 \ufeff":       "JM NB 1",
		"\u3000保密 编号\u3000":            "保密 编号",
		"\x1b[A":                       "[A",
		"\r\n\x00":                     "",
		string([]byte{'A', 0xff, 'B'}): "AB",
	} {
		if got := Clean(typed); got != want {
			t.Errorf("Clean(%q) = %q, want %q", typed, got, want)
		}
	}
}
