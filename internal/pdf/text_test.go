package pdf

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestCleanKeepsNamesAndDropsControls(t *testing.T) {
	for in, want := range map[string]string{
		"张䶮":               "张䶮",
		"a\tb\r\nc\x00":    "a b  c ",
		"葛\U000E0100城":     "葛城",
		"zero\u200Bwidth":  "zerowidth",
		"\u202Ertl\u2066x": "rtlx",
		"bad\xFFutf":       "bad\uFFFDutf",
		"no\u00A0break":    "no break",
		"全角　空格":            "全角　空格",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%+q) = %+q, want %+q", in, got, want)
		}
	}
}

func TestWrapBreaksChineseByRuneAndLatinByWord(t *testing.T) {
	f := Noto()
	for _, c := range []struct {
		in    string
		width float64 // in em
		want  string
	}{
		{"涉密信息设备台账", 4, "涉密信息|设备台账"},
		{"密级，期限", 2, "密|级，|期限"},
		{"the quick brown fox", 6, "the quick|brown fox"},
		{"联想ThinkPad笔记本", 5, "联想|ThinkPad|笔记本"},
		{"ThinkCentre-M750e", 5, "ThinkCent|re-M750e"},
		{"HP-LaserJet", 5, "HP-|LaserJet"},
		{"", 5, ""},
		{"  ", 5, ""},
		{"宽", 0.5, "宽"},
		{"宽窄", 0.5, "宽|窄"},
	} {
		if got := strings.Join(f.Wrap(c.in, 10, c.width*10), "|"); got != c.want {
			t.Errorf("%q in %g em: %q, want %q", c.in, c.width, got, c.want)
		}
	}
}

func TestWrapLosesNothingAndStaysInside(t *testing.T) {
	f := Noto()
	runes := rapid.SampledFrom([]rune("中文密级䶮𬀩，。（）★aiWM0-/. 　…\t\n"))
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(runes).Draw(t, "s"))
		width := rapid.Float64Range(3, 200).Draw(t, "width")
		lines := f.Wrap(s, 10, width)
		squeeze := func(s string) string { return strings.NewReplacer(" ", "", "\u3000", "").Replace(s) }
		if got, want := squeeze(strings.Join(lines, "")), squeeze(Clean(s)); got != want {
			t.Fatalf("lost text: %q of %q", got, want)
		}
		for _, l := range lines {
			if f.Width(l, 10) > width+1e-9 && utf8.RuneCountInString(l) > 1 {
				t.Fatalf("%q is %g wide, more than %g", l, f.Width(l, 10), width)
			}
		}
	})
}

func TestEllipsisFits(t *testing.T) {
	f := Noto()
	if s, cut := f.Ellipsis("保密办", 10, 30); s != "保密办" || cut {
		t.Errorf("cut without need: %q %v", s, cut)
	}
	s, cut := f.Ellipsis("保密委员会办公室", 10, 40)
	if !cut || !strings.HasSuffix(s, "…") || f.Width(s, 10) > 40 {
		t.Errorf("%q (%g wide), cut %v", s, f.Width(s, 10), cut)
	}
}
