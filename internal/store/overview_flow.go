package store

import (
	"database/sql"
	"slices"
	"time"

	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// flows calls fn with how many assets of each sort the actor may see: those
// within his reach out of the table of counts, the rest one by one. x is a
// reading of one moment.
func flows(x *Tx, actor org.Actor, fn func(f flowCell, n int64)) error {
	var near where
	all := near.reach(actor)
	if err := x.each(func(r *sql.Rows) error {
		var f flowCell
		var n int64
		err := r.Scan(&f.bought, &f.entered, &f.gone, &n)
		fn(f, n)
		return err
	}, "SELECT a.bought, a.entered, a.gone, CAST(sum(a.n) AS bigint) FROM asset_flow a"+near.sql()+" GROUP BY 1, 2, 3 HAVING sum(a.n) <> 0",
		near.args...); err != nil || all {
		return err
	}
	var far where
	far.beyond(actor)
	return x.each(func(r *sql.Rows) error {
		c, err := scanCounted(r)
		for _, f := range c.flow() {
			fn(f, 1)
		}
		return err
	}, "SELECT "+countedColumns+" FROM asset a"+far.sql(), far.args...)
}

// flow counts what is alive by the year it was bought or else registered, and by
// month what was registered, which its id tells, and what left, whose last change
// that was.
func flow(x *Tx, actor org.Actor, now time.Time, out *view.Overview) error {
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, organZone)
	at := map[int64]int{}
	for i := range overviewMonths {
		from := month.AddDate(0, i-overviewMonths+1, 0)
		out.Months = append(out.Months, view.MonthFlow{Month: from})
		at[monthOf(from)] = i
	}
	// What a clock that was wrong says to be of a month to come is of this one.
	within := func(m int64) (i int, ok bool) {
		i, ok = at[min(m, monthOf(month))]
		return i, ok
	}
	years := map[int]*view.YearCount{}
	err := flows(x, actor, func(f flowCell, n int64) {
		switch {
		case f.gone != 0:
			if i, ok := within(f.gone); ok {
				out.Months[i].Out += n
			}
		case f.bought == 0 && f.entered%100 != 0:
			if i, ok := within(f.entered); ok {
				out.Months[i].In += n
			}
		default:
			addYear(years, f, n, now.Year())
		}
	})
	out.Years = withoutGaps(years)
	return err
}

// addYear adds n to the year that the line is by. Years far off are counted with
// those at the ends, what cannot be read with the earliest that registrations are
// told apart by: a slip of the pen is no reason for a picture a thousand years wide.
func addYear(years map[int]*view.YearCount, f flowCell, n int64, now int) {
	const past = 20
	first, of := now-past, int(f.bought)
	y := min(max(of, first-past), now+1)
	switch f.bought {
	case noYear:
		y = first
	case 0:
		of = min(int(f.entered/100), now) // what a clock that was wrong says to be later is of this one
		y = max(of, first)
	}
	if years[y] == nil {
		years[y] = &view.YearCount{Year: y}
	}
	if f.bought != 0 {
		years[y].Bought += n
		years[y].BoughtMore = years[y].BoughtMore || y != of
	} else {
		years[y].Known += n
		years[y].KnownMore = years[y].KnownMore || y != of
	}
}

// inBuckets runs one count by bucket.
func inBuckets(x *Tx, bucket string, args []any, from string, w *where, add func(i int, n int64)) error {
	return x.each(func(r *sql.Rows) error {
		var i int
		var n int64
		if err := r.Scan(&i, &n); err != nil {
			return err
		}
		add(i, n)
		return nil
	}, "SELECT "+bucket+", count(*) FROM "+from+w.sql()+" GROUP BY 1", append(slices.Clone(args), w.args...)...)
}
