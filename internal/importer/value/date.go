package value

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"sealbook/internal/errs"
)

// Order is how a file writes a date whose year is not in front.
type Order int

// The orders. Unordered refuses such a date: 2/3/24 could be either.
const (
	Unordered Order = iota
	MonthDayYear
	DayMonthYear
)

// Precision of a date that was read.
type Precision int

// The precisions. A month is written 2006-01.
const (
	NoDate Precision = iota
	Month
	Day
)

var (
	ymd     = regexp.MustCompile(`^(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?[日号]?(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$`)
	ym      = regexp.MustCompile(`^(\d{4}) ?[-/.年] ?(\d{1,2}) ?月?$`)
	run8    = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	run6    = regexp.MustCompile(`^(\d{4})(\d{2})$`)
	yearly  = regexp.MustCompile(`^\d{4} ?年?$`)
	serial  = regexp.MustCompile(`^\d{5}(?:\.\d+)?$`)
	yearEnd = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?)?$`)
)

// yearFirst and yearLast bound the years a ledger can mean.
const yearFirst, yearLast = 1950, 2099

// Date reads a date into 2006-01-02, or 2006-01 when the cell names no day.
// It knows 2024-02-14, 2024/2/14, 2024.2.14, 20240214, 2024年2月14日, 2024年2月,
// 202402, the serial numbers of Excel's 1900 calendar, English month names, and
// dates with the year last when order says how. The empty cell gives "".
func Date(cell string, order Order) (string, Precision, errs.Text) {
	s := strings.Join(strings.Fields(Code(cell)), " ")
	if Nothing(s) {
		return "", NoDate, errs.Text{}
	}
	if m := first(s, ymd, run8); m != nil {
		return day(m[1], m[2], m[3], cell)
	}
	if m := first(s, ym, run6); m != nil {
		return month(m[1], m[2], cell)
	}
	if serial.MatchString(s) {
		return fromSerial(s, cell)
	}
	if m := yearEnd.FindStringSubmatch(s); m != nil {
		y := m[3]
		if len(y) == 2 {
			y = century(y)
		}
		switch order {
		case MonthDayYear:
			return day(y, m[1], m[2], cell)
		case DayMonthYear:
			return day(y, m[2], m[1], cell)
		}
		return "", NoDate, errs.T("日期「"+cell+"」分不清日和月，请写成 2024-02-14。",
			"the date \""+cell+"\" does not tell day from month; write 2024-02-14.")
	}
	if yearly.MatchString(s) {
		return "", NoDate, errs.T("日期「"+cell+"」只有年份，台账不按年记日期：请补上月份，如 "+s[:4]+"年3月；确不知道的请留空。"+notations.ZH,
			"the date \""+cell+"\" is only a year, and the book keeps no years as dates: add the month, as "+s[:4]+"-03, or leave the cell empty. "+notations.EN)
	}
	for _, layout := range []string{"Jan 2, 2006", "2 Jan 2006", "2-Jan-2006", "2-Jan-06", "January 2, 2006", "2 January 2006", "Mon Jan 2 2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return day(strconv.Itoa(t.Year()), strconv.Itoa(int(t.Month())), strconv.Itoa(t.Day()), cell)
		}
	}
	return "", NoDate, errs.T("日期「"+clip(cell)+"」无法识别。"+notations.ZH, "the date \""+clip(cell)+"\" is not understood. "+notations.EN)
}

// notations tells how a date may be written.
var notations = errs.T(
	"可用的写法：2024-02-14（或 2024/2/14、2024.2.14）、20240214、2024年2月14日、2024年2月（不知日）、Excel 的日期单元格。",
	"Taken are 2024-02-14 (or 2024/2/14, 2024.2.14), 20240214, 2024年2月14日, 2024年2月 (day not known), and date cells of Excel.")

func first(s string, res ...*regexp.Regexp) []string {
	for _, re := range res {
		if m := re.FindStringSubmatch(s); m != nil {
			return m
		}
	}
	return nil
}

func day(y, m, d, cell string) (string, Precision, errs.Text) {
	year, _ := strconv.Atoi(y)
	mon, _ := strconv.Atoi(m)
	dom, _ := strconv.Atoi(d)
	t := time.Date(year, time.Month(mon), dom, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || int(t.Month()) != mon || t.Day() != dom {
		return impossible(cell)
	}
	return inYears(t.Format("2006-01-02"), Day, year, cell)
}

func month(y, m, cell string) (string, Precision, errs.Text) {
	year, _ := strconv.Atoi(y)
	mon, _ := strconv.Atoi(m)
	if mon < 1 || mon > 12 {
		return impossible(cell)
	}
	return inYears(time.Date(year, time.Month(mon), 1, 0, 0, 0, 0, time.UTC).Format("2006-01"), Month, year, cell)
}

// fromSerial reads a day number of Excel's 1900 calendar (25569 is 1970-01-01).
func fromSerial(s, cell string) (string, Precision, errs.Text) {
	v, _ := strconv.ParseFloat(s, 64)
	t := time.Unix(0, 0).UTC().AddDate(0, 0, int(v)-25569)
	return inYears(t.Format("2006-01-02"), Day, t.Year(), cell)
}

func inYears(iso string, p Precision, year int, cell string) (string, Precision, errs.Text) {
	if year < yearFirst || year > yearLast {
		return "", NoDate, errs.T("日期「"+cell+"」的年份不在 1950 至 2099 之间，请核对。",
			"the year of \""+cell+"\" is outside 1950 to 2099; check it.")
	}
	return iso, p, errs.Text{}
}

func impossible(cell string) (string, Precision, errs.Text) {
	return "", NoDate, errs.T("日期「"+cell+"」不存在，请核对。", "the date \""+cell+"\" does not exist; check it.")
}

// century gives a year of two digits its century: 70–99 are of the last one.
func century(yy string) string {
	if yy >= "70" {
		return "19" + yy
	}
	return "20" + yy
}

// clip shortens a cell for a message.
func clip(s string) string {
	r := []rune(s)
	if len(r) <= 40 {
		return s
	}
	return string(r[:40]) + "…"
}
