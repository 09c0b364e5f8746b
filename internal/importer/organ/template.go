package organ

import (
	"io"

	"github.com/xuri/excelize/v2"

	"sealbook/internal/errs"
)

// templates: header and one example row of each sheet, in both languages.
var templates = map[string][]struct {
	sheet string
	rows  [][]any
}{
	"zh": {
		{"部门", [][]any{{"部门名称", "上级部门", "备注"}, {"示例办公室", "", ""}, {"示例一处", "示例办公室", ""}}},
		{"房间", [][]any{{"房间", "部门", "最高密级", "备注"}, {"101", "示例一处", "机密", ""}}},
		{"人员", [][]any{{"姓名", "工号", "部门", "职务", "涉密等级", "有效期至", "培训日期", "承诺书日期", "状态", "岗位职责", "备注"},
			{"示例甲", "0001", "示例一处", "处长", "重要", "2027-12-31", "2026-03-01", "2026-01-05", "在岗", "部门负责人、资产管理员", ""}}},
	},
	"en": {
		{"Departments", [][]any{{"Department", "Parent", "Notes"}, {"Sample office", "", ""}, {"Sample division", "Sample office", ""}}},
		{"Rooms", [][]any{{"Room", "Department", "Level", "Notes"}, {"101", "Sample division", "secret", ""}}},
		{"Persons", [][]any{{"Person", "Staff no.", "Department", "Title", "Clearance", "Valid until", "Training date", "Undertaking date", "Status", "Seats", "Notes"},
			{"Sample A", "0001", "Sample division", "Head", "secret", "2027-12-31", "2026-03-01", "2026-01-05", "active", "department_head, asset_officer", ""}}},
	},
}

// Template writes an .xlsx with the three sheets to fill in, with example rows, in
// Chinese or, for lang "en", English.
func Template(w io.Writer, lang string) error {
	f := excelize.NewFile()
	defer f.Close()
	if _, ok := templates[lang]; !ok {
		lang = "zh"
	}
	for _, t := range templates[lang] {
		if _, err := f.NewSheet(t.sheet); err != nil {
			return errs.Wrap(err, "organ.template")
		}
		for i, row := range t.rows {
			cell, err := excelize.CoordinatesToCellName(1, i+1)
			if err == nil {
				err = f.SetSheetRow(t.sheet, cell, &row)
			}
			if err != nil {
				return errs.Wrap(err, "organ.template")
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		return errs.Wrap(err, "organ.template")
	}
	if err := f.Write(w); err != nil {
		return errs.Wrap(err, "organ.template")
	}
	return nil
}
