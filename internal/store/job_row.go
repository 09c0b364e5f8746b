package store

import (
	"time"

	"sealbook/internal/domain/labelissue"
)

var jobKind = kindOf[labelissue.Job]{
	kind: labelissue.KindSubject, table: "print_job", key: "id",
	columns: []string{"key", "stock", "start", "labels", "copies", "by_id", "at"},
	scan: func(j *labelissue.Job) ([]any, func() error) {
		var at stamp
		return []any{&j.ID, &j.Key, &j.Stock, &j.Start, &j.Labels, &j.Copies, &j.By, &at}, func() error {
			j.At = at.time()
			return nil
		}
	},
	values: func(j *labelissue.Job) ([]any, error) {
		return []any{j.Key, j.Stock, int64(j.Start), int64(j.Labels), int64(j.Copies), j.By, stampOf(j.At)}, nil
	},
	fold:    labelissue.Fold,
	id:      func(j *labelissue.Job) string { return j.ID },
	version: func(j *labelissue.Job) *int64 { return &j.Version },
	changed: func(j *labelissue.Job) time.Time { return j.At },
}
