package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
)

// MilestoneReached is the event of a step in something that takes many
// transactions: whether it was gone through to the end is to be seen later.
type MilestoneReached struct {
	Of   string `json:"of"`
	Step string `json:"step"`
}

// EventType names the payload in the ledger.
func (MilestoneReached) EventType() string { return "milestone.reached" }

const milestoneKind = "milestone"

// Milestone records that a step was reached.
func (s *Store) Milestone(ctx context.Context, of, step string) error {
	return s.Write(ctx, func(x *Tx) error {
		return x.Append(SystemActor, "", event.Of(MilestoneReached{of, step}, event.Subject{Kind: milestoneKind, ID: of}))
	})
}

// Milestones lists the steps that were reached, in their order.
func (s *Store) Milestones(ctx context.Context, of string) ([]string, error) {
	var out []string
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		var leaf []byte
		if err := r.Scan(&leaf); err != nil {
			return err
		}
		var l struct{ D MilestoneReached }
		if err := json.Unmarshal(leaf, &l); err != nil {
			return errs.Wrap(err, "store.leaf")
		}
		out = append(out, l.D.Step)
		return nil
	}, `SELECT e.leaf FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
		WHERE s.kind = ? AND s.subject = ? ORDER BY s.seq`, milestoneKind, of)
	return out, err
}
