package value

import (
	"regexp"
	"strings"
)

var bracketed = regexp.MustCompile(`^(.+?) ?\((.+)\)$`)

// What the names of departments end in: surely, and possibly (given names end
// in these too).
var (
	departmentEnds = []string{"部", "处", "室", "科", "厅", "局", "党委", "纪委", "工委", "中心", "机关", "委员会", "办公厅"}
	possibleEnds   = []string{"委", "办", "院", "所", "队", "组", "会", "司", "站", "馆", "社"}
)

// KeeperDepartment splits a cell that names a person and a department:
// 周雨桐/宣传部, 宣传部-周雨桐, 周雨桐（宣传部）. known are the organ's departments; the
// ending of the name decides where none of them is named. ok is false when the
// cell holds one part only, or when the two cannot be told apart; keeper then
// holds the whole cell.
func KeeperDepartment(cell string, known map[string]bool) (keeper, department string, ok bool) {
	s := OneLine(cell)
	a, b, found := halves(s)
	if !found {
		return s, "", false
	}
	switch da, db := likeness(a, known), likeness(b, known); {
	case db > da:
		return a, b, true
	case da > db:
		return b, a, true
	}
	return s, "", false
}

// halves cuts at the one separator of the cell.
func halves(s string) (string, string, bool) {
	flat := strings.NewReplacer("（", "(", "）", ")", "／", "/", "－", "-", "—", "-", "–", "-", "、", "/", "，", "/", ",", "/", "；", "/", ";", "/", "|", "/", "\\", "/").Replace(s)
	if m := bracketed.FindStringSubmatch(flat); m != nil {
		return strings.TrimSpace(m[1]), strings.TrimSpace(m[2]), true
	}
	for _, sep := range []string{"/", "-", " "} {
		if parts := strings.Split(flat, sep); len(parts) == 2 {
			a, b := strings.TrimSpace(parts[0]), strings.TrimSpace(parts[1])
			if a != "" && b != "" {
				return a, b, true
			}
		}
	}
	return "", "", false
}

// likeness grades how surely s names a department: 3 one of the organ's, 2 by a
// sure ending, 1 by a possible one, 0 not at all.
func likeness(s string, known map[string]bool) int {
	if known[s] {
		return 3
	}
	if len([]rune(s)) < 3 {
		return 0
	}
	ends := func(with []string) bool {
		for _, end := range with {
			if strings.HasSuffix(s, end) {
				return true
			}
		}
		return false
	}
	switch {
	case ends(departmentEnds):
		return 2
	case ends(possibleEnds):
		return 1
	}
	return 0
}
