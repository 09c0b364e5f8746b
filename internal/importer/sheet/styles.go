package sheet

import (
	"archive/zip"
	"encoding/xml"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// dateStyles tells for every cell style whether its number format shows a date.
func dateStyles(f *zip.File) ([]bool, error) {
	custom := map[int]bool{}
	var out []bool
	inCells := false
	err := each(f, func(s xml.StartElement) {
		switch s.Name.Local {
		case "numFmt":
			if id, err := strconv.Atoi(attr(s, "numFmtId")); err == nil {
				custom[id] = dateFormat(attr(s, "formatCode"))
			}
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs", "cellStyleXfs":
			inCells = false
		case "xf":
			if inCells {
				id, _ := strconv.Atoi(attr(s, "numFmtId"))
				is, ok := custom[id]
				out = append(out, is || !ok && builtinDate(id))
			}
		}
	})
	return out, err
}

// builtinDate: the numbered formats of ECMA-376 §18.8.30 that show a day, with
// the ones Chinese Excel writes (27–31, 36, 50–54, 57, 58).
func builtinDate(id int) bool {
	return id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 31 || id == 36 ||
		id >= 50 && id <= 54 || id == 57 || id == 58
}

var formatLiterals = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.|_.|\*.`)

// dateFormat tells whether a format code shows a year, a month or a day: y or d,
// or m without hours and seconds beside it (m is minutes there).
func dateFormat(code string) bool {
	c := strings.ToLower(formatLiterals.ReplaceAllString(code, ""))
	if strings.Contains(c, "general") {
		return false
	}
	if strings.ContainsAny(c, "yd") {
		return true
	}
	return strings.Contains(c, "m") && !strings.ContainsAny(c, "hs")
}

// isoDate turns the number of a date cell into 2006-01-02, with the time behind
// it when there is one. Day 60 of the 1900 calendar does not exist (Excel's 29
// February 1900) and gives "".
func isoDate(value string, date1904 bool) string {
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || v < 1 || v > 2_958_465 || (!date1904 && math.Floor(v) == 60) {
		return ""
	}
	t, err := excelize.ExcelDateToTime(v, date1904)
	if err != nil {
		return ""
	}
	t = t.Round(time.Second)
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
		return t.Format("2006-01-02")
	}
	return t.Format("2006-01-02 15:04:05")
}
