package store

import (
	"context"
	"database/sql"
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/labelissue"
)

// LabelByToken loads the label with the token. It takes no lock: whoever
// changes a label holds its asset.
func (x *Tx) LabelByToken(token string) (asset.Label, bool, error) {
	r, found, err := x.state.labels.one(token, false)
	return r.Label, found, err
}

// Labels loads the labels of one asset, in order of their numbers.
func (x *Tx) Labels(id string) ([]asset.Label, error) {
	m, err := x.LabelsOf(id)
	return m[id], err
}

// LabelsOf loads the labels of the assets, by asset, in order of their numbers.
func (x *Tx) LabelsOf(ids ...string) (map[string][]asset.Label, error) {
	var tokens []string
	for part := range slices.Chunk(ids, 500) {
		if err := x.each(func(r *sql.Rows) error {
			var token string
			err := r.Scan(&token)
			tokens = append(tokens, token)
			return err
		}, "SELECT token FROM label WHERE asset_id IN ?", part); err != nil {
			return nil, err
		}
	}
	if err := x.state.labels.load(tokens, false); err != nil {
		return nil, err
	}
	out := map[string][]asset.Label{}
	for _, id := range ids {
		out[id] = nil
	}
	for _, r := range x.state.labels.rows {
		if _, asked := out[r.state.Asset]; asked && r.chain.seq > 0 {
			out[r.state.Asset] = append(out[r.state.Asset], r.state.Label)
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b asset.Label) int { return a.Number - b.Number })
	}
	return out, nil
}

// PrintJobByKey finds the job that the account's person asked for under the key.
func (x *Tx) PrintJobByKey(account, key string) (labelissue.Job, bool, error) {
	if err := x.flush(); err != nil {
		return labelissue.Job{}, false, err
	}
	var id string
	found, err := x.first([]any{&id},
		"SELECT id FROM print_job WHERE key <> '' AND key = ? AND by_id = (SELECT person_id FROM account WHERE id = ?)", key, account)
	if err != nil || !found {
		return labelissue.Job{}, false, err
	}
	return x.state.jobs.one(id, false)
}

// Printed reports whether the job printed labels of just these assets, in this order.
func (x *Tx) Printed(job string, assets []string) (bool, error) {
	var of []string
	err := x.each(func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		of = append(of, id)
		return err
	}, "SELECT l.asset_id FROM print_item i JOIN label l ON l.token = i.token WHERE i.job_id = ? ORDER BY i.item", job)
	return slices.Equal(of, assets), err
}

// LookupToken finds a label by what a scanner read. It applies no scope: it is
// for the scan alone, which shows nothing before it has looked at the asset on
// behalf of its actor.
func (s *Store) LookupToken(ctx context.Context, token string) (asset.Label, bool, error) {
	var row labelRow
	found := false
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		l, err := scanLabel(r)
		row, found = l, err == nil
		return err
	}, labelSelect+" WHERE token = ?", token)
	return row.Label, found, err
}

var labelSelect = newTable(nil, &labelKind).selects()

func scanLabel(r *sql.Rows) (labelRow, error) {
	var t table[labelRow]
	t.kindOf = &labelKind
	var one row[labelRow]
	err := t.scanRow(r, &one)
	return one.state, err
}
