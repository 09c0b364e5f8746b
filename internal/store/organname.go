package store

import (
	"context"

	"sealbook/internal/errs"
	"sealbook/internal/ledger"
)

// OrganName is the name the organ was founded with, as the history has it. It is
// "" where nothing is on record yet.
func (s *Store) OrganName(ctx context.Context) (string, error) {
	var leaf []byte
	found, err := s.reads().one(ctx, []any{&leaf}, organNameSelect)
	if err != nil || !found {
		return "", err
	}
	return organNameIn(leaf)
}

const organNameSelect = `SELECT e.leaf FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
	WHERE s.kind = 'organ' AND e.type = 'organ.founded' ORDER BY s.event_id LIMIT 1`

// OrganName is Store.OrganName in a transaction.
func (x *Tx) OrganName() (string, error) {
	var leaf []byte
	found, err := x.first([]any{&leaf}, organNameSelect)
	if err != nil || !found {
		return "", err
	}
	return organNameIn(leaf)
}

func organNameIn(leaf []byte) (string, error) {
	l, err := ledger.Decode(leaf)
	if err != nil {
		return "", errs.Wrap(err, "store.leaf")
	}
	name, _ := l.Data["organ"].(string)
	return name, nil
}
