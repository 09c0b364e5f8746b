package organ

import (
	"strings"

	"sealbook/internal/errs"
	"sealbook/internal/importer/value"
)

// Seat is one seat a row names, by the codes of domain.md §3, with the department
// written behind it: 部门负责人（宣传部). Department is "" where none is written.
type Seat struct {
	Seat       string `json:"seat"`
	Department string `json:"department,omitempty"`
}

var seatWords = map[string]string{}

func init() {
	for seat, words := range map[string]string{
		"keeper":          "责任人 普通用户 使用人 keeper",
		"asset_officer":   "资产管理员 设备管理员 台账管理员 保密员 asset_officer assetofficer",
		"department_head": "部门负责人 处室负责人 部门领导 department_head departmenthead",
		"secrecy_office":  "保密办 保密办公室 保密办人员 保密管理员 secrecy_office secrecyoffice",
		"leader":          "分管领导 单位领导 主管领导 leader",
		"leading_group":   "领导小组 保密工作领导小组 保密委员会 leading_group leadinggroup",
		"technician":      "技术人员 运维人员 维修人员 technician",
		"witness":         "见证人 监销人 监督人 witness",
		"system_admin":    "系统管理员 system_admin systemadmin systemadministrator",
		"security_admin":  "安全管理员 安全保密管理员 security_admin securityadmin securityadministrator",
		"auditor":         "审计管理员 安全审计员 审计员 auditor",
	} {
		for _, w := range strings.Fields(words) {
			seatWords[w] = seat
		}
	}
}

// ReadSeats reads a list such as «资产管理员、部门负责人（宣传部）». Seats a row repeats are
// named once.
func ReadSeats(cell string) ([]Seat, []errs.Text) {
	var out []Seat
	var faults []errs.Text
	seen := map[Seat]bool{}
	for _, part := range strings.FieldsFunc(value.Text(cell), func(c rune) bool { return strings.ContainsRune("、,，;；/\n+", c) }) {
		part = strings.TrimSpace(part)
		if value.Nothing(part) || part == "无" {
			continue
		}
		word, department, _ := strings.Cut(strings.NewReplacer("（", "(", "）", ")", ":", "(", "：", "(").Replace(part), "(")
		code, ok := seatWords[strings.ToLower(strings.ReplaceAll(strings.TrimSpace(word), " ", ""))]
		if !ok {
			faults = append(faults, errs.T("岗位「"+part+"」无法识别。可用：资产管理员、部门负责人、保密办、分管领导、领导小组、技术人员、见证人、系统管理员、安全管理员、审计管理员。",
				"the seat \""+part+"\" is not known. Known: asset officer, department head, secrecy office, leader, leading group, technician, witness, system admin, security admin, auditor."))
			continue
		}
		s := Seat{code, strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(department), ")"))}
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out, faults
}

var clearanceWords = map[string]string{
	"核心": value.TopSecret, "重要": value.Secret, "一般": value.Confidential, "非涉密": value.Unclassified,
}

// ReadClearance reads the class of a person in secret work (涉密人员: 核心, 重要, 一般,
// LAW 43), or a level, into the code of the highest level it reaches.
func ReadClearance(cell string) (string, errs.Text) {
	s := value.OneLine(cell)
	for _, end := range []string{"涉密人员", "人员", "涉密", "岗位"} {
		if t := strings.TrimSuffix(s, end); t != "" && t != "非" {
			s = t
		}
	}
	if code, ok := clearanceWords[s]; ok {
		return code, errs.Text{}
	}
	code, _, fault := value.Level(s)
	if !fault.IsZero() {
		return "", errs.T("涉密等级「"+s+"」无法识别，请写核心、重要、一般或非涉密。", "the clearance \""+s+"\" is not understood; write 核心, 重要, 一般 or 非涉密.")
	}
	return code, errs.Text{}
}

// ReadStatus reads the state of a person: active, leaving or closed; the empty
// cell is active.
func ReadStatus(cell string) (string, errs.Text) {
	switch strings.ToLower(value.OneLine(cell)) {
	case "", "/", "-", "在岗", "在职", "正常", "在编", "active":
		return "active", errs.Text{}
	case "离岗", "脱密期", "脱密", "离岗中", "待离岗", "调离中", "leaving":
		return "leaving", errs.Text{}
	case "离职", "退休", "调离", "注销", "停用", "已离岗", "closed", "left":
		return "closed", errs.Text{}
	}
	s := value.OneLine(cell)
	return "", errs.T("人员状态「"+s+"」无法识别，请写在岗、离岗或离职。", "the status \""+s+"\" is not understood; write 在岗, 离岗 or 离职.")
}
