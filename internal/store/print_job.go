package store

import (
	"context"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// PrintJob gives one run of labels: to the secrecy office any, to others their
// own. Unknown and another's are answered alike.
func (s *Store) PrintJob(ctx context.Context, actor org.Actor, id string) (view.PrintJob, error) {
	var w where
	w.and("j.id = ?", id)
	ownJobs(&w, actor)
	var v view.PrintJob
	var made stamp
	var name text
	found, err := s.reads().one(ctx, []any{&v.ID, &v.Key, &v.Stock, &v.Start, &v.Labels, &v.Copies, &v.By.ID, &name, &made, &v.Fetched},
		`SELECT j.id, j.key, j.stock, j.start, j.labels, j.copies, j.by_id, p.name, j.at,
		(SELECT count(*) FROM label_fetch f WHERE f.job_id = j.id) FROM print_job j
		LEFT JOIN person p ON p.id = j.by_id`+w.sql(), w.args...)
	v.By.Name, v.At = string(name), made.time()
	if err == nil && !found {
		err = errs.New(errs.NotFound, "print_job.not_found", "没有找到该打印任务，或不在您的权限范围内。",
			"No such print job, or it is outside your scope.")
	}
	return v, err
}
