package store

import (
	"context"

	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

const (
	overviewMonths = 12
	overviewWeeks  = 8
)

func (s *Store) today() org.Date { return org.DateOf(s.now(), organZone) }

// Overview counts what the actor may see for the pictures of the ledger, in one
// reading, so that no figure is of another moment than its neighbour. It reads
// the tables of counts, the index of what is due, and those assets that the actor
// sees for other reasons than their department: it costs what there is of sorts
// and of work ahead, whatever the size of the ledger.
func (s *Store) Overview(ctx context.Context, actor org.Actor) (view.Overview, error) {
	out := view.Overview{AsOf: s.now()}
	if actor.Scope().None {
		return out, nil
	}
	now := out.AsOf.In(organZone)
	p, err := s.Policy(ctx)
	if err != nil {
		return view.Overview{}, err
	}
	err = s.Read(ctx, func(x *Tx) error {
		if err := standing(x, actor, &out); err != nil {
			return err
		}
		if err := flow(x, actor, now, &out); err != nil {
			return err
		}
		return dueByWeek(x, actor, p, now, &out)
	})
	return out, err
}
