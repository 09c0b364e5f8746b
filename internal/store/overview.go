package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

const (
	overviewMonths = 12
	overviewWeeks  = 8
)

func (s *Store) today() org.Date { return org.DateOf(s.now(), organZone) }

// Overview counts what the actor may see for the pictures of the ledger. It
// reads the whole table: 200,000 assets took 1.4 s on SQLite on a busy machine of
// two cores, so that a million take some 7 s. What was slow to count is kept for
// the same scope until its ten minutes are over; AsOf says of when it is.
func (s *Store) Overview(ctx context.Context, actor org.Actor) (view.Overview, error) {
	var scope where
	scope.scope(actor)
	scope.clearances(actor)
	slot := s.now().Truncate(overviewKept)
	key := fmt.Sprint(scope.parts, scope.args)
	if v, ok := s.overviews.of(slot, key); ok {
		return v, nil
	}
	began := time.Now()
	v, err := s.overview(ctx, actor)
	if err == nil && time.Since(began) > overviewSlow {
		s.overviews.keep(slot, key, v)
	}
	return v, err
}

const (
	overviewKept = 10 * time.Minute
	overviewSlow = 500 * time.Millisecond
)

// overviews keeps what was counted in one slot of time, by scope.
type overviews struct {
	mu   sync.Mutex
	slot time.Time
	kept map[string]view.Overview
}

func (o *overviews) of(slot time.Time, key string) (view.Overview, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	v, ok := o.kept[key]
	return v, ok && o.slot.Equal(slot)
}

func (o *overviews) keep(slot time.Time, key string, v view.Overview) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.slot.Equal(slot) {
		o.slot, o.kept = slot, map[string]view.Overview{}
	}
	o.kept[key] = v
}

func (s *Store) overview(ctx context.Context, actor org.Actor) (view.Overview, error) {
	out := view.Overview{AsOf: s.now()}
	if actor.Scope().None {
		return out, nil
	}
	now := s.now().In(organZone)
	for _, part := range []func(context.Context, org.Actor, time.Time, *view.Overview) error{s.standing, s.flow, s.dueByWeek} {
		if err := part(ctx, actor, now, &out); err != nil {
			return view.Overview{}, err
		}
	}
	return out, nil
}

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

// dueByWeek counts what falls due. A check runs out when it is older than the
// policy lets it be (reg.tech-check).
func (s *Store) dueByWeek(ctx context.Context, actor org.Actor, now time.Time, out *view.Overview) error {
	p, err := s.Policy(ctx)
	if err != nil {
		return err
	}
	monday := time.Date(now.Year(), now.Month(), now.Day()-(int(now.Weekday())+6)%7, 0, 0, 0, 0, organZone)
	bounds := []time.Time{now}
	out.Weeks = []view.WeekDue{{}, {From: now}}
	for i := 1; i <= overviewWeeks; i++ {
		next := monday.AddDate(0, 0, 7*i)
		bounds = append(bounds, next)
		if i < overviewWeeks {
			out.Weeks = append(out.Weeks, view.WeekDue{From: next})
		}
	}
	end := len(bounds) - 1
	valid := p.Days("tech-check.valid-days")
	stamps, checks, days := make([]stamp, end+1), make([]stamp, end+1), make([]string, end+1)
	for i, b := range bounds {
		stamps[i], checks[i], days[i] = stampOf(b), stampOf(b.Add(-valid)), string(org.DateOf(b, organZone))
	}
	classes := []string{}
	for _, c := range asset.Classes() {
		if c.NeedsCheck() {
			classes = append(classes, string(c))
		}
	}
	for _, q := range []struct {
		column string
		bounds []stamp
		where  func(w *where)
		add    func(d *view.WeekDue, n int64)
	}{
		{"a.request_due", stamps, func(*where) {}, func(d *view.WeekDue, n int64) { d.Requests = n }},
		{"a.clear_by", stamps, func(w *where) { w.and("a.content_since IS NOT NULL") }, func(d *view.WeekDue, n int64) { d.Media = n }},
		{"a.checked", checks, func(w *where) { w.and("a.alive AND a.class IN ?", classes) }, func(d *view.WeekDue, n int64) { d.Checks = n }},
	} {
		var w where
		w.scope(actor)
		w.and(q.column+" IS NOT NULL AND "+q.column+" < ?", q.bounds[end])
		q.where(&w)
		bucket, args := buckets(q.column, q.bounds[:end])
		if err := s.counted(ctx, bucket, args, "asset a", &w, func(i int, n int64) { q.add(&out.Weeks[i], n) }); err != nil {
			return err
		}
	}
	var w where
	w.clearances(actor)
	w.and("p.clearance_until < ?", days[end])
	bucket, args := buckets("p.clearance_until", days[:end])
	return s.counted(ctx, bucket, args, "person p", &w, func(i int, n int64) { out.Weeks[i].Clearances = n })
}

// clearances limits the query to people who are cleared, with an end, and of
// whom the actor may know it; it is the decision of org.Actor.Knows on a row.
func (w *where) clearances(actor org.Actor) {
	w.and("p.clearance > 0 AND p.clearance_until <> '' AND p.status <> ?", string(org.Closed))
	if actor.System {
		return
	}
	parts, args := []string{"p.id = ?"}, []any{actor.Person}
	for _, h := range actor.Held {
		switch h.Seat {
		case org.DepartmentHead, org.AssetOfficer, org.SecrecyOffice:
			if h.Department == "" {
				return
			}
			parts, args = append(parts, "p.department_id IN ?"), append(args, h.Covers)
		}
	}
	w.and("("+strings.Join(parts, " OR ")+")", args...)
}
