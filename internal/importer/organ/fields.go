// Package organ reads the organ itself from sheets: departments, rooms and
// persons with their seats. The sheets follow the templates that Template gives;
// header words are recognised in Chinese and English, columns in any order.
package organ

import (
	"strings"

	"sealbook/internal/errs"
	"sealbook/internal/importer/table"
)

// Names of the fields a column can be mapped to.
const (
	Seq         = "seq"
	Department  = "department"
	Parent      = "parent"
	Room        = "room"
	Level       = "level"
	Person      = "person"
	StaffNo     = "staff_no"
	JobTitle    = "title"
	Clearance   = "clearance"
	ValidUntil  = "valid_until"
	Training    = "training_date"
	Undertaking = "undertaking_date"
	Status      = "status"
	Seats       = "seats"
	Notes       = "notes"
)

func field(name, zh, en, words string) table.Field {
	return table.Field{Name: name, Text: errs.T(zh, en), Words: strings.Fields(words)}
}

var (
	seqField   = field(Seq, "序号", "no.", "序号 # no num")
	notesField = field(Notes, "备注", "notes", "备注 说明 remarks")
)

// The vocabularies of the three sheets. A sheet is of the kind whose required
// columns it has: persons, then rooms, then departments.
var (
	Persons = table.New(table.Vocabulary{
		Format: "organ-persons", Sequence: Seq, Identity: []string{Person, StaffNo}, Required: [][]string{{Person}, {Department}},
		Recognise: has("姓名", "人员姓名", "personname", "fullname", "person"),
		Fields: []table.Field{
			seqField, field(Person, "姓名", "person", "姓名 人员姓名 personname fullname name"),
			field(StaffNo, "工号", "staff no.", "工号 人员编号 职工号 staffno employeeno"),
			field(Department, "部门", "department", "部门 所在部门 所属部门 工作部门 部门名称 处室 dept"),
			field(JobTitle, "职务", "title", "职务 职级 岗位名称 jobtitle position"),
			field(Clearance, "涉密等级", "clearance", "涉密等级 涉密人员类别 涉密类别 人员类别 涉密程度 审查等级 涉密岗位等级"),
			field(ValidUntil, "有效期至", "valid until", "有效期至 审查有效期至 有效期 到期日期 到期时间 clearanceuntil expires"),
			field(Training, "培训日期", "training date", "培训日期 保密培训日期 培训时间 保密培训时间 最近培训日期 trainedon training"),
			field(Undertaking, "承诺书日期", "undertaking date", "承诺书日期 保密承诺书日期 签订承诺书日期 承诺书签订日期 承诺书签订时间 签订日期 undertakingon undertaking"),
			field(Status, "状态", "status", "状态 人员状态 在岗状态 在岗情况"),
			field(Seats, "岗位职责", "seats", "岗位职责 职责 系统角色 角色 岗位 seat duties roles"), notesField,
		},
	})
	Rooms = table.New(table.Vocabulary{
		Format: "organ-rooms", Sequence: Seq, Identity: []string{Room}, Required: [][]string{{Room}},
		Recognise: has("房间", "房间号", "房间名称", "房号", "room", "roomno"),
		Fields: []table.Field{
			seqField, field(Room, "房间", "room", "房间 房间号 房间名称 房号 roomno"),
			field(Department, "部门", "department", "部门 所属部门 使用部门 部门名称 管理部门 dept"),
			field(Level, "最高密级", "level", "最高密级 密级 可存放最高密级 适用密级 房间密级 防护等级 highestlevel"), notesField,
		},
	})
	Departments = table.New(table.Vocabulary{
		Format: "organ-departments", Sequence: Seq, Identity: []string{Department}, Required: [][]string{{Department}},
		Recognise: has("上级部门", "上级", "parent", "parentdepartment", "上级单位", "上级机构"),
		Fields: []table.Field{
			seqField, field(Department, "部门名称", "department", "部门名称 部门 机构名称 单位名称 处室 departmentname name"),
			field(Parent, "上级部门", "parent", "上级部门 上级 上级单位 上级机构 parentdepartment"), notesField,
		},
	})
)

// Vocabularies are the three kinds of organ sheets.
func Vocabularies() []*table.Vocabulary { return []*table.Vocabulary{Persons, Rooms, Departments} }

func has(words ...string) func([]string) bool {
	return func(headers []string) bool {
		for _, h := range headers {
			for _, w := range words {
				if h == w {
					return true
				}
			}
		}
		return false
	}
}
