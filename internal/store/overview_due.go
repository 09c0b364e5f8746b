package store

import (
	"strings"
	"time"

	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
	"sealbook/internal/view"
)

// dueByWeek counts what falls due. A check runs out when it is older than the
// policy lets it be (reg.tech-check).
func dueByWeek(x *Tx, actor org.Actor, p policy.Policy, now time.Time, out *view.Overview) error {
	monday := mondayOf(now)
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
	classes := checkedClasses()
	for _, q := range []struct {
		column string
		bounds []stamp
		where  func(w *where)
		add    func(d *view.WeekDue, n int64)
	}{
		{"a.request_due", stamps, func(*where) {}, func(d *view.WeekDue, n int64) { d.Requests += n }},
		{"a.clear_by", stamps, func(w *where) { w.and("a.content_since IS NOT NULL") }, func(d *view.WeekDue, n int64) { d.Media += n }},
		{"a.checked", checks, func(w *where) { w.and("a.alive AND a.class IN ?", classes) }, func(d *view.WeekDue, n int64) { d.Checks += n }},
	} {
		bucket, args := buckets(q.column, q.bounds[:end])
		// Apart, because an index has all that reach asks for.
		parts := []*where{{}, {}}
		if all := parts[0].reach(actor); all {
			parts = parts[:1]
		} else {
			parts[1].beyond(actor)
		}
		for _, w := range parts {
			w.and(q.column+" IS NOT NULL AND "+q.column+" < ?", q.bounds[end])
			q.where(w)
			if err := inBuckets(x, bucket, args, "asset a", w, func(i int, n int64) { q.add(&out.Weeks[i], n) }); err != nil {
				return err
			}
		}
	}
	var w where
	w.clearances(actor)
	w.and("p.clearance_until < ?", days[end])
	bucket, args := buckets("p.clearance_until", days[:end])
	return inBuckets(x, bucket, args, "person p", &w, func(i int, n int64) { out.Weeks[i].Clearances = n })
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
