package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// flow counts by month what was registered, which its id tells, and what left,
// whose last change that was.
func (s *Store) flow(ctx context.Context, actor org.Actor, now time.Time, out *view.Overview) error {
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, organZone)
	var ids []string
	var times []stamp
	for i := range overviewMonths {
		from := month.AddDate(0, i-overviewMonths+1, 0)
		out.Months = append(out.Months, view.MonthFlow{Month: from})
		ids, times = append(ids, idFrom(from)), append(times, stampOf(from))
	}
	in, inArgs := buckets("a.id", ids[1:])
	gone, goneArgs := buckets("a.changed", times[1:])
	for _, q := range []struct {
		expression string
		args       []any
		condition  string
		from       any
		add        func(m *view.MonthFlow, n int64)
	}{
		{in, inArgs, "a.id >= ?", ids[0], func(m *view.MonthFlow, n int64) { m.In = n }},
		{gone, goneArgs, "a.changed >= ? AND NOT a.alive", times[0], func(m *view.MonthFlow, n int64) { m.Out = n }},
	} {
		var w where
		w.scope(actor)
		w.and(q.condition, q.from)
		if err := s.counted(ctx, q.expression, q.args, "asset a", &w, func(i int, n int64) { q.add(&out.Months[i], n) }); err != nil {
			return err
		}
	}
	return nil
}

// counted runs one count by bucket.
func (s *Store) counted(ctx context.Context, bucket string, args []any, from string, w *where, add func(i int, n int64)) error {
	return s.reads().rows(ctx, func(r *sql.Rows) error {
		var i int
		var n int64
		if err := r.Scan(&i, &n); err != nil {
			return err
		}
		add(i, n)
		return nil
	}, "SELECT "+bucket+", count(*) FROM "+from+w.sql()+" GROUP BY 1", append(slices.Clone(args), w.args...)...)
}
