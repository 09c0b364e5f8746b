package store

import (
	"strings"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

// sight is a scope on its way to SQL.
type sight struct{ org.Scope }

// cleared is the condition on the level, "" for who is cleared for all.
func (s sight) cleared() (condition string, args []any) {
	if s.Max < level.TopSecret {
		return " AND a.level <= ? AND a.high_water <= ?", []any{int64(s.Max), int64(s.Max)}
	}
	return "", nil
}

// reach lists the conditions of which one has to hold for what is not one's own.
// Whoever sees no department is asked for in so many alternatives with an index
// each; the others walk through what they see.
func (s sight) reach(checks time.Time) (either []string, args []any) {
	cleared, levels := s.cleared()
	if s.Organ {
		return []string{"(" + strings.TrimPrefix(cleared, " AND ") + ")"}, levels // below the highest: else there is no condition
	}
	if len(s.Departments) > 0 {
		near, args := []string{"a.department_id IN ?"}, []any{s.Departments}
		ways, more := s.ways(checks)
		near, args = append(near, ways...), append(args, more...)
		return []string{"((" + strings.Join(near, " OR ") + ")" + cleared + ")"}, append(args, levels...)
	}
	for _, way := range s.each(checks) {
		either, args = append(either, "("+way.parts[0]+cleared+")"), append(append(args, way.args...), levels...)
	}
	if len(either) == 0 && s.Person == "" {
		either = []string{"1 = 0"}
	}
	return either, args
}

// ways lists how one sees what is of no department of his: what waits for his
// signature, whoever has it now, and what technicians have work on where he is one.
func (s sight) ways(checks time.Time) (either []string, args []any) {
	for _, way := range s.each(checks) {
		either, args = append(either, "("+way.parts[0]+")"), append(args, way.args...)
	}
	return either, args
}

func (s sight) each(checks time.Time) []where {
	var out []where
	for _, h := range s.Signs {
		var w where
		condition, args := "a.wait_verb <> '' AND a.wait_person IS NULL AND a.wait_seat = ?", []any{string(h.Seat)}
		if h.Department != "" {
			condition, args = condition+" AND a.wait_department IN ?", append(args, h.Covers)
		}
		w.and(condition, args...)
		out = append(out, w)
	}
	for _, h := range s.Works {
		for _, kind := range asset.TechnicalWork() {
			if kind.Check == asset.CheckRunsOut && checks.IsZero() {
				continue
			}
			condition, args := workOn(kind, checks)
			if h.Department != "" {
				condition, args = condition+" AND a.department_id IN ?", append(args, h.Covers)
			}
			var w where
			w.and(condition, args...)
			out = append(out, w)
		}
	}
	return out
}

// workOn is the decision of asset.Work.On on a row.
func workOn(kind asset.Work, checks time.Time) (condition string, args []any) {
	condition, args = "a.life IN ?", []any{texts(kind.Lives)}
	if kind.Classes != nil {
		condition, args = condition+" AND a.class IN ?", append(args, texts(kind.Classes))
	}
	switch {
	case kind.Check == asset.CheckWanting && checks.IsZero():
		condition += " AND a.checked IS NULL"
	case kind.Check == asset.CheckWanting:
		condition, args = condition+" AND (a.checked IS NULL OR a.checked < ?)", append(args, stampOf(checks))
	case kind.Check == asset.CheckRunsOut: // the words of asset_checked
		condition, args = condition+" AND a.alive AND a.checked IS NOT NULL AND a.checked < ?", append(args, stampOf(checks))
	}
	return condition, args
}

// texts are the values as a list of a statement takes them.
func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}
