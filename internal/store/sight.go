package store

import (
	"strconv"
	"strings"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

// sight is a scope on its way to SQL.
type sight struct{ org.Scope }

// belowLevel are the conditions on the level, each written out: there are four,
// and a value handed over costs a scan more than a longer text (benchmarks.md A15).
var belowLevel = func() map[level.Level]string {
	out := map[level.Level]string{}
	for l := level.Unclassified; l < level.TopSecret; l++ {
		n := strconv.Itoa(int(l))
		out[l] = " AND a.level <= " + n + " AND a.high_water <= " + n
	}
	return out
}()

// cleared is the condition on the level, "" for who is cleared for all.
func (s sight) cleared() string { return belowLevel[s.Max] }

// reach lists the conditions of which one has to hold for what is not one's own.
// Whoever sees no department is asked for in so many alternatives with an index
// each; the others walk through what they see.
func (s sight) reach(checks time.Time) (either []string, args []any) {
	cleared := s.cleared()
	if s.Organ {
		return []string{"(" + strings.TrimPrefix(cleared, " AND ") + ")"}, nil // below the highest: else there is no condition
	}
	if len(s.Departments) > 0 {
		near, args := []string{"a.department_id IN ?"}, []any{s.Departments}
		ways, more := s.ways(checks)
		near, args = append(near, ways...), append(args, more...)
		return []string{"((" + strings.Join(near, " OR ") + ")" + cleared + ")"}, args
	}
	for _, way := range s.each(checks) {
		either, args = append(either, "("+way.parts[0]+cleared+")"), append(args, way.args...)
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
