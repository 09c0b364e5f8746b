package store

import (
	"database/sql"
	"time"

	"sealbook/internal/domain/event"
)

// Deed is the type and time of one event, without its content.
type Deed struct {
	Type string
	At   time.Time
}

// Recent lists the last events that touch the subject, the newest first. For
// kinds without a table it is how a decision learns what happened before; two
// transactions that append to the same line cannot both commit on one answer.
func (x *Tx) Recent(s event.Subject, limit int) ([]Deed, error) {
	var out []Deed
	err := x.each(func(r *sql.Rows) error {
		var d Deed
		var at stamp
		if err := r.Scan(&d.Type, &at); err != nil {
			return err
		}
		d.At = at.time()
		out = append(out, d)
		return nil
	}, `SELECT e.type, e.at FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
		WHERE s.kind = ? AND s.subject = ? ORDER BY s.seq DESC LIMIT ?`, s.Kind, s.ID, limit)
	return out, err
}
