package main

import (
	"strings"
	"testing"

	"sealbook/internal/errs"
	"sealbook/internal/importer"
)

// A row is named with its sheet where there are several, and one row is not «rows».
func TestRowsAreNamedAsAPersonFindsThem(t *testing.T) {
	why := []errs.Text{errs.T("姓名为空", "the name is empty")}
	noted := func(sheet string, n int) importer.Row {
		return importer.Row{Sheet: sheet, Number: n, Notes: []errs.Field{{Name: "room", Text: errs.T("没有该房间", "no such room")}}}
	}
	text := func(rows ...importer.Row) string {
		var b strings.Builder
		describe(&b, &importer.Report{File: "x.xlsx", Rows: rows})
		return b.String()
	}
	one := text(importer.Row{Sheet: "人员", Number: 9, Outcome: importer.Rejected, Reasons: why}, noted("人员", 4))
	for _, want := range []string{"第 9 行 row 9：姓名为空 | the name is empty", "第 4 行 row 4："} {
		if !strings.Contains(one, want) {
			t.Errorf("%q is not in\n%s", want, one)
		}
	}
	two := text(importer.Row{Sheet: "人员", Number: 9, Code: "X-1", Outcome: importer.Rejected, Reasons: why}, noted("房间", 4), noted("房间", 5))
	for _, want := range []string{"第 人员!9 行 row 人员!9 X-1：", "第 房间!4、房间!5 行 rows 房间!4, 房间!5："} {
		if !strings.Contains(two, want) {
			t.Errorf("%q is not in\n%s", want, two)
		}
	}
}
