package booklist

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"sealbook/internal/errs"
	"sealbook/internal/view"
)

var fourDigits = regexp.MustCompile(`^[0-9]{4}$`)

// pictured checks the filters that the pictures open their lists by. The store
// refuses the same; here it is said before anything is kept or counted, and at
// the field.
func pictured(f view.AssetFilter) error {
	if v := f.Bought; v != "" && v != view.NoDate && (!fourDigits.MatchString(v) || v < "1000") {
		return errs.InvalidField("bought", "购置年份应为四位数字，或为 none。", "The year of purchase has four digits, or is none.")
	}
	for _, p := range []struct{ name, value string }{{"entered", f.Entered}, {"gone", f.Gone}} {
		if p.value != "" && !isDate(p.value, "2006-01") && !isDate(p.value, "2006") {
			return errs.InvalidField(p.name, "应为年份（2026）或月份（2026-11）。", "Give a year (2026) or a month (2026-11).")
		}
	}
	if f.Due == "" {
		return nil
	}
	kind, week, dotted := strings.Cut(f.Due, ".")
	if !slices.Contains([]string{view.DueRequest, view.DueCheck, view.DueClear}, kind) ||
		dotted && week != view.Overdue && !isDate(week, "2006-01-02") {
		return errs.InvalidField("due", "到期筛选应为 request、check 或 clear，可接 .overdue 或 .日期（当周）。",
			"What is due is request, check or clear, and may go on with .overdue or .DATE for its week.")
	}
	return nil
}

func isDate(text, layout string) bool {
	_, err := time.Parse(layout, text)
	return err == nil
}
