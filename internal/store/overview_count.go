package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"time"

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

// standing counts what is alive by department, level and year, in one read of
// the table.
func (s *Store) standing(ctx context.Context, actor org.Actor, now time.Time, out *view.Overview) error {
	const past = 20 // years before which registration is not told apart
	first := now.Year() - past
	var bounds []string
	for y := range past {
		bounds = append(bounds, idFrom(time.Date(first+y+1, 1, 1, 0, 0, 0, 0, organZone)))
	}
	known, args := buckets("a.id", bounds)
	// A quotation mark within a text is escaped in JSON, so that this is the key.
	const key = `"purchase_date":"`
	at := s.dialect.position("a.details", key)
	year := "CASE WHEN " + at + " > 0 THEN substr(a.details, " + at + " + " + strconv.Itoa(len(key)) + ", 4) ELSE 'r' || CAST(" + known + " AS TEXT) END"
	var w where
	w.scope(actor)
	w.and("a.alive")
	places := map[view.PlaceCount]int64{}
	years := map[int]*view.YearCount{}
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		var p view.PlaceCount
		var department text
		var of string
		var n int64
		if err := r.Scan(&department, &p.Decided, (*int)(&p.Level), &of, &n); err != nil {
			return err
		}
		p.Department.ID = string(department)
		if !p.Decided {
			p.Level = level.Unclassified
		}
		places[p] += n
		y, registered := first, strings.HasPrefix(of, "r")
		if i, err := strconv.Atoi(strings.TrimPrefix(of, "r")); err == nil && registered {
			y = first + i
		} else if err == nil {
			y = min(max(i, first-past), now.Year()+1) // a slip of the pen is no reason for a picture a thousand years wide
		}
		if years[y] == nil {
			years[y] = &view.YearCount{Year: y}
		}
		if !registered {
			years[y].Bought += n
		} else {
			years[y].Known += n
		}
		return nil
	}, "SELECT a.department_id, a.decided, a.level, "+year+", count(*) FROM asset a"+w.sql()+" GROUP BY 1, 2, 3, 4", append(args, w.args...)...)
	if err != nil {
		return err
	}
	names := map[string]string{}
	if err := s.reads().rows(ctx, func(r *sql.Rows) error {
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
	out.Years = withoutGaps(years)
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
