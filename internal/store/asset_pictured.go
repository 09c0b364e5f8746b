package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// pictured adds the conditions that the figures of the pictures are counted by
// (Overview), so that each figure can open the list behind it.
func (s *Store) pictured(ctx context.Context, q *where, f view.AssetFilter) error {
	if f.Alive {
		q.and("a.alive")
	}
	switch f.DepartmentOnly {
	case "":
	case view.NoDepartment:
		q.and("a.department_id IS NULL")
	default:
		q.and("a.department_id = ?", f.DepartmentOnly)
	}
	now := s.now().In(organZone)
	if err := boughtIn(q, f.Bought); err != nil {
		return err
	}
	if f.Entered != "" {
		from, until, err := period("entered", f.Entered, now)
		if err != nil {
			return err
		}
		q.and("a.id >= ?", idFrom(from))
		if !until.IsZero() {
			q.and("a.id < ?", idFrom(until))
		}
	}
	if f.Gone != "" {
		from, until, err := period("gone", f.Gone, now)
		if err != nil {
			return err
		}
		q.and("NOT a.alive AND a.changed >= ?", stampOf(from))
		if !until.IsZero() {
			q.and("a.changed < ?", stampOf(until))
		}
	}
	if f.Due == "" {
		return nil
	}
	return s.dueIn(ctx, q, f.Due, now)
}

// boughtIn limits to those of which the year of purchase is on record, or, with
// view.NoDate, no date is. That a year is not 0 is said once more, because the
// index asset_bought holds those only. No index serves view.NoDate alone: most
// have no date, or few, and then it is a walk like that of other rare filters.
func boughtIn(q *where, year string) error {
	switch year {
	case "":
	case view.NoDate:
		q.and("a.bought = 0")
	default:
		y, err := strconv.Atoi(year)
		if err != nil || y < 1000 || y > 9999 {
			return errs.InvalidField("bought", "购置年份应为四位数字，或为 none。", "The year of purchase has four digits, or is none.")
		}
		q.and("a.bought = ? AND a.bought <> 0", int64(y))
	}
	return nil
}

// period reads a year (2026) or a month (2026-11) of the organ's calendar. Until
// is zero for the present one: what a clock that was wrong says to be of a later
// one is of this one.
func period(name, text string, now time.Time) (from, until time.Time, err error) {
	years, months := 0, 1
	from, err = time.ParseInLocation("2006-01", text, organZone)
	if err != nil {
		years, months = 1, 0
		from, err = time.ParseInLocation("2006", text, organZone)
	}
	if err != nil {
		return from, until, errs.InvalidField(name, "应为年份（2026）或月份（2026-11）。", "Give a year (2026) or a month (2026-11).")
	}
	if until = from.AddDate(years, months, 0); until.After(now) && !from.After(now) {
		until = time.Time{}
	}
	return from, until, nil
}

// dueIn limits to what falls due: KIND for all until the end of the picture,
// KIND.overdue, or KIND.DAY for the week of the day, of the present week what is
// still ahead.
func (s *Store) dueIn(ctx context.Context, q *where, due string, now time.Time) error {
	kind, week, dotted := strings.Cut(due, ".")
	from, until, ok := time.Time{}, mondayOf(now).AddDate(0, 0, 7*overviewWeeks), true
	switch {
	case !dotted:
	case week == view.Overdue:
		until = now
	default:
		day, err := time.ParseInLocation("2006-01-02", week, organZone)
		from, ok = mondayOf(day), err == nil
		if until = from.AddDate(0, 0, 7); from.Before(now) && now.Before(until) {
			from = now
		}
	}
	column, earlier := "", time.Duration(0)
	switch kind {
	case view.DueRequest:
		column = "a.request_due"
	case view.DueClear:
		column = "a.clear_by"
		q.and("a.content_since IS NOT NULL")
	case view.DueCheck:
		p, err := s.Policy(ctx)
		if err != nil {
			return err
		}
		column, earlier = "a.checked", p.Days("tech-check.valid-days")
		q.and("a.alive AND a.class IN ?", checkedClasses())
	default:
		ok = false
	}
	if !ok {
		return errs.InvalidField("due", "到期筛选应为 request、check 或 clear，可接 .overdue 或 .日期（当周）。",
			"What is due is request, check or clear, and may go on with .overdue or .DATE for its week.")
	}
	q.and(column+" IS NOT NULL AND "+column+" < ?", stampOf(until.Add(-earlier)))
	if !from.IsZero() {
		q.and(column+" >= ?", stampOf(from.Add(-earlier)))
	}
	return nil
}

// mondayOf is the first moment of the week of t.
func mondayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()-(int(t.Weekday())+6)%7, 0, 0, 0, 0, organZone)
}

func checkedClasses() []string {
	all := slices.DeleteFunc(asset.Classes(), func(c asset.Class) bool { return !c.NeedsCheck() })
	out := make([]string, len(all))
	for i, c := range all {
		out[i] = string(c)
	}
	return out
}
