package store

import (
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// buckets is an SQL expression for the place of a column among the bounds, 0
// before the first one, with its arguments.
func buckets[T any](column string, bounds []T) (expression string, args []any) {
	var b strings.Builder
	b.WriteString("CASE")
	for i, at := range bounds {
		b.WriteString(" WHEN " + column + " < ? THEN " + strconv.Itoa(i))
		args = append(args, at)
	}
	b.WriteString(" ELSE " + strconv.Itoa(len(bounds)) + " END")
	return b.String(), args
}

// standing counts what is alive by department and level.
func standing(x *Tx, actor org.Actor, out *view.Overview) error {
	var alive where
	alive.and("a.alive")
	const columns = "a.department_id, a.decided, a.level"
	from, args := census(actor, columns, &alive)
	places := map[view.PlaceCount]int64{}
	if err := x.each(func(r *sql.Rows) error {
		var p view.PlaceCount
		var department text
		var n int64
		if err := r.Scan(&department, &p.Decided, (*int)(&p.Level), &n); err != nil {
			return err
		}
		p.Department.ID = string(department)
		if !p.Decided {
			p.Level = level.Unclassified
		}
		places[p] += n
		return nil
	}, "SELECT "+columns+", CAST(sum(a.n) AS bigint) FROM "+from+" GROUP BY "+columns+" HAVING sum(a.n) <> 0", args...); err != nil {
		return err
	}
	names := map[string]string{}
	if err := x.each(func(r *sql.Rows) error {
		var id, name string
		err := r.Scan(&id, &name)
		names[id] = name
		return err
	}, "SELECT id, name FROM department"); err != nil {
		return err
	}
	for p, n := range places {
		p.Department.Name, p.Count = names[p.Department.ID], n
		out.Places = append(out.Places, p)
	}
	slices.SortFunc(out.Places, func(a, b view.PlaceCount) int {
		if c := strings.Compare(a.Department.Name, b.Department.Name); c != 0 {
			return c
		}
		return int(b.Level) - int(a.Level)
	})
	return nil
}

func withoutGaps(years map[int]*view.YearCount) []view.YearCount {
	if len(years) == 0 {
		return nil
	}
	least, most := 1<<30, 0
	for y := range years {
		least, most = min(least, y), max(most, y)
	}
	var out []view.YearCount
	for y := least; y <= most; y++ {
		if c := years[y]; c != nil {
			out = append(out, *c)
		} else {
			out = append(out, view.YearCount{Year: y})
		}
	}
	return out
}
