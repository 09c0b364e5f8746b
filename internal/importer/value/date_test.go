package value_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sealbook/internal/importer/value"
)

func TestDateNotations(t *testing.T) {
	for cell, want := range map[string]string{
		"2024-02-14": "2024-02-14", "2024/2/14": "2024-02-14", "2024.2.14": "2024-02-14", "20240214": "2024-02-14",
		"2024年2月14日": "2024-02-14", "2024年2月14": "2024-02-14", "2024 年 2 月 14 日": "2024-02-14", "２０２４年２月１４日": "2024-02-14",
		"２０２４．２．１４": "2024-02-14", "2024－02－14": "2024-02-14", "45336": "2024-02-14", "45336.75": "2024-02-14",
		"2024-02-14 12:30:00": "2024-02-14", "2024-02-14T00:00:00Z": "2024-02-14", "Feb 14, 2024": "2024-02-14", "14-Feb-24": "2024-02-14",
		"2024年2月": "2024-02", "2024-02": "2024-02", "2024.2": "2024-02", "202402": "2024-02",
		"\u200b2024-02-14\u00a0": "2024-02-14", "": "", "/": "", "—": "",
	} {
		got, precision, fault := value.Date(cell, value.Unordered)
		if got != want || !fault.IsZero() {
			t.Errorf("%q: %q %v, want %q", cell, got, fault, want)
		}
		if wantP := map[int]value.Precision{0: value.NoDate, 7: value.Month, 10: value.Day}[len(want)]; precision != wantP {
			t.Errorf("%q: precision %d", cell, precision)
		}
	}
}

func TestImpossibleAndUnclearDatesAreFaults(t *testing.T) {
	for _, cell := range []string{"2023-02-29", "2024-13-01", "2024年2月30日", "20241301", "202413", "2024", "2024年", "1/2/24", "1899-01-01", "10000", "去年", "2024-02-14x", "0000-00-00", "3024-01-01"} {
		if got, _, fault := value.Date(cell, value.Unordered); fault.ZH == "" || fault.EN == "" || got != "" {
			t.Errorf("%q was read as %q", cell, got)
		}
	}
}

// Who wrote what cannot be taken is told what can.
func TestDateFaultsNameTheNotations(t *testing.T) {
	for cell, why := range map[string]string{"2019年": "2019年3月", "2019": "2019年3月", "去年": "无法识别"} {
		_, _, fault := value.Date(cell, value.Unordered)
		for _, want := range []string{why, "2024-02-14", "2024/2/14", "2024.2.14", "20240214", "2024年2月14日", "2024年2月", "Excel"} {
			if !strings.Contains(fault.ZH, want) {
				t.Errorf("%s: no %q in %s", cell, want, fault.ZH)
			}
		}
		if !strings.Contains(fault.EN, "Taken are 2024-02-14") {
			t.Errorf("%s: %s", cell, fault.EN)
		}
	}
}

func TestDateOrderIsTheFiles(t *testing.T) {
	for order, want := range map[value.Order]string{value.MonthDayYear: "2023-03-01", value.DayMonthYear: "2023-01-03"} {
		if got, _, fault := value.Date("3/1/23", order); got != want {
			t.Errorf("order %d: %q %v, want %q", order, got, fault, want)
		}
	}
	if got, _, _ := value.Date("11/14/22", value.MonthDayYear); got != "2022-11-14" {
		t.Errorf("got %q", got)
	}
}

func TestEveryNotationOfADayGivesThatDay(t *testing.T) {
	layouts := []string{"2006-01-02", "2006/1/2", "2006.1.2", "20060102", "2006年1月2日", "2006年01月02日"}
	rapid.Check(t, func(t *rapid.T) {
		d := time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 54_000).Draw(t, "day"))
		layout := rapid.SampledFrom(layouts).Draw(t, "layout")
		if got, _, fault := value.Date(d.Format(layout), value.Unordered); got != d.Format("2006-01-02") {
			t.Fatalf("%s: %q %v", d.Format(layout), got, fault)
		}
	})
}

var isoDate = regexp.MustCompile(`^(\d{4}-\d{2}(-\d{2})?)?$`)

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2024-02-14", "2024年2月", "45336", "1/2/24", "２０２４", "Feb 1, 2024"} {
		f.Add(s, 0)
	}
	f.Fuzz(func(t *testing.T, cell string, order int) {
		got, p, fault := value.Date(cell, value.Order(order))
		if !isoDate.MatchString(got) || got != "" && !fault.IsZero() || (got == "") != (p == value.NoDate) {
			t.Fatalf("%q: %q %d %v", cell, got, p, fault)
		}
		if len(got) == 10 {
			if _, err := time.Parse("2006-01-02", got); err != nil {
				t.Fatalf("%q: %v", cell, err)
			}
		}
	})
}
