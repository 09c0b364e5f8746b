package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// Papers lists the documents that were made of an asset's record, the newest
// first: the print jobs its labels stand on, the files with one of them that were
// handed out, and the exports that may hold it. next is the cursor of the page after, "" at the end.
func (s *Store) Papers(ctx context.Context, actor org.Actor, id, at string, limit int) (list []view.Paper, next string, err error) {
	if err := s.seen(ctx, actor, id); err != nil {
		return nil, "", err
	}
	before, err := numbered(at)
	if err != nil {
		return nil, "", err
	}
	limit = rowLimit(limit)
	if list, err = s.printsOf(ctx, actor, id, before, limit+1); err != nil {
		return nil, "", err
	}
	fetched, err := s.filesOf(ctx, actor, id, before, limit+1)
	if err != nil {
		return nil, "", err
	}
	exported, err := s.exportsOf(ctx, actor, id, before, limit+1)
	if err != nil {
		return nil, "", err
	}
	list = slices.Concat(list, fetched, exported)
	slices.SortFunc(list, func(a, b view.Paper) int { return cmp.Compare(b.Event, a.Event) })
	if len(list) > limit {
		list = list[:limit]
		next = cursor{Num: list[limit-1].Event}.encode()
	}
	// A job may hold two copies of one label: it is one paper.
	return slices.CompactFunc(list, func(a, b view.Paper) bool { return a.Event == b.Event }), next, nil
}

const (
	printedPapers = `SELECT j.last_event_id, j.at, j.by_id, p.name, j.id, j.stock, i.copy, l.number, l.token FROM label l
		JOIN print_item i ON i.token = l.token JOIN print_job j ON j.id = i.job_id LEFT JOIN person p ON p.id = j.by_id
		WHERE l.asset_id = ? AND j.last_event_id < ? ORDER BY j.last_event_id DESC LIMIT ?`
	fetchedPapers = `SELECT f.event_id, f.at, f.actor, p.name, f.job_id, f.format, f.stock, l.number, l.token FROM (` + fetchedOf + `) f
		JOIN label l ON l.token = f.token LEFT JOIN person p ON p.id = f.actor
		WHERE f.asset_id = ? AND f.event_id < ? ORDER BY f.event_id DESC LIMIT ?`
)

// printsOf lists the jobs; the one event of a job is its last.
func (s *Store) printsOf(ctx context.Context, actor org.Actor, id string, before int64, limit int) ([]view.Paper, error) {
	var out []view.Paper
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		var v view.Paper
		var made stamp
		var name text
		err := r.Scan(&v.Event, &made, &v.By.ID, &name, &v.Job, &v.Stock, &v.Copy, &v.Label, &v.Token)
		v.At, v.By.Name = made.time(), string(name)
		v.Mine = ownPaper(actor, v.By.ID)
		out = append(out, v)
		return err
	}, printedPapers, id, before, limit)
	return out, err
}

func (s *Store) filesOf(ctx context.Context, actor org.Actor, id string, before int64, limit int) ([]view.Paper, error) {
	var out []view.Paper
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		var v view.Paper
		var made stamp
		var name, job text
		err := r.Scan(&v.Event, &made, &v.By.ID, &name, &job, &v.Format, &v.Stock, &v.Label, &v.Token)
		v.At, v.By.Name, v.Job = made.time(), string(name), string(job)
		v.Mine = job != "" && ownPaper(actor, v.By.ID)
		out = append(out, v)
		return err
	}, fetchedPapers, id, before, limit)
	return out, err
}

// ownPaper is ownJobs on a row.
func ownPaper(actor org.Actor, by string) bool {
	return actor.System || actor.Holds(org.SecrecyOffice) || actor.Person == by
}
