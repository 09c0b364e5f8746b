package organ

import (
	"io"
	"slices"

	"github.com/xuri/excelize/v2"

	"sealbook/internal/errs"
	"sealbook/internal/importer/table"
)

type form struct {
	sheet string
	lines [][]any
}

// templates: the header of each sheet, and on a last sheet how to fill them in.
// Examples stand there in running text only: a template that is sent back as it
// came must not found offices that nobody has.
var templates = map[string][]form{
	"zh": {
		{"部门", [][]any{{"部门名称", "上级部门", "备注"}}},
		{"房间", [][]any{{"房间", "部门", "最高密级", "备注"}}},
		{"人员", [][]any{{"姓名", "工号", "部门", "职务", "涉密等级", "有效期至", "培训日期", "承诺书日期", "状态", "岗位职责", "备注"}}},
		{helpSheets[0], [][]any{
			{"填写说明。本页只供阅读，不会导入。"},
			{"先填「部门」，再填「房间」和「人员」：后两页写的部门须在「部门」页或台账中已有。"},
			{"「部门」页：每行一个部门；最高一级的部门，上级部门留空。例：部门名称写 示例一处，上级部门写 示例办公室。"},
			{"「房间」页：最高密级写绝密、机密、秘密或非密，指该房间可以存放的最高密级。例：房间写 101，部门写 示例一处，最高密级写 机密。"},
			{"「人员」页：涉密等级写核心、重要、一般或非涉密；日期写 2026-03-01；状态写在岗、离岗或离职。"},
			{"「人员」页的岗位职责可写几项，用顿号分开；管其他部门的，在后面写部门。例：部门负责人、资产管理员（示例二处）。"},
			{"可用的岗位职责：资产管理员、部门负责人、保密办、分管领导、领导小组、技术人员、见证人、系统管理员、安全管理员、审计管理员。"},
		}},
	},
	"en": {
		{"Departments", [][]any{{"Department", "Parent", "Notes"}}},
		{"Rooms", [][]any{{"Room", "Department", "Level", "Notes"}}},
		{"Persons", [][]any{{"Person", "Staff no.", "Department", "Title", "Clearance", "Valid until", "Training date", "Undertaking date", "Status", "Seats", "Notes"}}},
		{helpSheets[1], [][]any{
			{"How to fill in. This sheet is for reading only and is not imported."},
			{"Departments first, then Rooms and Persons: the departments these name have to be on the first sheet or on record."},
			{"Departments: one a row; leave the parent empty at the top. For example the department Sample division with the parent Sample office."},
			{"Rooms: the level is the highest that may be kept there: top secret, secret, confidential or unclassified. For example room 101 of Sample division, level secret."},
			{"Persons: the clearance is top secret, secret, confidential or unclassified; dates are written 2026-03-01; the status is active, leaving or closed."},
			{"Persons may have several seats, separated by commas; for another department name it behind the seat. For example department_head, asset_officer (Second division)."},
			{"Seats: asset_officer, department_head, secrecy_office, leader, leading_group, technician, witness, system_admin, security_admin, auditor."},
		}},
	},
}

// helpSheets are the names of the sheets that explain the others.
var helpSheets = []string{"填写说明", "How to fill in"}

// withoutHelp takes the template's own explanations out of the sheets that were
// not read: nobody has to be told that they were not.
func withoutHelp(list []table.Skipped) []table.Skipped {
	return slices.DeleteFunc(list, func(k table.Skipped) bool { return slices.Contains(helpSheets, k.Sheet) })
}

// Template writes an .xlsx with the three sheets to fill in and one that explains
// them, in Chinese or, for lang "en", English.
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
		for i, row := range t.lines {
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
