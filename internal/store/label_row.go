package store

import (
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
)

// labelRow is a label as its row has it; the token is its id.
type labelRow struct{ asset.Label }

var labelKind = kindOf[labelRow]{
	kind: asset.KindLabel, table: "label", key: "token",
	columns: []string{"asset_id", "number", "marking", "state", "copies", "shows", "job_id", "reason", "printed", "applied"},
	scan: func(r *labelRow) ([]any, func() error) {
		var shows string
		var job text
		var printed, applied stamp
		return []any{
				&r.Token, &r.Asset, &r.Number, &r.Marking, &r.State, &r.Copies, &shows, &job, &r.Reason, &printed, &applied,
			}, func() error {
				r.Job, r.Printed, r.Applied = string(job), printed.time(), applied.time()
				return fromJSON(shows, &r.Shows)
			}
	},
	values: func(r *labelRow) ([]any, error) {
		shows, err := jsonOf(r.Shows, false)
		return []any{
			r.Asset, int64(r.Number), int64(r.Marking), string(r.State), int64(r.Copies), shows, text(r.Job), r.Reason,
			stampOf(r.Printed), stampOf(r.Applied),
		}, err
	},
	fold: func(r labelRow, e event.Event) labelRow {
		r.Label = asset.FoldLabel(r.Label, e)
		return r
	},
	id:      func(r *labelRow) string { return r.Token },
	version: func(r *labelRow) *int64 { return &r.Version },
	changed: func(r *labelRow) time.Time {
		if r.Applied.After(r.Printed) {
			return r.Applied
		}
		return r.Printed
	},
	apply: func(x *Tx, _, r *labelRow, e event.Event) {
		if d, ok := e.Data.(asset.LabelMade); ok && d.Label == r.Token && d.Job != "" {
			x.state.items = append(x.state.items, printItem{job: d.Job, item: d.Item, token: d.Label, copy: d.Copy, shows: d.Shows})
		}
	},
}

// printItem is one place of a print job, written once and never changed.
type printItem struct {
	job   string
	item  int
	token string
	copy  bool
	shows asset.LabelText
}

func (x *Tx) writeItems() error {
	if len(x.state.items) == 0 {
		return nil
	}
	rows := make([][]any, 0, len(x.state.items))
	for _, i := range x.state.items {
		shows, err := jsonOf(i.shows, false)
		if err != nil {
			return err
		}
		rows = append(rows, []any{i.job, int64(i.item), i.token, i.copy, shows})
	}
	x.state.items = nil
	return x.add("print_item", "job_id, item, token, copy, shows", 5, rows)
}
