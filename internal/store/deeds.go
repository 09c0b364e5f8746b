package store

import (
	"context"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// mostDeeds is how many of an object's last deeds are told at once.
const mostDeeds = 20

// DeedsSince tells who has changed a record of the organ after the version, and
// when, the newest first, mostDeeds at most. It is for whoever maintains the
// organ.
func (s *Store) DeedsSince(ctx context.Context, actor org.Actor, of event.Subject, version int64) ([]view.Deed, error) {
	if !actor.System && !actor.Admin() && !actor.Holds(org.SecrecyOffice) {
		return nil, forbidden()
	}
	var out []view.Deed
	err := s.reads().scan(ctx, func(r scanner) error {
		var d view.Deed
		var at stamp
		var name text
		err := r.Scan(&d.By.ID, &name, &at)
		d.By.Name, d.At = string(name), at.time()
		out = append(out, d)
		return err
	}, `SELECT e.actor, p.name, e.at FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
		LEFT JOIN person p ON p.id = e.actor WHERE s.kind = ? AND s.subject = ? AND s.seq > ? ORDER BY s.seq DESC LIMIT ?`,
		of.Kind, of.ID, version, mostDeeds)
	return out, err
}
