package org

import (
	"slices"
	"strconv"
	"strings"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// Standing is an asset as far as it concerns the place it is in: Level is what
// protects it, its marking or what its storage once held, whichever is higher.
type Standing struct {
	Code       string
	Department string
	Person     string // its keeper, "" in the store
	Level      level.Level
}

// Inside is what a department holds: its assets, and the names of its open
// rooms, of its people who have not left, and of the departments below it.
type Inside struct {
	Assets                      []Standing
	Rooms, Persons, Departments []string
}

// shownCodes is how many of the assets, rooms or people a refusal names.
const shownCodes = 5

// empty refuses to close what still holds something, and says what. Whose names
// those are stands in the answer; on record it is how many.
func (in Inside) empty(a Actor) error {
	var missing, kept []errs.Text
	if len(in.Assets) > 0 {
		missing = append(missing, listed(a, "设备", "assets", in.Assets))
		kept = slices.Clone(missing)
	}
	for _, x := range []struct {
		zh, en string
		names  []string
	}{{"房间", "rooms", in.Rooms}, {"人员", "people", in.Persons}, {"下级部门", "departments below", in.Departments}} {
		if len(x.names) > 0 {
			missing = append(missing, several(x.zh, x.en, len(x.names), x.names))
			kept = append(kept, several(x.zh, x.en, len(x.names), nil))
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return rulebook.Refuse("flow.occupied", missing...).Keeping(kept...)
}

// fits refuses to lower a room below what stands in it.
func (r Room) fits(a Actor, stands []Standing) error {
	var above []Standing
	for _, s := range stands {
		if s.Level > r.Level {
			above = append(above, s)
		}
	}
	if len(above) == 0 {
		return nil
	}
	return rulebook.Refuse("flow.room", listed(a, "室内更高密级设备", "assets of a higher level in it", above))
}

// listed counts the assets and names the first that the actor may see. An
// administrator is told neither: what there is is business (REG 34).
func listed(a Actor, zh, en string, list []Standing) errs.Text {
	if a.Admin() {
		return errs.T(zh+"：还有", en+": still there")
	}
	var codes []string
	scope := a.Scope()
	for _, s := range list {
		if scope.Sees(s.Department, s.Level, s.Person) {
			codes = append(codes, s.Code)
		}
	}
	return several(zh, en, len(list), codes)
}

func several(zh, en string, n int, names []string) errs.Text {
	count := strconv.Itoa(n)
	if len(names) == 0 {
		return errs.T(zh+"："+count, en+": "+count)
	}
	more := ""
	if len(names) > shownCodes {
		names = names[:shownCodes]
	}
	if n > len(names) {
		more = "…"
	}
	return errs.T(zh+"："+count+"（"+strings.Join(names, "、")+more+"）", en+": "+count+" ("+strings.Join(names, ", ")+more+")")
}

// open refuses to put something under a department that is closed; where it
// stood there already, it stays. field blames the input.
func open(tree map[string]Department, field, id, was string) error {
	d, ok := tree[id]
	if id == "" || (ok && (!d.Closed || id == was)) {
		return nil
	}
	if !ok {
		return errs.InvalidField(field, "部门不存在。", "No such department.")
	}
	return errs.InvalidField(field, "该部门已停用。", "The department is closed.")
}
