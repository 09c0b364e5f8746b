package store

import (
	"context"
	"database/sql"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/view"
)

const listColumns = `a.id, a.num, a.code, a.class, a.kind, a.book, a.name, a.serial, a.level, a.term, a.decided, a.life,
	a.department_id, a.department_name, a.room_id, a.room_name, a.keeper_id, a.keeper_name,
	a.hold_incident, a.hold_discrepancy, a.hold_frozen, a.label_due, a.content_since, a.clear_by,
	a.wait_verb, a.wait_seat, a.wait_department, a.wait_person, a.host_id, a.host_code, a.changed, a.version`

func (s *Store) list(ctx context.Context, c conn, q *assetQuery, order string, limit int) ([]view.Asset, error) {
	now := s.now()
	var out []view.Asset
	err := c.scan(ctx, func(r scanner) error {
		a, err := scanListed(r, now)
		out = append(out, a)
		return err
	}, "SELECT "+listColumns+" FROM asset a"+q.join+q.sql()+order+" LIMIT ?", append(q.args, limit)...)
	return out, err
}

func scanListed(r scanner, now time.Time) (view.Asset, error) {
	var a view.Asset
	var department, room, keeper, host, person text
	var incident, discrepancy, frozen bool
	var since, clearBy, changed stamp
	err := r.Scan(&a.ID, &a.Num, &a.Code, (*string)(&a.Class), (*string)(&a.Kind), (*string)(&a.Book), &a.Name, &a.Serial, (*int)(&a.Level), &a.Term, &a.Decided,
		(*string)(&a.Life), &department, &a.Department.Name, &room, &a.Room.Name, &keeper, &a.Keeper.Name,
		&incident, &discrepancy, &frozen, &a.LabelDue, &since, &clearBy,
		(*string)(&a.Waiting.Verb), (*string)(&a.Waiting.Seat), &a.Waiting.Department, &person, &host, &a.Host.Name, &changed, &a.Version)
	if err != nil {
		return a, err
	}
	a.Department.ID, a.Room.ID, a.Keeper.ID, a.Host.ID = string(department), string(room), string(keeper), string(host)
	a.Waiting.Person, a.Changed = string(person), changed.time()
	for _, h := range []struct {
		on   bool
		kind asset.HoldKind
	}{
		{incident, asset.HoldIncident}, {discrepancy, asset.HoldDiscrepancy}, {frozen, asset.HoldFrozen},
		{a.LabelDue && a.Life != asset.Registered, asset.HoldLabelPending},
		{since != 0 && clearBy != 0 && now.After(clearBy.time()), asset.HoldOverdueClear},
	} {
		if h.on {
			a.Holds = append(a.Holds, h.kind)
		}
	}
	return a, nil
}

// scanInto collects one text column.
func scanInto(list *[]string) func(*sql.Rows) error {
	return func(r *sql.Rows) error {
		var v string
		err := r.Scan(&v)
		*list = append(*list, v)
		return err
	}
}
